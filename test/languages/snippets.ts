import * as fs from 'fs';
import * as path from 'path';
import { gunzipSync } from 'zlib';

/** What examples of docstrings take for granted, in each language. */
const GIVEN = [
  ...fs
    .readFileSync(path.resolve(__dirname, '../../rosetta/default.ts-fixture'), 'utf8')
    .matchAll(/^declare const (\w+): (.*);$/gm),
].map(([, name, type]) => ({ name, type: type.startsWith('{') ? 'WorkloadResources' : type }));

const GO_TYPES: Readonly<Record<string, string>> = {
  string: 'string',
  WorkloadResources: '*cdk8sautonomous.WorkloadResources',
};
const GO_HEAD = `package main

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk8s-autonomous/cdk8s-autonomous-go/cdk8sautonomous"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
)

var _ = jsii.String
var _ = cdk8s.Size_Gibibytes
`;

/** Each in a function of its own; what they make and do not use is used. */
function inGo(snippets: readonly string[]): string {
  // Texts that are handed on as they are have to be pointers, those in jsii.String(...) none.
  const type = (name: string, of: string) =>
    name === 'program' ? '*string' : (GO_TYPES[of] ?? `cdk8sautonomous.${of}`);
  const given = GIVEN.map(({ name, type: of }) => `${name} ${type(name, of)}`).join(', ');
  const functions = snippets.map((text, i) => {
    const used = [...text.matchAll(/^(\w+) :=/gm)].map(([, name]) => `_ = ${name}\n`).join('');
    return `\nfunc example${i}(${given}) {\n{\n${text}\n${used}}\n}\n`;
  });
  return `${GO_HEAD}${functions.join('')}\nfunc main() {}\n`;
}

function inJava(snippets: readonly string[]): string {
  const given = GIVEN.map(({ name, type }) => `  static ${type === 'string' ? 'String' : type} ${name};\n`).join('');
  const methods = snippets.map((text, i) => `\n  static void example${i}() {\n${text}\n  }\n`);
  const imports = ['dev.cdk8s.autonomous.*', 'java.util.*', 'org.cdk8s.Duration', 'org.cdk8s.Size'];
  return `${imports.map((name) => `import ${name};\n`).join('')}\nclass Snippets {\n${given}${methods.join('')}}\n`;
}

/**
 * usage: snippets.ts STAGE go|java FILE
 * Writes one program with what the pages of a language show beside the API, as docstrings say it in TypeScript: it has to compile.
 */
function main([stage, language, file]: readonly string[]): void {
  const tablet = JSON.parse(gunzipSync(fs.readFileSync(path.join(stage, '.jsii.tabl.json.gz'))).toString());
  const snippets = Object.values<any>(tablet.snippets)
    .filter(({ location }) => location?.api?.api !== 'moduleReadme')
    .map(({ translations }) => translations[language].source as string);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, language === 'go' ? inGo(snippets) : inJava(snippets));
}

main(process.argv.slice(2));
