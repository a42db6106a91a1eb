import { FilledNodes, Instance } from './instance';

/** A part of an instance that shares neither nodes nor rules with the rest. */
export interface Component {
  readonly instance: Instance;
  /** Positions of its types and shapes in the whole. */
  readonly types: readonly number[];
  readonly shapes: readonly number[];
  /** The same for components that differ in names alone: one solution serves them all. */
  readonly signature: string;
}

/** Splits an instance into components, in the order of their first types. Types that no shape may use are one of their own. */
export function componentsOf(instance: Instance): Component[] {
  const root = new DisjointSets(instance.types.length);
  const firstType = instance.shapes.map(({ types }) => types[0]);
  instance.shapes.forEach(({ types }, s) => {
    types.forEach((type) => root.join(types[0], type));
    for (const other of instance.apart[s]) {
      if (firstType[other] !== undefined && types.length > 0) {
        root.join(types[0], firstType[other]);
      }
    }
  });
  const groups = new Map<number, { types: number[]; shapes: number[] }>();
  const groupOf = (type: number) => {
    const key = root.find(type);
    const group = groups.get(key) ?? { types: [], shapes: [] };
    groups.set(key, group);
    return group;
  };
  instance.types.forEach((_, type) => groupOf(type).types.push(type));
  instance.shapes.forEach((_, s) => {
    if (firstType[s] !== undefined) {
      groupOf(firstType[s]).shapes.push(s);
    }
  });
  return [...groups.values()].map(({ types, shapes }) => component(instance, types, shapes));
}

function component(instance: Instance, types: readonly number[], shapes: readonly number[]): Component {
  const typeAt = new Map(types.map((type, i) => [type, i]));
  const shapeAt = new Map(shapes.map((shape, i) => [shape, i]));
  const part: Instance = {
    ...instance,
    types: types.map((type) => instance.types[type]),
    shapes: shapes.map((s) => ({
      ...instance.shapes[s],
      types: instance.shapes[s].types.map((type) => typeAt.get(type)!),
    })),
    apart: shapes.map((s) => new Set([...instance.apart[s]].flatMap((other) => shapeAt.get(other) ?? []))),
  };
  const signature = JSON.stringify([
    part.types.map(({ size, cost, minNodes, maxNodes }) => [size, cost, minNodes, String(maxNodes)]),
    part.shapes.map(({ id: _, ...shape }) => [shape, String(shape.maxPerNode)]),
    part.apart.map((others) => [...others]),
  ]);
  return { instance: part, types, shapes, signature };
}

/** Nodes of a component as nodes of the whole. */
export function inWhole({ types, shapes }: Component, nodes: readonly FilledNodes[]): FilledNodes[] {
  const renamed = (pods: ReadonlyMap<number, number>) =>
    new Map([...pods].map(([shape, n]): [number, number] => [shapes[shape], n]));
  return nodes.map(({ type, count, pods, slots }) => ({
    type: types[type],
    count,
    pods: renamed(pods),
    ...(slots && { slots: slots.map((slot) => ({ ...slot, pods: renamed(slot.pods) })) }),
  }));
}

/** Sets of numbers that grow together. */
export class DisjointSets {
  private readonly parent: number[];

  public constructor(size: number) {
    this.parent = Array.from({ length: size }, (_, i) => i);
  }

  public find(of: number): number {
    let at = of;
    while (this.parent[at] !== at) {
      this.parent[at] = this.parent[this.parent[at]];
      at = this.parent[at];
    }
    return at;
  }

  public join(a: number, b: number): void {
    const [low, high] = [this.find(a), this.find(b)].sort((x, y) => x - y);
    this.parent[high] = low;
  }
}
