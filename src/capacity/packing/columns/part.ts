import { worthOf } from './pattern';
import { Goal } from '../goal';
import { FilledNodes, Instance } from '../instance';

/** Some nodes of a packing, and all pods without a place, as a problem of their own; and the way back. */
export interface Part {
  readonly instance: Instance;
  readonly goal: Goal;
  /** What the part costs as it is. */
  readonly value: number;
  /** The whole with the part replaced by another packing of it. */
  readonly replace: (part: Packed) => Packed;
}

/** Nodes, and pods of each shape without a place. */
export interface Packed {
  readonly nodes: readonly FilledNodes[];
  readonly unplaced: readonly number[];
}

/** Nodes, one by one, the most wasteful first: those whose pods are worth least of what the node costs. */
export function byWaste(
  costs: readonly number[],
  nodes: readonly FilledNodes[],
  worth: ArrayLike<number>,
): FilledNodes[] {
  return nodes
    .flatMap((group, at) => {
      const shapes = [...group.pods.keys()];
      const held = worthOf({ type: group.type, shapes, counts: [...group.pods.values()] }, worth);
      const one = { node: { ...group, count: 1 }, waste: costs[group.type] - held, at };
      return Array.from({ length: group.count }, () => one);
    })
    .sort((a, b) => b.waste - a.waste || a.at - b.at)
    .map(({ node }) => node);
}

/** The part of a packing that consists of the nodes at these positions. */
export function partOf(instance: Instance, goal: Goal, { nodes, unplaced }: Packed, chosen: ReadonlySet<number>): Part {
  const counts = new Map(unplaced.flatMap((n, shape): [number, number][] => (n > 0 ? [[shape, n]] : [])));
  const penalty = (shape: number) => goal.penalties?.[shape] ?? Infinity;
  const inside = new Array<number>(instance.types.length).fill(0);
  const outside = new Array<number>(instance.types.length).fill(0);
  const rest: FilledNodes[] = [];
  let value = [...counts].reduce((sum, [shape, n]) => sum + n * penalty(shape), 0);
  nodes.forEach((node, i) => {
    (chosen.has(i) ? inside : outside)[node.type] += node.count;
    if (!chosen.has(i)) {
      rest.push(node);
      return;
    }
    value += goal.costs[node.type] * node.count;
    for (const [shape, n] of node.pods) {
      counts.set(shape, (counts.get(shape) ?? 0) + n * node.count);
    }
  });
  const shapes = [...counts.keys()].sort((a, b) => a - b);
  const position = new Map(shapes.map((shape, i) => [shape, i]));
  const part: Instance = {
    ...instance,
    types: instance.types.map((type, t) => ({
      ...type,
      minNodes: Math.max(0, type.minNodes - outside[t]),
      maxNodes: type.maxNodes - outside[t],
    })),
    shapes: shapes.map((shape) => ({ ...instance.shapes[shape], count: counts.get(shape)! })),
    apart: shapes.map((shape) => new Set([...instance.apart[shape]].flatMap((other) => position.get(other) ?? []))),
  };
  return {
    instance: part,
    goal: {
      costs: goal.costs,
      ...(goal.penalties && { penalties: shapes.map(penalty) }),
      ...(goal.must && { must: new Set(shapes.flatMap((shape, i) => (goal.must!.has(shape) ? [i] : []))) }),
    },
    value,
    replace: (packed) => ({
      nodes: [
        ...rest,
        ...packed.nodes.map((node) => ({ ...node, pods: new Map([...node.pods].map(([i, n]) => [shapes[i], n])) })),
      ],
      unplaced: unplaced.map((_, shape) => packed.unplaced[position.get(shape) ?? -1] ?? 0),
    }),
  };
}
