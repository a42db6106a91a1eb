/** A table as lines of text: the columns `left` to the left, the others to the right, two spaces between. */
export function columns(rows: readonly (readonly string[])[], left: readonly number[] = [0]): string[] {
  const [{ length = 0 } = []] = rows;
  const widths = Array.from({ length }, (_, column) => Math.max(...rows.map((row) => widthOf(row[column]))));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const room = ' '.repeat(widths[column] - widthOf(cell));
        return left.includes(column) ? cell + room : room + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Places that a text takes on a terminal: colours take none. */
function widthOf(text: string): number {
  // eslint-disable-next-line no-control-regex
  return [...text.replace(/\u001b\[[0-9;]*m/g, '')].length;
}
