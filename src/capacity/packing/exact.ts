import { held, NodePattern, ZoneRules } from './exact-zones';
import { FilledNodes } from './instance';
import { capKey, isSplit, Lot, lotsOf, Lots, zonesOf } from './lots';
import { PackRequest } from './request';
import { Column, Row, Solver } from '../solver/linear-program';

/** Requests of up to so many pods and patterns are solved exactly: all ways of filling a node are known. */
const MOST_PODS = 16;
const MOST_PATTERNS = 1_500;
const BRANCHES = 2_000;

/** An exact solution: its lots, and its nodes in terms of them. */
export interface Exact {
  readonly split: Lots;
  readonly nodes: readonly FilledNodes[];
}

/** True where the request is small enough to be solved exactly. */
export function isSmall(request: PackRequest): boolean {
  return request.shapes.reduce((sum, { peak }) => sum + peak, 0) <= MOST_PODS;
}

/**
 * The cheapest packing of a small request, which shares over the zones included; undefined where the request is too large, has
 * no packing, or the solver stopped at its limit.
 */
export function solveExactly(request: PackRequest, solver: Solver): Exact | undefined {
  const patterns = isSmall(request) ? patternsOf(request) : undefined;
  if (!patterns) {
    return undefined;
  }
  const idle = request.pools.flatMap(({ minNodes }, pool) => (minNodes > 0 ? [pool] : []));
  const columns: Column[] = [
    ...patterns.map(({ pool }) => ({
      cost: request.pools[pool].cost,
      lower: 0,
      upper: request.pools[pool].maxNodes,
      integer: true,
    })),
    ...idle.map((pool) => ({ cost: request.pools[pool].cost, lower: 0, upper: Infinity, integer: true })),
  ];
  const nodes = request.pools.map(({ minNodes }, pool) => [
    ...patterns.flatMap((pattern, column) => (pattern.pool === pool ? [{ column, value: 1 }] : [])),
    ...(minNodes > 0 ? [{ column: patterns.length + idle.indexOf(pool), value: 1 }] : []),
  ]);
  const zoneRules = new ZoneRules(request, patterns, nodes, columns);
  const rows = [
    ...request.shapes.map((shape, s): Row => ({ lower: shape.peak, upper: shape.peak, terms: held(patterns, s) })),
    ...request.pools.map(({ minNodes, maxNodes }, p): Row => ({ lower: minNodes, upper: maxNodes, terms: nodes[p] })),
    ...request.shapes.flatMap((_, s) => (isSplit(request, s) ? zoneRules.of(s) : [])),
  ];
  const values = solver.solveInteger({ columns, rows }, BRANCHES)?.best?.values;
  return values && solutionOf(request, patterns, idle, values);
}

/** Every way of filling one node of each pool; undefined where there are too many. */
function patternsOf(request: PackRequest): NodePattern[] | undefined {
  const patterns: NodePattern[] = [];
  const fill = (pool: number, shape: number, free: readonly number[], pods: ReadonlyMap<number, number>): boolean => {
    if (shape === request.shapes.length) {
      if (pods.size > 0) {
        patterns.push({ pool, pods });
      }
      return patterns.length <= MOST_PATTERNS;
    }
    const { size, peak, maxPerNode, pools } = request.shapes[shape];
    const barred = !pools.includes(pool) || [...request.conflicts[shape]].some((other) => pods.has(other));
    const most = barred ? 0 : Math.min(peak, maxPerNode);
    for (let n = 0; n <= most; n++) {
      const left = free.map((amount, r) => amount - n * size[r]);
      if (left.some((amount) => amount < 0)) {
        break;
      }
      if (!fill(pool, shape + 1, left, n > 0 ? new Map(pods).set(shape, n) : pods)) {
        return false;
      }
    }
    return true;
  };
  const all = request.pools.every(({ size, maxNodes }, pool) => maxNodes === 0 || fill(pool, 0, size, new Map()));
  return all ? patterns : undefined;
}

function solutionOf(
  request: PackRequest,
  patterns: readonly NodePattern[],
  idle: readonly number[],
  values: ArrayLike<number>,
): Exact | undefined {
  const used = patterns.flatMap((pattern, i) => {
    const count = Math.round(values[i]);
    return count > 0 ? [{ ...pattern, count }] : [];
  });
  const caps = new Map<string, number>();
  const open = new Set([...used.map(({ pool }) => pool), ...idle]);
  // Zones without nodes count for no spread that does not count all of them.
  const bought = { ...request, pools: request.pools.map((pool, p) => (open.has(p) ? pool : { ...pool, maxNodes: 0 })) };
  request.shapes.forEach((_, s) =>
    zonesOf(request, s).forEach((zone) => {
      const here = used.filter(({ pool }) => request.pools[pool].zone === zone);
      caps.set(
        capKey(s, zone),
        here.reduce((sum, { pods, count }) => sum + count * (pods.get(s) ?? 0), 0),
      );
    }),
  );
  const split = lotsOf(bought, 'least loaded zone', caps);
  if (split.refused.size > 0) {
    return undefined;
  }
  const lotOf = (shape: number, pool: number) =>
    split.lots.findIndex(
      (lot: Lot) => lot.shape === shape && (lot.zone === undefined || lot.zone === request.pools[pool].zone),
    );
  const nodes = used.map(({ pool, pods, count }): FilledNodes => ({
    type: pool,
    count,
    pods: new Map([...pods].map(([shape, n]): [number, number] => [lotOf(shape, pool), n])),
  }));
  const empty = idle.flatMap((pool, i): FilledNodes[] => {
    const count = Math.round(values[patterns.length + i]);
    return count > 0 ? [{ type: pool, count, pods: new Map() }] : [];
  });
  return { split, nodes: [...nodes, ...empty] };
}
