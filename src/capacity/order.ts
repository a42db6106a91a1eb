/** Orders strings by UTF-16 code unit: the same on every machine and in every locale. */
export function byCodeUnit(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

/** A copy of the items, ordered by the string that `key` gives for each. */
export function sortedBy<T>(items: Iterable<T>, key: (item: T) => string): T[] {
  return Array.from(items, (item) => ({ item, by: key(item) }))
    .sort((a, b) => byCodeUnit(a.by, b.by))
    .map(({ item }) => item);
}

/** The entries of a record, ordered by key. */
export function sortedEntries<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => byCodeUnit(a, b));
}

/** A copy of the record whose keys are in order, so that it prints the same whatever built it. */
export function sortedRecord<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(sortedEntries(record));
}

/** Compares by the first comparison that tells the two apart. */
export function comparing<T>(...comparisons: ((a: T, b: T) => number)[]): (a: T, b: T) => number {
  return (a, b) => {
    for (const compare of comparisons) {
      const order = compare(a, b);
      if (order !== 0) {
        return order;
      }
    }
    return 0;
  };
}

/** Orders by priority, the highest first, then by id. */
export function mostImportantFirst(
  a: { readonly priority: number; readonly id: string },
  b: { readonly priority: number; readonly id: string },
): number {
  return b.priority - a.priority || byCodeUnit(a.id, b.id);
}
