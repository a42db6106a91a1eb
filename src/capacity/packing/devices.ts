import { FilledNodes, Instance, InstanceShape, Slot } from './instance';

/** Pods that share one device, so many times. */
export interface Bundle {
  readonly resource: number;
  readonly pods: ReadonlyMap<number, number>;
  readonly count: number;
}

/** Shares of one resource that may lie together, as a packing problem of its own: devices are its nodes. */
export interface DeviceProblem {
  readonly resource: number;
  /** One shape for each size of share; `members` are the shapes of the instance that ask for it. */
  readonly instance: Instance;
  readonly members: readonly (readonly number[])[];
}

/** The shares of an instance by resource and by the types that they may use: shares of different ones are not mixed. */
export function deviceProblems(instance: Instance): DeviceProblem[] {
  const kinds = new Map<string, number[]>();
  instance.shapes.forEach(({ share, types, priority, count }, s) => {
    if (share && count > 0) {
      const key = `${share.resource}|${types.join()}|${priority}`;
      kinds.set(key, [...(kinds.get(key) ?? []), s]);
    }
  });
  return [...kinds.values()].map((shapes) => {
    const { resource } = instance.shapes[shapes[0]].share!;
    const size = instance.deviceSizes.get(resource)!;
    const sizes = new Map<string, number[]>();
    for (const s of shapes) {
      // Pods that are kept apart from others, or from their own kind, keep a size to themselves.
      const alone = instance.apart[s].size > 0 || instance.shapes[s].maxPerNode < Infinity ? `|${s}` : '';
      const key = `${instance.shapes[s].share!.size.join()}${alone}`;
      sizes.set(key, [...(sizes.get(key) ?? []), s]);
    }
    const members = [...sizes.values()];
    const at = new Map(members.flatMap((some, i) => some.map((s): [number, number] => [s, i])));
    return {
      resource,
      members,
      instance: {
        resources: size.map((_, d) => String(d)),
        types: [{ id: 'device', size, cost: 1, minNodes: 0, maxNodes: Infinity }],
        shapes: members.map(([s, ...others]): InstanceShape => ({
          id: instance.shapes[s].id,
          size: instance.shapes[s].share!.size,
          count: [s, ...others].reduce((sum, one) => sum + instance.shapes[one].count, 0),
          types: [0],
          maxPerNode: instance.shapes[s].maxPerNode,
          priority: 0,
          weight: instance.shapes[s].weight,
        })),
        apart: members.map(([s]) => new Set([...instance.apart[s]].flatMap((other) => at.get(other) ?? []))),
        deviceSizes: new Map(),
      },
    };
  });
}

/**
 * Turns filled devices into bundles: each place of a size is taken by a pod of one of the shapes of that size, the ones that
 * need most of a node on the devices that carry least, so that bundles are about equal.
 */
export function bundlesOf(instance: Instance, problem: DeviceProblem, devices: readonly FilledNodes[]): Bundle[] {
  const heaviness = weigher(instance);
  const places = devices.flatMap(({ count, pods }) =>
    Array.from({ length: count }, () => ({ open: new Map(pods), load: 0, pods: new Map<number, number>() })),
  );
  const queue = problem.members
    .flatMap((shapes, size) => shapes.map((shape) => ({ shape, size, weight: heaviness(shape) })))
    .sort((a, b) => b.weight - a.weight || a.shape - b.shape);
  for (const { shape, size, weight } of queue) {
    let left = instance.shapes[shape].count;
    const open = places.filter((place) => (place.open.get(size) ?? 0) > 0).sort((a, b) => a.load - b.load);
    for (let round = true; round && left > 0;) {
      round = false;
      for (const place of open) {
        const free = place.open.get(size) ?? 0;
        if (free > 0 && left > 0) {
          place.open.set(size, free - 1);
          place.pods.set(shape, (place.pods.get(shape) ?? 0) + 1);
          place.load += weight;
          left -= 1;
          round = true;
        }
      }
    }
  }
  const kinds = new Map<string, Bundle>();
  for (const { pods } of places) {
    const sorted = [...pods].sort(([a], [b]) => a - b);
    const key = sorted.join('|');
    const known = kinds.get(key);
    if (sorted.length > 0) {
      kinds.set(key, { resource: problem.resource, pods: new Map(sorted), count: (known?.count ?? 0) + 1 });
    }
  }
  return [...kinds.values()];
}

