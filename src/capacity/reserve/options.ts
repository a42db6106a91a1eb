import { fits, ReserveOption, ReserveProblem } from './problem';

/**
 * The options of each item: for every number of nodes the smallest cap that owns the places. Empty where some place can be had on no node.
 */
export function optionsOf(problem: ReserveProblem): ReserveOption[][] {
  return problem.items.map((item, i) => {
    const { places, leftOver, maxPerNode, types } = item;
    const options = new Map<number, ReserveOption>();
    for (let cap = Math.min(places, maxPerNode); cap >= 1; cap--) {
      if (types.some((type) => fits(problem, i, type, cap))) {
        const nodes = Math.max(Math.ceil(places / cap), leftOver > 0 ? Math.ceil(leftOver / cap) + 1 : 1);
        options.set(nodes, { cap, nodes });
      }
    }
    return [...options.values()];
  });
}
