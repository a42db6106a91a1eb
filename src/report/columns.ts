import { getBorderCharacters, table } from 'table';

/** A table as lines of text: the columns `left` to the left, the others to the right, two spaces between. */
export function columns(rows: readonly (readonly string[])[], left: readonly number[] = [0]): string[] {
  if (rows.length === 0) {
    return [];
  }
  const text = table(
    rows.map((row) => [...row]),
    {
      border: getBorderCharacters('void'),
      columnDefault: { paddingLeft: 0, paddingRight: 2, alignment: 'right' },
      columns: Object.fromEntries(left.map((column) => [column, { alignment: 'left' }])),
      drawHorizontalLine: () => false,
    },
  );
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.trimEnd());
}