/** How much of an average node one pod takes, the devices not counted. */
function weigher(instance: Instance): (shape: number) => number {
  const supply = instance.resources.map((_, r) => instance.types.reduce((sum, { size }) => sum + size[r], 0));
  return (shape) =>
    instance.shapes[shape].size.reduce((most, amount, r) => Math.max(most, supply[r] > 0 ? amount / supply[r] : 0), 0);
}

/** The instance with each bundle as a shape that takes one whole device, and the way back. */
export interface Bundled {
  readonly instance: Instance;
  readonly unbundle: (nodes: readonly FilledNodes[]) => FilledNodes[];
  /** Pods of each original shape that are in none of the placed shapes. */
  readonly unplaced: (unplaced: readonly number[]) => number[];
}

export function withBundles(instance: Instance, bundles: readonly Bundle[]): Bundled {
  const whole = instance.shapes.flatMap(({ share }, s) => (share ? [] : [s]));
  const limited = instance.shapes.flatMap(({ share, maxPerNode }, s) => (share && maxPerNode < Infinity ? [s] : []));
  const extend = (size: readonly number[], held: (shape: number) => number) => [...size, ...limited.map(held)];
  const contents: ReadonlyMap<number, number>[] = [
    ...whole.map((s) => new Map([[s, 1]])),
    ...bundles.map(({ pods }) => pods),
  ];
  const apart = contents.map((a) => {
    const others = new Set([...a.keys()].flatMap((s) => [...instance.apart[s]]));
    return new Set(contents.flatMap((b, i) => ([...b.keys()].some((s) => others.has(s)) ? [i] : [])));
  });
  return {
    instance: {
      // A limit of shares per node becomes a resource of its own: it holds for all bundles together.
      resources: [...instance.resources, ...limited.map((s) => `places of ${instance.shapes[s].id}`)],
      types: instance.types.map((type) => ({
        ...type,
        size: extend(type.size, (s) => instance.shapes[s].maxPerNode),
      })),
      shapes: [
        ...whole.map((s) => ({ ...instance.shapes[s], size: extend(instance.shapes[s].size, () => 0) })),
        ...bundles.map((bundle) => bundleShape(instance, bundle, extend)),
      ],
      apart,
      deviceSizes: new Map(),
    },
    unbundle: (nodes) => nodes.map((node) => unbundled(node, whole, bundles)),
    unplaced: (unplaced) => {
      const missing = new Array<number>(instance.shapes.length).fill(0);
      unplaced.forEach((n, i) => contents[i].forEach((each, s) => (missing[s] += n * each)));
      return missing;
    },
  };
}

function bundleShape(
  instance: Instance,
  { pods, count, resource }: Bundle,
  extend: (size: readonly number[], held: (shape: number) => number) => number[],
): InstanceShape {
  const members = [...pods];
  const size = instance.resources.map((_, r) =>
    members.reduce((sum, [s, n]) => sum + n * instance.shapes[s].size[r], r === resource ? 1 : 0),
  );
  const [[first]] = members;
  return {
    id: members.map(([s, n]) => `${n}x${instance.shapes[s].id}`).join('+'),
    size: extend(size, (s) => pods.get(s) ?? 0),
    count,
    types: instance.shapes[first].types,
    maxPerNode: Infinity,
    priority: instance.shapes[first].priority,
    weight: members.reduce((sum, [s, n]) => sum + n * instance.shapes[s].weight, 0),
  };
}

function unbundled(node: FilledNodes, whole: readonly number[], bundles: readonly Bundle[]): FilledNodes {
  const pods = new Map<number, number>();
  const slots: Slot[] = [];
  for (const [i, n] of node.pods) {
    if (i < whole.length) {
      pods.set(whole[i], n);
      continue;
    }
    const bundle = bundles[i - whole.length];
    slots.push({ resource: bundle.resource, count: n, pods: bundle.pods });
    for (const [s, each] of bundle.pods) {
      pods.set(s, (pods.get(s) ?? 0) + n * each);
    }
  }
  return { type: node.type, count: node.count, pods, ...(slots.length > 0 && { slots }) };
}
