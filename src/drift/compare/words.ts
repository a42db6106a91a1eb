import { sortedBy, sortedEntries } from '../../capacity/order';
import { describeAmount } from '../../capacity/quantity';
import { Difference } from '../difference';
import { Amounts } from '../expected';

/** So many names of nodes or pods are given. */
const MOST_NAMED = 3;

/** Amounts that differ, in words: what one of the two has, of the resources in which they do. */
export function amountsText(amounts: Amounts, names: readonly string[]): string {
  return names.map((name) => describeAmount(name, amounts[name] ?? 0)).join(', ');
}

/** Resources in which two differ; the first only those that it has. */
export function differingIn(planned: Amounts, live: Amounts, names = Object.keys({ ...planned, ...live })): string[] {
  return [...new Set(names)].filter((name) => (planned[name] ?? 0) !== (live[name] ?? 0)).sort();
}

/** What differs in the same way is told once, with how often and with some of the names. */
export function together(
  differences: readonly (Difference & { readonly name?: string; readonly times?: number })[],
): Difference[] {
  const groups = new Map<string, (Difference & { readonly name?: string; readonly times?: number })[]>();
  for (const one of differences) {
    const { code, about, planned, live } = one;
    const key = JSON.stringify([code, about, planned, live]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((same) => {
    const { name: _, times: __, ...first } = same[0];
    const names = sortedBy(new Set(same.flatMap(({ name }) => name ?? [])), (name) => name);
    const count = same.reduce((sum, { times = 1 }) => sum + times, 0);
    return {
      ...first,
      ...(count > 1 && { count }),
      ...(names.length > 0 && { examples: names.slice(0, MOST_NAMED) }),
    };
  });
}

/** The entries of a record as `key=value`. */
export function labelsText(labels: Readonly<Record<string, string | undefined>>): string {
  return sortedEntries(labels)
    .map(([key, value]) => (value === undefined ? `no ${key}` : `${key}=${value}`))
    .join(', ');
}
