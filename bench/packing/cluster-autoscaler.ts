import { FilledNode, Reference, toReference } from './filled-node';
import { existing, InstanceFile, InstanceShape, InstanceType } from './instance';

export type Expander = 'price' | 'least-waste';

/** What one node group could take of the waiting pods, on copies of its one template. */
interface Option {
  readonly type: InstanceType;
  readonly nodes: readonly FilledNode[];
  readonly placed: ReadonlyMap<InstanceShape, number>;
}

/**
 * An imitation of cluster-autoscaler: for every node group, pods are ordered by cpu/nodeCPU + memory/nodeMemory,
 * descending, and put on copies of the ONE template by first fit (estimator/binpacking_estimator.go); the expander picks
 * one group, its nodes are added, and the rest waits for the next round. The first resource is taken as CPU, the second
 * as memory; pods that fit existing nodes go there first, by priority. Undefined where pods are left that no group takes.
 *
 * Expander `price`: price of the nodes over worth of the pods, a pod being worth its requests at the lowest unit price
 * of any type; the cheapest node is added to both, as upstream does with a medium one, to damp small steps.
 * Expander `least-waste`: share of CPU plus share of memory that stays empty; it sees neither prices nor GPUs.
 */
export function clusterAutoscaler(instance: InstanceFile, expander: Expander = 'price'): Reference | undefined {
  const waiting = new Map(instance.shapes.map((shape) => [shape, shape.count]));
  const filled: { node: FilledNode; type: InstanceType }[] = [];
  const left = new Map<InstanceType, number>();
  for (const type of instance.types) {
    const there = existing(instance, type);
    for (let i = 0; i < there; i++) filled.push({ node: new FilledNode(instance.resources), type });
    left.set(type, (type.max ?? Infinity) - there);
  }
  const byPriority = (a: InstanceShape, b: InstanceShape) => (b.priority ?? 0) - (a.priority ?? 0);
  for (const shape of [...instance.shapes].sort((a, b) => byPriority(a, b) || b.request[0] - a.request[0])) {
    const placed = filled.reduce((sum, { node, type }) => sum + fill(node, type, shape, shape.count - sum), 0);
    waiting.set(shape, shape.count - placed);
  }
  const score = scorer(instance, expander);
  for (let option = best(); option; option = best()) {
    const { type, nodes, placed } = option;
    filled.push(...nodes.map((node) => ({ node, type })));
    left.set(type, left.get(type)! - nodes.length);
    for (const [shape, count] of placed) waiting.set(shape, waiting.get(shape)! - count);
  }
  return toReference(instance, filled, waiting);

  function best(): Option | undefined {
    const options = instance.types.map((type) => estimate(instance, type, left.get(type)!, waiting));
    const scored = options.filter(({ nodes }) => nodes.length > 0).map((option) => ({ option, points: score(option) }));
    return scored.sort((a, b) => a.points - b.points)[0]?.option;
  }
}

/** As many pods as the node takes. */
function fill(node: FilledNode, type: InstanceType, shape: InstanceShape, most: number): number {
  let added = 0;
  for (; added < most && node.fitting([type], shape).length > 0; added++) node.add(shape);
  return added;
}

function estimate(
  instance: InstanceFile,
  type: InstanceType,
  most: number,
  waiting: ReadonlyMap<InstanceShape, number>,
): Option {
  const size = ({ request: [cpu, memory] }: InstanceShape) => cpu / type.capacity[0] + memory / type.capacity[1];
  const nodes: FilledNode[] = [];
  const placed = new Map<InstanceShape, number>();
  for (const [shape, count] of [...waiting].sort(([a], [b]) => size(b) - size(a))) {
    const empty = new FilledNode(instance.resources);
    if (count === 0 || empty.fitting([type], shape).length === 0) continue;
    let rest = nodes.reduce((open, node) => open - fill(node, type, shape, open), count);
    while (rest > 0 && nodes.length < most) {
      const node = new FilledNode(instance.resources);
      rest -= fill(node, type, shape, rest);
      nodes.push(node);
    }
    placed.set(shape, count - rest);
  }
  return { type, nodes, placed };
}

/** The lower the better. */
function scorer({ types, resources }: InstanceFile, expander: Expander): (option: Option) => number {
  const amount = ({ request, share }: InstanceShape, r: number) =>
    request[r] + (share?.resource === resources[r] ? share.milli / 1000 : 0);
  const sumOf = (placed: Option['placed'], r: number) =>
    [...placed].reduce((sum, [shape, count]) => sum + count * amount(shape, r), 0);
  if (expander === 'least-waste') {
    return ({ type, nodes, placed }) =>
      [0, 1].reduce((waste, r) => waste + 1 - sumOf(placed, r) / (nodes.length * type.capacity[r]), 0);
  }
  const priced = types.filter(({ price }) => price > 0);
  const units = resources.map((_, r) =>
    Math.min(...priced.filter(({ capacity }) => capacity[r] > 0).map(({ price, capacity }) => price / capacity[r])),
  );
  const damping = Math.min(...priced.map(({ price }) => price));
  return ({ type, nodes, placed }) => {
    const worth = units.reduce((sum, unit, r) => sum + (Number.isFinite(unit) ? unit * sumOf(placed, r) : 0), 0);
    return (nodes.length * type.price + damping) / (worth + damping);
  };
}
