import { Pattern } from './pattern';
import { Column, Row, Solver } from '../../solver/linear-program';
import { Work } from '../effort';
import { Goal } from '../goal';
import { FilledNodes, Instance } from '../instance';

/** Patterns above which the integer program takes longer than a dive. */
const MOST_PATTERNS = 250;
const BRANCHES = 60;
const GAP = 1e-4;
/** About so many steps of a search take as long as the start of the program, and as one iteration of it. */
const START_STEPS = 1_500_000;
const ITERATION_STEPS = 8_000;

/**
 * The best whole uses of patterns that are known already, as an integer program: for the few nodes that are left of a larger
 * problem. Undefined where there are too many patterns, or nothing was found within the limits.
 */
export function wholePatterns(
  solver: Solver,
  instance: Instance,
  { costs, penalties }: Goal,
  patterns: readonly Pattern[],
  work: Work,
): { readonly nodes: readonly FilledNodes[]; readonly unplaced: readonly number[] } | undefined {
  if (patterns.length > MOST_PATTERNS) {
    return undefined;
  }
  const { shapes, types } = instance;
  const idle = types.flatMap(({ minNodes }, type) => (minNodes > 0 ? [type] : []));
  const columns: Column[] = [
    ...patterns.map(({ type }) => ({ cost: costs[type], lower: 0, upper: types[type].maxNodes, integer: true })),
    ...idle.map((type) => ({ cost: costs[type], lower: 0, upper: types[type].maxNodes, integer: true })),
    ...(penalties ?? []).map((cost, s) => ({ cost, lower: 0, upper: shapes[s].count, integer: true })),
  ];
  const leftOut = patterns.length + idle.length;
  const rows: Row[] = [
    ...shapes.map(({ count }, s) => ({
      lower: count,
      terms: [
        ...patterns.flatMap((pattern, column) => {
          const at = pattern.shapes.indexOf(s);
          return at < 0 ? [] : [{ column, value: pattern.counts[at] }];
        }),
        ...(penalties ? [{ column: leftOut + s, value: 1 }] : []),
      ],
    })),
    ...types.map(({ minNodes, maxNodes }, type) => ({
      lower: minNodes,
      upper: maxNodes,
      terms: [
        ...patterns.flatMap((pattern, column) => (pattern.type === type ? [{ column, value: 1 }] : [])),
        ...idle.flatMap((other, i) => (other === type ? [{ column: patterns.length + i, value: 1 }] : [])),
      ],
    })),
  ];
  const solved = solver.solveInteger({ columns, rows: rows.filter(({ terms }) => terms.length > 0) }, BRANCHES, GAP);
  work.spend(START_STEPS + (solved?.iterations ?? 0) * ITERATION_STEPS);
  return solved?.best && trimmed(instance, patterns, idle, solved.best.values);
}

/** Nodes with no more pods than there are: patterns may cover more than is wanted. */
function trimmed(
  { shapes }: Instance,
  patterns: readonly Pattern[],
  idle: readonly number[],
  values: ArrayLike<number>,
): { readonly nodes: readonly FilledNodes[]; readonly unplaced: readonly number[] } {
  const unplaced = shapes.map(({ count }) => count);
  const nodes: FilledNodes[] = [];
  patterns.forEach(({ type, shapes: held, counts }, i) => {
    for (let n = Math.round(values[i]); n > 0; n--) {
      const pods = new Map<number, number>();
      held.forEach((shape, at) => {
        const taken = Math.min(counts[at], unplaced[shape]);
        if (taken > 0) {
          pods.set(shape, taken);
          unplaced[shape] -= taken;
        }
      });
      nodes.push({ type, count: 1, pods });
    }
  });
  idle.forEach((type, i) => {
    const count = Math.round(values[patterns.length + i]);
    if (count > 0) {
      nodes.push({ type, count, pods: new Map() });
    }
  });
  return { nodes, unplaced };
}
