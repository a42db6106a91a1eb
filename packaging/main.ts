import { execFileSync } from 'child_process';
import * as fs from 'fs';
import { createRequire } from 'module';
import * as path from 'path';
import { bundle } from './bundle';
import { thirdPartyNotices } from './notices';
import { translateExamples } from './rosetta';

const PAGES = 'https://github.com/cdk8s-autonomous/cdk8s-autonomous/blob/main/';

/**
 * Puts what a package of the compiled library is to hold into the directory named. jsii-pacmak makes the packages of all
 * languages from there.
 */
async function main(root: string, stage: string): Promise<void> {
  fs.rmSync(stage, { recursive: true, force: true });
  fs.mkdirSync(stage, { recursive: true });
  unpackInto(stage, root);
  const lib = path.join(stage, 'lib');
  filesUnder(lib, '.js').forEach((file) => fs.rmSync(file));
  const packages = await bundle(root, lib);
  fs.writeFileSync(path.join(stage, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(packages));
  fs.rmSync(path.join(stage, 'node_modules'), { recursive: true });
  dropDependencies(path.join(stage, 'package.json'));
  ['README.md', 'CHANGELOG.md', 'SECURITY.md'].forEach((page) => linkDocs(path.join(stage, page)));
  translateExamples(root, stage, exportsOf(path.join(lib, 'index.js')));
}

function exportsOf(file: string): string[] {
  return Object.keys(createRequire(file)(file));
}

function unpackInto(stage: string, root: string): void {
  const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', stage];
  const tarball = path.join(stage, execFileSync('npm', args, { cwd: root, encoding: 'utf8' }).trim());
  execFileSync('tar', ['xzf', tarball, '-C', stage, '--strip-components', '1']);
  fs.rmSync(tarball);
}

/** The pages are not in the package. */
function linkDocs(file: string): void {
  const text = fs.readFileSync(file, 'utf8').replace(/\]\((?!https?:|#)(?:\.\/)?/g, `](${PAGES}`);
  fs.writeFileSync(file, text);
}

/** They are inside. */
function dropDependencies(file: string): void {
  const { dependencies, bundledDependencies, devDependencies, scripts, jest, ...rest } = JSON.parse(
    fs.readFileSync(file, 'utf8'),
  );
  fs.writeFileSync(file, `${JSON.stringify(rest, undefined, 2)}\n`);
}

function filesUnder(directory: string, suffix: string): string[] {
  return fs
    .readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(directory, name))
    .filter((file) => file.endsWith(suffix));
}

void main(process.cwd(), path.resolve(process.argv[2]));
