import { ReserveMaster, ReserveSolution } from './master';
import { ColumnPricing } from './pricing';
import { ChosenColumn, ReserveColumn, ReserveOption, ReserveOptions, ReserveProblem } from './problem';
import { Solver } from '../../solver/linear-program';

const TOLERANCE = 1e-7;

/** How much may be spent: rounds of pricing before the dive and at each of its steps, steps of one pricing. */
export interface DiveEffort {
  readonly rounds: number;
  readonly roundsPerStep: number;
  readonly steps: number;
  /** A plan that costs so much, or more, is of no use: nothing is tried where the relaxation says so. */
  readonly limit: number;
}

/** A dive takes so many steps, however many nodes there are: at least this share of them is chosen in one go. */
const MOST_STEPS = 24;

/** Steps of the pricing that proves a bound. */
const PROOF_STEPS = 20_000;

export interface Dived {
  /** Absent where something finds no place. */
  readonly columns?: readonly ChosenColumn[];
  /** Nothing costs less; only where it was asked for. */
  readonly bound?: number;
}

/**
 * Generates columns, then turns the fractional solution into whole nodes: takes the column of which most is used, keeps to its options from then on,
 * and prices again for what is left.
 */
export function dive(
  problem: ReserveProblem,
  options: ReserveOptions,
  solver: Solver,
  seeds: readonly ReserveColumn[],
  effort: DiveEffort,
  proves = false,
): Dived {
  const state = new DiveState(problem, options, solver, effort);
  try {
    state.add(seeds);
    const first = state.generate(effort.rounds);
    if (!first || first.objective >= effort.limit * (1 - TOLERANCE)) {
      return {};
    }
    const bound = proves ? state.boundOf(first) : undefined;
    return { columns: state.run(first), bound };
  } finally {
    state.dispose();
  }
}

class DiveState {
  private readonly master: ReserveMaster;
  private readonly pricing: readonly ColumnPricing[];
  /** The options that are left to each item; one once a column with it was taken, none once it owns its places. */
  private readonly open: (readonly ReserveOption[])[];
  /** Nodes that each item still needs with the option that it keeps to; absent while it may choose. */
  private readonly missing: (number | undefined)[];
  private readonly spare: number[];
  private readonly dropped = new Set<number>();

  public constructor(
    private readonly problem: ReserveProblem,
    options: ReserveOptions,
    solver: Solver,
    private readonly effort: DiveEffort,
  ) {
    const most = options.map((own) => own.reduce((sum, { nodes }) => Math.max(sum, nodes), 1));
    this.master = new ReserveMaster(solver, problem, most);
    this.pricing = problem.types.map((_, type) => new ColumnPricing(problem, type));
    this.open = [...options];
    this.missing = problem.items.map(() => undefined);
    this.spare = problem.types.map((type) => type.most);
  }

  public add(columns: readonly ReserveColumn[]): void {
    this.master.add(columns);
  }

  public dispose(): void {
    this.master.dispose();
  }

  /** Solves, and adds columns as long as some pay, for so many rounds. */
  public generate(rounds: number): ReserveSolution | undefined {
    let solution = this.master.solve();
    for (let round = 0; solution && round < rounds; round++) {
      const { worth, rent } = solution;
      const fresh = this.problem.types.flatMap(({ cost }, type) =>
        this.spare[type] > 0
          ? this.pricing[type].price(worth, this.open, (cost - rent[type]) * (1 + 1e-9), this.effort.steps).columns
          : [],
      );
      if (this.master.add(fresh) === 0) {
        break;
      }
      solution = this.master.solve();
    }
    return solution;
  }

  /**
   * What the prices prove (Farley): where no node of a type holds more than `t` times what it costs, prices divided by `t` are a solution of the dual
   * problem.
   */
  public boundOf({ objective, worth, rent }: ReserveSolution): number {
    const times = this.problem.types.map(({ cost }, type) => {
      const { most } = this.pricing[type].price(worth, this.open, cost - rent[type], PROOF_STEPS);
      return (most + rent[type]) / cost;
    });
    return objective / times.reduce((most, one) => Math.max(most, one), 1);
  }

