import { closePricing, relaxPricing } from './close-pricing';
import { Knapsack } from './knapsack';
import { Pattern, Priced, worthOf } from './pattern';
import { KnapsackTable } from './table';
import { Solver } from '../../solver/linear-program';
import { Work } from '../effort';
import { Instance } from '../instance';

/** Prices all types of an instance: by one table where that is small, else type by type. */
export class Pricing {
  private readonly table: KnapsackTable | undefined;
  /** Types of equal nodes for the same pods are priced once. */
  private readonly knapsacks: ReadonlyMap<string, Knapsack>;
  private readonly kinds: readonly string[];
  /** Kinds whose searches did not end. */
  private readonly hard = new Set<string>();

  public constructor(
    private readonly instance: Instance,
    private readonly solver: Solver,
    private readonly work: Work,
  ) {
    this.table = KnapsackTable.of(instance);
    this.kinds = kindsOf(instance);
    this.knapsacks = new Map(this.table ? [] : this.kinds.map((kind, type) => [kind, new Knapsack(instance, type)]));
  }

  /** Patterns of each type that are worth more than its threshold, with at most `limits` pods of each shape. */
  public price(
    worth: ArrayLike<number>,
    limits: ArrayLike<number>,
    thresholds: readonly number[],
    maxSteps: number,
    lazy = false,
  ): Priced[] {
    if (this.table) {
      const priced = this.table.price(worth, limits);
      this.work.spend(priced.reduce((sum, { steps }) => sum + steps, 0));
      return priced;
    }
    const byKind = new Map(
      [...this.knapsacks].map(([kind, one]): [string, Priced] => {
        return [kind, one.price(worth, limits, this.leastOf(kind, thresholds), this.affordable(maxSteps), lazy)];
      }),
    );
    this.work.spend([...byKind.values()].reduce((sum, { steps }) => sum + steps + OVERHEAD, 0));
    return this.instance.types.map((_, type) => ofType(byKind.get(this.kinds[type])!, type));
  }

  /** One search may take a small share of the work that is left. */
  private affordable(maxSteps: number): number {
    return Math.min(maxSteps, Math.max(LEAST_STEPS, Math.floor(this.work.stepsLeft * ONE_SEARCH)));
  }

  /** Threshold of the cheapest type of a kind. */
  private leastOf(kind: string, thresholds: readonly number[]): number {
    return Math.min(...thresholds.filter((_, type) => this.kinds[type] === kind));
  }

  /** Prices again, with the solver, what the search left open. */
  public close(
    priced: readonly Priced[],
    worth: ArrayLike<number>,
    limits: ArrayLike<number>,
    thresholds: readonly number[],
  ): Priced[] {
    const closed = new Map<string, Priced>();
    return priced.map((one, type) => {
      if (one.exact || one.upper <= thresholds[type] * (1 + CLOSE_ENOUGH)) {
        return one;
      }
      const kind = this.kinds[type];
      const known = closed.get(kind);
      if (!known && this.work.done) {
        return one;
      }
      const better = known ?? closePricing(this.solver, this.instance, type, worth, limits) ?? one;
      if (!known) {
        this.work.spend(better === one ? 0 : better.steps);
        closed.set(kind, better);
      }
      return { ...ofType(better, type), upper: Math.min(one.upper, better.upper) };
    });
  }

  /** Like `price`, but types that no search could close are priced as if pods could be cut, from then on. */
  public relaxed(
    worth: ArrayLike<number>,
    limits: ArrayLike<number>,
    thresholds: readonly number[],
    maxSteps: number,
  ): Priced[] {
    if (this.table) {
      return this.price(worth, limits, thresholds, maxSteps);
    }
    const byKind = new Map<string, Priced>();
    return this.instance.types.map((_, type) => {
      const kind = this.kinds[type];
      let priced = byKind.get(kind);
      if (!priced) {
        priced = this.hard.has(kind)
          ? undefined
          : this.knapsacks.get(kind)!.price(worth, limits, this.leastOf(kind, thresholds), this.affordable(maxSteps));
        this.work.spend((priced?.steps ?? 0) + OVERHEAD);
      }
      const worthwhile = (pattern: Pattern) => worthOf(pattern, worth) > this.leastOf(kind, thresholds) * (1 + 1e-7);
      if (!priced || (!priced.exact && !priced.patterns.some(worthwhile))) {
        this.hard.add(kind);
        const loose = { upper: Infinity, exact: false, steps: 0, patterns: [] };
        priced = relaxPricing(this.solver, this.instance, type, worth, limits) ?? priced ?? loose;
        this.work.spend(priced.steps);
      }
      byKind.set(kind, priced);
      return ofType(priced, type);
    });
  }
}

function ofType(priced: Priced, type: number): Priced {
  return { ...priced, patterns: priced.patterns.map((pattern) => ({ ...pattern, type })) };
}

/** Share of the work that is left for one search, and what it may take in any case. */
const ONE_SEARCH = 1 / 200;
const LEAST_STEPS = 2_000;

/** Closing ends this near to the threshold: nearer proves little more and takes much longer. */
const CLOSE_ENOUGH = 3e-4;

/** Types with equal nodes that the same shapes may use have the same name. */
function kindsOf(instance: Instance): string[] {
  const users = instance.types.map((): number[] => []);
  instance.shapes.forEach(({ types }, shape) => types.forEach((type) => users[type].push(shape)));
  return instance.types.map(({ size }, type) => `${size.join()}|${users[type].join()}`);
}

/** What a pricing costs before its first step. */
const OVERHEAD = 4_000;
