import { ClusterState } from './cluster-state';
import { podsOn } from './host-spread';
import { Demands, Run } from './steady-cluster';

/** Workloads times nodes up to which it is looked at closely what each may take of each, where rough figures will do. */
const MOST_COMPARED = 1000;

/** Pods of one workload that have lost their places. */
export interface Returning {
  readonly id: string;
  readonly count: number;
  /** Where its volumes are: it comes back nowhere else. */
  readonly onlyZones?: ReadonlySet<string | undefined>;
}

/** The same, and what placing them asks for. */
interface Comer extends Returning {
  readonly demands: Demands;
}

/** A zone that pods may come back to: those that it has, and those that it surely takes. */
interface Zone {
  readonly here: number;
  readonly places: number;
}

/** What comes to one node at most. */
interface Crowd {
  /** Most pods, by position of the workload. */
  readonly most: readonly number[];
  /** What these request together, of workloads that may come before one of a priority. */
  readonly requested: Map<number, Map<string, number>>;
}

/**
 * Pods that come back together, in an order that nobody knows, each to a node that the scheduler chooses as it likes: which of them surely find
 * a place.
 */
export class Comeback {
  private readonly comers: readonly Comer[];
  private readonly at: ReadonlyMap<string, number>;
  private readonly nodes: readonly Run[];
  private readonly crowds = new Map<Run, Crowd>();
  private readonly precedents = new Map<Comer, readonly number[]>();

  /** @param queued true where higher priorities come first; false where any may */
  public constructor(
    private readonly state: ClusterState,
    returning: readonly Returning[],
    private readonly queued: boolean,
  ) {
    this.comers = returning.map((one) => ({ ...one, demands: state.demandsOf(one.id) }));
    this.at = new Map(returning.map(({ id }, v) => [id, v]));
    this.nodes = state.nodes();
  }

  /**
   * Pods of one workload that find a place in every order; looked for up to `wanted`.
   * @param roughly true where fewer than are sure will do: then nodes on which others may take a place count little
   */
  public surely(id: string, wanted = Infinity, roughly = false): number {
    const one = this.comers[this.at.get(id)!];
    const { zoneSkew = Infinity, maxPerZone = Infinity } = one.demands.workload;
    const most = Math.min(one.count, wanted);
    if (zoneSkew === Infinity && maxPerZone === Infinity) {
      return this.placesFor(one, () => true, most, roughly);
    }
    const { zones, emptyCounts } = this.state.zonesOf(id);
    const others = zones.filter(([zone]) => !comesTo(one, zone)).map(([, here]) => here);
    const least = Math.min(...(emptyCounts ? [0] : []), ...others);
    const limit = Math.min(maxPerZone, least + zoneSkew);
    const open = zones
      .filter(([zone]) => comesTo(one, zone))
      .map(([zone, here]): Zone => ({
        here,
        places: this.placesFor(one, (other) => other === zone, Math.min(most, Math.max(0, limit - here)), roughly),
      }));
    const evenOnly = zoneSkew < Infinity && least === Infinity;
    return Math.min(most, evenOnly ? untilOneIsFull(open) : open.reduce((sum, { places }) => sum + places, 0));
  }

  /** Places for the workload in some zones, whatever others take of them; up to so many. */
  private placesFor(one: Comer, inZone: (zone: string | undefined) => boolean, most: number, roughly: boolean): number {
    if (most <= 0) {
      return 0;
    }
    const full = this.state.fullHosts(one.demands.workload);
    const contested: [run: Run, slots: number][] = [];
    let sure = 0;
    let open = 0;
    for (const run of this.nodes) {
      const slots = inZone(run.pool.zone) && comesTo(one, run.pool.zone) ? slotsOn(run, one.demands, full) : 0;
      const kept = slots > 0 ? this.keptOn(run, one, slots) : 0;
      sure += run.count * kept;
      open += run.count * slots;
      if (sure >= most) {
        return most;
      }
      if (kept < slots) {
        contested.push([run, slots]);
      }
    }
    const many = roughly && this.comers.length * this.nodes.length > MOST_COMPARED;
    return open <= sure || contested.length === 0 || many
      ? sure
      : Math.min(most, Math.max(sure, open - this.takenOf(one, contested)));
  }

  /** Places that are left on the node when as much as can of every other workload comes to it. */
  private keptOn(run: Run, one: Comer, slots: number): number {
    const { requests, rivals } = one.demands;
    const { most } = this.crowdOn(run);
    if (rivals.length > 0 && this.before(one).some((v) => most[v] > 0 && rivals.includes(this.comers[v].id))) {
      return 0;
    }
    const requested = this.requestedOn(run, one);
    const own = most[this.at.get(one.id)!];
    return requests.reduce((least, [name, amount]) => {
      const left = (run.free[name] ?? 0) - ((requested.get(name) ?? 0) - own * amount);
      return Math.max(0, Math.min(least, Math.floor(left / amount)));
    }, slots);
  }

  /** Places on the contested nodes that the others take at most: each of their pods where it takes most. */
  private takenOf(one: Comer, contested: readonly (readonly [Run, number])[]): number {
    const others = this.before(one);
    const worst = others.map(() => 0);
    for (const [run, slots] of contested) {
      const harm = harmOn(run, one.demands, slots, this.crowdOn(run).most, others, this.comers);
      harm.forEach((places, i) => (worst[i] = Math.max(worst[i], places)));
    }
    return Math.floor(others.reduce((sum, v, i) => sum + this.comers[v].count * worst[i], 0) + 1e-9);
  }

  /** Positions of the workloads that may come before this one. */
  private before(one: Comer): readonly number[] {
    let known = this.precedents.get(one);
    if (!known) {
      known = this.comers.flatMap((comer, v) => (comer !== one && this.mayPrecede(comer, one) ? [v] : []));
      this.precedents.set(one, known);
    }
    return known;
  }

