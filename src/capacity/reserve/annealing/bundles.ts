import { OwnerOption } from '../options';
import { Bundle, BundlePlan, ZonedProblem } from './zoned';

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
  private readonly taken: number[][];
  private readonly choice: number[];
  private readonly empty: number[] = [];
  /** What was there before the change. */
  private readonly before = new Map<number, Bundle | undefined>();
  private readonly choiceBefore = new Map<number, number>();

  public constructor(
    public readonly problem: ZonedProblem,
    { bundles, choices }: BundlePlan,
  ) {
    this.choice = [...choices];
    this.where = problem.owners.map(() => []);
    this.byType = problem.types.map(() => []);
    this.taken = problem.types.map(() => Array.from({ length: problem.zones }, () => 0));
    this.cover = new Int32Array(problem.owners.length * problem.zones);
    this.resources = problem.types[0].size.length;
    bundles.forEach((bundle) => this.set(this.slot(), bundle));
    this.settle();
  }

  public get plan(): BundlePlan {
    return { bundles: this.list.flatMap((bundle) => bundle ?? []), choices: [...this.choice] };
  }

  /** Positions of the bundles that there are. */
  public get all(): number[] {
    return this.list.flatMap((bundle, at) => (bundle ? [at] : []));
  }

  /** Positions of those that were changed. */
  public get changed(): number[] {
    return [...this.before.keys()];
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

  /** Whether a type has nodes left in a zone. */
  public has(type: number, zone: number): boolean {
    return this.taken[type][zone] < this.problem.types[type].most[zone];
  }

  /** Whether so many nodes are left of a type. */
  public hasAll(type: number, counts: readonly number[]): boolean {
    const { most } = this.problem.types[type];
    return counts.every((count, zone) => this.taken[type][zone] + count <= most[zone]);
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
    changed.forEach(([at, bundle]) => this.put(at, bundle));
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
    const { owners, ...rest } = this.list[at]!;
    const others = owners.filter((other) => other !== owner);
    this.set(at, others.length > 0 ? { ...rest, owners: others } : undefined);
  }

  public set(at: number, bundle: Bundle | undefined): void {
    if (!this.before.has(at)) {
      this.before.set(at, this.list[at]);
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
      old.owners.forEach((owner) => remove(this.where[owner], at));
      remove(this.byType[old.type], at);
    } else {
      remove(this.empty, at);
    }
    this.list[at] = bundle;
    if (bundle) {
      this.fill(at, bundle.owners);
      this.count(at, bundle, 1);
      bundle.owners.forEach((owner) => this.where[owner].push(at));
      this.byType[bundle.type].push(at);
    } else {
      this.empty.push(at);
    }
  }

  private fill(at: number, owners: readonly number[]): void {
    const base = at * this.resources;
    this.used.fill(0, base, base + this.resources);
    for (const owner of owners) {
      const { cap } = this.optionOf(owner);
      const { size } = this.problem.owners[owner];
      for (let r = 0; r < this.resources; r++) {
        this.used[base + r] += cap * size[r];
      }
    }
  }

  private count(at: number, { type, counts, owners }: Bundle, sign: 1 | -1): void {
    const { zones, types } = this.problem;
    const { size, cost } = types[type];
    const base = at * this.resources;
    let most = 0;
    for (let r = 0; r < this.resources; r++) {
      most = Math.max(most, size[r] > 0 ? this.used[base + r] / size[r] : 0);
    }
    let nodes = 0;
    for (let zone = 0; zone < zones; zone++) {
      nodes += counts[zone];
      this.taken[type][zone] += sign * counts[zone];
    }
    for (const owner of owners) {
      if (this.problem.owners[owner].anywhere) {
        this.cover[owner * zones] += sign * nodes;
      } else {
        for (let zone = 0; zone < zones; zone++) {
          this.cover[owner * zones + zone] += sign * counts[zone];
        }
      }
    }
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
