import { countsForHosts, fullAt, podsOn } from './host-spread';
import { Demands, Run, shareLeft, SteadyCluster } from './steady-cluster';
import { Pods, PoolModel, WorkloadModel } from '../model';
import { byCodeUnit, sortedRecord } from '../order';
import { Added } from '../plan';

/** Equal nodes. */
interface Content {
  readonly pool: string;
  readonly count: number;
  readonly before: Pods;
  readonly pods: Pods;
}

/** Pods of a workload by zone, emptiest first. */
export interface ZoneCounts {
  readonly zones: readonly (readonly [zone: string | undefined, pods: number])[];
  /** True where a zone with none of its pods counts for its spread, whatever is added. */
  readonly emptyCounts: boolean;
}

/** How pods are added. */
export interface Placing {
  /** True where what is added is of another revision than what runs: rules that compare pods of one revision start anew. */
  readonly newRevision?: boolean;
  /** True: to the node with least left that has room, instead of the one with most. */
  readonly tightest?: boolean;
}

/**
 * The steady cluster while something happens to it: nodes may be taken away, pods may be added, nothing that runs moves.
 */
export class ClusterState {
  private readonly runs: Run[];
  private lost: Readonly<Record<string, number>>;
  /** What has changed since steady, by workload and zone. */
  private perZone: Map<string, number>;
  /** True where a copy has the same: it is copied before it changes. */
  private shared = false;

  /**
   * @param steady what it starts from
   * @param keepsEven true where pods that were asked for in all zones have to stay so, as at steady: zones without nodes count for them too
   * @param from what has happened to it already; absent: nothing
   */
  public constructor(
    private readonly steady: SteadyCluster,
    private readonly keepsEven = false,
    private readonly placing: Placing = {},
    from?: ClusterState,
  ) {
    this.runs = [...(from?.runs ?? steady.runs)];
    this.perZone = from?.perZone ?? new Map();
    if (from) {
      this.shared = from.shared = true;
    }
    this.lost = from?.lost ?? {};
  }

  /** The same, to which other things may happen. */
  public copy(): ClusterState {
    return new ClusterState(this.steady, this.keepsEven, this.placing, this);
  }

  /** Nodes that are left. */
  public nodes(): Run[] {
    return this.runs.filter(({ count }) => count > 0);
  }

  public demandsOf(id: string): Demands {
    return this.steady.demandsOf(id);
  }

  /** Takes `count` nodes of a group away with everything on them. */
  public lose(groupId: string, count: number): void {
    const at = this.runs.findIndex((candidate) => candidate.group.id === groupId);
    const run = this.runs[at];
    const { group, pool, free, left, added } = run;
    this.runs[at] = { group, pool, count: run.count - count, free, left, added };
    this.lost = { ...this.lost, [groupId]: (this.lost[groupId] ?? 0) + count };
    for (const [id, n] of Object.entries(run.group.pods)) {
      this.count(id, run.pool, -n * count);
    }
  }

  /** Pods of the workload that run now. */
  public runningOf(id: string): number {
    const { keys } = this.steady.demandsOf(id);
    let running = this.steady.running.get(id) ?? 0;
    keys.forEach((key) => (running += this.perZone.get(key) ?? 0));
    return running;
  }

  /** Zone of a steady group. */
  public zoneOf(groupId: string): string | undefined {
    return this.runs.find((run) => run.group.id === groupId)!.pool.zone;
  }

  /** Adds up to `wanted` pods, emptiest zone first, to the node with most left (or least); returns how many found a place. */
  public add(id: string, wanted: number, onlyZones?: ReadonlySet<string | undefined>): number {
    const demands = this.steady.demandsOf(id);
    let placed = 0;
    while (placed < wanted && this.addOne(demands, onlyZones)) {
      placed++;
    }
    return placed;
  }

  /** Pods of a workload by zone that still has nodes for it, emptiest first; and whether a zone without any counts for its spread as well. */
  public zonesOf(id: string): ZoneCounts {
    const demands = this.steady.demandsOf(id);
    const zones = this.zonesFor(demands);
    return {
      zones: zones.map((zone) => [zone, this.inZone(demands, zone)]),
      emptyCounts: this.countsAsEmpty(demands, zones),
    };
  }

