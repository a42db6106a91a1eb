import {
  existing,
  InstanceFile,
  InstanceShape,
  InstanceType,
  SolutionFile,
  SolutionNode,
  SolutionSlot,
} from './instance';

/** Capacities are exact up to the rounding of sums of decimals; prices add up over thousands of nodes. */
const CAPACITY_TOLERANCE = 1e-9;
const VALUE_TOLERANCE = 1e-6;
const DEVICE = 1000;

/** Written so that NaN is never within. */
const within = (value: number, limit: number, tolerance: number): boolean =>
  value <= limit + tolerance * Math.max(1, Math.abs(limit));
const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0;
const isPositive = (value: number): boolean => isCount(value) && value > 0;
const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);

/**
 * Every fault of a solution; an empty list: it holds. It shares no code with any method, so that it can judge all.
 * A fixed node that is not listed is empty. Whether a better solution exists, and whether `bound` is proven, it cannot
 * see: only that the bound is on the right side of the value.
 */
export function checkSolution(instance: InstanceFile, solution: SolutionFile): string[] {
  const types = new Map(instance.types.map((type) => [type.id, type]));
  const shapes = new Map(instance.shapes.map((shape) => [shape.id, shape]));
  return [
    ...solution.nodes.flatMap((node, index) => {
      const faults = nodeFaults(instance, types.get(node.type), shapes, node);
      return faults.map((fault) => `node entry ${index} (${node.type}): ${fault}`);
    }),
    ...instance.types.flatMap((type) => nodeCountFaults(instance, type, solution)),
    ...instance.shapes.flatMap((shape) => placementFaults(instance, shape, solution)),
    ...Object.keys(solution.unplaced ?? {})
      .filter((id) => !shapes.has(id))
      .map((id) => `unplaced names an unknown shape ${id}`),
    ...valueFaults(instance, types, shapes, solution),
  ];
}

function nodeFaults(
  instance: InstanceFile,
  type: InstanceType | undefined,
  shapes: Map<string, InstanceShape>,
  node: SolutionNode,
): string[] {
  const pods = Object.entries(node.pods);
  const unknown = pods.filter(([id]) => !shapes.has(id));
  if (!type || unknown.length > 0) {
    return [...(type ? [] : ['unknown type']), ...unknown.map(([id]) => `unknown shape ${id}`)];
  }
  const faults = isPositive(node.count) ? [] : [`count ${node.count} is not a positive whole number`];
  for (const [id, count] of pods) {
    const { types, maxPerNode } = shapes.get(id)!;
    if (!isCount(count)) faults.push(`${count} pods of ${id} is not a whole number`);
    if (count > 0 && types && !types.includes(type.id)) faults.push(`${id} may not run on this type`);
    if (maxPerNode !== null && !within(count, maxPerNode, 0)) {
      faults.push(`${count} pods of ${id}, at most ${maxPerNode}`);
    }
  }
  const slots = node.slots ?? [];
  instance.resources.forEach((resource, r) => {
    const whole = sum(pods.map(([id, count]) => count * shapes.get(id)!.request[r]));
    const shared = sum(slots.filter((slot) => slot.resource === resource).map(({ count }) => count));
    if (!within(whole + shared, type.capacity[r], CAPACITY_TOLERANCE)) {
      faults.push(`${whole + shared} of ${resource} used, ${type.capacity[r]} there`);
    }
  });
  return [
    ...faults,
    ...slots.flatMap((slot) => slotFaults(instance, shapes, slot)),
    ...coverFaults(shapes, node, slots),
  ];
}

function slotFaults(instance: InstanceFile, shapes: Map<string, InstanceShape>, slot: SolutionSlot): string[] {
  const faults = isPositive(slot.count) ? [] : [`slot count ${slot.count} is not a positive whole number`];
  if (!instance.resources.includes(slot.resource)) faults.push(`slot of an unknown resource ${slot.resource}`);
  let milli = 0;
  for (const [id, count] of Object.entries(slot.pods)) {
    const share = shapes.get(id)?.share;
    if (!isCount(count)) faults.push(`${count} pods of ${id} in a slot is not a whole number`);
    if (share?.resource !== slot.resource) faults.push(`${id} takes no share of ${slot.resource}`);
    milli += count * (share?.milli ?? 0);
  }
  return within(milli, DEVICE, CAPACITY_TOLERANCE)
    ? faults
    : [...faults, `a device of ${slot.resource} carries ${milli} thousandths`];
}

/** The slots of a node carry its share pods, each exactly once. */
function coverFaults(shapes: Map<string, InstanceShape>, node: SolutionNode, slots: readonly SolutionSlot[]): string[] {
  const sharing = [...shapes.values()].filter(({ share }) => share);
  return sharing.flatMap(({ id }) => {
    const carried = sum(slots.map(({ count, pods }) => count * (pods[id] ?? 0)));
    const there = node.pods[id] ?? 0;
    return carried === there ? [] : [`${there} pods of ${id}, its devices carry ${carried}`];
  });
}

function nodeCountFaults(instance: InstanceFile, type: InstanceType, solution: SolutionFile): string[] {
  const count = sum(solution.nodes.filter((node) => node.type === type.id).map((node) => node.count));
  const least = instance.fixed ? 0 : existing(instance, type);
  return [
    ...(type.max !== null && count > type.max ? [`${count} nodes of ${type.id}, at most ${type.max}`] : []),
    ...(count < least ? [`${count} nodes of ${type.id}, at least ${least}`] : []),
  ];
}

function placementFaults(instance: InstanceFile, { id, count }: InstanceShape, solution: SolutionFile): string[] {
  const placed = sum(solution.nodes.map((node) => node.count * (node.pods[id] ?? 0)));
  const unplaced = solution.unplaced?.[id] ?? 0;
  return [
    ...(isCount(unplaced) ? [] : [`${unplaced} unplaced pods of ${id} is not a whole number`]),
    ...(unplaced > 0 && !instance.fixed ? [`${unplaced} pods of ${id} unplaced, though nodes can be bought`] : []),
    ...(placed + unplaced === count ? [] : [`${id}: ${placed} placed and ${unplaced} unplaced of ${count}`]),
  ];
}

function valueFaults(
  instance: InstanceFile,
  types: Map<string, InstanceType>,
  shapes: Map<string, InstanceShape>,
  { nodes, value, bound }: SolutionFile,
): string[] {
  const weight = ({ pods }: SolutionNode) =>
    sum(Object.entries(pods).map(([id, count]) => count * (shapes.get(id)?.weight ?? 1)));
  const worth = (node: SolutionNode) => (instance.fixed ? weight(node) : (types.get(node.type)?.price ?? 0));
  const real = sum(nodes.map((node) => node.count * worth(node)));
  const [low, high] = instance.fixed ? [value, bound] : [bound, value];
  return [
    ...(within(Math.abs(value - real), 0, VALUE_TOLERANCE * Math.max(1, real))
      ? []
      : [`value ${value}, really ${real}`]),
    ...(within(low, high, VALUE_TOLERANCE) ? [] : [`bound ${bound} is on the wrong side of value ${value}`]),
  ];
}
