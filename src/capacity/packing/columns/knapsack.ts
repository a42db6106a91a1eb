import { Pattern, Priced } from './pattern';
import { SurrogateItem, SurrogateWeights } from './surrogate';
import { Instance, roomOnEmpty } from '../instance';

/** Cuts of the search for surrogate weights: few at first, many once a search did not end in time. */
const FEW_CUTS = 30;
const MANY_CUTS = 120;

/** Keeps so many of the patterns that were best for a while: they are good columns too. */
const KEPT = 4;

/** A search that ends within so many steps needs no better weights. */
const QUICK_STEPS = 2_000;

/** Levels of the surrogate resource in the table of the second search. */
const LEVELS = 500;
/** Copies of one item that the table counts one by one. */
const FEW_COPIES = 3;

const EPSILON = 1e-9;

/**
 * Finds the pods that are worth most on one node of one type: an integer knapsack with several resources, by depth-first
 * branch and bound. The bound is that of one surrogate resource, a weighted sum of all, whose weights come from the dual of
 * the linear relaxation.
 */
export class Knapsack {
  private readonly shapes: readonly number[];
  private readonly capacity: readonly number[];
  /** Request of each shape as shares of the node, shape by shape. */
  private readonly shares: Float64Array;
  private readonly sizes: Float64Array;
  private readonly room: readonly number[];
  private readonly surrogate: SurrogateWeights;
  private readonly dims: number;

  public constructor(
    private readonly instance: Instance,
    private readonly type: number,
  ) {
    const { size } = instance.types[type];
    const used = size.map((_, r) => r).filter((r) => size[r] > 0);
    this.dims = used.length;
    this.capacity = used.map((r) => size[r]);
    this.shapes = instance.shapes.flatMap((shape, s) =>
      shape.types.includes(type) && roomOnEmpty(instance, s, type) > 0 ? [s] : [],
    );
    this.room = this.shapes.map((s) => roomOnEmpty(instance, s, type));
    this.sizes = Float64Array.from(this.shapes.flatMap((s) => used.map((r) => instance.shapes[s].size[r])));
    this.shares = Float64Array.from(
      this.shapes.flatMap((s) => used.map((r, d) => instance.shapes[s].size[r] / this.capacity[d])),
    );
    this.surrogate = new SurrogateWeights(this.dims);
  }

  /**
   * Patterns that are worth more than `threshold`, best last, with at most `limits` pods of each shape; the search for them
   * takes at most so many steps.
   */
  public price(
    worth: ArrayLike<number>,
    limits: ArrayLike<number>,
    threshold: number,
    maxSteps: number,
    lazy = false,
  ): Priced {
    const items = this.itemsOf(worth, limits);
    this.surrogate.tune(items, this.shares, FEW_CUTS);
    const quick = this.search(items, threshold, Math.min(maxSteps, QUICK_STEPS));
    if (quick.exact || (lazy && quick.patterns.length > 0)) {
      return quick;
    }
    this.surrogate.tune(items, this.shares, MANY_CUTS);
    const priced = this.search(items, threshold, maxSteps, true);
    return { ...priced, steps: priced.steps + quick.steps + (items.length * this.dims * MANY_CUTS) / 12 };
  }

  private search(items: readonly Item[], threshold: number, maxSteps: number, tabulate = false): Priced {
    const { weights } = this.surrogate;
    return new Search(this.instance, this.type, this.dims, this.capacity, this.sizes, weights, this.shares).run(
      items,
      threshold,
      maxSteps,
      tabulate,
    );
  }

  private itemsOf(worth: ArrayLike<number>, limits: ArrayLike<number>): Item[] {
    const items: Item[] = [];
    this.shapes.forEach((shape, at) => {
      const most = Math.min(this.room[at], limits[shape]);
      if (worth[shape] > EPSILON && most > 0) {
        items.push({ at: at * this.dims, shape, worth: worth[shape], most });
      }
    });
    return items;
  }
}

/** A shape that may be on the node, with what one pod of it is worth. */
interface Item extends SurrogateItem {
  readonly shape: number;
}

/** One depth-first search. Fields instead of closures: this is the innermost loop of the planner. */
class Search {
  private readonly free: Float64Array;
  private order: Item[] = [];
  private worth = new Float64Array(0);
  private surrogate = new Float64Array(0);
  private most = new Int32Array(0);
  private need = new Float64Array(0);
  private counts = new Int32Array(0);
  private blocked = new Int32Array(0);
  private anyApart = false;
  private best = 0;
  private steps = 0;
  private maxSteps = 0;
  private openUpper = 0;
  private tail: Float64Array | undefined;
  private tableSteps = 0;
  private scale = 0;
  private readonly found: Pattern[] = [];

  public constructor(
    private readonly instance: Instance,
    private readonly type: number,
    private readonly dims: number,
    capacity: readonly number[],
    private readonly sizes: Float64Array,
    private readonly weights: Float64Array,
    private readonly shares: Float64Array,
  ) {
    this.free = Float64Array.from(capacity);
  }

