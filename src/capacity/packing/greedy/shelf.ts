import { Content, FilledNodes, Instance } from '../instance';

/** Equal nodes that are being filled: pods go onto all of them or, after a split, onto some. */
export interface Shelf {
  readonly type: number;
  count: number;
  /** What is left of each resource on one node. */
  readonly free: number[];
  readonly content: Map<number, number>;
}

/** Shelves of one packing, with the number of open nodes by type. */
export class Shelves {
  /** The same nodes with the same pods, independent of the original. */
  public static copyOf(instance: Instance, filled: Iterable<{ type: number; count: number; pods: Content }>): Shelves {
    const shelves = new Shelves(instance);
    for (const { type, count, pods } of filled) {
      const shelf = shelves.open(type, count);
      for (const [shape, n] of pods) {
        put(instance, shelf, shape, n);
      }
    }
    return shelves;
  }

  public readonly list: Shelf[] = [];
  private readonly nodes: number[];

  public constructor(private readonly instance: Instance) {
    this.nodes = new Array<number>(instance.types.length).fill(0);
  }

  /** Open nodes of a type. */
  public nodesOf(type: number): number {
    return this.nodes[type];
  }

  /** Nodes of the type that may still be opened. */
  public spareOf(type: number): number {
    return this.instance.types[type].maxNodes - this.nodes[type];
  }

  /** Opens empty nodes. */
  public open(type: number, count: number): Shelf {
    const shelf: Shelf = { type, count, free: [...this.instance.types[type].size], content: new Map() };
    this.list.push(shelf);
    this.nodes[type] += count;
    return shelf;
  }

  /** Opens the nodes that must be there and are not yet. */
  public openOwed(): void {
    this.instance.types.forEach(({ minNodes }, type) => {
      if (this.nodes[type] < minNodes) {
        this.open(type, minNodes - this.nodes[type]);
      }
    });
  }

  /**
   * Fills up to `wanted` pods of a shape onto the shelf at `at`; returns how many it took. Splits the shelf where not all of
   * its nodes end up equal.
   */
  public fill(at: number, shape: number, wanted: number): number {
    const each = roomFor(this.instance, shape, this.list[at]);
    if (each <= 0 || wanted <= 0) {
      return 0;
    }
    const nodes = this.list[at].count;
    const full = Math.min(nodes, Math.floor(wanted / each));
    let taken = 0;
    let rest = at;
    if (full > 0) {
      put(this.instance, this.split(at, full), shape, each);
      taken += full * each;
      if (full < nodes) {
        rest = at + 1;
      }
    }
    const left = wanted - taken;
    if (full < nodes && left > 0) {
      put(this.instance, this.split(rest, 1), shape, left);
      taken += left;
    }
    return taken;
  }

  public toNodes(): FilledNodes[] {
    return this.list.map(({ type, count, content }) => ({ type, count, pods: content }));
  }

  /** Takes `count` nodes off the shelf as a shelf of their own, which stands right before it. */
  private split(at: number, count: number): Shelf {
    const shelf = this.list[at];
    if (count === shelf.count) {
      return shelf;
    }
    const part: Shelf = { type: shelf.type, count, free: [...shelf.free], content: new Map(shelf.content) };
    shelf.count -= count;
    this.list.splice(at, 0, part);
    return part;
  }
}

/** How many pods of a shape still fit on one node of the shelf. */
export function roomFor(instance: Instance, shape: number, shelf: Shelf): number {
  const { size, maxPerNode } = instance.shapes[shape];
  for (const other of instance.apart[shape]) {
    if (shelf.content.has(other)) {
      return 0;
    }
  }
  let room = maxPerNode === Infinity ? Infinity : maxPerNode - (shelf.content.get(shape) ?? 0);
  for (let r = 0; r < size.length; r++) {
    if (size[r] > 0) {
      const fits = shelf.free[r] / size[r];
      if (fits < 1) {
        return 0;
      }
      if (fits < room) {
        room = Math.floor(fits);
      }
    }
  }
  return Math.max(0, room);
}

/** Share of one node of the shelf that is free, summed over resources. */
export function shareLeft(instance: Instance, shelf: Shelf): number {
  const { size } = instance.types[shelf.type];
  return shelf.free.reduce((sum, amount, r) => sum + (size[r] > 0 ? amount / size[r] : 0), 0);
}

function put(instance: Instance, shelf: Shelf, shape: number, each: number): void {
  const { size } = instance.shapes[shape];
  for (let r = 0; r < size.length; r++) {
    shelf.free[r] -= size[r] * each;
  }
  shelf.content.set(shape, (shelf.content.get(shape) ?? 0) + each);
}

/** True when one node of the type holds the content by its size; limits per node hold wherever they held before. */
export function fitsOn(instance: Instance, content: Content, type: number): boolean {
  return instance.types[type].size.every((capacity, r) => {
    let load = 0;
    for (const [shape, n] of content) {
      load += n * instance.shapes[shape].size[r];
    }
    return load <= capacity;
  });
}
