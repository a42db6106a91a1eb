import { lagrangeBound } from './lagrange';
import { Master, MasterSolution } from './master';
import { Pattern } from './pattern';
import { SearchContext } from './search-context';

export interface Generated {
  readonly solution: MasterSolution;
  /** Proven: no packing is cheaper. */
  readonly bound: number;
  /** True where no pattern is missing: the solution is that of the whole master problem. */
  readonly converged: boolean;
}

export interface GenerateOptions {
  /** True when no stronger bound is of use. */
  readonly enough: (bound: number) => boolean;
  /** What is done where the searches find nothing more but prove nothing. */
  readonly close: 'not' | 'exactly' | 'relaxed';
  /** Work to leave for what comes after. */
  readonly reserve: number;
  /** Told of each pricing: what a node of each type holds at most, and what all pods are worth. */
  readonly seen?: (uppers: readonly number[], worth: number) => void;
  /** A bound that is known already. */
  readonly bound?: number;
}

/** Rounds of one generation. */
const MOST_ROUNDS = 400;

/**
 * Prices are asked for between the latest and those that proved most so far, which takes fewer rounds than the latest
 * alone; where that finds nothing, nearer and nearer to the latest.
 */
const SMOOTHINGS = [0.6, 0.2, 0];

/** Where a type that no search can close is never searched again, the first search may take this much longer. */
const THOROUGHLY = 10;

const TOLERANCE = 1e-7;

/** Adds patterns to the master problem until none is missing, `enough` is proven, or the work is done. */
export function generate(
  { instance, goal: { costs }, pricing, work }: Omit<SearchContext, 'solver'>,
  master: Master,
  options: GenerateOptions,
): Generated | undefined {
  const limits = instance.shapes.map(({ count }) => count);
  let bound = options.bound ?? 0;
  let centre: Float64Array | undefined;
  let solution = master.solve();
  /** Prices at these worths; notes what that proves, returns how many patterns are new. */
  const priceAt = (worth: Float64Array, close: boolean, lazy = false): { added: number; exact: boolean } => {
    const thresholds = costs.map((cost, type) => cost - solution!.prices.rent[type]);
    const quick =
      options.close === 'relaxed'
        ? pricing.relaxed(worth, limits, thresholds, work.pricing * THOROUGHLY)
        : pricing.price(worth, limits, thresholds, work.pricing, lazy);
    const priced = close ? pricing.close(quick, worth, limits, thresholds) : quick;
    const all = instance.shapes.reduce((sum, { count }, s) => sum + count * worth[s], 0);
    const uppers = priced.map(({ upper }) => upper);
    options.seen?.(uppers, all);
    const proven = lagrangeBound(instance.types, costs, uppers, all);
    if (proven > bound || !centre) {
      [bound, centre] = [Math.max(bound, proven), worth];
    }
    const patterns = priced.flatMap((one) => one.patterns);
    return { added: master.add(attractive(master, solution!, patterns)), exact: priced.every((one) => one.exact) };
  };
  for (let round = 0; solution && round < MOST_ROUNDS && work.stepsLeft > options.reserve; round++) {
    const { worth } = solution.prices;
    let result = priceAt(worth, false, true);
    if (result.added > 0 && !options.enough(bound)) {
      solution = master.solve();
      continue;
    }
    for (const smoothing of centre ? SMOOTHINGS : [0]) {
      result = priceAt(blend(worth, centre, smoothing), false);
      if (result.added > 0 || options.enough(bound)) {
        break;
      }
    }
    if (options.close === 'exactly' && result.added === 0 && !result.exact && !options.enough(bound)) {
      result = priceAt(worth, true);
    }
    if (options.enough(bound) || result.added === 0) {
      return { solution, bound, converged: result.added === 0 && result.exact };
    }
    solution = master.solve();
  }
  return solution && { solution, bound, converged: false };
}

function attractive(master: Master, { prices }: MasterSolution, patterns: readonly Pattern[]): Pattern[] {
  return patterns.filter((pattern) => master.reducedCost(pattern, prices) < -TOLERANCE);
}

function blend(latest: Float64Array, centre: Float64Array | undefined, share: number): Float64Array {
  return centre && share > 0 ? latest.map((price, i) => share * centre[i] + (1 - share) * price) : latest;
}
