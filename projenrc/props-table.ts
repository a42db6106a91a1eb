/**
 * Writes down what the public API takes, as text that is read when the first construct is made: `npx projen props-table`. It reads the
 * sources as they are written, without their types: jsii allows few, all of them by name.
 */
import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';
import { typeNames } from './type-names';

const ROOT = path.resolve(__dirname, '..');
const TABLE = path.join(ROOT, 'src/props/table.ts');
const NAMES = path.join(ROOT, 'docs/type-names.md');

type Declaration = ts.ClassDeclaration | ts.InterfaceDeclaration | ts.EnumDeclaration;

/** The file as it should be. */
export function propsTable(): string {
  const lines = declarations()
    .sort((a, b) => (a.name!.text < b.name!.text ? -1 : 1))
    .flatMap((one) =>
      ts.isEnumDeclaration(one) ? [enumLine(one)] : ts.isClassDeclaration(one) ? classLines(one) : interfaceLines(one),
    );
  return [
    '/** What the public API takes. Written by `npx projen props-table`. */',
    'export const TABLE = `',
    ...lines,
    '`;',
    '',
  ].join('\n');
}

function declarations(): Declaration[] {
  const index = fs.readFileSync(path.join(ROOT, 'src/index.ts'), 'utf8');
  return [...index.matchAll(/^export \* from '(.*)';$/gm)].flatMap(([, name]) => {
    const file = path.join(ROOT, 'src', `${name}.ts`);
    const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
    return source.statements.filter(
      (one): one is Declaration =>
        (ts.isClassDeclaration(one) || ts.isInterfaceDeclaration(one) || ts.isEnumDeclaration(one)) &&
        has(one, ts.SyntaxKind.ExportKeyword),
    );
  });
}

function enumLine(one: ts.EnumDeclaration): string {
  const members = one.members.map(
    (member, i) =>
      `${member.name.getText()}=${member.initializer && ts.isStringLiteral(member.initializer) ? member.initializer.text : i}`,
  );
  return ['enum', one.name.text, ...members].join(' ');
}

/** Behaviour is what its name begins with I; everything else is a struct. */
function interfaceLines(one: ts.InterfaceDeclaration): string[] {
  const bases = basesOf(one);
  const isBehaviour = /^I[A-Z]/.test(one.name.text);
  const members = isBehaviour ? one.members : one.members.filter(isPublic);
  return [
    [isBehaviour ? 'interface' : 'struct', one.name.text, ...bases].join(' '),
    ...members.map((member) =>
      ts.isPropertySignature(member) && isPublic(member)
        ? ` ${member.name.getText()}${member.questionToken ? '?' : ''} ${typeText(member.type)}`
        : ` ${member.name!.getText()}${member.questionToken ? '?' : ''} any`,
    ),
  ];
}

function classLines(one: ts.ClassDeclaration): string[] {
  const members = one.members.filter(isPublic).flatMap((member) => {
    if (ts.isConstructorDeclaration(member)) {
      return has(one, ts.SyntaxKind.AbstractKeyword) ? [] : [` new ${parametersText(member)}`.trimEnd()];
    }
    const isStatic = has(member, ts.SyntaxKind.StaticKeyword);
    if (!ts.isMethodDeclaration(member)) {
      return isStatic && ts.isPropertyDeclaration(member) ? [` constant ${member.name.getText()}`] : [];
    }
    const kind = isStatic ? 'static' : 'method';
    return [` ${kind} ${member.name.getText()} ${parametersText(member)}`.trimEnd()];
  });
  const does = heritageOf(one, ts.SyntaxKind.ImplementsKeyword).map((name) => `+${name}`);
  return [['class', one.name!.text, ...basesOf(one), ...does].join(' '), ...members];
}

function basesOf(one: ts.ClassDeclaration | ts.InterfaceDeclaration): string[] {
  return heritageOf(one, ts.SyntaxKind.ExtendsKeyword);
}

function heritageOf(one: ts.ClassDeclaration | ts.InterfaceDeclaration, keyword: ts.SyntaxKind): string[] {
  const clauses = one.heritageClauses?.filter(({ token }) => token === keyword) ?? [];
  return clauses.flatMap(({ types }) => types.map((type) => type.expression.getText()));
}

function parametersText({ parameters }: ts.SignatureDeclarationBase): string {
  return parameters
    .map((one) => {
      const name = ts.isIdentifier(one.name) ? one.name.text : 'props';
      const marks = one.dotDotDotToken ? '*' : one.questionToken || one.initializer ? '?' : '';
      return `${name}${marks} ${one.type ? typeText(one.type) : literalText(one.initializer)}`;
    })
    .join(', ');
}

function typeText(type: ts.TypeNode | undefined): string {
  if (type === undefined) {
    return 'any';
  }
  if (ts.isArrayTypeNode(type)) {
    return `${typeText(type.elementType)}[]`;
  }
  if (ts.isUnionTypeNode(type)) {
    const given = type.types.filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword);
    return given.length === 1 ? typeText(given[0]) : 'any';
  }
  if (ts.isTypeOperatorNode(type)) {
    return typeText(type.type);
  }
  if (ts.isTypeReferenceNode(type)) {
    const name = type.typeName.getText();
    return name === 'Readonly'
      ? typeText(type.typeArguments![0])
      : name === 'Record'
        ? `${typeText(type.typeArguments![1])}{}`
        : name.replace(/^.*\./, '');
  }
  return ['string', 'number', 'boolean'].includes(type.getText()) ? type.getText() : 'any';
}

/** The type of a parameter that follows from its default. */
function literalText(value: ts.Expression | undefined): string {
  if (value === undefined) {
    return 'any';
  }
  const isTruth = value.kind === ts.SyntaxKind.TrueKeyword || value.kind === ts.SyntaxKind.FalseKeyword;
  return ts.isNumericLiteral(value) ? 'number' : ts.isStringLiteral(value) ? 'string' : isTruth ? 'boolean' : 'any';
}

function isPublic(member: ts.ClassElement | ts.TypeElement): boolean {
  const hidden = has(member, ts.SyntaxKind.PrivateKeyword) || has(member, ts.SyntaxKind.ProtectedKeyword);
  return !hidden && !(member.name?.getText() ?? '').startsWith('_');
}

function has(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some((one) => one.kind === kind) ?? false);
}

if (require.main === module) {
  fs.mkdirSync(path.dirname(TABLE), { recursive: true });
  fs.writeFileSync(TABLE, propsTable());
  fs.writeFileSync(NAMES, typeNames(propsTable()));
}
