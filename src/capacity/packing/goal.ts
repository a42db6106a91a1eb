import { Filled } from './greedy/first-fit';
import { Instance } from './instance';

/** What a search makes as small as it can: the cost of nodes, and of pods that are left out. */
export interface Goal {
  /** Cost of one node, by type. */
  readonly costs: readonly number[];
  /** Cost of leaving one pod out, by shape; absent where every pod must have a place. */
  readonly penalties?: readonly number[];
  /** Shapes that must have a place all the same. */
  readonly must?: ReadonlySet<number>;
}

/** Buys nodes for every pod at least cost. */
export function buying(instance: Instance): Goal {
  return { costs: instance.types.map(({ cost }) => cost) };
}

/** What a packing costs by the goal; Infinity where a pod that must have a place has none. */
export function valueOf({ costs, penalties, must }: Goal, { shelves, unplaced }: Filled): number {
  let value = 0;
  for (const { type, count } of shelves.list) {
    value += count * costs[type];
  }
  for (let shape = 0; shape < unplaced.length; shape++) {
    if (unplaced[shape] > 0) {
      value += must?.has(shape) ? Infinity : unplaced[shape] * (penalties?.[shape] ?? Infinity);
    }
  }
  return value;
}