  /** Positions of all nodes that the scheduler may choose for one more pod: one of each kind. */
  public choices(id: string, onlyZones?: ReadonlySet<string | undefined>): number[] {
    const demands = this.steady.demandsOf(id);
    const { workload, eligible } = demands;
    const zones = this.zonesFor(demands);
    const most = workload.zoneSkew ? this.leastOf(demands, zones) + workload.zoneSkew : Infinity;
    const open = new Set(
      zones.filter(
        (zone) =>
          this.inZone(demands, zone) < most &&
          this.ofLimits(demands, zone) < (workload.maxPerZone ?? Infinity) &&
          (onlyZones?.has(zone) ?? true),
      ),
    );
    const full = this.fullHosts(workload);
    const admits = (run: Run) =>
      run.count > 0 && eligible.has(run.pool.id) && open.has(run.pool.zone) && this.takes(run, demands, full);
    return this.runs.flatMap((run, at) => (admits(run) ? [at] : []));
  }

  /** Puts one pod on a node that may be chosen for it. */
  public put(id: string, at: number): void {
    this.putOne(at, this.steady.demandsOf(id));
  }

  /** What was added, by steady group, in the form of plan.json. */
  public additions(): Added[] {
    return this.runs
      .filter((run) => run.count > 0 && Object.keys(run.added).length > 0)
      .map((run) => ({ on: run.group.id, count: run.count, pods: sortedRecord(run.added) }));
  }

  /** The same as one text, of which equal additions have the same. */
  public get fingerprint(): string {
    return this.runs.map(fingerprintOf).join('');
  }

  /** All nodes that are left, with what ran there before and what runs there now; equal ones that were filled alike together. */
  public contents(): Content[] {
    return this.runs
      .filter(({ count }) => count > 0)
      .map(({ group, count, added }) => {
        const all = new Set([...Object.keys(group.pods), ...Object.keys(added)]);
        const pods = [...all].map((id): [string, number] => [id, (group.pods[id] ?? 0) + (added[id] ?? 0)]);
        return { pool: group.pool, count, before: group.pods, pods: Object.fromEntries(pods) };
      });
  }

  /** What was lost, by steady group. */
  public losses(): Readonly<Record<string, number>> {
    return sortedRecord(this.lost);
  }

  private addOne(demands: Demands, onlyZones?: ReadonlySet<string | undefined>): boolean {
    const { workload } = demands;
    const full = this.fullHosts(workload);
    const zones = this.zonesFor(demands);
    const least = workload.zoneSkew ? this.leastOf(demands, zones) : 0;
    for (const zone of zones) {
      const here = this.inZone(demands, zone);
      // Zones come emptiest first: where one breaks the spread, so do all that follow.
      if (workload.zoneSkew && here + 1 - least > workload.zoneSkew) {
        return false;
      }
      const open = this.ofLimits(demands, zone) < (workload.maxPerZone ?? Infinity) && (onlyZones?.has(zone) ?? true);
      const at = open ? this.nodeFor(demands, zone, full) : -1;
      if (at >= 0) {
        this.putOne(at, demands);
        return true;
      }
    }
    return false;
  }

  /**
   * Pods in the zone that counts for the spread and has fewest. What counts and is none of the zones with nodes for the workload has none of
   * its pods; with fewer zones than the spread asks for, the emptiest counts as empty.
   */
  private leastOf(demands: Demands, zones: readonly (string | undefined)[]): number {
    return this.countsAsEmpty(demands, zones) ? 0 : this.inZone(demands, zones[0]);
  }

  private countsAsEmpty(demands: Demands, zones: readonly (string | undefined)[]): boolean {
    const domains = this.domainsOf(demands, zones);
    return domains > zones.length || domains < (demands.workload.minZones ?? 0);
  }

  /** How many zones count. */
  private domainsOf(demands: Demands, zones: readonly (string | undefined)[]): number {
    const { workload, counted, eligible } = demands;
    const even = this.keepsEven && workload.evenZones;
    if (zones.length === demands.mostZones || (counted === eligible && !workload.deadZonesCount && !even)) {
      return zones.length;
    }
    const alive = this.runs.filter(({ count, pool }) => count > 0 && counted.has(pool.id)).map(({ pool }) => pool.zone);
    // Nodes that cannot be reached, or are cordoned, are nodes all the same.
    const dead = workload.deadZonesCount ? demands.zonesWithNodes : [];
    return new Set([...alive, ...dead, ...(even ? demands.zones : [])]).size;
  }

  /** Zones that still have nodes for the workload, emptiest of it first. */
  private zonesFor(demands: Demands): (string | undefined)[] {
    const zones: (string | undefined)[] = [];
    for (const { count, pool } of this.runs) {
      if (count > 0 && demands.eligible.has(pool.id) && !zones.includes(pool.zone)) {
        zones.push(pool.zone);
      }
    }
    return zones.sort((a, b) => this.inZone(demands, a) - this.inZone(demands, b) || byCodeUnit(a ?? '', b ?? ''));
  }

