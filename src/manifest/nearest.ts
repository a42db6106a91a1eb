/** The known name that is nearest to one that was given, where one is near enough to have been meant. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const near = known.flatMap((name) => {
    const most = Math.max(1, Math.floor(Math.max(given.length, name.length) / 3));
    const edits =
      Math.abs(given.length - name.length) > most ? Infinity : editsBetween(given.toLowerCase(), name.toLowerCase());
    return edits <= most ? [{ name, edits }] : [];
  });
  const least = Math.min(...near.map(({ edits }) => edits));
  return near.find(({ edits }) => edits === least)?.name;
}

/** Letters to insert, delete or replace. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}
