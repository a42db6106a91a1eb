import { PART_FOR_PLAN } from './effort';
import { isSmall, solveExactly } from './exact';
import { firstFit, Measures } from './greedy/first-fit';
import { compareScores, recipesFor } from './greedy/portfolio';
import { FilledNodes, Instance, prioritiesOf } from './instance';
import { capKey, Lot, Lots, lotsOf, RemainderRule } from './lots';
import { keepingPrevious, movedFrom } from './previous';
import { PackRequest, PackResult } from './request';
import { solve } from './solve';
import { atSteady } from './steady';
import { theSolver } from '../solver/solver';

/**
 * Packs the peak of every shape onto as cheap a set of nodes as it finds, and says which of the pods run at steady.
 * Deterministic: the same request gives the same result whatever the order of its pools and shapes, as long as they are
 * sorted by id.
 */
export function pack(request: PackRequest): PackResult {
  const runs = rulesFor(request).map((rule) => bestWithin(request, rule));
  const { split, filled } = cheapest(request, [...runs, ...exactRuns(request, runs)]);
  return {
    nodes: atSteady(request, split.lots, filled),
    ...unplacedOf(split, filled.unplaced),
    method: filled.method,
  };
}

/** A packing of lots. */
export interface FilledLots {
  readonly nodes: readonly FilledNodes[];
  /** Pods of each lot without a place. */
  readonly unplaced: readonly number[];
  readonly method: string;
  /** True where no packing of these lots is cheaper. */
  readonly closed: boolean;
}

interface Run {
  /** True where the nodes of an earlier plan were kept. */
  readonly kept?: boolean;
  readonly split: Lots;
  readonly filled: FilledLots;
  readonly score: readonly number[];
}

/** With an earlier plan, pods move only where that saves more than this share of the cost. */
export const WORTH_MOVING = 0.01;

/** The best by score; with an earlier plan the one that moves least of those that cost hardly more. */
function cheapest(request: PackRequest, runs: readonly Run[]): Run {
  const best = runs.reduce((one, run) => (compareScores(run.score, one.score) < 0 ? run : one));
  if (request.previous.length === 0) {
    return best;
  }
  const missing = (run: Run) => run.score.slice(0, -3);
  const [cost, moved] = [-3, -2].map((at) => (run: Run) => run.score.at(at)!);
  return runs
    .filter((run) => compareScores(missing(run), missing(best)) === 0 && cost(run) <= cost(best) * (1 + WORTH_MOVING))
    .reduce((one, run) => {
      const staysMore = moved(run) < moved(one) || (moved(run) === moved(one) && run.kept && !one.kept);
      return staysMore ? run : one;
    }, best);
}

/** The exact solution of a small request, where the search may have missed it: it decides on the shares of zones too. */
function exactRuns(request: PackRequest, runs: readonly Run[]): Run[] {
  const solver = request.effort === 'quick' || !isSmall(request) ? undefined : theSolver();
  const { filled, split } = cheapest(request, runs);
  const forced = split.lots.every((lot) => lot.zone === undefined) && filled.closed;
  const exact = !solver || forced ? undefined : solveExactly(request, solver);
  if (!exact) {
    return [];
  }
  const { nodes } = exact;
  const all = { nodes, unplaced: exact.split.lots.map(() => 0), closed: true, method: 'all patterns' };
  return [{ split: exact.split, filled: all, score: scoreOf(request, exact.split, all) }];
}

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
  const instance = instanceOf(request, split.lots);
  const runOf = (filled: FilledLots): Run => ({ split, filled, score: scoreOf(request, split, filled) });
  const { effort } = request;
  const best = solve(instance, {
    effort,
    part: PART_FOR_PLAN,
    ...(effort !== 'quick' && { solver: theSolver() }),
  });
  const solved = runOf({ ...best, closed: best.value <= best.bound * (1 + 1e-9) });
  const kept = keepingPrevious(request, instance, split.lots).map((one) => ({
    ...runOf({ ...one, method: 'earlier plan', closed: false }),
    kept: true,
  }));
  if (solved.filled.unplaced.every((n) => n === 0)) {
    return cheapest(request, [solved, ...kept]);
  }
  // Where the peak does not fit, what runs at steady comes first, and higher priorities before lower ones.
  const runs = steadyFirst(instance, split.lots).map(runOf);
  return cheapest(request, [solved, ...kept, ...runs]);
}

/** Lots as the shapes of a static problem at the peak. */
function instanceOf(request: PackRequest, lots: readonly Lot[]): Instance {
  const byShape = request.shapes.map((_, shape) => lots.flatMap((lot, i) => (lot.shape === shape ? [i] : [])));
  return {
    resources: request.resources,
    types: request.pools,
    shapes: lots.map(({ shape, peak, pools, zone }) => {
      const { id, size, maxPerNode, priority } = request.shapes[shape];
      return { id: `${id}|${zone ?? ''}`, size, count: peak, types: pools, maxPerNode, priority, weight: 1 };
    }),
    apart: lots.map(({ shape }) => new Set([...request.conflicts[shape]].flatMap((other) => byShape[other]))),
    deviceSizes: new Map(),
  };
}

function steadyFirst(instance: Instance, lots: readonly Lot[]): FilledLots[] {
  const measures = new Measures(instance);
  const priorities = prioritiesOf(instance.shapes);
  const phase = (count: (lot: Lot) => number) =>
    priorities.map((priority) => lots.map((lot, i) => (instance.shapes[i].priority === priority ? count(lot) : 0)));
  const phases = [...phase((lot) => lot.steady), ...phase((lot) => lot.peak - lot.steady)];
  return recipesFor(instance).map((recipe) => {
    const { shelves, unplaced } = firstFit(measures, recipe, phases);
    return { nodes: shelves.toNodes(), unplaced, method: recipe.name, closed: false };
  });
}

function costOf(request: PackRequest, nodes: readonly FilledNodes[]): number {
  return nodes.reduce((sum, { type, count }) => sum + count * request.pools[type].cost, 0);
}

/** Lexicographic: pods missing at steady by priority, pods missing at peak by priority, cost, pods moved, nodes. */
function scoreOf(request: PackRequest, split: Lots, { nodes, unplaced }: FilledLots): number[] {
  const { unplacedSteady, unplacedPeak } = unplacedOf(split, unplaced);
  const priorities = prioritiesOf(request.shapes);
  const missing = (map: ReadonlyMap<number, number>) =>
    priorities.map((priority) =>
      [...map].reduce((sum, [shape, n]) => sum + (request.shapes[shape].priority === priority ? n : 0), 0),
    );
  const count = nodes.reduce((sum, group) => sum + group.count, 0);
  const moved = movedFrom(request, split.lots, nodes);
  return [...missing(unplacedSteady), ...missing(unplacedPeak), costOf(request, nodes), moved, count];
}

/** What is missing at peak counts first against the pods that only run at peak. */
function unplacedOf(split: Lots, unplaced: readonly number[]): Pick<PackResult, 'unplacedSteady' | 'unplacedPeak'> {
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
    add(unplacedPeak, lot.shape, unplaced[i]);
    add(unplacedSteady, lot.shape, unplaced[i] - (lot.peak - lot.steady));
  });
  return { unplacedSteady, unplacedPeak };
}
