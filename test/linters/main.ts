import { rmSync } from 'fs';
import { join } from 'path';
import { Found, LINTERS, NEEDS } from './linting';
import { clustersOf, EXAMPLES, exampleNames, forLinters, writeAll } from './manifests';
import { find, TOOLS } from './tools';
import { byCodeUnit } from '../../src/capacity/order';

/**
 * usage: main.ts [--counts] [--install] [tool ...]
 * Shows the manifests of all examples to the linters of the field. Exit code 1 where one finds something that is no accepted exception;
 * a linter that is not to be had is named and left out. --counts: also what the exceptions hide, and exit code 0. --install: build the large ones too.
 */
function main(given: readonly string[]): number {
  const [bare, installAll] = ['--counts', '--install'].map((option) => given.includes(option));
  const named = given.filter((one) => !one.startsWith('--'));
  const objects: Record<string, any[]> = Object.assign({}, ...exampleNames().map(clustersOf));
  const shown = writeAll(Object.fromEntries(Object.entries(objects).map(([name, all]) => [name, forLinters(all)])));
  const input = { shown, all: exampleNames().map((name) => join(EXAMPLES, name, 'dist')), bare };
  let total = 0;
  for (const tool of TOOLS.filter(({ name }) => named.length === 0 || named.includes(name))) {
    const found = find(tool, installAll);
    const missing = 'missing' in found ? found.missing : NEEDS[tool.name]?.();
    if (missing !== undefined || 'missing' in found) {
      console.log(`${tool.name} ${tool.version}: left out: ${missing}`);
      continue;
    }
    const findings = LINTERS[tool.name](found.program, input);
    total += findings.length;
    console.log(`${tool.name} ${tool.version}: ${findings.length} findings`);
    show(findings);
  }
  rmSync(shown, { recursive: true });
  return total === 0 || bare ? 0 : 1;
}

/** How many of each check, and the first objects. */
function show(findings: readonly Found[]): void {
  const groups = new Map<string, Found[]>();
  for (const one of findings) {
    groups.set(one.check, [...(groups.get(one.check) ?? []), one]);
  }
  for (const [check, all] of [...groups].sort(([a], [b]) => byCodeUnit(a, b))) {
    console.log(`  ${all.length} ${check}: ${all[0].message}`);
    console.log(
      `    ${all
        .slice(0, 4)
        .map(({ object }) => object)
        .join(', ')}${all.length > 4 ? ', ...' : ''}`,
    );
  }
}

process.exitCode = main(process.argv.slice(2));
