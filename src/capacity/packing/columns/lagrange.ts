import { InstanceType } from '../instance';

/**
 * The lower bound that prices of pods prove, whatever they are, once nothing that fits on a node of a type is worth more than
 * `upper`: each node pays back at most that. Prices too high for an unlimited type are scaled down (Farley), what limited
 * types pay back beyond their cost is counted as often as the limit allows (Lagrange).
 */
export function lagrangeBound(
  types: readonly Pick<InstanceType, 'minNodes' | 'maxNodes'>[],
  costs: readonly number[],
  upper: readonly number[],
  worthOfAll: number,
): number {
  const at = (scale: number) => {
    let bound = scale * worthOfAll;
    for (let t = 0; t < types.length; t++) {
      const margin = costs[t] - scale * upper[t];
      bound += margin * (margin >= 0 ? types[t].minNodes : types[t].maxNodes < Infinity ? types[t].maxNodes : 0);
    }
    return bound;
  };
  let most = 1;
  for (let t = 0; t < types.length; t++) {
    if (types[t].maxNodes === Infinity && upper[t] > costs[t]) {
      most = Math.min(most, costs[t] / upper[t]);
    }
  }
  // Concave and piecewise linear: the best scale is a kink or an end.
  const kinks = types.flatMap((_, t) => (upper[t] > 0 && costs[t] / upper[t] < most ? [costs[t] / upper[t]] : []));
  return Math.max(0, ...[...kinks, most].map(at));
}
