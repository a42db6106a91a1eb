import { byCodeUnit, comparing } from './order';

/** The known names that are most like a name, the nearest first. */
export function nearestNames(name: string, known: Iterable<string>, most: number): string[] {
  return ranked(name, known)
    .slice(0, most)
    .map(({ other }) => other);
}

/** The known name that somebody is likely to have meant; undefined where none is like it. */
export function nearestOf(name: string, known: Iterable<string>): string | undefined {
  const [first] = ranked(name, known);
  return first && first.distance <= Math.max(1, Math.floor(Math.min(name.length, first.other.length) / 3))
    ? first.other
    : undefined;
}

function ranked(name: string, known: Iterable<string>): { readonly other: string; readonly distance: number }[] {
  return [...known]
    .map((other) => ({ other, distance: editDistance(name.toLowerCase(), other.toLowerCase()) }))
    .sort(
      comparing(
        (a, b) => a.distance - b.distance,
        (a, b) => byCodeUnit(a.other, b.other),
      ),
    );
}

/** Letters to insert, leave out or replace until the one is the other (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}