  /** The node of the zone with most left, or least, that takes one more pod; -1 where none does. */
  private nodeFor(demands: Demands, zone: string | undefined, full: number): number {
    const { tightest } = this.placing;
    let best = -1;
    let left = tightest ? Infinity : -1;
    for (let at = 0; at < this.runs.length; at++) {
      const run = this.runs[at];
      const better = tightest ? run.left < left : run.left > left;
      const open = better && run.count > 0 && run.pool.zone === zone && demands.eligible.has(run.pool.id);
      if (open && this.takes(run, demands, full)) {
        [best, left] = [at, run.left];
      }
    }
    return best;
  }

  private takes(run: Run, { workload, requests, rivals }: Demands, full: number): boolean {
    for (const [resource, amount] of requests) {
      if (amount > (run.free[resource] ?? 0)) {
        return false;
      }
    }
    const { id, maxPerNode = Infinity, limitsByRevision, hostSpread } = workload;
    return (
      podsOn(run, id, this.isNew(limitsByRevision)) < maxPerNode &&
      podsOn(run, id, this.isNew(hostSpread?.byRevision)) < full &&
      rivals.every((other) => podsOn(run, other, false) === 0)
    );
  }

  /** Pods with which a node is full for the hard spread over nodes; Infinity without one. */
  public fullHosts(workload: WorkloadModel): number {
    const { id, hostSpread } = workload;
    if (!hostSpread) {
      return Infinity;
    }
    const fresh = this.isNew(hostSpread.byRevision);
    const hosts = this.runs.filter(({ pool }) => countsForHosts(workload, pool.id));
    const alive = hosts.filter(({ count }) => count > 0);
    const gone = new Set(hosts.map(({ group }) => group.id));
    return fullAt(
      hostSpread,
      alive.reduce((least, run) => Math.min(least, podsOn(run, id, fresh)), Infinity),
      alive.reduce((sum, { count }) => sum + count, 0),
      [...gone].reduce((sum, group) => sum + (this.lost[group] ?? 0), 0),
    );
  }

  /** Pods in the zone that the limits of the workload count. */
  private ofLimits(demands: Demands, zone: string | undefined): number {
    const { workload, keys } = demands;
    const before = this.isNew(workload.limitsByRevision) ? (this.steady.perZone.get(keys.get(zone)!) ?? 0) : 0;
    return this.inZone(demands, zone) - before;
  }

  /** True where a rule that compares pods of one revision does not see what runs. */
  private isNew(byRevision = false): boolean {
    return byRevision && this.placing.newRevision === true;
  }

  /** Puts one pod on one node of the run, which becomes a run of its own. */
  private putOne(at: number, { workload, requests }: Demands): void {
    const run = this.runs[at];
    const { group, pool, count } = run;
    const free: Record<string, number> = { ...run.free };
    for (const [resource, amount] of requests) {
      free[resource] = (free[resource] ?? 0) - amount;
    }
    const added = { ...run.added, [workload.id]: (run.added[workload.id] ?? 0) + 1 };
    const one: Run = { group, pool, count: 1, free, left: shareLeft(pool, free), added };
    if (count === 1) {
      this.runs[at] = one;
    } else {
      this.runs[at] = { group, pool, count: count - 1, free: run.free, left: run.left, added: run.added };
      this.runs.splice(at + 1, 0, one);
    }
    this.count(workload.id, run.pool, 1);
  }

  private inZone({ keys }: Demands, zone: string | undefined): number {
    const key = keys.get(zone)!;
    return (this.steady.perZone.get(key) ?? 0) + (this.perZone.get(key) ?? 0);
  }

  private count(id: string, pool: PoolModel, n: number): void {
    if (this.shared) {
      [this.perZone, this.shared] = [new Map(this.perZone), false];
    }
    const key = this.steady.demandsOf(id).keys.get(pool.zone)!;
    this.perZone.set(key, (this.perZone.get(key) ?? 0) + n);
  }
}

const fingerprints = new WeakMap<Run, string>();

/** What was added to the nodes of a run, as text; made once, as most runs stay as they are while pods are put on others. */
function fingerprintOf(run: Run): string {
  let known = fingerprints.get(run);
  if (known === undefined) {
    const { group, count, added } = run;
    known = count > 0 && Object.keys(added).length > 0 ? JSON.stringify([group.id, count, sortedRecord(added)]) : '';
    fingerprints.set(run, known);
  }
  return known;
}
