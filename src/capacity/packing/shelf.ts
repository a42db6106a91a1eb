import { Content, PackRequest } from './request';

/** Equal nodes that are being filled: pods go onto all of them or, after a split, onto some. */
export interface Shelf {
  readonly pool: number;
  count: number;
  /** What is left of each resource on one node. */
  readonly free: number[];
  readonly content: Map<number, number>;
}

/** A shelf of empty nodes. */
export function emptyShelf(request: PackRequest, pool: number, count: number): Shelf {
  return { pool, count, free: [...request.pools[pool].size], content: new Map() };
}

/** How many pods of a shape still fit on one node of the shelf. */
export function roomFor(request: PackRequest, shape: number, shelf: Shelf): number {
  const { size, maxPerNode } = request.shapes[shape];
  for (const other of request.conflicts[shape]) {
    if (shelf.content.has(other)) {
      return 0;
    }
  }
  let room = maxPerNode - (shelf.content.get(shape) ?? 0);
  for (let r = 0; r < size.length && room > 0; r++) {
    if (size[r] > 0) {
      room = Math.min(room, Math.floor(shelf.free[r] / size[r]));
    }
  }
  return Math.max(0, room);
}

/** Share of one node of the shelf that is free, summed over resources. */
export function shareLeft(request: PackRequest, shelf: Shelf): number {
  const { size } = request.pools[shelf.pool];
  return shelf.free.reduce((sum, amount, r) => sum + (size[r] > 0 ? amount / size[r] : 0), 0);
}

/** Puts `each` pods of a shape on every node of the shelf. */
export function put(request: PackRequest, shelf: Shelf, shape: number, each: number): void {
  const { size } = request.shapes[shape];
  for (let r = 0; r < size.length; r++) {
    shelf.free[r] -= size[r] * each;
  }
  shelf.content.set(shape, (shelf.content.get(shape) ?? 0) + each);
}

/** Takes `count` nodes off the shelf as a shelf of their own, which stands right before it. */
export function split(shelves: Shelf[], at: number, count: number): Shelf {
  const shelf = shelves[at];
  if (count === shelf.count) {
    return shelf;
  }
  const part: Shelf = { pool: shelf.pool, count, free: [...shelf.free], content: new Map(shelf.content) };
  shelf.count -= count;
  shelves.splice(at, 0, part);
  return part;
}

/**
 * Fills up to `wanted` pods of a shape onto the shelf at `at`, at most `perNode` on each node; returns how many it took.
 * Splits the shelf where not all of its nodes end up equal.
 */
export function fill(
  request: PackRequest,
  shelves: Shelf[],
  at: number,
  shape: number,
  wanted: number,
  perNode = Infinity,
): number {
  const each = Math.min(perNode, roomFor(request, shape, shelves[at]));
  if (each <= 0 || wanted <= 0) {
    return 0;
  }
  const nodes = shelves[at].count;
  const full = Math.min(nodes, Math.floor(wanted / each));
  let taken = 0;
  let rest = at;
  if (full > 0) {
    put(request, split(shelves, at, full), shape, each);
    taken += full * each;
    if (full < nodes) {
      rest = at + 1;
    }
  }
  const left = wanted - taken;
  if (full < nodes && left > 0) {
    put(request, split(shelves, rest, 1), shape, left);
    taken += left;
  }
  return taken;
}

/** True when one node of the pool holds the content by its size; limits per node hold wherever they held before. */
export function fitsOn(request: PackRequest, content: Content, pool: number): boolean {
  return request.pools[pool].size.every((capacity, r) => {
    let load = 0;
    for (const [shape, n] of content) {
      load += n * request.shapes[shape].size[r];
    }
    return load <= capacity;
  });
}
