import { Bundles } from './bundles';
import { Bundle, bundleOf, nodesOf } from './zoned';

/** What nodes that nobody needs there count for, beside the room that is left. */
const IDLE = 0.3;

/** A way to give an owner more places, and what it costs for each node that it needs. */
interface Way {
  readonly cost: number;
  readonly take: () => void;
}

/** Finds bundles for owners. */
export class BundlePlaces {
  private readonly demand: Float64Array;
  private readonly wanted: Int32Array;
  /** Bundles that an owner lies on carry the last stamp. */
  private readonly stamp: number[] = [];
  private stamps = 0;

  public constructor(
    private readonly state: Bundles,
    private readonly random: () => number,
  ) {
    this.demand = new Float64Array(state.resources);
    this.wanted = new Int32Array(state.problem.zones);
  }

  /**
   * Puts an owner on one bundle more: where it fits best, or else on larger nodes, on more of them or on new ones; false where there are none. Some bundles
   * are passed over by chance.
   */
  public place(owner: number, passed: number): boolean {
    const { problem, where } = this.state;
    const { size } = problem.owners[owner];
    const { cap } = this.state.optionOf(owner);
    for (let r = 0; r < size.length; r++) {
      this.demand[r] = cap * size[r];
    }
    for (let zone = 0; zone < problem.zones; zone++) {
      this.wanted[zone] = Math.max(0, this.state.missing(owner, zone));
    }
    this.stamps += 1;
    for (let i = 0; i < where[owner].length; i++) {
      this.stamp[where[owner][i]] = this.stamps;
    }
    return this.fitted(owner, passed) || this.enlarged(owner);
  }

  /** Takes away what nobody needs, and makes the nodes of changed bundles as cheap as what lies on them allows. */
  public shrink(): void {
    for (const at of this.state.changed) {
      this.trim(at);
      const bundle = this.state.list[at];
      if (bundle) {
        const { types } = this.state.problem;
        const type = this.cheapest(bundle, this.state.used, at * this.state.resources, types[bundle.type].cost);
        if (type >= 0) {
          this.state.set(at, bundleOf(type, bundle.counts, bundle.owners));
        }
      }
    }
  }

  /** Owners that have enough elsewhere leave a bundle, and so do nodes that none needs. */
  public trim(at: number): void {
    const { state } = this;
    const bundle = state.list[at];
    if (bundle && !bundle.owners.every((owner) => this.needs(owner, bundle))) {
      const owners = bundle.owners.filter((owner) => this.needs(owner, bundle));
      state.set(at, owners.length > 0 ? bundleOf(bundle.type, bundle.counts, owners) : undefined);
    }
    for (let zone = 0; zone < state.problem.zones; zone++) {
      const left = state.list[at];
      const spare = left ? this.spareIn(left, zone) : 0;
      if (left && spare > 0) {
        const counts = left.counts.map((count, z) => (z === zone ? count - spare : count));
        state.set(at, counts.some((count) => count > 0) ? bundleOf(left.type, counts, left.owners) : undefined);
      }
    }
  }

  /** Nodes of a bundle in a zone that none of its owners needs. */
  private spareIn({ counts, owners }: Bundle, zone: number): number {
    let spare = counts[zone];
    for (let i = 0; i < owners.length && spare > 0; i++) {
      spare = Math.min(spare, -this.state.missing(owners[i], zone));
    }
    return spare;
  }

  /** Whether an owner would have too little without a bundle. */
  private needs(owner: number, bundle: Bundle): boolean {
    if (this.state.problem.owners[owner].anywhere) {
      return this.state.missing(owner, 0) + nodesOf(bundle) > 0;
    }
    const { counts } = bundle;
    for (let zone = 0; zone < counts.length; zone++) {
      if (counts[zone] > 0 && this.state.missing(owner, zone) + counts[zone] > 0) {
        return true;
      }
    }
    return false;
  }

  private fitted(owner: number, passed: number): boolean {
    const { demand, stamp } = this;
    const { used, resources, list, byType, problem } = this.state;
    let best = -1;
    let least = Infinity;
    for (const type of problem.owners[owner].types) {
      const room = problem.types[type].size;
      const some = byType[type];
      this.state.steps += some.length;
      for (let n = 0; n < some.length; n++) {
        const at = some[n];
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
        if (r < resources || left >= least || stamp[at] === this.stamps || this.state.isApart(owner, at)) {
          continue;
        }
        const bundle = list[at]!;
        const useful = this.useful(owner, bundle);
        left += IDLE * (1 - useful / nodesOf(bundle));
        if (useful > 0 && left < least && this.random() >= passed) {
          best = at;
          least = left;
        }
      }
    }
    if (best >= 0) {
      this.add(best, owner, list[best]!.type);
    }
    return best >= 0;
  }

  /** By larger nodes, more nodes or new ones, whichever costs least. */
  private enlarged(owner: number): boolean {
    const fresh = this.opened(owner);
    const grown = this.grown(owner, fresh?.cost ?? Infinity) ?? fresh;
    const way = this.more(owner, grown?.cost ?? Infinity) ?? grown;
    way?.take();
    return way !== undefined;
  }

