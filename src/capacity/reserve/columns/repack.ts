import { ChosenColumn, ReserveOption, ReserveProblem } from './problem';
import { Effort } from '../../packing/effort';
import { Instance } from '../../packing/instance';
import { solve } from '../../packing/solve';
import { Solver } from '../../solver/linear-program';

/** How much one packing may cost. */
export interface RepackEffort {
  readonly effort: Effort;
  /** Share of the effort's work. */
  readonly part: number;
}

/** What one of many packings may cost. */
export const PACKING: RepackEffort = { effort: 'standard', part: 0.02 };

/**
 * Packs items that keep to one option each, as cheap as the packing engine can: to it the pods that an item may have on a node are one large pod, of which
 * no two lie on one node. Undefined where something finds no place.
 */
export function repacked(
  problem: ReserveProblem,
  options: readonly ReserveOption[],
  solver: Solver | undefined,
  { effort, part }: RepackEffort,
): ChosenColumn[] | undefined {
  const solved = solve(instanceOf(problem, options), { effort, solver, part });
  if (solved.unplaced.some((count) => count > 0)) {
    return undefined;
  }
  return solved.nodes.map(({ type, count, pods }) => {
    const items = [...pods.keys()].sort((a, b) => a - b);
    return { type, count, items, options: items.map((item) => options[item]) };
  });
}

function instanceOf({ types, items, apart }: ReserveProblem, options: readonly ReserveOption[]): Instance {
  return {
    resources: (types[0] ?? items[0]).size.map(String),
    types: types.map(({ size, cost, most }, t) => ({ id: String(t), size, cost, minNodes: 0, maxNodes: most })),
    shapes: items.map(({ size, types: usable }, i) => ({
      id: String(i),
      size: size.map((amount) => amount * options[i].cap),
      count: options[i].nodes,
      types: usable,
      maxPerNode: 1,
      priority: 0,
      weight: 1,
    })),
    apart,
    deviceSizes: new Map(),
  };
}

/** The option that each item keeps to. */
export function optionsIn(problem: ReserveProblem, columns: readonly ChosenColumn[]): ReserveOption[] {
  const options: ReserveOption[] = [];
  for (const column of columns) {
    column.items.forEach((item, i) => (options[item] = column.options[i]));
  }
  return problem.items.map((_, item) => options[item]);
}