  public run(items: readonly Item[], threshold: number, maxSteps: number, tabulate: boolean): Priced {
    const { dims, weights, shares } = this;
    const sizeOf = ({ at }: Item) => {
      let size = 0;
      for (let r = 0; r < dims; r++) {
        size += weights[r] * shares[at + r];
      }
      return Math.max(1e-12, size);
    };
    this.order = items
      .map((item) => ({ item, density: item.worth / sizeOf(item) }))
      .sort((a, b) => b.density - a.density || a.item.shape - b.item.shape)
      .map(({ item }) => item);
    const n = this.order.length;
    this.worth = Float64Array.from(this.order, (item) => item.worth);
    this.most = Int32Array.from(this.order, (item) => item.most);
    this.surrogate = Float64Array.from(this.order, sizeOf);
    this.need = new Float64Array(n * dims);
    this.order.forEach(({ at }, i) => this.need.set(this.sizes.subarray(at, at + dims), i * dims));
    this.counts = new Int32Array(n);
    this.blocked = new Int32Array(this.instance.shapes.length);
    this.anyApart = this.order.some(({ shape }) => this.instance.apart[shape].size > 0);
    this.maxSteps = maxSteps;
    this.best = Math.max(EPSILON, threshold);
    const left = weights.reduce((sum, weight) => sum + weight, 0);
    if (tabulate && n > 0) {
      this.tabulate(left);
    }
    this.visit(0, 0, left);
    return {
      upper: Math.max(this.best, this.openUpper),
      exact: this.steps <= maxSteps,
      steps: this.steps + this.tableSteps,
      patterns: this.found,
    };
  }

  private visit(from: number, value: number, left: number): void {
    if (value > this.best) {
      this.best = value;
      this.keep();
    }
    const { dims, free, need, most, worth, surrogate, counts } = this;
    for (let i = from; i < worth.length; i++) {
      let upper = this.bound(i, value, left);
      if (this.tail && upper > this.best) {
        upper = Math.min(upper, value + this.tail[i * (LEVELS + 1) + Math.floor(left * this.scale + 1e-7)]);
      }
      if (upper <= this.best * (1 + 1e-12)) {
        return;
      }
      if (this.steps > this.maxSteps) {
        this.openUpper = Math.max(this.openUpper, upper);
        return;
      }
      this.steps += 1;
      if (this.anyApart && this.blocked[this.order[i].shape] > 0) {
        continue;
      }
      let fits = most[i];
      for (let r = 0; r < dims && fits > 0; r++) {
        const each = need[i * dims + r];
        if (each > 0 && free[r] < fits * each) {
          fits = Math.floor(free[r] / each);
        }
      }
      if (fits <= 0) {
        continue;
      }
      this.take(i, fits, 1);
      for (let count = fits; count > 0; count--) {
        counts[i] = count;
        this.visit(i + 1, value + count * worth[i], left - count * surrogate[i]);
        for (let r = 0; r < dims; r++) {
          free[r] += need[i * dims + r];
        }
      }
      counts[i] = 0;
      this.take(i, 0, -1);
    }
  }

  /**
   * For every item and every level of the surrogate resource: the most that the items from there on can add in whole pods.
   * Sizes are rounded down to levels, so it is never too little.
   */
  private tabulate(capacity: number): void {
    const { worth, surrogate, most } = this;
    const n = worth.length;
    const width = LEVELS + 1;
    const tail = new Float64Array((n + 1) * width);
    this.scale = LEVELS / capacity;
    for (let i = n - 1; i >= 0; i--) {
      const size = Math.floor(surrogate[i] * this.scale);
      const [row, below] = [i * width, (i + 1) * width];
      if (most[i] > FEW_COPIES && size > 0) {
        // As often as one likes: a little more than is allowed, but much quicker.
        for (let level = 0; level < width; level++) {
          const taken = level >= size ? tail[row + level - size] + worth[i] : 0;
          tail[row + level] = Math.max(tail[below + level], taken);
        }
        this.tableSteps += width / 8;
        continue;
      }
      for (let level = 0; level < width; level++) {
        let best = tail[below + level];
        for (let count = 1, rest = level - size; count <= most[i] && rest >= 0; count++, rest -= size) {
          const value = tail[below + rest] + count * worth[i];
          if (value > best) {
            best = value;
          }
        }
        tail[row + level] = best;
      }
      this.tableSteps += (width * (1 + most[i])) / 8;
    }
    this.tail = tail;
  }

  /** Takes `count` pods of an item off what is free, and notes or forgets (`sign`) what may not stand beside it. */
  private take(i: number, count: number, sign: 1 | -1): void {
    const { dims, free, need } = this;
    for (let r = 0; r < dims; r++) {
      free[r] -= count * need[i * dims + r];
    }
    if (this.anyApart) {
      for (const other of this.instance.apart[this.order[i].shape]) {
        this.blocked[other] += sign;
      }
    }
  }

  /** The most that the items from `i` on can still add in the surrogate resource, by cutting the last one. */
  private bound(i: number, value: number, left: number): number {
    const { worth, surrogate, most } = this;
    let upper = value;
    let room = left;
    for (let k = i; k < worth.length; k++) {
      const all = most[k] * surrogate[k];
      if (all >= room) {
        return upper + (worth[k] * Math.max(0, room)) / surrogate[k];
      }
      upper += most[k] * worth[k];
      room -= all;
    }
    return upper;
  }

  private keep(): void {
    const shapes: number[] = [];
    const counts: number[] = [];
    this.counts.forEach((count, i) => {
      if (count > 0) {
        shapes.push(this.order[i].shape);
        counts.push(count);
      }
    });
    this.found.push({ type: this.type, shapes, counts });
    if (this.found.length > KEPT) {
      this.found.shift();
    }
  }
}
