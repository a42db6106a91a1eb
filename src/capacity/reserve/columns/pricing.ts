import { fits, ReserveColumn, ReserveOption, ReserveOptions, ReserveProblem } from './problem';
import { SurrogateItem, SurrogateWeights } from '../../packing/columns/surrogate';

const EPSILON = 1e-9;
const CUTS = 12;

/** The best columns that a search came by on its way are kept too. */
const KEPT = 3;

/** An item with the options that fit on a node of the type, worth most first. */
interface Candidate extends SurrogateItem {
  readonly item: number;
  readonly options: readonly ReserveOption[];
  readonly values: readonly number[];
}

export interface PricedColumns {
  readonly columns: readonly ReserveColumn[];
  /** Nothing is worth more. */
  readonly most: number;
}

/**
 * Finds what is worth most on one node of one type: a multiple-choice knapsack with several resources, by depth-first branch and bound. The
 * bound cuts items as if places could be had in parts.
 */
export class ColumnPricing {
  private readonly surrogate: SurrogateWeights;
  private readonly shares: Float64Array;
  private readonly used: readonly number[];
  private readonly items: readonly number[];
  /** Options of each item that fit on the type, and all of them, of which they are. */
  private readonly fitting: { readonly all: readonly ReserveOption[]; readonly own: readonly ReserveOption[] }[] = [];

  public constructor(
    private readonly problem: ReserveProblem,
    private readonly type: number,
  ) {
    const { size } = problem.types[type];
    this.used = size.map((_, r) => r).filter((r) => size[r] > 0);
    this.items = problem.items.flatMap((item, i) => (item.types.includes(type) ? [i] : []));
    this.shares = Float64Array.from(
      this.items.flatMap((i) => this.used.map((r) => problem.items[i].size[r] / size[r])),
    );
    this.surrogate = new SurrogateWeights(this.used.length);
  }

  /** Columns that are worth more than `threshold`, best last; the search takes at most so many steps. */
  public price(worth: ArrayLike<number>, options: ReserveOptions, threshold: number, maxSteps: number): PricedColumns {
    const candidates = this.candidates(worth, options);
    this.surrogate.tune(candidates, this.shares, CUTS);
    const search = new Search(this.problem, this.type, this.used, this.shares, this.surrogate.weights, maxSteps);
    return search.run(candidates, threshold);
  }

  private candidates(worth: ArrayLike<number>, options: ReserveOptions): Candidate[] {
    const candidates: Candidate[] = [];
    this.items.forEach((item, at) => {
      const own = worth[item] > EPSILON ? this.fittingOf(item, options[item]) : [];
      if (own.length === 0) {
        return;
      }
      const values = own.map(({ mean }) => worth[item] / mean);
      let [each, most] = [0, 0];
      for (let o = 0; o < own.length; o++) {
        each = Math.max(each, values[o] / own[o].cap);
        most = Math.max(most, own[o].cap);
      }
      candidates.push({ item, options: own, values, worth: each, most, at: at * this.used.length });
    });
    return candidates;
  }

  /** Options that fit on the type, those on fewest nodes first. */
  private fittingOf(item: number, all: readonly ReserveOption[]): readonly ReserveOption[] {
    if (this.fitting[item]?.all !== all) {
      const own = all.filter(({ cap }) => fits(this.problem, item, this.type, cap));
      this.fitting[item] = { all, own: own.sort((a, b) => a.nodes - b.nodes || a.cap - b.cap) };
    }
    return this.fitting[item].own;
  }
}

class Search {
  private readonly free: Float64Array;
  private readonly chosen: number[] = [];
  private order: readonly Candidate[] = [];
  private surrogate = new Float64Array(0);
  private best = 0;
  private steps = 0;
  private readonly blocked: Int32Array;
  private readonly found: ReserveColumn[] = [];

  public constructor(
    private readonly problem: ReserveProblem,
    private readonly type: number,
    private readonly used: readonly number[],
    private readonly shares: Float64Array,
    private readonly weights: Float64Array,
    private readonly maxSteps: number,
  ) {
    this.free = Float64Array.from(used, (r) => problem.types[type].size[r]);
    this.blocked = new Int32Array(problem.items.length);
  }

  public run(candidates: readonly Candidate[], threshold: number): PricedColumns {
    const sizeOf = ({ at }: Candidate) =>
      Math.max(
        1e-12,
        this.weights.reduce((sum, weight, r) => sum + weight * this.shares[at + r], 0),
      );
    const sized = candidates.map((candidate) => ({ candidate, size: sizeOf(candidate) }));
    sized.sort(
      (a, b) => b.candidate.worth / b.size - a.candidate.worth / a.size || a.candidate.item - b.candidate.item,
    );
    this.order = sized.map(({ candidate }) => candidate);
    this.surrogate = Float64Array.from(sized, ({ size }) => size);
    this.best = Math.max(EPSILON, threshold);
    const all = this.weights.reduce((sum, weight) => sum + weight, 0);
    this.visit(0, 0, all);
    const most = this.steps > this.maxSteps ? this.bound(0, 0, all) : this.best * (1 + 1e-12);
    return { columns: this.found, most };
  }

  private visit(from: number, value: number, left: number): void {
    if (value > this.best) {
      this.best = value;
      this.keep();
    }
    for (let i = from; i < this.order.length; i++) {
      if (this.steps > this.maxSteps || this.bound(i, value, left) <= this.best * (1 + 1e-12)) {
        return;
      }
      const { item, options, values } = this.order[i];
      if (this.blocked[item] > 0) {
        continue;
      }
      for (let o = 0; o < options.length; o++) {
        this.steps += 1;
        const { cap } = options[o];
        if (!this.take(item, cap)) {
          continue;
        }
        this.chosen.push(i, o);
        this.visit(i + 1, value + values[o], left - cap * this.surrogate[i]);
        this.chosen.length -= 2;
        this.release(item, cap);
      }
    }
  }

  /** Takes the room of so many pods where there is enough. */
  private take(item: number, cap: number): boolean {
    const { size } = this.problem.items[item];
    const { used, free } = this;
    for (let d = 0; d < used.length; d++) {
      if (cap * size[used[d]] > free[d]) {
        return false;
      }
    }
    this.change(item, -cap, 1);
    return true;
  }

  private release(item: number, cap: number): void {
    this.change(item, cap, -1);
  }

  private change(item: number, cap: number, sign: 1 | -1): void {
    const { size } = this.problem.items[item];
    this.used.forEach((r, d) => (this.free[d] += cap * size[r]));
    for (const other of this.problem.apart[item]) {
      this.blocked[other] += sign;
    }
  }

  /** The most that the candidates from `i` on can add in the surrogate resource, by cutting the last one. */
  private bound(i: number, value: number, left: number): number {
    const { order, surrogate } = this;
    let upper = value;
    let room = left;
    for (let k = i; k < order.length; k++) {
      const { worth, most } = order[k];
      const all = most * surrogate[k];
      if (all >= room) {
        return upper + (worth * Math.max(0, room)) / surrogate[k];
      }
      upper += most * worth;
      room -= all;
    }
    return upper;
  }

  private keep(): void {
    const items: number[] = [];
    const options: ReserveOption[] = [];
    for (let c = 0; c < this.chosen.length; c += 2) {
      const candidate = this.order[this.chosen[c]];
      items.push(candidate.item);
      options.push(candidate.options[this.chosen[c + 1]]);
    }
    this.found.push({ type: this.type, items, options });
    if (this.found.length > KEPT) {
      this.found.shift();
    }
  }
}
