import * as fs from 'fs';
import * as path from 'path';
import * as library from 'cdk8s-autonomous';
import { Construct } from 'constructs';
import { docstringExamples } from '../support/docstrings';
import { Outcome, runAll } from '../support/documents';
import { objectsReversed } from '../support/objects-reversed';

const ROOT = path.resolve(__dirname, '../..');
const EXAMPLES = docstringExamples();
const GIVEN = [
  ...fs.readFileSync(path.join(ROOT, 'rosetta/default.ts-fixture'), 'utf8').matchAll(/^declare const (\w+):/gm),
].map(([, name]) => name);

test('every construct has an example', () => {
  const constructs = Object.entries(library).flatMap(([name, one]) =>
    typeof one === 'function' && one.prototype instanceof Construct ? [name] : [],
  );
  expect(constructs.length).toBeGreaterThan(50);
  const shown = new Set(EXAMPLES.map(({ of }) => of));
  expect(constructs.filter((name) => !shown.has(name))).toEqual([]);
});

/** The example as a program: with the names that translations take for granted, each a real thing here. */
function program(text: string): string {
  return [
    `import { ${Object.keys(library).join(', ')} } from 'cdk8s-autonomous';`,
    "import { Duration, Size } from 'cdk8s';",
    `import { things } from '${path.join(ROOT, 'test/support/docstring-things')}';`,
    `const { ${GIVEN.join(', ')} } = things();`,
    `function example() {\n${text}\n}`,
    'example();',
    ...(text.includes('app.synth()') ? [] : ['app.synth();']),
  ].join('\n');
}

/** Maps have no order in Go, and another one in each run of a Java program. */
const reversed = (text: string) => program(objectsReversed(text));

describe('examples', () => {
  let outcomes: Outcome[] = [];
  beforeAll(
    () => (outcomes = runAll([program, reversed].flatMap((as) => EXAMPLES.map(({ text }) => as(text))))),
    600_000,
  );

  test.each(EXAMPLES.map(({ of }, i) => [of, i] as const))(
    'that of %s has a plan that holds, whatever the order of props and maps',
    (_, i) => {
      const { status, stderr, manifests } = outcomes[i];
      expect(status === 0 ? '' : stderr).toBe('');
      expect(manifests.length).toBeGreaterThan(0);
      expect(outcomes[EXAMPLES.length + i]).toEqual(outcomes[i]);
    },
  );
});
