import { Pattern, patternKey, worthOf } from './pattern';
import { OpenProgram, Solver } from '../../solver/linear-program';
import { Work } from '../effort';
import { Goal } from '../goal';
import { Instance } from '../instance';

/** Prices of the master problem: of one pod of each shape, and of one node of each type beyond its cost. */
export interface Prices {
  readonly worth: Float64Array;
  readonly rent: Float64Array;
}

export interface MasterSolution {
  readonly objective: number;
  /** How often each pattern is used, by its position. */
  readonly use: Float64Array;
  readonly prices: Prices;
}

/** About so many steps of a search take as long as one solve, as one iteration of it, and as each row more in an iteration. */
const SOLVE_STEPS = 20_000;
const ITERATION_STEPS = 3_600;
const ROW_STEPS = 3;

/** Iterations for each row that the first solve takes at least, about. */
const FIRST_ITERATIONS = 3;

/** Leaving one pod out costs this many times the dearest node, unless the caller says what it costs. */
const PENALTY = 4;

/**
 * The master problem of column generation: cover the demand by patterns at least cost, within the limits of the types. It
 * starts with one column a shape that leaves pods out at a penalty, so it always has a solution.
 */
export class Master {
  /** Steps that the first solve takes at least, about. */
  public static stepsOfFirst({ shapes }: Instance): number {
    return SOLVE_STEPS + FIRST_ITERATIONS * shapes.length * (ITERATION_STEPS + ROW_STEPS * shapes.length);
  }

  public readonly patterns: Pattern[] = [];
  private readonly keys = new Set<string>();
  private readonly program: OpenProgram;
  /** Row of the limits of each type; -1 where it has none. */
  private readonly typeRow: number[];
  private readonly first: number;
  private readonly costs: readonly number[];

  public constructor(
    solver: Solver,
    private readonly instance: Instance,
    goal: Goal,
    private readonly work: Work,
  ) {
    const { shapes, types } = instance;
    const { costs, penalties } = goal;
    this.costs = costs;
    const dearest = Math.max(...costs, 1e-6) * PENALTY;
    let rows = shapes.length;
    this.typeRow = types.map(({ minNodes, maxNodes }) => (minNodes > 0 || maxNodes < Infinity ? rows++ : -1));
    const idle = types.flatMap((type, t) => (type.minNodes > 0 ? [t] : []));
    this.first = shapes.length + idle.length;
    this.program = solver.open({
      columns: [
        ...shapes.map((_, s) => ({ cost: penalties?.[s] ?? dearest, lower: 0, upper: Infinity })),
        ...idle.map((t) => ({ cost: costs[t], lower: 0, upper: Infinity })),
      ],
      rows: [
        ...shapes.map(({ count }, s) => ({ lower: count, terms: [{ column: s, value: 1 }] })),
        ...types.flatMap(({ minNodes, maxNodes }, t) =>
          this.typeRow[t] < 0
            ? []
            : [
                {
                  lower: minNodes,
                  upper: maxNodes,
                  terms: minNodes > 0 ? [{ column: shapes.length + idle.indexOf(t), value: 1 }] : [],
                },
              ],
        ),
      ],
    });
  }

  /** Adds the patterns that are new; returns how many were. */
  public add(patterns: readonly Pattern[]): number {
    const fresh = patterns.filter((pattern) => {
      const key = patternKey(pattern);
      return !this.keys.has(key) && this.keys.add(key);
    });
    if (fresh.length > 0) {
      this.program.add(
        fresh.map(({ type, shapes, counts }) => {
          const row = this.typeRow[type];
          return {
            cost: this.costs[type],
            lower: 0,
            upper: Infinity,
            rows: row < 0 ? shapes : [...shapes, row],
            values: row < 0 ? counts : [...counts, 1],
          };
        }),
      );
      this.patterns.push(...fresh);
    }
    return fresh.length;
  }

  public setDemand(shape: number, count: number): void {
    this.program.setRow(shape, count, Infinity);
  }

  public setLimits(type: number, minNodes: number, maxNodes: number): void {
    if (this.typeRow[type] >= 0) {
      this.program.setRow(this.typeRow[type], minNodes, maxNodes);
    }
  }

  public setMost(pattern: number, most: number): void {
    this.program.setColumnUpper(this.first + pattern, most);
  }

  public solve(): MasterSolution | undefined {
    const solution = this.program.solve();
    this.work.spend(
      SOLVE_STEPS +
        (solution?.iterations ?? 0) * (ITERATION_STEPS + ROW_STEPS * this.instance.shapes.length) +
        this.patterns.length * 20,
    );
    if (!solution) {
      return undefined;
    }
    const { shapes } = this.instance;
    return {
      objective: solution.objective,
      use: solution.values.subarray(this.first),
      prices: {
        worth: solution.duals.slice(0, shapes.length).map((price) => Math.max(0, price)),
        rent: Float64Array.from(this.typeRow, (row) => (row < 0 ? 0 : solution.duals[row])),
      },
    };
  }

  public costOf(type: number): number {
    return this.costs[type];
  }

  /** What one more use of the pattern would cost at these prices; below 0 it pays. */
  public reducedCost(pattern: Pattern, { worth, rent }: Prices): number {
    return this.costs[pattern.type] - worthOf(pattern, worth) - rent[pattern.type];
  }

  public dispose(): void {
    this.program.dispose();
  }
}
