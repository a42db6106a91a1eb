import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { gunzipSync, gzipSync } from 'zlib';
import { mendedGo } from './go-snippets';
import { Assembly } from './names/assembly';

/**
 * Compiles the examples of README and docstrings and lays their translations beside the assembly: pages of other languages show them in their own. Those
 * of docstrings are parts of a program: what goes before them is in rosetta/default.ts-fixture, and they know all names of the library.
 * @param names what the library exports
 */
export function translateExamples(root: string, stage: string, names: readonly string[]): void {
  const program = path.join(stage, '..', 'rosetta');
  const fixtures = path.join(stage, 'rosetta');
  fs.mkdirSync(fixtures);
  const fixture = fs.readFileSync(path.join(root, 'rosetta/default.ts-fixture'), 'utf8');
  fs.writeFileSync(
    path.join(fixtures, 'default.ts-fixture'),
    `import { ${names.join(', ')} } from 'cdk8s-autonomous';\n${fixture}`,
  );
  fs.rmSync(program, { recursive: true, force: true });
  fs.mkdirSync(path.join(program, 'node_modules'), { recursive: true });
  fs.symlinkSync(path.resolve(stage), path.join(program, 'node_modules/cdk8s-autonomous'));
  execFileSync('jsii-rosetta', ['extract', stage, '--directory', program, '--strict', '--compress-tablet'], {
    stdio: 'inherit',
  });
  fs.rmSync(fixtures, { recursive: true });
  mendTranslations(stage);
}

function mendTranslations(stage: string): void {
  const file = path.join(stage, '.jsii.tabl.json.gz');
  const tablet = JSON.parse(gunzipSync(fs.readFileSync(file)).toString());
  const assembly = JSON.parse(fs.readFileSync(path.join(stage, '.jsii'), 'utf8')) as Assembly;
  for (const { translations } of Object.values<any>(tablet.snippets)) {
    translations.go.source = mendedGo(translations.go.source, assembly);
  }
  fs.writeFileSync(file, gzipSync(JSON.stringify(tablet), { level: 9 }));
}
