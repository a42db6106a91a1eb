import { Lot } from './lots';
import { PackRequest } from './request';
import { emptyShelf, fill, roomFor, shareLeft, Shelf } from './shelf';

/** One run of first-fit-decreasing: how lots are ordered, which open node is tried first, which pool a new node is of. */
export interface Recipe {
  readonly name: string;
  /** The size of a lot: larger lots are placed first. */
  readonly measure: (shares: readonly number[]) => number;
  /** `first`: oldest open node. `tight`: the open node with the least left. */
  readonly fit: 'first' | 'tight';
  /** `node`: the pool with the cheapest node. `pod`: the cheapest place for one pod of the lot. `capacity`: the cheapest capacity. */
  readonly open: 'node' | 'pod' | 'capacity';
  /** Places what runs at steady of all lots before what only runs at peak of any. */
  readonly steadyFirst?: boolean;
  /** Pools of which no node is opened. */
  readonly without?: ReadonlySet<number>;
}

export interface Filled {
  readonly shelves: Shelf[];
  /** Pods of each lot that found no place, by position of the lot. */
  readonly unplaced: number[];
}

/** Shares of one node of an average pool that one pod of each shape takes, per resource. */
export function sharesOf(request: PackRequest): number[][] {
  const mean = request.resources.map(
    (_, r) => request.pools.reduce((sum, pool) => sum + pool.size[r], 0) / Math.max(1, request.pools.length),
  );
  return request.shapes.map((shape) => shape.size.map((amount, r) => (mean[r] > 0 ? amount / mean[r] : 0)));
}

/** Places the peak of every lot by one recipe. */
export function firstFit(
  request: PackRequest,
  lots: readonly Lot[],
  shares: readonly number[][],
  recipe: Recipe,
): Filled {
  const shelves: Shelf[] = [];
  request.pools.forEach((pool, p) => {
    if (pool.minNodes > 0) {
      shelves.push(emptyShelf(request, p, pool.minNodes));
    }
  });
  const unplaced = new Array<number>(lots.length).fill(0);
  const worth = capacityWorth(request, lots);
  const measures = lots.map((lot) => recipe.measure(shares[lot.shape]));
  const order = lots.map((_, i) => i).sort((a, b) => measures[b] - measures[a] || a - b);
  const phases = recipe.steadyFirst
    ? [(lot: Lot) => lot.steady, (lot: Lot) => lot.peak - lot.steady]
    : [(lot: Lot) => lot.peak];
  for (const wanted of phases) {
    for (const i of order) {
      unplaced[i] += place(request, shelves, lots[i], wanted(lots[i]), worth, recipe);
    }
  }
  return { shelves, unplaced };
}

/** Places pods of a lot onto open nodes, then onto new ones; returns how many found no place. */
function place(
  request: PackRequest,
  shelves: Shelf[],
  lot: Lot,
  wanted: number,
  worth: readonly number[],
  recipe: Recipe,
): number {
  let left = wanted - ontoOpen(request, shelves, lot, wanted, recipe);
  while (left > 0) {
    const pool = poolToOpen(request, shelves, lot, left, worth, recipe);
    if (pool === undefined) {
      break;
    }
    left -= ontoNew(request, shelves, lot.shape, pool, left);
  }
  return left;
}

function ontoOpen(request: PackRequest, shelves: Shelf[], lot: Lot, wanted: number, recipe: Recipe): number {
  const pools = new Set(lot.pools);
  let taken = 0;
  if (recipe.fit === 'first') {
    for (let at = 0; at < shelves.length && taken < wanted; at++) {
      if (pools.has(shelves[at].pool)) {
        taken += fill(request, shelves, at, lot.shape, wanted - taken);
      }
    }
    return taken;
  }
  for (;;) {
    const at = taken < wanted ? tightest(request, shelves, lot, pools) : -1;
    if (at < 0) {
      return taken;
    }
    taken += fill(request, shelves, at, lot.shape, wanted - taken);
  }
}

function tightest(request: PackRequest, shelves: Shelf[], lot: Lot, pools: ReadonlySet<number>): number {
  let best = -1;
  let least = Infinity;
  shelves.forEach((shelf, at) => {
    if (!pools.has(shelf.pool) || roomFor(request, lot.shape, shelf) === 0) {
      return;
    }
    const left = shareLeft(request, shelf);
    if (left < least) {
      [best, least] = [at, left];
    }
  });
  return best;
}

function poolToOpen(
  request: PackRequest,
  shelves: readonly Shelf[],
  lot: Lot,
  left: number,
  worth: readonly number[],
  recipe: Recipe,
): number | undefined {
  let best: number | undefined;
  let least = Infinity;
  for (const p of lot.pools) {
    const pool = request.pools[p];
    const room = roomFor(request, lot.shape, emptyShelf(request, p, 1));
    if (room === 0 || recipe.without?.has(p) || nodesOf(shelves, p) >= pool.maxNodes) {
      continue;
    }
    const price =
      recipe.open === 'node'
        ? pool.cost
        : recipe.open === 'pod'
          ? pool.cost / Math.min(room, left)
          : pool.cost / worth[p];
    if (price < least) {
      [best, least] = [p, price];
    }
  }
  return best;
}

function ontoNew(request: PackRequest, shelves: Shelf[], shape: number, p: number, wanted: number): number {
  const room = roomFor(request, shape, emptyShelf(request, p, 1));
  // Full nodes first: what is left over may be cheaper in another pool.
  const nodes = Math.min(Math.max(1, Math.floor(wanted / room)), request.pools[p].maxNodes - nodesOf(shelves, p));
  shelves.push(emptyShelf(request, p, nodes));
  return fill(request, shelves, shelves.length - 1, shape, wanted);
}

/** Open nodes of a pool. */
export function nodesOf(shelves: readonly Shelf[], pool: number): number {
  return shelves.reduce((sum, shelf) => sum + (shelf.pool === pool ? shelf.count : 0), 0);
}

/** What the capacity of one node of each pool is worth when each resource is priced by how scarce the whole demand makes it. */
function capacityWorth(request: PackRequest, lots: readonly Lot[]): number[] {
  const demand = request.resources.map((_, r) =>
    lots.reduce((sum, lot) => sum + lot.peak * request.shapes[lot.shape].size[r], 0),
  );
  const supply = request.resources.map((_, r) => request.pools.reduce((sum, pool) => sum + pool.size[r], 0));
  const scarcity = demand.map((amount, r) => (supply[r] > 0 ? amount / supply[r] : 0));
  return request.pools.map((pool) =>
    Math.max(
      1e-12,
      pool.size.reduce((sum, amount, r) => sum + (supply[r] > 0 ? (scarcity[r] * amount) / supply[r] : 0), 0),
    ),
  );
}
