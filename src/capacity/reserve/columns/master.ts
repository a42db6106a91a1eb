import { ReserveColumn, ReserveProblem } from './problem';
import { OpenProgram, Solver } from '../../solver/linear-program';

/** Not owning the places of one item costs this many times the dearest node, for each node that it would take. */
const PENALTY = 10;

export interface ReserveSolution {
  readonly objective: number;
  /** How often each column is used, by its position. */
  readonly use: Float64Array;
  /** What all places of each item are worth. */
  readonly worth: Float64Array;
  /** Price of one node of each type beyond its cost, where the type has a limit. */
  readonly rent: Float64Array;
}

/** The master problem: own the places of every item by columns at least cost, within the limits of the types. */
export class ReserveMaster {
  public readonly columns: ReserveColumn[] = [];
  private readonly keys = new Set<string>();
  private readonly program: OpenProgram;
  private readonly rowOfType: readonly number[];
  private readonly items: number;

  /** @param nodes the most nodes that each item may take */
  public constructor(
    solver: Solver,
    private readonly problem: ReserveProblem,
    nodes: readonly number[],
  ) {
    const { items, types } = problem;
    this.items = items.length;
    const dearest = PENALTY * types.reduce((most, { cost }) => Math.max(most, cost), 1e-6);
    let rows = items.length;
    this.rowOfType = types.map(({ most }) => (most < Infinity ? rows++ : -1));
    this.program = solver.open({
      columns: nodes.map((most) => ({ cost: dearest * most, lower: 0, upper: Infinity })),
      rows: [
        ...items.map((_, column) => ({ lower: 1, terms: [{ column, value: 1 }] })),
        ...types.flatMap(({ most }) => (most < Infinity ? [{ lower: -Infinity, upper: most, terms: [] }] : [])),
      ],
    });
  }

  /** Adds the columns that are new; returns how many were. */
  public add(columns: readonly ReserveColumn[]): number {
    const fresh = columns.filter((column) => {
      const key = columnKey(column);
      return column.items.length > 0 && !this.keys.has(key) && this.keys.add(key);
    });
    if (fresh.length > 0) {
      this.program.add(
        fresh.map(({ type, items, options }) => {
          const row = this.rowOfType[type];
          const shares = options.map(({ mean }) => 1 / mean);
          return {
            cost: this.problem.types[type].cost,
            lower: 0,
            upper: Infinity,
            rows: row < 0 ? items : [...items, row],
            values: row < 0 ? shares : [...shares, 1],
          };
        }),
      );
      this.columns.push(...fresh);
    }
    return fresh.length;
  }

  /** What is still to be owned of an item, as a share of all. */
  public setDemand(item: number, share: number): void {
    this.program.setRow(item, share, Infinity);
  }

  public setMost(type: number, most: number): void {
    if (this.rowOfType[type] >= 0) {
      this.program.setRow(this.rowOfType[type], -Infinity, most);
    }
  }

  /** Takes a column out. */
  public drop(column: number): void {
    this.program.setColumnUpper(this.items + column, 0);
  }

  public solve(): ReserveSolution | undefined {
    const solution = this.program.solve();
    if (!solution) {
      return undefined;
    }
    return {
      objective: solution.objective,
      use: solution.values.slice(this.items),
      worth: solution.duals.slice(0, this.items).map((price) => Math.max(0, price)),
      rent: Float64Array.from(this.rowOfType, (row) => (row < 0 ? 0 : Math.min(0, solution.duals[row]))),
    };
  }

  public dispose(): void {
    this.program.dispose();
  }
}

function columnKey({ type, items, options }: ReserveColumn): string {
  const picks = items.map((item, i) => `${item}:${options[i].cap}`);
  return `${type}|${picks.sort().join()}`;
}
