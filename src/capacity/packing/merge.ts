import { FilledNodes, Instance } from './instance';

/** An instance with equal shapes made one, and the way back. */
export interface Merged {
  readonly instance: Instance;
  readonly unmerge: (nodes: readonly FilledNodes[]) => FilledNodes[];
  /** Pods without a place, by shape of the original; those of the last members are left out first. */
  readonly unplaced: (unplaced: readonly number[]) => number[];
}

/**
 * Makes shapes one that no search needs to tell apart: equal requests, types, priority and weight, no limit per node, nothing
 * they are kept apart from, whole devices. Hundreds of workloads are often few sizes.
 */
export function mergeEqual(instance: Instance): Merged {
  const kinds = new Map<string, number[]>();
  instance.shapes.forEach((shape, s) => {
    const { size, types, priority, weight, maxPerNode, share } = shape;
    const own = share || maxPerNode < Infinity || instance.apart[s].size > 0 ? s : '';
    const key = [size.join(), types.join(), priority, weight, own].join('|');
    kinds.set(key, [...(kinds.get(key) ?? []), s]);
  });
  const members = [...kinds.values()];
  const kindOf = new Map(members.flatMap((some, kind) => some.map((s): [number, number] => [s, kind])));
  return {
    instance: {
      ...instance,
      shapes: members.map((some) => ({
        ...instance.shapes[some[0]],
        count: some.reduce((sum, s) => sum + instance.shapes[s].count, 0),
      })),
      apart: members.map(([s]) => new Set([...instance.apart[s]].map((other) => kindOf.get(other)!))),
    },
    unmerge: (nodes) => unmerge(instance, members, nodes),
    unplaced: (unplaced) => {
      const missing = new Array<number>(instance.shapes.length).fill(0);
      members.forEach((some, kind) => {
        let left = unplaced[kind];
        for (const s of [...some].reverse()) {
          missing[s] = Math.min(left, instance.shapes[s].count);
          left -= missing[s];
        }
      });
      return missing;
    },
  };
}

/** Gives each place of a kind to its members one after the other; nodes stay in groups as long as they hold the same pods. */
function unmerge(
  instance: Instance,
  members: readonly (readonly number[])[],
  nodes: readonly FilledNodes[],
): FilledNodes[] {
  const queues = members.map((some) => some.map((shape) => ({ shape, left: instance.shapes[shape].count })));
  const result: FilledNodes[] = [];
  for (const node of nodes) {
    for (let count = node.count; count > 0;) {
      const pods = new Map<number, number>();
      let times = count;
      for (const [kind, n] of node.pods) {
        times = Math.min(times, take(queues[kind], n, pods));
      }
      // What one node took, the next ones take too as long as no queue has moved on.
      for (const [kind, n] of node.pods) {
        const [head] = queues[kind];
        if (times > 1 && head) {
          head.left -= n * (times - 1);
        }
      }
      // Shares are never merged: the one member of their kind stands in for it.
      const slots = node.slots?.map((slot) => ({
        ...slot,
        pods: new Map([...slot.pods].map(([kind, n]): [number, number] => [members[kind][0], n])),
      }));
      result.push({ type: node.type, count: times, pods, ...(slots && { slots }) });
      count -= times;
    }
  }
  return result;
}

/** Takes pods for one node off a queue; returns how many nodes in all may take the same from it. */
function take(queue: { shape: number; left: number }[], wanted: number, pods: Map<number, number>): number {
  let [head] = queue;
  if (head.left >= wanted) {
    pods.set(head.shape, wanted);
    const times = Math.floor(head.left / wanted);
    head.left -= wanted;
    return times;
  }
  for (let left = wanted; left > 0; [head] = queue) {
    const some = Math.min(left, head.left);
    if (some > 0) {
      pods.set(head.shape, (pods.get(head.shape) ?? 0) + some);
    }
    head.left -= some;
    left -= some;
    if (head.left === 0) {
      queue.shift();
    }
  }
  return 1;
}
