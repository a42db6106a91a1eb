import { Bundle, BundlePlan, ZonedProblem } from './annealing/zoned';
import { OwnerOption } from './options';
import { capBefore, Owner } from './owners';
import { Places, sum } from './places';
import { EarlierRole } from '../model';

/**
 * The nodes of an earlier plan as far as they are still there, with the owners that still fit on them: with the caps that they had, and with those that need
 * no more nodes than they had. What is missing is for others to find. None where nothing is left of it.
 */
export function bundlesBefore(places: Places, roles: readonly EarlierRole[]): BundlePlan[] {
  const { owners, zoned } = places;
  const cap = owners.map((owner) => capBefore(owner, roles) ?? Infinity);
  const nodes = owners.map((owner) =>
    sum(roles.filter((role) => isOn(owner, role)).flatMap((role) => Object.values(role.nodes))),
  );
  const first = (o: number, wanted: (option: OwnerOption) => boolean) => zoned.owners[o].options.findIndex(wanted);
  // Options come with the largest cap first.
  const same = owners.map((_, o) =>
    Math.max(
      0,
      first(o, (option) => option.cap <= cap[o]),
    ),
  );
  const asMany = same.map((choice, o) => {
    const few = zoned.owners[o].options.filter((option) => sum(option.nodes) <= nodes[o]).length;
    return few > 0 && sum(zoned.owners[o].options[choice].nodes) > nodes[o] ? few - 1 : choice;
  });
  const ways = asMany.some((choice, o) => choice !== same[o]) ? [same, asMany] : [same];
  return ways
    .map((choices) => ({ choices, bundles: bundlesWith(places, roles, choices) }))
    .filter(({ bundles }) => bundles.length > 0);
}

function isOn({ pods }: Owner, { caps }: EarlierRole): boolean {
  return Object.keys(pods).every((id) => id in caps);
}

function bundlesWith({ owners, zoned }: Places, roles: readonly EarlierRole[], choices: readonly number[]): Bundle[] {
  const left = zoned.types.map(({ most }) => [...most]);
  return roles.flatMap((role) => {
    const content = owners.flatMap((owner, o) => (isOn(owner, role) ? [o] : []));
    const wanted = new Map(Object.entries(role.nodes));
    return zoned.types.flatMap(({ pools }, type): Bundle[] => {
      const counts = pools.map((own, zone) => {
        const before = sum(own.map(({ id }) => wanted.get(id) ?? 0));
        const count = Math.min(before, left[type][zone]);
        left[type][zone] -= count;
        takeFrom(wanted, own, count);
        return count;
      });
      const kept = fitting(zoned, type, content, choices);
      return kept.length > 0 && counts.some((count) => count > 0) ? [{ type, counts, owners: kept }] : [];
    });
  });
}

function takeFrom(wanted: Map<string, number>, pools: readonly { readonly id: string }[], count: number): void {
  let owed = count;
  for (const { id } of pools) {
    const some = Math.min(owed, wanted.get(id) ?? 0);
    wanted.set(id, (wanted.get(id) ?? 0) - some);
    owed -= some;
  }
}

/** Those that fit on a node together, in their order. */
function fitting(
  { types, owners, apart }: ZonedProblem,
  type: number,
  content: readonly number[],
  choices: readonly number[],
): number[] {
  const left = [...types[type].size];
  const kept: number[] = [];
  for (const owner of content) {
    const { size, options, types: usable } = owners[owner];
    const { cap } = options[choices[owner]];
    const fits = usable.includes(type) && size.every((amount, r) => cap * amount <= left[r]);
    if (fits && !kept.some((other) => apart[owner].has(other))) {
      size.forEach((amount, r) => (left[r] -= cap * amount));
      kept.push(owner);
    }
  }
  return kept;
}
