import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';

const ROOT = path.resolve(__dirname, '../..');

/** Parameters of a file's exported classes and interfaces that nothing is said of. */
function untold(file: string): string[] {
  const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  return source.statements.flatMap((one) =>
    (ts.isClassDeclaration(one) || ts.isInterfaceDeclaration(one)) && isExported(one)
      ? [...one.members].filter(isPublic).flatMap((member) =>
          parametersOf(member)
            .filter((parameter) => !ts.getJSDocParameterTags(parameter).some(({ comment }) => comment))
            .map((parameter) => `${one.name!.text}.${member.name?.getText() ?? 'new'}(${parameter.name.getText()})`),
        )
      : [],
  );
}

function isExported(one: ts.ClassDeclaration | ts.InterfaceDeclaration): boolean {
  return ts.getModifiers(one)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function isPublic(member: ts.ClassElement | ts.TypeElement): boolean {
  const kinds = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []).map(({ kind }) => kind) : [];
  const isHidden = kinds.includes(ts.SyntaxKind.PrivateKeyword) || kinds.includes(ts.SyntaxKind.ProtectedKeyword);
  return !isHidden && !(member.name?.getText() ?? '').startsWith('_');
}

function parametersOf(member: ts.ClassElement | ts.TypeElement): readonly ts.ParameterDeclaration[] {
  return ts.isConstructorDeclaration(member) || ts.isMethodDeclaration(member) || ts.isMethodSignature(member)
    ? member.parameters
    : [];
}

test('every parameter of the public API says what it decides', () => {
  const index = fs.readFileSync(path.join(ROOT, 'src/index.ts'), 'utf8');
  const files = [...index.matchAll(/^export \* from '(.*)';$/gm)].map(([, name]) =>
    path.join(ROOT, 'src', `${name}.ts`),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(files.flatMap(untold)).toEqual([]);
});
