import { Bundle, BundlePlan, nodesOf, ZonedProblem } from './zoned';
import { Solver } from '../../solver/linear-program';
import { ChosenColumn, ReserveProblem } from '../columns/problem';
import { PACKING, repacked } from '../columns/repack';

/** Nodes of the zone that stands for all, in every zone: of the same type, or of another one of the same shape where its own has none there. */
export function inZones({ zones, types, owners }: ZonedProblem, columns: readonly ChosenColumn[]): BundlePlan {
  const choices = owners.map(() => 0);
  const left = types.map(({ most }) => [...most]);
  const shapes = types.map(({ size, cost }) => JSON.stringify([size, cost]));
  const bundles = columns.flatMap(({ type, items, options, count }) => {
    items.forEach(
      (owner, i) => (choices[owner] = owners[owner].options.findIndex(({ cap }) => cap === options[i].cap)),
    );
    const counts = types.map((): number[] => new Array(zones).fill(0));
    const alike = types.flatMap((_, other) => (other !== type && shapes[other] === shapes[type] ? [other] : []));
    for (let zone = 0; zone < zones; zone++) {
      let due = count;
      for (const other of [type, ...alike]) {
        const taken = Math.min(due, left[other][zone]);
        counts[other][zone] = taken;
        left[other][zone] -= taken;
        due -= taken;
      }
    }
    return counts.map((own, other) => ({
      type: other,
      counts: own,
      owners: items.filter((owner) => owners[owner].types.includes(other)),
    }));
  });
  return { choices, bundles: bundles.filter((bundle) => bundle.owners.length > 0 && nodesOf(bundle) > 0) };
}

/**
 * Every zone packed by itself, with the caps of a plan and the nodes that its owners need there: zones may then differ, which takes fewer nodes where the
 * places do not divide by the zones. Undefined where there is one zone, or something finds no place.
 */
export function packedByZone(problem: ZonedProblem, plan: BundlePlan, solver: Solver): BundlePlan | undefined {
  if (problem.zones === 1) {
    return undefined;
  }
  const zones = Array.from({ length: problem.zones }, (_, zone) => packedIn(problem, plan, zone, solver));
  return zones.every((bundles) => bundles !== undefined)
    ? { choices: plan.choices, bundles: zones.flatMap((bundles) => bundles ?? []) }
    : undefined;
}

function packedIn(problem: ZonedProblem, { choices, bundles }: BundlePlan, zone: number, solver: Solver) {
  const chosen = problem.owners.map(({ options }, owner) => options[choices[owner]]);
  const nodesIn = (owner: number) =>
    problem.owners[owner].anywhere
      ? bundles.reduce((sum, { owners, counts }) => sum + (owners.includes(owner) ? counts[zone] : 0), 0)
      : chosen[owner].nodes[zone];
  const inside = chosen.flatMap((_, owner) => (nodesIn(owner) > 0 ? [owner] : []));
  const alone: ReserveProblem = {
    types: problem.types.map(({ size, cost, most }) => ({ size, cost, most: most[zone] })),
    items: inside.map((owner) => problem.owners[owner]),
    apart: inside.map((owner) => {
      const apart = problem.apart[owner];
      return new Set(apart.size > 0 ? inside.flatMap((other, i) => (apart.has(other) ? [i] : [])) : []);
    }),
  };
  const options = inside.map((owner) => ({ cap: chosen[owner].cap, nodes: nodesIn(owner), mean: nodesIn(owner) }));
  return repacked(alone, options, solver, PACKING)?.map(({ type, count, items }): Bundle => ({
    type,
    counts: problem.types[type].most.map((_, other) => (other === zone ? count : 0)),
    owners: items.map((item) => inside[item]),
  }));
}
