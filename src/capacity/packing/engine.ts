import { firstFit, Filled, Recipe, sharesOf } from './first-fit';
import { Lot, Lots, lotsOf } from './lots';
import { PackedNodes, PackRequest, PackResult } from './request';
import { Shelf } from './shelf';

const MEASURES: readonly [string, Recipe['measure']][] = [
  ['largest share', (shares) => Math.max(0, ...shares)],
  ['sum of shares', (shares) => shares.reduce((sum, share) => sum + share, 0)],
  ['square of shares', (shares) => shares.reduce((sum, share) => sum + share * share, 0)],
];

/** Every order with every rule: no single one is safe on all inputs. */
function recipesFor(request: PackRequest): Recipe[] {
  const perResource = request.resources.map((name, r): [string, Recipe['measure']] => [name, (shares) => shares[r]]);
  const opens: Recipe['open'][] =
    new Set(request.pools.map((pool) => `${pool.size.join()}|${pool.cost}`)).size > 1
      ? ['capacity', 'pod', 'node']
      : ['node'];
  const recipes: Recipe[] = [];
  for (const open of opens) {
    for (const fit of ['first', 'tight'] as const) {
      for (const [name, measure] of [...MEASURES, ...perResource]) {
        recipes.push({ name: `first-fit decreasing by ${name}, ${fit} fit, cheapest ${open}`, measure, fit, open });
      }
    }
  }
  return recipes;
}

/**
 * Packs the peak of every shape onto as cheap a set of nodes as it finds, and says which of the pods run at steady.
 * Deterministic: the same request gives the same result whatever the order of its pools and shapes, as long as they are
 * sorted by id.
 */
export function pack(request: PackRequest): PackResult {
  const split = lotsOf(request);
  const shares = sharesOf(request);
  let best: { readonly recipe: Recipe; readonly filled: Filled; readonly score: readonly number[] } | undefined;
  for (const recipe of recipesFor(request)) {
    const filled = firstFit(request, split.lots, shares, recipe);
    const score = scoreOf(request, split, filled);
    if (!best || lessThan(score, best.score)) {
      best = { recipe, filled, score };
    }
  }
  const { recipe, filled } = best!;
  const nodes = withSteady(request, split.lots, filled);
  return { nodes, cost: costOf(request, filled.shelves), ...unplacedOf(split, filled), method: recipe.name };
}

function costOf(request: PackRequest, shelves: readonly Shelf[]): number {
  return shelves.reduce((sum, shelf) => sum + shelf.count * request.pools[shelf.pool].cost, 0);
}

/** Lexicographic: pods missing at steady, pods missing at peak, cost, nodes. */
function scoreOf(request: PackRequest, split: Lots, filled: Filled): number[] {
  const { unplacedSteady, unplacedPeak } = unplacedOf(split, filled);
  const total = (missing: ReadonlyMap<number, number>) => [...missing.values()].reduce((sum, n) => sum + n, 0);
  const nodes = filled.shelves.reduce((sum, shelf) => sum + shelf.count, 0);
  return [total(unplacedSteady), total(unplacedPeak), costOf(request, filled.shelves), nodes];
}

function lessThan(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 0; i < a.length; i++) {
    if (Math.abs(a[i] - b[i]) > 1e-9 * Math.max(1, Math.abs(b[i]))) {
      return a[i] < b[i];
    }
  }
  return false;
}

/** What is missing at peak counts first against the pods that only run at peak. */
function unplacedOf(split: Lots, filled: Filled): Pick<PackResult, 'unplacedSteady' | 'unplacedPeak'> {
  const unplacedSteady = new Map<number, number>();
  const unplacedPeak = new Map<number, number>();
  const add = (map: Map<number, number>, shape: number, n: number) => {
    if (n > 0) {
      map.set(shape, (map.get(shape) ?? 0) + n);
    }
  };
  for (const [shape, [steady, peak]] of split.refused) {
    add(unplacedSteady, shape, steady);
    add(unplacedPeak, shape, peak);
  }
  split.lots.forEach((lot, i) => {
    add(unplacedPeak, lot.shape, filled.unplaced[i]);
    add(unplacedSteady, lot.shape, filled.unplaced[i] - (lot.peak - lot.steady));
  });
  return { unplacedSteady, unplacedPeak };
}

/** Takes the pods that only run at peak out again, from the nodes with most left, so that steady keeps whole places free. */
function withSteady(request: PackRequest, lots: readonly Lot[], filled: Filled): PackedNodes[] {
  const nodes = filled.shelves.map((shelf) => ({
    shelf,
    count: shelf.count,
    steady: new Map(shelf.content),
    peak: new Map(shelf.content),
  }));
  lots.forEach((lot, i) => {
    const placed = lot.peak - filled.unplaced[i];
    let extra = placed - Math.min(lot.steady, placed);
    const pools = new Set(lot.pools);
    const holding = nodes
      .filter((n) => pools.has(n.shelf.pool) && n.steady.has(lot.shape))
      .sort((a, b) => leftOn(request, b.shelf) - leftOn(request, a.shelf));
    for (const held of holding) {
      if (extra === 0) {
        break;
      }
      const each = held.steady.get(lot.shape)!;
      const stripped = Math.min(held.count, Math.floor(extra / each));
      if (stripped > 0) {
        take(nodes, held, stripped, lot.shape, each);
      }
      extra -= stripped * each;
      if (stripped < held.count && extra > 0) {
        take(nodes, held, 1, lot.shape, extra);
        extra = 0;
      }
    }
  });
  return nodes.map(({ shelf, count, steady, peak }) => ({ pool: shelf.pool, count, steady, peak }));
}

interface Draft {
  readonly shelf: Shelf;
  count: number;
  readonly steady: Map<number, number>;
  readonly peak: Map<number, number>;
}

/** Takes `each` pods of the shape off `count` nodes of the draft, splitting it where the others keep theirs. */
function take(drafts: Draft[], draft: Draft, count: number, shape: number, each: number): void {
  let target = draft;
  if (count < draft.count) {
    target = { shelf: draft.shelf, count, steady: new Map(draft.steady), peak: new Map(draft.peak) };
    draft.count -= count;
    drafts.push(target);
  }
  const left = target.steady.get(shape)! - each;
  if (left > 0) {
    target.steady.set(shape, left);
  } else {
    target.steady.delete(shape);
  }
}

function leftOn(request: PackRequest, shelf: Shelf): number {
  const { size } = request.pools[shelf.pool];
  return shelf.free.reduce((sum, amount, r) => sum + (size[r] > 0 ? amount / size[r] : 0), 0);
}
