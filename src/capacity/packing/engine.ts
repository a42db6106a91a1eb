import { firstFit, Filled, Recipe, sharesOf } from './first-fit';
import { improve } from './improve';
import { capKey, Lot, Lots, lotsOf, RemainderRule } from './lots';
import { PackedNodes, PackRequest, PackResult } from './request';
import { shareLeft, Shelf } from './shelf';

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
  return [...recipes, ...leavingOut(request)];
}

/** So many kinds of pools are left out one at a time. */
const MOST_LEFT_OUT = 12;

/** Greedy choices of a pool are sometimes better off without it: runs that leave one kind of node, or one pool, out. */
function leavingOut(request: PackRequest): Recipe[] {
  const [[, measure]] = MEASURES;
  const kinds = new Map<string, Set<number>>();
  request.pools.forEach((pool, p) => {
    for (const kind of [`nodes of ${pool.cost} with ${pool.size.join()}`, `pool ${pool.id}`]) {
      kinds.set(kind, (kinds.get(kind) ?? new Set<number>()).add(p));
    }
  });
  const some = [...kinds].filter(([, pools]) => pools.size < request.pools.length).slice(0, MOST_LEFT_OUT);
  return some.flatMap(([kind, without]) =>
    (['pod', 'capacity'] as const).map((open) => ({
      name: `first-fit decreasing without ${kind}, cheapest ${open}`,
      measure,
      fit: 'first' as const,
      open,
      without,
    })),
  );
}

/**
 * Packs the peak of every shape onto as cheap a set of nodes as it finds, and says which of the pods run at steady.
 * Deterministic: the same request gives the same result whatever the order of its pools and shapes, as long as they are
 * sorted by id.
 */
export function pack(request: PackRequest): PackResult {
  let best: Run | undefined;
  for (const rule of rulesFor(request)) {
    const run = bestWithin(request, rule);
    if (!best || lessThan(run.score, best.score)) {
      best = run;
    }
  }
  const { recipe, split, filled } = best!;
  return {
    nodes: withSteady(request, split.lots, filled),
    cost: costOf(request, filled.shelves),
    ...unplacedOf(split, filled),
    method: recipe.name,
  };
}

interface Run {
  readonly recipe: Recipe;
  readonly split: Lots;
  readonly filled: Filled;
  readonly score: readonly number[];
}

/** Runs of up to so many groups of nodes are all improved; of larger ones only the best is. */
const MOST_GROUPS = 40;

/** So often zones are given a smaller share where they had too little room. */
const MOST_ROUNDS = 20;

/** Where all zones offer the same nodes, it does not matter which of them take the remainders. */
function rulesFor(request: PackRequest): RemainderRule[] {
  const offers = new Map<string, string[]>();
  for (const pool of request.pools) {
    offers.set(pool.zone, [...(offers.get(pool.zone) ?? []), `${pool.size.join()}|${pool.cost}|${pool.maxNodes}`]);
  }
  const alike = new Set([...offers.values()].map((pools) => pools.sort().join(';'))).size <= 1;
  return alike ? ['least loaded zone'] : ['least loaded zone', 'cheapest zone'];
}

/** The best run of one rule. A zone without room for its share gets a smaller one, and the others what the spread allows. */
function bestWithin(request: PackRequest, rule: RemainderRule): Run {
  const caps = new Map<string, number>();
  let best = cheapestRun(request, lotsOf(request, rule, caps));
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let tight = false;
    best.split.lots.forEach((lot, i) => {
      if (lot.zone !== undefined && best.filled.unplaced[i] > 0) {
        caps.set(capKey(lot.shape, lot.zone), lot.peak - best.filled.unplaced[i]);
        tight = true;
      }
    });
    if (!tight) {
      break;
    }
    best = cheapestRun(request, lotsOf(request, rule, caps));
  }
  return best;
}

function cheapestRun(request: PackRequest, split: Lots): Run {
  const shares = sharesOf(request);
  const improved = ({ shelves, unplaced }: Filled): Filled => ({ shelves: improve(request, shelves), unplaced });
  let best: Run | undefined;
  const recipes = recipesFor(request);
  // Where the peak does not fit, what runs at steady comes first.
  for (const recipe of [...recipes, ...recipes.map((one) => ({ ...one, steadyFirst: true }))]) {
    if (recipe.steadyFirst && best!.score[1] === 0) {
      break;
    }
    const first = firstFit(request, split.lots, shares, recipe);
    const filled = first.shelves.length <= MOST_GROUPS ? improved(first) : first;
    const score = scoreOf(request, split, filled);
    if (!best || lessThan(score, best.score)) {
      best = { recipe, split, filled, score };
    }
  }
  if (best!.filled.shelves.length <= MOST_GROUPS) {
    return best!;
  }
  const filled = improved(best!.filled);
  return { ...best!, filled, score: scoreOf(request, split, filled) };
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
      .sort((a, b) => shareLeft(request, b.shelf) - shareLeft(request, a.shelf));
    for (const held of holding) {
      if (extra === 0) {
        break;
      }
      const each = held.steady.get(lot.shape)!;
      const nodesHeld = held.count;
      const stripped = Math.min(nodesHeld, Math.floor(extra / each));
      if (stripped > 0) {
        take(nodes, held, stripped, lot.shape, each);
      }
      extra -= stripped * each;
      if (stripped < nodesHeld && extra > 0) {
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
