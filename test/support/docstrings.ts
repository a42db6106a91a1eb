import * as fs from 'fs';
import * as path from 'path';
import { forEachChild, createSourceFile, getJSDocTags, getTextOfJSDocComment, Node, ScriptTarget } from 'typescript';

const SOURCES = path.resolve(__dirname, '../../src');

/** An example of a docstring. */
export interface DocstringExample {
  /** Class, with the method where it is of one: `Spring.boot`. */
  readonly of: string;
  readonly text: string;
}

/** The `@example` of every docstring of the sources. */
export function docstringExamples(): DocstringExample[] {
  return fs
    .readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .flatMap((name) => examplesIn(fs.readFileSync(path.join(SOURCES, name), 'utf8')));
}

function examplesIn(source: string): DocstringExample[] {
  const found: DocstringExample[] = [];
  const visit = (node: Node, parents: readonly string[]) => {
    const name = nameOf(node);
    const names = name === undefined ? parents : [...parents, name];
    for (const { tagName, comment } of getJSDocTags(node).filter(({ parent }) => parent.parent === node)) {
      if (tagName.text === 'example') {
        found.push({ of: names.join('.'), text: getTextOfJSDocComment(comment) ?? '' });
      }
    }
    forEachChild(node, (child) => visit(child, names));
  };
  if (source.includes('@example')) {
    visit(createSourceFile('source.ts', source, ScriptTarget.ES2022, true), []);
  }
  return found;
}

function nameOf(node: Node): string | undefined {
  return (node as { readonly name?: { readonly text?: string } }).name?.text;
}
