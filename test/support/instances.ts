import * as fc from 'fast-check';
import { FilledNodes, Instance, InstanceShape, InstanceType } from '../../src/capacity/packing/instance';

/** A type of nodes with so much of each resource. */
export function nodeType(
  id: string,
  size: readonly number[],
  cost: number,
  more: Partial<InstanceType> = {},
): InstanceType {
  return { id, size, cost, minNodes: 0, maxNodes: Infinity, ...more };
}

/** A shape of pods; without types it may use the first `types` of them. */
export function podShape(
  id: string,
  size: readonly number[],
  count: number,
  more: Partial<InstanceShape> = {},
): InstanceShape {
  return { id, size, count, types: [0], maxPerNode: Infinity, priority: 0, weight: 1, ...more };
}

export function instance(
  types: readonly InstanceType[],
  shapes: readonly InstanceShape[],
  more: Partial<Instance> = {},
): Instance {
  return {
    resources: types[0].size.map((_, r) => `r${r}`),
    types,
    shapes,
    apart: shapes.map(() => new Set<number>()),
    deviceSizes: new Map(),
    ...more,
  };
}

/** Random instances of a few types and shapes, in which every pod fits somewhere. */
export function randomInstance({ limited = false } = {}): fc.Arbitrary<Instance> {
  const size = fc.record({ cpu: fc.integer({ min: 4, max: 32 }), memory: fc.integer({ min: 8, max: 64 }) });
  const types = fc.array(
    fc.record({ size, cost: fc.integer({ min: 1, max: 40 }), most: fc.integer({ min: 1, max: 6 }) }),
    { minLength: 1, maxLength: 4 },
  );
  const shapes = fc.array(
    fc.record({
      cpu: fc.integer({ min: 1, max: 8 }),
      memory: fc.integer({ min: 1, max: 16 }),
      count: fc.integer({ min: 1, max: 20 }),
      perNode: fc.constantFrom(0, 0, 0, 1, 2),
      priority: fc.integer({ min: 0, max: 2 }),
      weight: fc.integer({ min: 1, max: 5 }),
    }),
    { minLength: 1, maxLength: 7 },
  );
  return fc.record({ types, shapes, apart: fc.boolean() }).map(({ types: drawn, shapes: pods, apart }) => {
    const last = nodeType('last', [32, 64], 45);
    const made = drawn.map(({ size: { cpu, memory }, cost, most }, t) =>
      nodeType(`t${t}`, [cpu, memory], cost, limited ? { maxNodes: most } : {}),
    );
    const all = limited ? made : [...made, last];
    return instance(
      all,
      pods.map(({ cpu, memory, count, perNode, priority, weight }, s) =>
        podShape(`s${s}`, [cpu, memory], count, {
          types: all.map((_, t) => t),
          ...(perNode > 0 && { maxPerNode: perNode }),
          priority,
          weight,
        }),
      ),
      apart && pods.length > 1 ? { apart: pods.map((_, s) => new Set(s === 0 ? [1] : s === 1 ? [0] : [])) } : {},
    );
  });
}

/** What is wrong with a packing; checked without any of the code that made it. */
export function faultsOf(
  { types, shapes, apart, deviceSizes }: Instance,
  nodes: readonly FilledNodes[],
  unplaced: readonly number[],
): string[] {
  const faults: string[] = [];
  const placed = shapes.map(() => 0);
  const open = types.map(() => 0);
  for (const { type, count, pods, slots = [] } of nodes) {
    open[type] += count;
    const load = types[type].size.map(() => 0);
    for (const [s, n] of pods) {
      placed[s] += n * count;
      shapes[s].size.forEach((amount, r) => (load[r] += amount * n));
      if (n > shapes[s].maxPerNode || !shapes[s].types.includes(type)) {
        faults.push(`${n} of ${shapes[s].id} on ${types[type].id}`);
      }
      if ([...apart[s]].some((other) => pods.has(other))) {
        faults.push(`${shapes[s].id} beside a rival`);
      }
    }
    const inSlots = new Map<number, number>();
    for (const slot of slots) {
      load[slot.resource] += slot.count;
      const device = deviceSizes.get(slot.resource)!.map(() => 0);
      for (const [s, n] of slot.pods) {
        inSlots.set(s, (inSlots.get(s) ?? 0) + n * slot.count);
        shapes[s].share!.size.forEach((part, d) => (device[d] += part * n));
      }
      if (device.some((used, d) => used > deviceSizes.get(slot.resource)![d])) {
        faults.push(`a device carries ${device.join()}`);
      }
    }
    for (const [s, n] of pods) {
      if (shapes[s].share && inSlots.get(s) !== n) {
        faults.push(`${n} of ${shapes[s].id}, ${inSlots.get(s)} in slots`);
      }
    }
    if (load.some((amount, r) => amount > types[type].size[r])) {
      faults.push(`a node of ${types[type].id} holds ${load.join()}`);
    }
  }
  open.forEach((n, t) => {
    if (n < types[t].minNodes || n > types[t].maxNodes) {
      faults.push(`${n} nodes of ${types[t].id}`);
    }
  });
  placed.forEach((n, s) => {
    if (n + unplaced[s] !== shapes[s].count || unplaced[s] < 0) {
      faults.push(`${n} of ${shapes[s].id} placed, ${unplaced[s]} not, ${shapes[s].count} wanted`);
    }
  });
  return faults;
}