  /** A new bundle, with a node in each zone where one is needed. */
  private opened(owner: number): Way | undefined {
    const counts = this.countsOfNew(owner);
    const owners = [owner];
    const type = counts.length > 0 ? this.cheapest({ owners, counts }, this.demand, 0, Infinity) : -1;
    return type < 0
      ? undefined
      : {
          cost: this.state.problem.types[type].cost,
          take: () => this.state.set(this.state.slot(), bundleOf(type, counts, owners)),
        };
  }

  private countsOfNew(owner: number): number[] {
    if (!this.state.problem.owners[owner].anywhere) {
      return Array.from(this.wanted, (n) => Math.min(1, n));
    }
    const zones = [...this.wanted.keys()].filter((zone) => this.isOpen(owner, zone));
    const chosen = zones[Math.floor(this.random() * zones.length)];
    return zones.length > 0 ? Array.from(this.wanted, (_, zone) => (zone === chosen ? 1 : 0)) : [];
  }

  private isOpen(owner: number, zone: number): boolean {
    return this.state.problem.owners[owner].types.some((type) => this.state.has(type, zone));
  }

  /** A bundle whose nodes become large enough. */
  private grown(owner: number, limit: number): Way | undefined {
    const { state, stamp } = this;
    const { types, owners } = state.problem;
    const usable = owners[owner].types;
    let least = limit;
    let way: Way | undefined;
    for (const larger of usable) {
      for (const type of usable) {
        const more = types[larger].cost - types[type].cost;
        if (more <= 0 || more >= least) {
          continue;
        }
        const some = state.byType[type];
        state.steps += some.length;
        for (let n = 0; n < some.length; n++) {
          const at = some[n];
          if (stamp[at] === this.stamps || !this.fits(larger, at)) {
            continue;
          }
          const bundle = state.list[at]!;
          const cost = (more * nodesOf(bundle)) / this.useful(owner, bundle);
          if (
            cost < least &&
            !state.isApart(owner, at) &&
            state.hasAll(larger, bundle.counts) &&
            state.mayAllUse(bundle.owners, larger)
          ) {
            least = cost;
            way = { cost, take: () => this.add(at, owner, larger) };
          }
        }
      }
    }
    return way;
  }

  /** One node more, in a zone where it is wanted, of a bundle that it lies on or that has room. */
  private more(owner: number, limit: number): Way | undefined {
    const { state, stamp } = this;
    const { types, owners } = state.problem;
    let way: Way | undefined;
    if (owners[owner].anywhere) {
      return way;
    }
    for (const type of owners[owner].types) {
      const { cost } = types[type];
      const zone = this.wantedOf(type);
      if (zone < 0 || cost > (way?.cost ?? limit)) {
        continue;
      }
      const some = state.byType[type];
      for (let n = 0; n < some.length; n++) {
        const at = some[n];
        if (stamp[at] === this.stamps || (this.fits(type, at) && !state.isApart(owner, at))) {
          way = { cost, take: () => this.addNode(at, owner, zone) };
          break;
        }
      }
    }
    return way;
  }

  /** The first zone where nodes are wanted and a type has some left; -1: none. */
  private wantedOf(type: number): number {
    for (let zone = 0; zone < this.wanted.length; zone++) {
      if (this.wanted[zone] > 0 && this.state.has(type, zone)) {
        return zone;
      }
    }
    return -1;
  }

  /** Nodes of a bundle that an owner needs. */
  private useful(owner: number, { counts }: Bundle): number {
    let all = 0;
    let useful = 0;
    for (let zone = 0; zone < counts.length; zone++) {
      all += counts[zone];
      useful += Math.min(counts[zone], this.wanted[zone]);
    }
    return this.state.problem.owners[owner].anywhere ? Math.min(all, this.wanted[0]) : useful;
  }

  private fits(type: number, at: number): boolean {
    const { used, resources, problem } = this.state;
    const { size } = problem.types[type];
    const base = at * resources;
    for (let r = 0; r < resources; r++) {
      if (used[base + r] + this.demand[r] > size[r]) {
        return false;
      }
    }
    return true;
  }

  private add(at: number, owner: number, type: number): void {
    const { counts, owners } = this.state.list[at]!;
    this.state.set(at, bundleOf(type, counts, [...owners, owner]));
  }

  private addNode(at: number, owner: number, zone: number): void {
    const { type, counts, owners } = this.state.list[at]!;
    const more = counts.map((count, z) => (z === zone ? count + 1 : count));
    this.state.set(at, bundleOf(type, more, owners.includes(owner) ? owners : [...owners, owner]));
  }

  /** The cheapest type for a bundle, cheaper than a limit; -1: none. */
  private cheapest({ owners, counts }: Omit<Bundle, 'type'>, used: Float64Array, base: number, limit: number): number {
    const { types, owners: all } = this.state.problem;
    let best = -1;
    let least = limit;
    for (const type of all[owners[0]].types) {
      const { cost, size } = types[type];
      if (
        cost < least &&
        holds(size, used, base) &&
        this.state.hasAll(type, counts) &&
        this.state.mayAllUse(owners, type)
      ) {
        [best, least] = [type, cost];
      }
    }
    this.state.steps += 1;
    return best;
  }
}

/** Whether a node has room for what is taken. */
function holds(size: readonly number[], used: Float64Array, base: number): boolean {
  for (let r = 0; r < size.length; r++) {
    if (used[base + r] > size[r]) {
      return false;
    }
  }
  return true;
}
