import { fitOnto, Measures } from './greedy/first-fit';
import { recipesFor } from './greedy/portfolio';
import { fitsOn, Shelves } from './greedy/shelf';
import { FilledNodes, Instance } from './instance';
import { Lot } from './lots';
import { PackRequest } from './request';

/**
 * Packings that keep what an earlier plan placed, as far as it is still wanted and fits, and find places for the rest by each
 * recipe. Empty where there was no earlier plan.
 */
export function keepingPrevious(
  request: PackRequest,
  instance: Instance,
  lots: readonly Lot[],
): { readonly nodes: readonly FilledNodes[]; readonly unplaced: readonly number[] }[] {
  if (request.previous.length === 0) {
    return [];
  }
  const wanted = lots.map(({ peak }) => peak);
  const kept = keptNodes(request, instance, lots, wanted);
  const measures = new Measures(instance);
  return recipesFor(instance).map((recipe) => {
    const shelves = Shelves.copyOf(instance, kept);
    shelves.openOwed();
    const { unplaced } = fitOnto(measures, recipe, shelves, [wanted]);
    return { nodes: shelves.toNodes(), unplaced };
  });
}

/** Nodes of the earlier plan with the pods that are still wanted; takes those off `wanted`. */
function keptNodes(request: PackRequest, instance: Instance, lots: readonly Lot[], wanted: number[]): FilledNodes[] {
  const kept: FilledNodes[] = [];
  const open = request.pools.map(({ maxNodes }) => maxNodes);
  for (const { pool, count, pods } of request.previous) {
    const { zone } = request.pools[pool];
    for (let i = 0; i < count && open[pool] > 0; i++) {
      const content = new Map<number, number>();
      for (const [shape, n] of pods) {
        const lot = lots.findIndex((one) => one.shape === shape && (one.zone ?? zone) === zone);
        const stay =
          lot < 0 || !lots[lot].pools.includes(pool) ? 0 : Math.min(n, wanted[lot], instance.shapes[lot].maxPerNode);
        const apart = [...content.keys()].some((other) => instance.apart[lot]?.has(other));
        if (stay > 0 && !apart) {
          content.set(lot, stay);
        }
      }
      if (content.size > 0 && fitsOn(instance, content, pool)) {
        kept.push({ type: pool, count: 1, pods: content });
        content.forEach((n, lot) => (wanted[lot] -= n));
        open[pool] -= 1;
      }
    }
  }
  return kept;
}

/** Pods of the earlier plan that are wanted still and that the packing has in another pool. */
export function movedFrom(request: PackRequest, lots: readonly Lot[], nodes: readonly FilledNodes[]): number {
  const now = new Map<string, number>();
  const add = (map: Map<string, number>, key: string, n: number) => map.set(key, (map.get(key) ?? 0) + n);
  for (const { type, count, pods } of nodes) {
    pods.forEach((n, lot) => add(now, `${lots[lot].shape}|${type}`, n * count));
  }
  const before = new Map<string, number>();
  for (const { pool, count, pods } of request.previous) {
    pods.forEach((n, shape) => add(before, `${shape}|${pool}`, n * count));
  }
  return [...before].reduce((sum, [key, n]) => sum + Math.max(0, n - (now.get(key) ?? 0)), 0);
}
