import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { packagesIn, termsOf, thirdPartyNotices } from './notices';
import { filesReached } from './reach';

/**
 * Puts what a package of the compiled library is to hold into the directory named: what npm packs, without what nobody
 * loads. jsii-pacmak makes the packages of all languages from there.
 */
async function main(root: string, stage: string): Promise<void> {
  fs.rmSync(stage, { recursive: true, force: true });
  fs.mkdirSync(stage, { recursive: true });
  unpackInto(stage, root);
  keepOnly(stage, await filesReached(root));
  filesUnder(path.join(stage, 'lib'), '.js').forEach(dropSourceMap);
  fs.writeFileSync(path.join(stage, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(stage));
}

function unpackInto(stage: string, root: string): void {
  const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', stage];
  const tarball = path.join(stage, execFileSync('npm', args, { cwd: root, encoding: 'utf8' }).trim());
  execFileSync('tar', ['xzf', tarball, '-C', stage, '--strip-components', '1']);
  fs.rmSync(tarball);
}

/** Of the bundled packages only what is reached, beside what says whose they are and on which terms. */
function keepOnly(content: string, reached: ReadonlySet<string>): void {
  const bundled = path.join(content, 'node_modules');
  const terms = new Set(
    packagesIn(bundled).flatMap((directory) => [path.join(directory, 'package.json'), ...termsOf(directory)]),
  );
  const kept = (file: string) => reached.has(path.relative(content, file)) || terms.has(file);
  for (const file of filesUnder(bundled).filter((each) => !kept(each))) {
    fs.rmSync(file);
  }
}

/** The sources are not in the package: what runs is what a debugger shows, and lines in stack traces are lines there. */
function dropSourceMap(file: string): void {
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(/\n\/\/# sourceMappingURL=\S*\s*$/, '\n'));
}

function filesUnder(directory: string, suffix = ''): string[] {
  return fs
    .readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(directory, name))
    .filter((file) => file.endsWith(suffix) && fs.statSync(file).isFile());
}

void main(process.cwd(), path.resolve(process.argv[2]));
