const GAP = '  ';

/** Rows of cells as aligned text: first and last column to the left, all others to the right. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((row) => row[c].length)));
  const aligned = (cell: string, c: number) =>
    c === 0 || c === widths.length - 1 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]);
  return rows.map((row) => `${row.map(aligned).join(GAP).trimEnd()}\n`).join('');
}
