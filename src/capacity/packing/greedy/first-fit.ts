import { Instance, roomOnEmpty } from '../instance';
import { roomFor, shareLeft, Shelf, Shelves } from './shelf';

/** One run of first-fit-decreasing: how shapes are ordered, which open node is tried first, which type a new node is of. */
export interface Recipe {
  readonly name: string;
  /** The size of a shape: larger ones are placed first. */
  readonly measure: (shares: readonly number[]) => number;
  /** `first`: oldest open node. `tight`: the one with the least left. `aligned`: the one whose free shares point the way of the request. */
  readonly fit: 'first' | 'tight' | 'aligned';
  /** `node`: the type with the cheapest node. `pod`: the cheapest place for one pod. `capacity`: the cheapest capacity. */
  readonly open: 'node' | 'pod' | 'capacity';
  /** Types of which no node is opened. */
  readonly without?: ReadonlySet<number>;
}

export interface Filled {
  readonly shelves: Shelves;
  /** Pods of each shape that found no place. */
  readonly unplaced: number[];
}

/** What every recipe needs to know of an instance, computed once. */
export class Measures {
  /** Shares of one average node that one pod of each shape takes, per resource. */
  public readonly shares: readonly (readonly number[])[];
  /** What the capacity of one node is worth when each resource is priced by how scarce the whole demand makes it. */
  public readonly worth: readonly number[];
  /** How scarce the demand makes a unit of each resource. */
  public readonly scarcity: readonly number[];
  /** What one pod of each shape is worth by that. */
  public readonly podWorth: readonly number[];
  /** Shapes of which a node of each type can hold a pod. */
  public readonly admitted: readonly (readonly number[])[];
  private readonly rooms: readonly (readonly number[])[];

  public constructor(public readonly instance: Instance) {
    const { resources, shapes, types } = instance;
    const supply = resources.map((_, r) => types.reduce((sum, type) => sum + type.size[r], 0));
    const mean = supply.map((amount) => amount / Math.max(1, types.length));
    this.shares = shapes.map((shape) => shape.size.map((amount, r) => (mean[r] > 0 ? amount / mean[r] : 0)));
    const demand = resources.map((_, r) => shapes.reduce((sum, shape) => sum + shape.count * shape.size[r], 0));
    this.scarcity = demand.map((amount, r) => (supply[r] > 0 ? amount / supply[r] / supply[r] : 0));
    this.worth = types.map((type) => Math.max(1e-12, this.worthOf(type.size)));
    this.podWorth = shapes.map((shape) => this.worthOf(shape.size));
    this.rooms = shapes.map((shape, s) => shape.types.map((type) => roomOnEmpty(instance, s, type)));
    const admitted = types.map((): number[] => []);
    shapes.forEach((shape, s) =>
      shape.types.forEach((type, at) => {
        if (this.rooms[s][at] > 0) {
          admitted[type].push(s);
        }
      }),
    );
    this.admitted = admitted;
  }

  private worthOf(size: readonly number[]): number {
    return size.reduce((sum, amount, r) => sum + this.scarcity[r] * amount, 0);
  }

  /** Pods that fit on an empty node of the type at this position of the shape's list. */
  public room(shape: number, position: number): number {
    return this.rooms[shape][position];
  }
}

/** Places all pods by one recipe; in several phases where some pods come before all others, as counts by shape. */
export function firstFit(measures: Measures, recipe: Recipe, phases?: readonly (readonly number[])[]): Filled {
  const { instance } = measures;
  const shelves = new Shelves(instance);
  shelves.openOwed();
  return fitOnto(measures, recipe, shelves, phases ?? [instance.shapes.map(({ count }) => count)]);
}

/** Places pods onto nodes that are open, then onto new ones. */
export function fitOnto(
  measures: Measures,
  recipe: Recipe,
  shelves: Shelves,
  phases: readonly (readonly number[])[],
): Filled {
  const { shapes } = measures.instance;
  const unplaced = new Array<number>(shapes.length).fill(0);
  const size = measures.shares.map((shares) => recipe.measure(shares));
  // Of equal pods those that may run in the fewest places come first.
  const order = shapes
    .map((_, i) => i)
    .sort((a, b) => size[b] - size[a] || shapes[a].types.length - shapes[b].types.length || a - b);
  for (const wanted of phases) {
    for (const shape of order) {
      if (wanted[shape] > 0) {
        unplaced[shape] += place(measures, shelves, shape, wanted[shape], recipe);
      }
    }
  }
  return { shelves, unplaced };
}

