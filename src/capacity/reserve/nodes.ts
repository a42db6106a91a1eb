import { ChosenColumn, itemsOfOwners, ReserveOption, ReserveOptions, ReserveProblem } from './problem';

/** What lies on one node. */
interface Content {
  readonly type: number;
  readonly items: readonly number[];
}

/** Nodes that can be changed and set back. Amounts are kept in one array: most of the time goes into comparing them. */
export class Nodes {
  /** Steps that it took: a measure of work. */
  public steps = 0;
  public cost = 0;
  /** Lower where nodes are either full or nearly empty: those are the ones that can go. */
  public unevenness = 0;
  public readonly itemsOf: readonly (readonly number[])[];
  /** Nodes that each item lies on. */
  public readonly where: number[][];
  /** Position of the option that each owner keeps to. */
  private readonly choice: number[];
  /** By position; undefined: there is none. */
  private readonly list: (Content | undefined)[] = [];
  private readonly byType: number[][];
  private readonly empty: number[] = [];
  private used = new Float64Array(0);
  /** What was there before the change. */
  private readonly before = new Map<number, Content | undefined>();
  private readonly choiceBefore = new Map<number, number>();
  /** Nodes that an item lies on carry the last stamp. */
  private readonly stamp: number[] = [];
  private stamps = 0;
  private readonly resources: number;
  private readonly demand: Float64Array;

  public constructor(
    private readonly problem: ReserveProblem,
    private readonly options: ReserveOptions,
    start: readonly ChosenColumn[],
    private readonly random: () => number,
  ) {
    this.itemsOf = itemsOfOwners(problem);
    this.choice = this.itemsOf.map(() => 0);
    this.where = problem.items.map(() => []);
    this.byType = problem.types.map(() => []);
    this.resources = problem.types[0].size.length;
    this.demand = new Float64Array(this.resources);
    for (const { type, items, options: chosen, count } of start) {
      items.forEach((item, i) => {
        this.choice[problem.items[item].owner] = options[item].findIndex(({ cap }) => cap === chosen[i].cap);
      });
      for (let n = 0; n < count; n++) {
        this.set(this.slot(), { type, items });
      }
    }
    this.settle();
  }

  public get columns(): ChosenColumn[] {
    return this.list.flatMap((node) => {
      if (!node) {
        return [];
      }
      const items = [...node.items].sort((a, b) => a - b);
      return [{ type: node.type, items, options: items.map((item) => this.optionOf(item)), count: 1 }];
    });
  }

  /** Positions of the nodes that there are. */
  public get all(): number[] {
    return this.list.flatMap((node, at) => (node ? [at] : []));
  }

  public contentOf(at: number): Content | undefined {
    return this.list[at];
  }

  public optionOf(item: number): ReserveOption {
    return this.options[item][this.choice[this.problem.items[item].owner]];
  }

  /** Nodes that an item still needs. */
  public missing(item: number): number {
    return Math.max(0, this.optionOf(item).nodes - this.where[item].length);
  }

  /** The change is kept. */
  public settle(): void {
    this.before.clear();
    this.choiceBefore.clear();
  }

  /** The change is not kept. */
  public setBack(): void {
    // With other caps the same content takes other amounts: what is there goes first.
    const changed = [...this.before];
    changed.forEach(([at]) => this.put(at, undefined));
    this.choiceBefore.forEach((choice, owner) => (this.choice[owner] = choice));
    changed.forEach(([at, node]) => this.put(at, node));
    this.settle();
  }

  /** Takes an owner off all nodes and keeps it to another option. */
  public choose(owner: number, choice: number): void {
    for (const item of this.itemsOf[owner]) {
      [...this.where[item]].forEach((at) => this.takeOff(at, item));
    }
    if (!this.choiceBefore.has(owner)) {
      this.choiceBefore.set(owner, this.choice[owner]);
    }
    this.choice[owner] = choice;
  }

  /** Takes a node away. */
  public clear(at: number): void {
    this.set(at, undefined);
  }

  /** Takes an item off a node; a node with nothing on it goes. */
  public takeOff(at: number, item: number): void {
    const { type, items } = this.list[at]!;
    const rest = items.filter((other) => other !== item);
    this.set(at, rest.length > 0 ? { type, items: rest } : undefined);
  }

  /** Puts an item on one node more: where it fits best, or on a larger or a new one; false where there is none. Some nodes are passed over by chance. */
  public place(item: number, passed: number): boolean {
    const { size } = this.problem.items[item];
    const { cap } = this.optionOf(item);
    size.forEach((amount, r) => (this.demand[r] = cap * amount));
    this.stamps += 1;
    this.where[item].forEach((at) => (this.stamp[at] = this.stamps));
    return this.fitted(item, passed) || this.grown(item) || this.opened(item);
  }

  /** Makes the nodes that were changed as cheap as what lies on them allows. */
  public shrink(): void {
    for (const at of this.before.keys()) {
      const node = this.list[at];
      if (node) {
        const type = this.cheapest(node.items, this.used, at * this.resources, this.problem.types[node.type].cost);
        if (type >= 0) {
          this.set(at, { type, items: node.items });
        }
      }
    }
  }

