import { Master, MasterSolution } from './master';
import { Pattern } from './pattern';
import { Residual } from './residual';
import { SearchContext } from './search-context';

/** Pricing rounds between two choices: few, and more only as long as what is left looks dearer than it did before. */
const ROUNDS = 6;
const MOST_ROUNDS = 40;
const DEARER = 1.005;

/** A pattern that is used at least so much is rounded up at once. */
const NEARLY_ONE = 0.8;

/** A dive takes so many steps, however large the instance: at least this share of the fractions is chosen in one go. */
const MOST_STEPS = 24;
const FEWEST_STEPS = 4;

const TOLERANCE = 1e-6;

/**
 * Turns the fractional solution of a master problem into whole nodes: chooses what is whole, then the largest fractions, and
 * solves again for what is left, with new patterns that hold no more than is left. After every step `complete` may make a
 * packing of it; it returns the cost of the best packing so far, which ends a dive that cannot beat it. Takes larger steps
 * where the first one shows that the work down to `reserve` would not do for small ones.
 */
export function dive(
  context: SearchContext,
  patterns: readonly Pattern[],
  reserve: number,
  complete: (residual: Residual) => number,
): void {
  const { solver, instance, goal, work } = context;
  const residual = new Residual(instance, goal.costs);
  const master = new Master(solver, instance, goal, work);
  try {
    master.add(patterns);
    let best = Infinity;
    let expected = Infinity;
    let steps = MOST_STEPS;
    while (work.stepsLeft > reserve && !residual.empty) {
      const before = work.stepsLeft;
      const { solution, converged } = priced(context, master, residual, expected, reserve);
      if (!solution || (converged && residual.cost + solution.objective >= best - TOLERANCE)) {
        break;
      }
      expected = residual.cost + solution.objective;
      const affordable = Math.floor((work.stepsLeft - reserve) / Math.max(1, before - work.stepsLeft));
      steps = Math.max(FEWEST_STEPS, Math.min(steps, affordable));
      if (!chooseFrom(master, residual, solution, 1 / steps)) {
        break;
      }
      best = complete(residual);
    }
    complete(residual);
  } finally {
    master.dispose();
  }
}

/** Solves for what is left, and adds patterns that fit it. */
function priced(
  { instance, pricing, work }: SearchContext,
  master: Master,
  residual: Residual,
  expected: number,
  reserve: number,
): { readonly solution?: MasterSolution; readonly converged: boolean } {
  residual.pods.forEach((count, shape) => master.setDemand(shape, count));
  instance.types.forEach((_, type) => master.setLimits(type, residual.floor(type), residual.spare[type]));
  master.patterns.forEach((pattern, i) => master.setMost(i, residual.most(pattern)));
  let solution = master.solve();
  for (let round = 0; solution && round < MOST_ROUNDS && work.stepsLeft > reserve; round++) {
    const { prices } = solution;
    if (round >= ROUNDS && residual.cost + solution.objective <= expected * DEARER) {
      break;
    }
    const thresholds = instance.types.map((_, type) => master.costOf(type) - prices.rent[type]);
    const found = pricing.price(prices.worth, residual.pods, thresholds, work.pricing / 8);
    const fresh = found
      .flatMap((one) => one.patterns)
      .filter((pattern) => residual.spare[pattern.type] > 0 && master.reducedCost(pattern, prices) < -TOLERANCE);
    if (master.add(fresh) === 0) {
      return { solution, converged: true };
    }
    solution = master.solve();
  }
  return { solution, converged: false };
}

/** Chooses whole uses, and the largest fractions; false where nothing could be chosen. */
function chooseFrom(master: Master, residual: Residual, { use }: MasterSolution, share: number): boolean {
  let chosen = 0;
  const fractions: { pattern: Pattern; fraction: number; at: number }[] = [];
  master.patterns.forEach((pattern, at) => {
    const whole = Math.min(Math.floor(use[at] + TOLERANCE), residual.most(pattern));
    if (whole > 0) {
      residual.choose(pattern, whole);
      chosen += whole;
    }
    if (use[at] - whole > TOLERANCE) {
      fractions.push({ pattern, fraction: use[at] - whole, at });
    }
  });
  fractions.sort((a, b) => b.fraction - a.fraction || a.at - b.at);
  const total = fractions.reduce((sum, { fraction }) => sum + fraction, 0);
  const most = Math.max(1, Math.floor(total * share));
  let rounded = 0;
  for (const { pattern, fraction } of fractions) {
    const must = chosen === 0 && rounded < most;
    if (!must && fraction < NEARLY_ONE) {
      break;
    }
    if (residual.most(pattern) > 0) {
      residual.choose(pattern, 1);
      rounded += 1;
    }
  }
  return chosen + rounded > 0;
}
