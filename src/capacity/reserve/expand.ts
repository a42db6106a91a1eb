import { Posed } from './places';
import { ChosenColumn } from './problem';

/**
 * The nodes of the zone that stands for all, in every zone, each without the places that the zone does not need: nodes of several zones then belong to the
 * same owners, and are one role. Undefined where zones do not have the same pools.
 */
export function inEveryZone(
  average: Posed,
  whole: Posed,
  columns: readonly ChosenColumn[],
): ChosenColumn[] | undefined {
  const itemOf = new Map<string, number>();
  whole.problem.items.forEach(({ owner, types }, item) =>
    types.forEach((type) => itemOf.set(`${owner}|${type}`, item)),
  );
  const left = whole.problem.items.map(() => Infinity);
  const expanded: ChosenColumn[] = [];
  for (const { type, items, options, count } of columns) {
    for (const pool of average.pools[type]) {
      const { cost } = average.problem.types[type];
      const own = whole.pools.findIndex(
        (pools, t) => pools.length === 1 && pools[0] === pool && whole.problem.types[t].cost === cost,
      );
      if (own < 0) {
        return undefined;
      }
      for (let n = 0; n < count; n++) {
        const kept = items.flatMap((item, i) => {
          const at = itemOf.get(`${average.problem.items[item].owner}|${own}`);
          const option = at === undefined ? undefined : whole.options[at].find(({ cap }) => cap === options[i].cap);
          if (at === undefined || !option) {
            return [];
          }
          left[at] = Math.min(left[at], option.nodes);
          return left[at]-- > 0 ? [{ item: at, option }] : [];
        });
        if (kept.length > 0) {
          expanded.push({
            type: own,
            items: kept.map(({ item }) => item),
            options: kept.map(({ option }) => option),
            count: 1,
          });
        }
      }
    }
  }
  const complete = left.every((missing) => missing <= 0);
  const within = whole.problem.types.every(({ most }, t) => expanded.filter(({ type }) => type === t).length <= most);
  return complete && within ? expanded : undefined;
}