  private fitted(item: number, passed: number): boolean {
    const { used, demand, resources, stamp } = this;
    const apart = this.problem.apart[item].size > 0;
    let best = -1;
    let least = Infinity;
    for (const type of this.problem.items[item].types) {
      const room = this.problem.types[type].size;
      const nodes = this.byType[type];
      this.steps += nodes.length;
      for (let n = 0; n < nodes.length; n++) {
        const at = nodes[n];
        const base = at * resources;
        let left = 0;
        let r = 0;
        for (; r < resources; r++) {
          const rest = room[r] - used[base + r] - demand[r];
          if (rest < 0) {
            break;
          }
          left += demand[r] > 0 ? (rest / room[r]) * (rest / room[r]) : 0;
        }
        if (r === resources && left < least && stamp[at] !== this.stamps && !(apart && this.isApart(item, at))) {
          if (this.random() >= passed) {
            best = at;
            least = left;
          }
        }
      }
    }
    if (best >= 0) {
      this.add(best, item, this.list[best]!.type);
    }
    return best >= 0;
  }

  /** On the node that becomes large enough at the least cost, where that is cheaper than a new one. */
  private grown(item: number): boolean {
    const { types, items } = this.problem;
    const usable = items[item].types;
    let best = -1;
    let into = -1;
    let least = this.costOfNew(item);
    for (const larger of usable.filter((type) => this.has(type))) {
      const { size: room, cost } = types[larger];
      for (const type of usable) {
        const more = cost - types[type].cost;
        if (more <= 0 || more >= least) {
          continue;
        }
        this.steps += this.byType[type].length;
        const at = this.byType[type].find(
          (one) =>
            this.fits(room, this.used, one * this.resources) &&
            this.stamp[one] !== this.stamps &&
            !this.isApart(item, one) &&
            this.list[one]!.items.every((other) => items[other].types.includes(larger)),
        );
        if (at !== undefined) {
          [best, into, least] = [at, larger, more];
        }
      }
    }
    if (best >= 0) {
      this.add(best, item, into);
    }
    return best >= 0;
  }

  private fits(room: readonly number[], used: Float64Array, base: number): boolean {
    for (let r = 0; r < this.resources; r++) {
      if (used[base + r] + this.demand[r] > room[r]) {
        return false;
      }
    }
    return true;
  }

  private costOfNew(item: number): number {
    const type = this.cheapest([item], this.demand, 0, Infinity);
    return type < 0 ? Infinity : this.problem.types[type].cost;
  }

  private opened(item: number): boolean {
    const type = this.cheapest([item], this.demand, 0, Infinity);
    if (type >= 0) {
      this.set(this.slot(), { type, items: [item] });
    }
    return type >= 0;
  }

  private add(at: number, item: number, type: number): void {
    this.set(at, { type, items: [...this.list[at]!.items, item] });
  }

  private has(type: number): boolean {
    return this.byType[type].length < this.problem.types[type].most;
  }

  /** The cheapest type for some items, cheaper than a limit; -1: none. */
  private cheapest(items: readonly number[], used: Float64Array, base: number, limit: number): number {
    const { types, items: all } = this.problem;
    let best = -1;
    let least = limit;
    for (const type of all[items[0]].types) {
      const { cost, size } = types[type];
      if (
        cost < least &&
        this.has(type) &&
        size.every((room, r) => used[base + r] <= room) &&
        items.every((item) => all[item].types.includes(type))
      ) {
        [best, least] = [type, cost];
      }
    }
    this.steps += 1;
    return best;
  }

  private isApart(item: number, at: number): boolean {
    const apart = this.problem.apart[item];
    return apart.size > 0 && this.list[at]!.items.some((other) => apart.has(other));
  }

  private slot(): number {
    const at = this.empty[this.empty.length - 1] ?? this.list.push(undefined) - 1;
    if (this.used.length < this.list.length * this.resources) {
      const more = new Float64Array(2 * this.list.length * this.resources);
      more.set(this.used);
      this.used = more;
    }
    return at;
  }

  private set(at: number, node: Content | undefined): void {
    if (!this.before.has(at)) {
      this.before.set(at, this.list[at]);
    }
    this.put(at, node);
  }

  private put(at: number, node: Content | undefined): void {
    const old = this.list[at];
    if (old) {
      this.count(at, old.type, -1);
      old.items.forEach((item) => remove(this.where[item], at));
      remove(this.byType[old.type], at);
    } else {
      remove(this.empty, at);
    }
    this.list[at] = node;
    if (node) {
      this.fill(at, node.items);
      this.count(at, node.type, 1);
      node.items.forEach((item) => this.where[item].push(at));
      this.byType[node.type].push(at);
    } else {
      this.empty.push(at);
    }
  }

  private fill(at: number, items: readonly number[]): void {
    const base = at * this.resources;
    this.used.fill(0, base, base + this.resources);
    for (const item of items) {
      const { cap } = this.optionOf(item);
      const { size } = this.problem.items[item];
      for (let r = 0; r < this.resources; r++) {
        this.used[base + r] += cap * size[r];
      }
    }
  }

  private count(at: number, type: number, sign: 1 | -1): void {
    const { size, cost } = this.problem.types[type];
    const base = at * this.resources;
    let most = 0;
    for (let r = 0; r < this.resources; r++) {
      most = Math.max(most, size[r] > 0 ? this.used[base + r] / size[r] : 0);
    }
    this.cost += sign * cost;
    this.unevenness -= sign * cost * most * most;
  }
}

function remove(list: number[], value: number): void {
  const at = list.indexOf(value);
  if (at >= 0) {
    list[at] = list[list.length - 1];
    list.pop();
  }
}