  private mayPrecede({ demands }: Comer, one: Comer): boolean {
    return !this.queued || demands.workload.priority >= one.demands.workload.priority;
  }

  private crowdOn(run: Run): Crowd {
    let crowd = this.crowds.get(run);
    if (!crowd) {
      crowd = { most: this.comers.map((comer) => comeTo(run, comer)), requested: new Map() };
      this.crowds.set(run, crowd);
    }
    return crowd;
  }

  /** What all that may come before a workload, and itself, requests of the node at most. */
  private requestedOn(run: Run, one: Comer): ReadonlyMap<string, number> {
    const { most, requested } = this.crowdOn(run);
    const level = this.queued ? one.demands.workload.priority : -Infinity;
    let sum = requested.get(level);
    if (!sum) {
      sum = new Map<string, number>();
      requested.set(level, sum);
      for (const [v, comer] of this.comers.entries()) {
        for (const [name, amount] of most[v] > 0 && this.mayPrecede(comer, one) ? comer.demands.requests : []) {
          sum.set(name, (sum.get(name) ?? 0) + most[v] * amount);
        }
      }
    }
    return sum;
  }
}

function comesTo({ onlyZones }: Returning, zone: string | undefined): boolean {
  return onlyZones?.has(zone) ?? true;
}

/**
 * Under a spread pods wait only where the emptiest zone is full, and it is the emptiest only where all others have as many: the zone
 * with which fewest are back when it is full and the others are level with it.
 */
function untilOneIsFull(zones: readonly Zone[]): number {
  const backAt = (level: number) => zones.reduce((sum, { here }) => sum + Math.max(0, level - here), 0);
  return zones.length === 0 ? 0 : Math.min(...zones.map(({ here, places }) => backAt(here + places)));
}

function countSlots(run: Run, { workload, requests, rivals, eligible }: Demands, full: number): number {
  const most = Math.min(workload.maxPerNode ?? Infinity, full) - podsOn(run, workload.id, false);
  const admits = eligible.has(run.pool.id) && !rivals.some((rival) => podsOn(run, rival, false) > 0);
  if (most <= 0 || !admits) {
    return 0;
  }
  return requests.reduce(
    (least, [name, amount]) => Math.max(0, Math.min(least, Math.floor((run.free[name] ?? 0) / amount))),
    most,
  );
}

/** Pods that nodes take as they are where no spread over nodes says less: most nodes stay as they are from one placement of others to the next. */
const slotsKnown = new WeakMap<Run, Map<Demands, number>>();

/** Pods of the workload that the node takes as it is. */
function slotsOn(run: Run, demands: Demands, full: number): number {
  if (full < Infinity) {
    return countSlots(run, demands, full);
  }
  let known = slotsKnown.get(run);
  if (!known) {
    slotsKnown.set(run, (known = new Map()));
  }
  let slots = known.get(demands);
  if (slots === undefined) {
    known.set(demands, (slots = countSlots(run, demands, full)));
  }
  return slots;
}

/** Most pods of a workload that come to the node. */
function comeTo(run: Run, comer: Comer): number {
  return comesTo(comer, run.pool.zone) ? Math.min(comer.count, slotsOn(run, comer.demands, Infinity)) : 0;
}

/**
 * For each other workload, places on the node that one of its pods takes: such that pods together never take more than the sum. Of three such counts the
 * one that allows least is taken: a pod takes as many whole places as its request covers; or its share of what has to be taken before places are lost; or
 * one part of as many pods as it takes at least, the largest first.
 */
function harmOn(
  run: Run,
  { requests, rivals }: Demands,
  slots: number,
  most: readonly number[],
  others: readonly number[],
  comers: readonly Comer[],
): number[] {
  const part = partOf(run, requests, slots, most, others, comers);
  const harm = others.map((v) => {
    const { id, demands } = comers[v];
    if (most[v] === 0 || rivals.includes(id)) {
      return most[v] === 0 ? [0, 0, 0] : [slots, slots, slots];
    }
    let [whole, share] = [0, 0];
    for (const [name, amount] of requests) {
      const taken = demands.workload.requests[name] ?? 0;
      const spare = run.free[name] - slots * amount;
      whole = Math.max(whole, Math.min(slots, Math.ceil(taken / amount)));
      share = Math.max(share, taken / Math.min(spare + 1, (spare + (slots - 1) * amount + 1) / slots));
    }
    return [whole, share, part];
  });
  const totals = [0, 1, 2].map((way) => others.reduce((sum, v, i) => sum + comers[v].count * harm[i][way], 0));
  const way = totals.indexOf(Math.min(...totals));
  return harm.map((one) => one[way]);
}

/** Most places that are lost for each pod that comes, when the largest come first. */
function partOf(
  run: Run,
  requests: Demands['requests'],
  slots: number,
  most: readonly number[],
  others: readonly number[],
  comers: readonly Comer[],
): number {
  let part = 0;
  for (const [name, amount] of requests) {
    const sizeOf = (v: number) => comers[v].demands.workload.requests[name] ?? 0;
    const largestFirst = others.filter((v) => most[v] > 0 && sizeOf(v) > 0).sort((a, b) => sizeOf(b) - sizeOf(a));
    let left = run.free[name];
    let taken = 0;
    for (const v of largestFirst) {
      const size = sizeOf(v);
      // Where no place is left, more pods lose no more.
      for (let n = 0; n < most[v] && left >= amount; n++) {
        left -= size;
        taken += 1;
        part = Math.max(part, (slots - Math.max(0, Math.floor(left / amount))) / taken);
      }
    }
  }
  return part;
}
