import { BundlePlaces } from './bundle-places';
import { Bundles } from './bundles';
import { Bundle, bundleOf } from './zoned';

/** Chance that a bundle is passed over although an owner fits best there. */
const PASSED = 0.05;

/** Chances that an owner takes another option, that two bundles become one, and that one becomes two. */
const OTHER_OPTION = 0.3;
const UNITE = 0.1;
const SPLIT = 0.05;

/** Chance that a part of a bundle has nodes in every zone. */
const EVERY_ZONE = 0.4;

/** The most bundles and single owners that lose their places beside. */
const MOST_BUNDLES = 3;
const MOST_PLACES = 8;

/** Steps that one change takes beside those of looking for nodes. */
const STEPS_OF_ONE = 200;

/** Changes by chance: places are taken away and put back. */
export class Changes {
  private readonly largest: readonly number[];
  private readonly places: BundlePlaces;

  public constructor(
    private readonly state: Bundles,
    private readonly random: () => number,
  ) {
    const { types } = state.problem;
    this.places = new BundlePlaces(state, random);
    this.largest = types.reduce(
      (most, { size }) => most.map((amount, r) => Math.max(amount, size[r])),
      types[0].size.map(() => 1),
    );
  }

  /** Finds what is missing and takes away what nobody needs; false where one found no place. */
  public complete(): boolean {
    const found = this.putBack(
      this.state.problem.owners.map((_, owner) => owner),
      0,
    );
    this.state.all.forEach((at) => this.places.trim(at));
    return found;
  }

  /** One change; false where one found no place. */
  public one(): boolean {
    const { state } = this;
    const there = state.all;
    state.steps += STEPS_OF_ONE + there.length;
    const moved = new Set<number>();
    const first = this.pick(there);
    const { owners, type } = state.list[first]!;
    const others = this.near(first, there);
    const kind = this.random();
    if (kind < OTHER_OPTION) {
      const owner = this.pick(owners);
      moved.add(owner);
      state.choose(owner, this.below(state.problem.owners[owner].options.length));
    } else if (kind < OTHER_OPTION + UNITE) {
      const alike = others.filter((at) => state.list[at]!.type === type);
      if (alike.length > 0) {
        this.unite(first, this.pick(alike), moved);
      }
    } else if (kind < OTHER_OPTION + UNITE + SPLIT) {
      this.split(first);
    } else {
      this.clear(first, moved);
    }
    this.disturb(others, moved);
    return this.putBack([...moved], PASSED);
  }

  /** Other bundles that lie on nodes of a type that owners of this one may use. */
  private near(first: number, there: readonly number[]): number[] {
    const { list, problem } = this.state;
    const { owners } = list[first]!;
    const near = problem.types.map((_, type) => owners.some((owner) => this.state.mayUse(owner, type)));
    const others: number[] = [];
    for (let i = 0; i < there.length; i++) {
      if (there[i] !== first && near[list[there[i]]!.type]) {
        others.push(there[i]);
      }
    }
    return others;
  }

  private disturb(others: readonly number[], moved: Set<number>): void {
    if (others.length === 0) {
      return;
    }
    for (let n = this.below(MOST_BUNDLES); n > 0; n--) {
      this.clear(this.pick(others), moved);
    }
    for (let n = this.below(MOST_PLACES); n > 0; n--) {
      const at = this.pick(others);
      const content = this.state.list[at]?.owners ?? [];
      if (content.length > 0) {
        const owner = this.pick(content);
        moved.add(owner);
        this.state.takeOff(at, owner);
      }
    }
  }

  /** All its nodes go, or those of one zone, or one of them. */
  private clear(at: number, moved: Set<number>): void {
    const bundle = this.state.list[at];
    if (bundle) {
      bundle.owners.forEach((owner) => moved.add(owner));
      this.state.set(at, this.random() < 0.5 ? undefined : this.partOf(bundle)[1]);
    }
  }

  /** Nodes of one zone, or one of them, become another bundle. */
  private split(at: number): void {
    const [part, rest] = this.partOf(this.state.list[at]!);
    if (part && rest) {
      this.state.set(at, rest);
      this.state.set(this.state.slot(), part);
    }
  }

  /** One node in each zone, all nodes of a zone or one of them; and the others. */
  private partOf(bundle: Bundle): (Bundle | undefined)[] {
    const kind = this.random();
    const zone = kind < EVERY_ZONE ? -1 : this.below(bundle.counts.length);
    const most = kind < (1 + EVERY_ZONE) / 2 ? 1 : Infinity;
    const part = bundle.counts.map((n, z) => (zone < 0 || z === zone ? Math.min(most, n) : 0));
    const rest = bundle.counts.map((n, z) => n - part[z]);
    return [part, rest].map((counts) =>
      counts.some((n) => n > 0) ? bundleOf(bundle.type, counts, bundle.owners) : undefined,
    );
  }

  /** Makes two bundles of one type one; what does not fit loses its places. */
  private unite(at: number, other: number, moved: Set<number>): void {
    const { state } = this;
    const { apart, owners: all, types } = state.problem;
    const [one, two] = [state.list[at]!, state.list[other]!];
    const { size } = types[one.type];
    const both = one.owners.filter((owner) => two.owners.includes(owner));
    const rest = [...one.owners, ...two.owners].filter((owner) => !both.includes(owner));
    const used = size.map(() => 0);
    const kept: number[] = [];
    for (const owner of [...both, ...this.ranked(rest, (share) => share * this.random())]) {
      const { cap } = state.optionOf(owner);
      const amounts = all[owner].size;
      const fits = size.every((room, r) => used[r] + cap * amounts[r] <= room);
      if (fits && !kept.some((known) => apart[owner].has(known))) {
        kept.push(owner);
        amounts.forEach((amount, r) => (used[r] += cap * amount));
      } else {
        moved.add(owner);
      }
    }
    state.set(other, undefined);
    const counts = one.counts.map((n, zone) => n + two.counts[zone]);
    state.set(at, bundleOf(one.type, counts, kept));
  }

  /** Large ones first, or nearly so. */
  private putBack(moved: readonly number[], passed: number): boolean {
    const noise = passed > 0 && this.random() >= 0.5 ? 4 * this.random() : 0;
    for (const owner of this.ranked(moved, (share) => share * (1 + noise * (this.random() - 0.5)))) {
      while (this.state.isMissing(owner)) {
        if (!this.places.place(owner, passed)) {
          return false;
        }
      }
    }
    this.places.shrink();
    return true;
  }

  private ranked(owners: readonly number[], rankOf: (share: number) => number): number[] {
    return owners
      .map((owner) => ({ owner, rank: rankOf(this.shareOf(owner)) }))
      .sort((a, b) => b.rank - a.rank || a.owner - b.owner)
      .map(({ owner }) => owner);
  }

  private shareOf(owner: number): number {
    const { cap } = this.state.optionOf(owner);
    const { size } = this.state.problem.owners[owner];
    let most = 0;
    for (let r = 0; r < size.length; r++) {
      most = Math.max(most, (cap * size[r]) / this.largest[r]);
    }
    return most;
  }

  private below(n: number): number {
    return Math.floor(this.random() * n);
  }

  private pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }
}
