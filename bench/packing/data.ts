import * as fs from 'fs';
import * as path from 'path';

/** Where the published inputs are; they are not part of the repository. */
export const SHARED = path.resolve(__dirname, '../../../shared');

/** Text of a data file; undefined, and a line on stderr, where it is not there. */
export function readData(shared: string, ...parts: string[]): string | undefined {
  const file = path.join(shared, 'data', ...parts);
  if (!fs.existsSync(file)) {
    process.stderr.write(`benchmark data is missing, its inputs are left out: ${file}\n`);
    return undefined;
  }
  return fs.readFileSync(file, 'utf8');
}

/** Equal things counted, in the order in which each was first seen. */
export function countEqual<T>(things: readonly T[], key: (thing: T) => string): { thing: T; count: number }[] {
  const groups = new Map<string, { thing: T; count: number }>();
  for (const thing of things) {
    const group = groups.get(key(thing));
    if (group) group.count++;
    else groups.set(key(thing), { thing, count: 1 });
  }
  return [...groups.values()];
}

/** Rows of a simple CSV (no quotes) by column name; a column that the file lacks is not in the row. */
export function csvRows(text: string): Partial<Record<string, string>>[] {
  const [header, ...lines] = text.trim().split('\n');
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i]]));
  });
}
