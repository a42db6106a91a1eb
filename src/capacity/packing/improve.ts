import { nodesOf } from './first-fit';
import { isSplit } from './lots';
import { PackRequest } from './request';
import { emptyShelf, fill, fitsOn, Shelf } from './shelf';

/** So many nodes are tried at most: work is counted, never timed. */
const MOST_TRIES = 400;

/** Makes a packing cheaper without unplacing anything: empties nodes into the others, then swaps nodes for cheaper ones. */
export function improve(request: PackRequest, shelves: readonly Shelf[]): Shelf[] {
  return downsize(request, emptyNodes(request, shelves));
}

/** Removes nodes whose pods fit on the others, least filled first. */
function emptyNodes(request: PackRequest, shelves: readonly Shelf[]): Shelf[] {
  let current = [...shelves];
  let tries = MOST_TRIES;
  let found = true;
  while (found && tries > 0) {
    found = false;
    const order = current.map((_, i) => i).sort((a, b) => filled(request, current[a]) - filled(request, current[b]));
    for (const i of order) {
      if (tries === 0) {
        break;
      }
      tries -= 1;
      const without = withoutOne(request, current, i);
      if (without) {
        current = without;
        found = true;
        break;
      }
    }
  }
  return current;
}

/** The packing without one node of a shelf, its pods on the others; undefined where they do not fit or the node must stay. */
function withoutOne(request: PackRequest, shelves: readonly Shelf[], at: number): Shelf[] | undefined {
  const { pool, content } = shelves[at];
  if (nodesOf(shelves, pool) <= request.pools[pool].minNodes) {
    return undefined;
  }
  const rest = shelves.flatMap((shelf, i) => {
    const count = i === at ? shelf.count - 1 : shelf.count;
    return count > 0 ? [{ ...shelf, count, free: [...shelf.free], content: new Map(shelf.content) }] : [];
  });
  const { zone } = request.pools[pool];
  const largestFirst = [...content].sort(([a], [b]) => size(request, b) - size(request, a) || a - b);
  for (const [shape, n] of largestFirst) {
    const pools = new Set(
      request.shapes[shape].pools.filter((p) => !isSplit(request, shape) || request.pools[p].zone === zone),
    );
    let left = n;
    for (let i = 0; i < rest.length && left > 0; i++) {
      if (pools.has(rest[i].pool)) {
        left -= fill(request, rest, i, shape, left);
      }
    }
    if (left > 0) {
      return undefined;
    }
  }
  return rest;
}

/** Replaces nodes by cheaper ones of the same zone that hold the same pods. */
function downsize(request: PackRequest, shelves: readonly Shelf[]): Shelf[] {
  const result = [...shelves];
  for (let i = 0; i < result.length; i++) {
    const shelf = result[i];
    const spare = nodesOf(result, shelf.pool) - request.pools[shelf.pool].minNodes;
    const target = cheaperPool(request, result, shelf);
    if (target === undefined || spare <= 0) {
      continue;
    }
    const moved = Math.min(shelf.count, spare, request.pools[target].maxNodes - nodesOf(result, target));
    const swapped = emptyShelf(request, target, moved);
    for (const [shape, n] of shelf.content) {
      fill(request, [swapped], 0, shape, n * moved, n);
    }
    const stay = shelf.count - moved;
    result.splice(i, 1, swapped, ...(stay > 0 ? [{ ...shelf, count: stay }] : []));
    i -= 1;
  }
  return result;
}

function cheaperPool(request: PackRequest, shelves: readonly Shelf[], shelf: Shelf): number | undefined {
  const own = request.pools[shelf.pool];
  let best: number | undefined;
  request.pools.forEach((pool, p) => {
    if (pool.zone !== own.zone || pool.cost >= (best === undefined ? own.cost : request.pools[best].cost)) {
      return;
    }
    const admitted = [...shelf.content.keys()].every((shape) => request.shapes[shape].pools.includes(p));
    if (admitted && nodesOf(shelves, p) < pool.maxNodes && fitsOn(request, shelf.content, p)) {
      best = p;
    }
  });
  return best;
}

/** Share of the node that is in use, summed over resources. */
function filled(request: PackRequest, shelf: Shelf): number {
  const capacity = request.pools[shelf.pool].size;
  return shelf.free.reduce((sum, left, r) => sum + (capacity[r] > 0 ? 1 - left / capacity[r] : 0), 0);
}

function size(request: PackRequest, shape: number): number {
  const capacity = request.pools[request.shapes[shape].pools[0]].size;
  return request.shapes[shape].size.reduce((sum, amount, r) => sum + (capacity[r] > 0 ? amount / capacity[r] : 0), 0);
}
