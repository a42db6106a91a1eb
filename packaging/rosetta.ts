import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';

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
}
