/**
 * The static packing problem: pods of some shapes onto nodes of some types. All amounts are whole numbers in the order of
 * `resources`; types and shapes are named by their position.
 */

/** Equal nodes that may be used. */
export interface InstanceType {
  readonly id: string;
  /** What one node can hold. */
  readonly size: readonly number[];
  /** Cost of one node. */
  readonly cost: number;
  readonly minNodes: number;
  /** Infinity: as many as it takes. */
  readonly maxNodes: number;
}

/** Equal pods with equal constraints. */
export interface InstanceShape {
  readonly id: string;
  /** Request of one pod. */
  readonly size: readonly number[];
  readonly count: number;
  /** Positions of the types that it may use. */
  readonly types: readonly number[];
  /** Infinity: no limit. */
  readonly maxPerNode: number;
  /** Pods of a higher priority have a place before any of a lower one. */
  readonly priority: number;
  /** What placing one pod is worth among those of its priority, where not all find a place. */
  readonly weight: number;
  /** Present where the pod takes a part of one device, which no other device can make up for. */
  readonly share?: Share;
}

/** A part of one device. */
export interface Share {
  /** Position of the resource that counts the devices; the request of it is 0. */
  readonly resource: number;
  /** What it takes of the device, in the dimensions of `Instance.deviceSizes`. */
  readonly size: readonly number[];
}

export interface Instance {
  readonly resources: readonly string[];
  readonly types: readonly InstanceType[];
  readonly shapes: readonly InstanceShape[];
  /** For each shape, the shapes that may not share a node with it. */
  readonly apart: readonly ReadonlySet<number>[];
  /** What one device holds, by position of the resource that counts it: 1000 thousandths, or compute and memory slices. */
  readonly deviceSizes: ReadonlyMap<number, readonly number[]>;
}

/** Pods on one node, by position of the shape. */
export type Content = ReadonlyMap<number, number>;

/** How shares lie on some devices of one node. */
export interface Slot {
  readonly resource: number;
  /** So many devices carry these pods each. */
  readonly count: number;
  readonly pods: Content;
}

/** Equal nodes with equal pods. */
export interface FilledNodes {
  readonly type: number;
  readonly count: number;
  readonly pods: Content;
  /** Only where a pod takes a share of a device. */
  readonly slots?: readonly Slot[];
}

/** All priorities, highest first. */
export function prioritiesOf(shapes: readonly { readonly priority: number }[]): number[] {
  return [...new Set(shapes.map(({ priority }) => priority))].sort((a, b) => b - a);
}

/** Pairs of a shape and a type that it may use: what the work of a search grows with. */
export function pairsOf(shapes: readonly Pick<InstanceShape, 'types'>[]): number {
  return shapes.reduce((sum, { types }) => sum + types.length, 0);
}

/** Pods of the shape that fit on one empty node of the type. */
export function roomOnEmpty(instance: Instance, shape: number, type: number): number {
  const { size, maxPerNode, share } = instance.shapes[shape];
  const capacity = instance.types[type].size;
  let room = maxPerNode;
  for (let r = 0; r < size.length; r++) {
    if (size[r] > 0) {
      room = Math.min(room, Math.floor(capacity[r] / size[r]));
    }
  }
  if (share) {
    const device = instance.deviceSizes.get(share.resource) ?? [];
    const perDevice = share.size.map((part, d) => (part > 0 ? Math.floor((device[d] ?? 0) / part) : Infinity));
    room = Math.min(room, capacity[share.resource] * Math.min(...perDevice));
  }
  return Math.max(0, room);
}
