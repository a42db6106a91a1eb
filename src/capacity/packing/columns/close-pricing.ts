import { Priced } from './pattern';
import { LinearProgram, Solver } from '../../solver/linear-program';
import { Instance, roomOnEmpty } from '../instance';

/** Branches that one closing may cost. */
const MOST_BRANCHES = 10;

/** Relative gap at which a closing ends. */
const CLOSE_GAP = 2e-3;

/** About so many steps of the depth-first search take as long as the start of a closing, and as one iteration of it. */
const CLOSING_STEPS = 1_500_000;
const ITERATION_STEPS = 20_000;

/** About so many steps of a search take as long as one relaxation. */
const RELAX_STEPS = 60_000;

/**
 * Prices one type as if pods could be cut. Its pattern is no packing, but a column all the same for a master problem that is
 * there for its bound alone; where many pods fit a node, little is lost.
 */
export function relaxPricing(
  solver: Solver,
  instance: Instance,
  type: number,
  worth: ArrayLike<number>,
  limits: ArrayLike<number>,
): Priced | undefined {
  const items = itemsOf(instance, type, worth, limits);
  if (items.length === 0) {
    return { upper: 0, exact: true, steps: 0, patterns: [] };
  }
  const program = solver.open(programOf(instance, type, items, worth, false));
  try {
    const solution = program.solve();
    const held = items.flatMap((_, i) => ((solution?.values[i] ?? 0) > 1e-9 ? [i] : []));
    return (
      solution && {
        upper: -solution.objective * (1 + 1e-9),
        exact: true,
        steps: RELAX_STEPS,
        patterns: [{ type, shapes: held.map((i) => items[i].s), counts: held.map((i) => solution.values[i]) }],
      }
    );
  } finally {
    program.dispose();
  }
}

/**
 * Prices one type with the solver: slower than the depth-first search, but its cuts prove what that leaves open. Undefined
 * where pods are kept apart, which its program does not know.
 */
export function closePricing(
  solver: Solver,
  instance: Instance,
  type: number,
  worth: ArrayLike<number>,
  limits: ArrayLike<number>,
): Priced | undefined {
  const items = itemsOf(instance, type, worth, limits);
  if (items.some(({ s }) => instance.apart[s].size > 0)) {
    return undefined;
  }
  const { size } = instance.types[type];
  const solved = solver.solveInteger(programOf(instance, type, items, worth, true), MOST_BRANCHES, CLOSE_GAP);
  if (!solved) {
    return undefined;
  }
  const counts = items.map((_, i) => Math.round(solved.best?.values[i] ?? 0));
  const load = (r: number) => items.reduce((sum, { s }, i) => sum + counts[i] * instance.shapes[s].size[r], 0);
  const held = items.flatMap((_, i) => (counts[i] > 0 ? [i] : []));
  const fits = size.every((capacity, r) => load(r) <= capacity);
  return {
    upper: Math.max(0, -solved.bound),
    exact: true,
    steps: CLOSING_STEPS + solved.iterations * ITERATION_STEPS,
    patterns:
      fits && held.length > 0
        ? [{ type, shapes: held.map((i) => items[i].s), counts: held.map((i) => counts[i]) }]
        : [],
  };
}

/** A shape that may be on the node, and at most how many pods of it. */
interface Item {
  readonly s: number;
  readonly most: number;
}

function itemsOf(instance: Instance, type: number, worth: ArrayLike<number>, limits: ArrayLike<number>): Item[] {
  return instance.shapes.flatMap((shape, s) => {
    const most = shape.types.includes(type) ? Math.min(roomOnEmpty(instance, s, type), limits[s]) : 0;
    return most > 0 && worth[s] > 1e-9 ? [{ s, most }] : [];
  });
}

function programOf(
  instance: Instance,
  type: number,
  items: readonly Item[],
  worth: ArrayLike<number>,
  integer: boolean,
): LinearProgram {
  return {
    columns: items.map(({ s, most }) => ({ cost: -worth[s], lower: 0, upper: most, integer })),
    rows: instance.types[type].size.flatMap((capacity, r) => {
      // Shares of the node keep the numbers near 1.
      const terms = items.flatMap(({ s }, column) =>
        instance.shapes[s].size[r] > 0 ? [{ column, value: instance.shapes[s].size[r] / capacity }] : [],
      );
      return terms.length > 0 ? [{ lower: -Infinity, upper: 1, terms }] : [];
    }),
  };
}