/** Places pods of a shape onto open nodes, then onto new ones; returns how many found no place. */
function place(measures: Measures, shelves: Shelves, shape: number, wanted: number, recipe: Recipe): number {
  const { instance } = measures;
  let left = wanted - ontoOpen(instance, shelves, shape, wanted, recipe);
  while (left > 0) {
    const at = typeToOpen(measures, shelves, shape, left, recipe);
    if (at === undefined) {
      break;
    }
    const type = instance.shapes[shape].types[at];
    // Full nodes first: what is left over may be cheaper on another type.
    const full = Math.max(1, Math.floor(left / measures.room(shape, at)));
    shelves.open(type, Math.min(full, shelves.spareOf(type)));
    left -= shelves.fill(shelves.list.length - 1, shape, left);
  }
  return left;
}

function ontoOpen(instance: Instance, shelves: Shelves, shape: number, wanted: number, recipe: Recipe): number {
  const admitted = admittedTypes(instance, shape);
  let taken = 0;
  if (recipe.fit === 'first') {
    for (let at = 0; at < shelves.list.length && taken < wanted; at++) {
      if (admitted[shelves.list[at].type]) {
        taken += shelves.fill(at, shape, wanted - taken);
      }
    }
    return taken;
  }
  const rank = recipe.fit === 'tight' ? shareLeft : misalignment(instance, shape);
  const closed = new Set<Shelf>();
  while (taken < wanted) {
    const at = least(instance, shelves.list, shape, admitted, rank, closed);
    if (at < 0) {
      break;
    }
    taken += shelves.fill(at, shape, wanted - taken);
  }
  return taken;
}

function admittedTypes(instance: Instance, shape: number): Uint8Array {
  const admitted = new Uint8Array(instance.types.length);
  for (const type of instance.shapes[shape].types) {
    admitted[type] = 1;
  }
  return admitted;
}

function least(
  instance: Instance,
  list: readonly Shelf[],
  shape: number,
  admitted: Uint8Array,
  rank: (instance: Instance, shelf: Shelf) => number,
  closed: Set<Shelf>,
): number {
  let best = -1;
  let lowest = Infinity;
  for (let at = 0; at < list.length; at++) {
    const shelf = list[at];
    if (!admitted[shelf.type] || closed.has(shelf)) {
      continue;
    }
    if (roomFor(instance, shape, shelf) === 0) {
      closed.add(shelf);
      continue;
    }
    const value = rank(instance, shelf);
    if (value < lowest) {
      [best, lowest] = [at, value];
    }
  }
  return best;
}

/** How far the free shares of a node point away from the request: 0 where both have the same proportions. */
function misalignment(instance: Instance, shape: number): (instance: Instance, shelf: Shelf) => number {
  const { size } = instance.shapes[shape];
  return (_, shelf) => {
    const capacity = instance.types[shelf.type].size;
    let [dot, request, free] = [0, 0, 0];
    for (let r = 0; r < size.length; r++) {
      if (capacity[r] > 0) {
        const [a, b] = [size[r] / capacity[r], shelf.free[r] / capacity[r]];
        dot += a * b;
        request += a * a;
        free += b * b;
      }
    }
    return 1 - dot / Math.max(1e-12, Math.sqrt(request * free));
  };
}

/** Position, in the shape's list, of the type to open a node of; undefined where none may be opened. */
function typeToOpen(
  measures: Measures,
  shelves: Shelves,
  shape: number,
  left: number,
  recipe: Recipe,
): number | undefined {
  const { types, shapes } = measures.instance;
  let best: number | undefined;
  let lowest = Infinity;
  for (let at = 0; at < shapes[shape].types.length; at++) {
    const type = shapes[shape].types[at];
    const room = measures.room(shape, at);
    if (room === 0 || recipe.without?.has(type) || shelves.spareOf(type) <= 0) {
      continue;
    }
    const { cost } = types[type];
    const price =
      recipe.open === 'node' ? cost : recipe.open === 'pod' ? cost / Math.min(room, left) : cost / measures.worth[type];
    if (price < lowest) {
      [best, lowest] = [at, price];
    }
  }
  return best;
}
