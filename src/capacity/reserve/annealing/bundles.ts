import { OwnerOption } from '../options';
import { Bundle, bundleOf, BundlePlan, ZonedProblem } from './zoned';

/** Bundles of nodes that can be changed and set back. Amounts are kept in one array: most of the time goes into comparing them. */
export class Bundles {
  /** Steps that it took: a measure of work. */
  public steps = 0;
  public cost = 0;
  /** How many there are. */
  public number = 0;
  /** Lower where nodes are either full or nearly empty: those are the ones that can go. */
  public unevenness = 0;
  /** Bundles that each owner lies on. */
  public readonly where: number[][];
  public readonly byType: number[][];
  public readonly resources: number;
  public used = new Float64Array(0);
  /** By position; undefined: there is none. */
  public readonly list: (Bundle | undefined)[] = [];
  /** Nodes with places of each owner in each zone. */
  private readonly cover: Int32Array;
  /** Nodes of each type in each zone. */
  private readonly taken: Int32Array;
  private readonly choice: number[];
  private readonly empty: number[] = [];
  /** Share of its fullest resource that is taken on the nodes of each bundle. */
  private readonly fullness: number[] = [];
  /** Positions of those that were changed, what was there before, and whether they are among them. */
  private readonly touched: number[] = [];
  private readonly before: (Bundle | undefined)[] = [];
  private readonly isTouched: boolean[] = [];
  private readonly choiceBefore = new Map<number, number>();
  /** By owner and type. */
  private readonly usable: Uint8Array;

  public constructor(
    public readonly problem: ZonedProblem,
    { bundles, choices }: BundlePlan,
  ) {
    this.choice = [...choices];
    this.where = problem.owners.map(() => []);
    this.byType = problem.types.map(() => []);
    this.taken = new Int32Array(problem.types.length * problem.zones);
    this.usable = new Uint8Array(problem.owners.length * problem.types.length);
    problem.owners.forEach(({ types }, owner) =>
      types.forEach((type) => (this.usable[owner * problem.types.length + type] = 1)),
    );
    this.cover = new Int32Array(problem.owners.length * problem.zones);
    this.resources = problem.types[0].size.length;
    bundles.forEach(({ type, counts, owners }) => this.set(this.slot(), bundleOf(type, counts, owners)));
    this.settle();
  }

  public get plan(): BundlePlan {
    return { bundles: this.list.flatMap((bundle) => bundle ?? []), choices: [...this.choice] };
  }

  /** Positions of the bundles that there are. */
  public get all(): number[] {
    const all: number[] = [];
    for (let at = 0; at < this.list.length; at++) {
      if (this.list[at]) {
        all.push(at);
      }
    }
    return all;
  }

  /** Positions of those that were changed. */
  public get changed(): number[] {
    return this.touched.slice();
  }

  public optionOf(owner: number): OwnerOption {
    return this.problem.owners[owner].options[this.choice[owner]];
  }

  /** Nodes that an owner still needs in a zone, or anywhere; negative where it has more. */
  public missing(owner: number, zone: number): number {
    const { zones, owners } = this.problem;
    const at = owners[owner].anywhere ? 0 : zone;
    return this.optionOf(owner).nodes[at] - this.cover[owner * zones + at];
  }

