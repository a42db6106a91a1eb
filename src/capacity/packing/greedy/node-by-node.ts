import { Filled, Measures } from './first-fit';
import { Content, FilledNodes, Instance } from '../instance';
import { Shelves } from './shelf';

/** Types times shapes above which trying every type for every node would take too long for a heuristic. */
const MOST_TRIED = 12_000;

/** How much of the free room of a node a pod uses: its alignment with what is free, or how evenly it uses all of it. */
export type FillRule = 'aligned' | 'largest';

/** What is left of an instance: pods, nodes that may be opened, nodes that must be. */
export interface Left {
  readonly pods: readonly number[];
  readonly spare: readonly number[];
  floor(type: number): number;
}

/** True where filling node by node is quick. */
export function nodeByNodeIsQuick(instance: Instance): boolean {
  return instance.types.length * instance.shapes.length <= MOST_TRIED;
}

/**
 * Fills one node after the other instead of placing one shape after the other: of every type the node that it would become,
 * and of those the one whose pods are worth most for its cost; as often as there are pods for it.
 */
export function fillNodeByNode(measures: Measures, rule: FillRule, left?: Left): Filled {
  const { instance } = measures;
  const pods = left ? [...left.pods] : instance.shapes.map(({ count }) => count);
  const spare = left ? [...left.spare] : instance.types.map(({ maxNodes }) => maxNodes);
  const owed = instance.types.map(({ minNodes }, type) => left?.floor(type) ?? minNodes);
  const chosen: FilledNodes[] = [];
  for (;;) {
    const best = bestNode(measures, rule, pods, spare, owed);
    if (!best) {
      break;
    }
    const { type, content } = best;
    const times = Math.max(1, Math.min(spare[type], ...[...content].map(([s, n]) => Math.floor(pods[s] / n))));
    chosen.push({ type, count: times, pods: content });
    spare[type] -= times;
    owed[type] = Math.max(0, owed[type] - times);
    content.forEach((n, s) => (pods[s] -= n * times));
  }
  const idle = owed.flatMap((count, type): FilledNodes[] => (count > 0 ? [{ type, count, pods: new Map() }] : []));
  return { shelves: Shelves.copyOf(instance, [...chosen, ...idle]), unplaced: pods };
}

function bestNode(
  measures: Measures,
  rule: FillRule,
  pods: readonly number[],
  spare: readonly number[],
  owed: readonly number[],
): { readonly type: number; readonly content: Content } | undefined {
  const { instance } = measures;
  let best: { readonly type: number; readonly content: Content } | undefined;
  let highest = 0;
  instance.types.forEach(({ cost }, type) => {
    if (spare[type] <= 0) {
      return;
    }
    const { content, worth } = filledNode(measures, rule, type, pods);
    // Nodes that must be there anyway cost nothing more.
    const value = (worth / (owed[type] > 0 ? Math.min(cost, 1e-6) || 1e-9 : Math.max(cost, 1e-9))) * (1 + worth * 1e-9);
    if (content.size > 0 && value > highest * (1 + 1e-12)) {
      [best, highest] = [{ type, content }, value];
    }
  });
  return best;
}

function filledNode(
  measures: Measures,
  rule: FillRule,
  type: number,
  pods: readonly number[],
): { readonly content: Content; readonly worth: number } {
  const { instance } = measures;
  const capacity = instance.types[type].size;
  // What does not fit any more never fits again.
  const open = measures.admitted[type].filter((s) => pods[s] > 0);
  const weights = weightsOf(measures, type, open);
  const free = [...capacity];
  const content = new Map<number, number>();
  let worth = 0;
  for (;;) {
    let best = -1;
    let highest = -1;
    let left = 0;
    for (let i = 0; i < open.length; i++) {
      const s = open[i];
      const value = mayHold(instance, s, pods[s], content)
        ? fitValue(instance.shapes[s].size, free, capacity, weights, s * capacity.length, rule)
        : -1;
      if (value < 0) {
        continue;
      }
      open[left++] = s;
      if (value > highest) {
        [best, highest] = [s, value];
      }
    }
    open.length = left;
    if (best < 0) {
      return { content, worth };
    }
    content.set(best, (content.get(best) ?? 0) + 1);
    worth += measures.podWorth[best];
    const { size } = instance.shapes[best];
    for (let r = 0; r < size.length; r++) {
      free[r] -= size[r];
    }
  }
}

function mayHold(instance: Instance, shape: number, pods: number, content: Content): boolean {
  return (
    (content.get(shape) ?? 0) < Math.min(pods, instance.shapes[shape].maxPerNode) && !blocked(instance, shape, content)
  );
}

function blocked(instance: Instance, shape: number, content: Content): boolean {
  for (const other of instance.apart[shape]) {
    if (content.has(other)) {
      return true;
    }
  }
  return false;
}

/** What a pod of each shape takes of each resource of a node, by how scarce that is. */
function weightsOf({ instance, scarcity }: Measures, type: number, shapes: readonly number[]): Float64Array {
  const capacity = instance.types[type].size;
  const weights = new Float64Array(instance.shapes.length * capacity.length);
  for (const s of shapes) {
    const { size } = instance.shapes[s];
    for (let r = 0; r < size.length; r++) {
      weights[s * capacity.length + r] = size[r] > 0 ? scarcity[r] * capacity[r] * (size[r] / capacity[r]) : 0;
    }
  }
  return weights;
}

/** Below 0 where the pod does not fit. */
function fitValue(
  size: readonly number[],
  free: readonly number[],
  capacity: readonly number[],
  weights: Float64Array,
  at: number,
  rule: FillRule,
): number {
  let value = 0;
  for (let r = 0; r < size.length; r++) {
    if (size[r] > free[r]) {
      return -1;
    }
    if (size[r] > 0) {
      value += weights[at + r] * (rule === 'aligned' ? free[r] / capacity[r] : size[r] / capacity[r]);
    }
  }
  return value;
}
