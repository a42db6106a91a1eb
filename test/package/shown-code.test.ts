import * as fs from 'fs';
import * as path from 'path';
import * as library from 'cdk8s-autonomous';
import { docstringExamples } from '../support/docstrings';
import { blocksOf } from '../support/documents';
import { typeErrors } from '../support/type-check';

const ROOT = path.resolve(__dirname, '../..');
const FIXTURE = fs.readFileSync(path.join(ROOT, 'rosetta/default.ts-fixture'), 'utf8');

/** Parts of programs have the names of the library as they stand. */
const IMPORTS = `import * as auto from 'cdk8s-autonomous';\nimport { ${Object.keys(library).join(', ')} } from 'cdk8s-autonomous';\n`;
const CDK8S =
  "import { ApiObject, App, Chart, Duration, Size } from 'cdk8s';\nimport { Construct } from 'constructs';\n";

/** Pages show programs, and parts of them. */
function shownOn(page: string): [string, string][] {
  return blocksOf(page)
    .filter(({ language }) => language === 'ts')
    .map(({ text }, i) => [`${page} ${i + 1}`, /^import /m.test(text) ? text : `${IMPORTS}${CDK8S}${text}`]);
}

/** Those of docstrings are compiled as their translations are. */
function shownIn({ of, text }: { readonly of: string; readonly text: string }): [string, string] {
  return [of, `${IMPORTS}${FIXTURE.replace('/// here', () => text)}export {};\n`];
}

test('what README, pages and docstrings show compiles', () => {
  const pages = ['README.md', ...fs.readdirSync(path.join(ROOT, 'docs')).map((name) => `docs/${name}`)];
  const programs = [...pages.flatMap(shownOn), ...docstringExamples().map(shownIn)];
  expect(programs.length).toBeGreaterThan(100);
  expect(typeErrors(Object.fromEntries(programs))).toEqual([]);
}, 300_000);

test('what does not compile is told', () => {
  const wrong = "new auto.Cluster(app, 'east', { zone: 'a' });";
  expect(typeErrors({ page: `${IMPORTS}${wrong}` })).toEqual([expect.stringMatching(/^page: .*'zone' does not exist/)]);
}, 300_000);
