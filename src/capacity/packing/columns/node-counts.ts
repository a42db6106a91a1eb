import { Column, Row, Solver, Term } from '../../solver/linear-program';
import { Work } from '../effort';
import { Instance, pairsOf } from '../instance';

/** So many cuts are used, the latest: the early ones say little. */
const MOST_CUTS = 40;
/** About so many steps of a search take as long as one pair of a shape and a type does in the fluid part. */
const PAIR_STEPS = 14_000;
const BRANCHES = 50;
const GAP = 1e-4;
/** About so many steps of a search take as long as the start of an integer program, and as one iteration of it. */
const START_STEPS = 3_000_000;
const ITERATION_STEPS = 12_000;

/** What prices of pods say about node counts: so many nodes of each type hold at most this worth, all pods are worth 1. */
type Cut = readonly number[];

/**
 * The least cost of whole node counts: pods may be cut, nodes may not. Stronger than the bound of the master problem where
 * dear nodes are few and half a node matters. What column generation has learnt goes in as cuts: any prices of pods limit
 * what nodes can hold.
 */
export class NodeCounts {
  private cuts: Cut[] = [];

  public constructor(
    private readonly instance: Instance,
    private readonly costs: readonly number[],
    private readonly work: Work,
  ) {}

  /** Notes what one pricing of all types has shown: no node of a type holds pods worth more than its `upper`. */
  public note(uppers: readonly number[], worth: number): void {
    if (worth > 0) {
      // Shares of the whole keep the numbers near 1; the last bit is given away.
      this.cuts.push(uppers.map((upper) => (upper / worth) * (1 + 1e-9)));
    }
    this.cuts = this.cuts.slice(-MOST_CUTS);
  }

  /** The bound; 0 where none was found within the limits. */
  public bound(solver: Solver): number {
    const { types } = this.instance;
    const columns: Column[] = types.map(({ minNodes, maxNodes }, t) => ({
      cost: this.costs[t],
      lower: minNodes,
      upper: maxNodes,
      integer: true,
    }));
    const rows: Row[] = this.cuts.map((uppers) => ({
      lower: 1,
      terms: uppers.flatMap((value, column) => (value > 0 ? [{ column, value }] : [])),
    }));
    const fluid = PAIR_STEPS * pairsOf(this.instance.shapes);
    if (fluid < this.work.stepsLeft) {
      this.addFluid(columns, rows);
      this.work.spend(fluid);
    }
    const solved = solver.solveInteger({ columns, rows }, BRANCHES, GAP);
    this.work.spend(START_STEPS + (solved?.iterations ?? 0) * ITERATION_STEPS);
    return solved?.bound ?? 0;
  }

  /** Pods of each shape on nodes of each type, cut as one likes, within what whole nodes hold. */
  private addFluid(columns: Column[], rows: Row[]): void {
    const { shapes, types, resources } = this.instance;
    const used = types.map(() => resources.map((): Term[] => []));
    shapes.forEach(({ size, count, types: admitted, maxPerNode }) => {
      const terms: Term[] = [];
      for (const t of admitted) {
        if (size.some((amount, r) => amount > types[t].size[r])) {
          continue;
        }
        const column = columns.push({ cost: 0, lower: 0, upper: Infinity }) - 1;
        terms.push({ column, value: 1 });
        size.forEach((amount, r) => {
          if (amount > 0) {
            used[t][r].push({ column, value: -amount / types[t].size[r] });
          }
        });
        if (maxPerNode < Infinity) {
          rows.push({
            lower: 0,
            terms: [
              { column: t, value: maxPerNode },
              { column, value: -1 },
            ],
          });
        }
      }
      rows.push({ lower: count, terms });
    });
    used.forEach((byResource, t) =>
      byResource
        .filter((terms) => terms.length > 0)
        .forEach((terms) => rows.push({ lower: 0, terms: [{ column: t, value: 1 }, ...terms] })),
    );
  }
}