  /** Whether it needs more nodes anywhere. */
  public isMissing(owner: number): boolean {
    for (let zone = 0; zone < this.problem.zones; zone++) {
      if (this.missing(owner, zone) > 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether a type is one of those that an owner may use. */
  public mayUse(owner: number, type: number): boolean {
    return this.usable[owner * this.problem.types.length + type] === 1;
  }

  /** Whether all owners of a bundle may use a type. */
  public mayAllUse(owners: readonly number[], type: number): boolean {
    for (let i = 0; i < owners.length; i++) {
      if (!this.mayUse(owners[i], type)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a type has nodes left in a zone. */
  public has(type: number, zone: number): boolean {
    return this.taken[type * this.problem.zones + zone] < this.problem.types[type].most[zone];
  }

  /** Whether so many nodes are left of a type. */
  public hasAll(type: number, counts: readonly number[]): boolean {
    const { most } = this.problem.types[type];
    for (let zone = 0; zone < counts.length; zone++) {
      if (this.taken[type * this.problem.zones + zone] + counts[zone] > most[zone]) {
        return false;
      }
    }
    return true;
  }

  /** The change is kept. */
  public settle(): void {
    for (let i = 0; i < this.touched.length; i++) {
      this.isTouched[this.touched[i]] = false;
    }
    this.touched.length = 0;
    this.before.length = 0;
    if (this.choiceBefore.size > 0) {
      this.choiceBefore.clear();
    }
  }

  /** The change is not kept. */
  public setBack(): void {
    // With other caps the same content takes other amounts: what is there goes first.
    const { touched, before } = this;
    for (let i = 0; i < touched.length; i++) {
      this.put(touched[i], undefined);
    }
    this.choiceBefore.forEach((choice, owner) => (this.choice[owner] = choice));
    for (let i = 0; i < touched.length; i++) {
      this.put(touched[i], before[i]);
    }
    this.settle();
  }

  /** Takes an owner off all nodes and keeps it to another option. */
  public choose(owner: number, choice: number): void {
    [...this.where[owner]].forEach((at) => this.takeOff(at, owner));
    if (!this.choiceBefore.has(owner)) {
      this.choiceBefore.set(owner, this.choice[owner]);
    }
    this.choice[owner] = choice;
  }

  /** Takes an owner off a bundle; one with nothing on it goes. */
  public takeOff(at: number, owner: number): void {
    const { type, counts, owners } = this.list[at]!;
    const others: number[] = [];
    for (let i = 0; i < owners.length; i++) {
      if (owners[i] !== owner) {
        others.push(owners[i]);
      }
    }
    this.set(at, others.length > 0 ? bundleOf(type, counts, others) : undefined);
  }

  public set(at: number, bundle: Bundle | undefined): void {
    if (!this.isTouched[at]) {
      this.isTouched[at] = true;
      this.touched.push(at);
      this.before.push(this.list[at]);
    }
    this.put(at, bundle);
  }

  /** A position for a new bundle. */
  public slot(): number {
    const at = this.empty[this.empty.length - 1] ?? this.list.push(undefined) - 1;
    if (this.used.length < this.list.length * this.resources) {
      const more = new Float64Array(2 * this.list.length * this.resources);
      more.set(this.used);
      this.used = more;
    }
    return at;
  }

  public isApart(owner: number, at: number): boolean {
    const apart = this.problem.apart[owner];
    return apart.size > 0 && this.list[at]!.owners.some((other) => apart.has(other));
  }

  private put(at: number, bundle: Bundle | undefined): void {
    const old = this.list[at];
    if (old) {
      this.count(at, old, -1);
      for (let i = 0; i < old.owners.length; i++) {
        remove(this.where[old.owners[i]], at);
      }
      remove(this.byType[old.type], at);
    } else {
      remove(this.empty, at);
    }
    this.list[at] = bundle;
    if (bundle) {
      this.fill(at, bundle);
      this.count(at, bundle, 1);
      for (let i = 0; i < bundle.owners.length; i++) {
        this.where[bundle.owners[i]].push(at);
      }
      this.byType[bundle.type].push(at);
    } else {
      this.empty.push(at);
    }
  }

  private fill(at: number, { type, owners }: Bundle): void {
    const { used, resources } = this;
    const base = at * resources;
    for (let r = 0; r < resources; r++) {
      used[base + r] = 0;
    }
    for (let i = 0; i < owners.length; i++) {
      const { cap } = this.optionOf(owners[i]);
      const { size } = this.problem.owners[owners[i]];
      for (let r = 0; r < resources; r++) {
        used[base + r] += cap * size[r];
      }
    }
    const { size } = this.problem.types[type];
    let most = 0;
    for (let r = 0; r < resources; r++) {
      most = Math.max(most, size[r] > 0 ? used[base + r] / size[r] : 0);
    }
    this.fullness[at] = most;
  }

  private count(at: number, { type, counts, owners }: Bundle, sign: 1 | -1): void {
    const { cover, problem } = this;
    const { zones } = problem;
    let nodes = 0;
    for (let zone = 0; zone < zones; zone++) {
      nodes += counts[zone];
      this.taken[type * zones + zone] += sign * counts[zone];
    }
    for (let i = 0; i < owners.length; i++) {
      const first = owners[i] * zones;
      if (problem.owners[owners[i]].anywhere) {
        cover[first] += sign * nodes;
      } else {
        for (let zone = 0; zone < zones; zone++) {
          cover[first + zone] += sign * counts[zone];
        }
      }
    }
    const { cost } = problem.types[type];
    const most = this.fullness[at];
    this.number += sign;
    this.cost += sign * nodes * cost;
    this.unevenness -= sign * nodes * cost * most * most;
  }
}

function remove(list: number[], value: number): void {
  const at = list.indexOf(value);
  if (at >= 0) {
    list[at] = list[list.length - 1];
    list.pop();
  }
}
