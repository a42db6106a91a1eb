import { BundlePlaces } from './bundle-places';
import { Bundles } from './bundles';
import { Bundle, BundlePlan, ZonedProblem } from './zoned';

/** Makes one of any two bundles of which the owners of both fit on one node, and takes away what nobody needs then: over and over, until nothing changes. */
export function united(problem: ZonedProblem, plan: BundlePlan): BundlePlan {
  const state = new Bundles(problem, plan);
  const places = new BundlePlaces(state, () => 1);
  for (let number = Infinity; state.number < number;) {
    number = state.number;
    for (const at of state.all) {
      for (const other of state.all.filter((one) => one > at)) {
        const both = unionOf(state, at, other);
        if (both) {
          state.set(other, undefined);
          state.set(at, both);
        }
      }
    }
    state.all.forEach((at) => places.trim(at));
    state.settle();
  }
  return state.plan;
}

function unionOf(state: Bundles, at: number, other: number): Bundle | undefined {
  const [one, two] = [state.list[at], state.list[other]];
  if (!one || !two || one.type !== two.type) {
    return undefined;
  }
  const { apart, owners: all, types } = state.problem;
  const fresh = two.owners.filter((owner) => !one.owners.includes(owner));
  const fits = types[one.type].size.every((room, r) => {
    let used = state.used[at * state.resources + r];
    for (let i = 0; i < fresh.length; i++) {
      used += state.optionOf(fresh[i]).cap * all[fresh[i]].size[r];
    }
    return used <= room;
  });
  const owners = [...one.owners, ...fresh];
  const together = fresh.every((owner) =>
    one.owners.every((known) => two.owners.includes(known) || !apart[owner].has(known)),
  );
  return fits && together
    ? { type: one.type, owners, counts: one.counts.map((n, zone) => n + two.counts[zone]) }
    : undefined;
}
