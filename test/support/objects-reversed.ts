import {
  createPrinter,
  createSourceFile,
  isObjectLiteralExpression,
  isSpreadAssignment,
  Node,
  ScriptTarget,
  SourceFile,
  transform,
  visitEachChild,
  visitNode,
} from 'typescript';

/** A program with the fields of its objects the other way round, but where one is spread over another. */
export function objectsReversed(program: string): string {
  const source = createSourceFile('program.ts', program, ScriptTarget.ES2022, true);
  const { transformed } = transform(source, [
    (context) => (root) => {
      const visit = (node: Node): Node => {
        const one = visitEachChild(node, visit, context);
        return isObjectLiteralExpression(one) && !one.properties.some(isSpreadAssignment)
          ? context.factory.updateObjectLiteralExpression(one, [...one.properties].reverse())
          : one;
      };
      return visitNode(root, visit) as SourceFile;
    },
  ]);
  return createPrinter().printFile(transformed[0]);
}