  public run(first: ReserveSolution): ChosenColumn[] | undefined {
    const chosen: ChosenColumn[] = [];
    const least = first.use.reduce((sum, use) => sum + use, 0) / MOST_STEPS;
    let solution: ReserveSolution | undefined = first;
    while (this.open.some((options) => options.length > 0)) {
      const taken = solution && this.pick(solution, least);
      if (!taken) {
        return undefined;
      }
      chosen.push(...taken);
      this.restrict();
      solution = this.generate(this.effort.roundsPerStep);
    }
    return merged(chosen);
  }

  /** Takes every column that is used whole, and those of which most is used until there are so many nodes. */
  private pick({ use }: ReserveSolution, least: number): ChosenColumn[] | undefined {
    const ranked = this.master.columns
      .map((column, at) => ({ column, use: use[at], at }))
      .filter((one) => one.use > TOLERANCE && !this.dropped.has(one.at))
      .sort((a, b) => b.use - a.use || a.at - b.at);
    const taken: ChosenColumn[] = [];
    let nodes = 0;
    for (const { column, use: used } of ranked) {
      if (taken.length > 0 && nodes >= least && used < 1 - 1e-6) {
        break;
      }
      const rest = this.rest(column);
      const count = Math.min(Math.max(1, Math.floor(used + 1e-6)), this.mostOf(rest));
      if (rest.items.length > 0 && count > 0) {
        taken.push({ ...rest, count });
        nodes += count;
        this.take(rest, count);
      }
    }
    return taken.length > 0 ? taken : undefined;
  }

  /** The column with what items still need of it, by the options that they keep to. */
  private rest({ type, items, options }: ReserveColumn): ReserveColumn {
    const kept = items.flatMap((item, i) => (this.open[item].some(({ cap }) => cap === options[i].cap) ? [i] : []));
    return { type, items: kept.map((i) => items[i]), options: kept.map((i) => options[i]) };
  }

  /** How often a column is of use to all of its items. */
  private mostOf({ type, items, options }: ReserveColumn): number {
    return Math.min(this.spare[type], ...items.map((item, i) => this.missing[item] ?? options[i].nodes));
  }

  private take({ type, items, options }: ReserveColumn, count: number): void {
    this.spare[type] -= count;
    items.forEach((item, i) => {
      if (this.missing[item] === undefined) {
        this.open[item] = this.open[item].filter((option) => option.cap === options[i].cap);
        this.missing[item] = this.open[item][0].nodes;
      }
      this.missing[item]! -= count;
      if (this.missing[item]! <= 0) {
        this.open[item] = [];
      }
    });
  }

  /** Tells the master what is left, and takes out what breaks with the options that are kept. */
  private restrict(): void {
    const { items, types } = this.problem;
    items.forEach((_, item) => {
      const missing = this.missing[item];
      if (missing !== undefined) {
        const [option] = this.open[item];
        // The last of the nodes is not needed whole by an item that stands for several zones.
        const left = option ? Math.max(1e-3, missing - option.nodes + option.mean) : 0;
        this.master.setDemand(item, option ? left / option.mean : 0);
      }
    });
    types.forEach((_, type) => this.master.setMost(type, this.spare[type]));
    const cut: ReserveColumn[] = [];
    this.master.columns.forEach((column, at) => {
      if (this.dropped.has(at)) {
        return;
      }
      const rest = this.rest(column);
      const wrong = column.items.length !== rest.items.length;
      if (wrong || this.spare[column.type] <= 0) {
        this.dropped.add(at);
        this.master.drop(at);
        if (rest.items.length > 0 && this.spare[column.type] > 0) {
          cut.push(rest);
        }
      }
    });
    this.master.add(cut);
  }
}

/** Equal columns as one. */
function merged(columns: readonly ChosenColumn[]): ChosenColumn[] {
  const byKey = new Map<string, ChosenColumn>();
  for (const column of columns) {
    const key = JSON.stringify([column.type, column.items, column.options.map(({ cap }) => cap)]);
    byKey.set(key, { ...column, count: (byKey.get(key)?.count ?? 0) + column.count });
  }
  return [...byKey.values()];
}
