import { ClusterModel, PoolModel, WorkloadModel } from '../model';
import { byCodeUnit, comparing, sortedRecord } from '../order';
import { Added, NodeGroup, Pods } from '../plan';
import { Resources } from '../resources';

/** Equal nodes in the middle of a scenario. */
interface Run {
  readonly group: NodeGroup;
  readonly pool: PoolModel;
  count: number;
  readonly free: Record<string, number>;
  /** Pods put on top of the group's, by workload id. */
  readonly added: Record<string, number>;
}

/**
 * The steady cluster while something happens to it: nodes may be taken away, pods may be added, nothing that runs moves.
 */
export class ClusterState {
  private readonly runs: Run[] = [];
  private readonly lost: Record<string, number> = {};
  private readonly running = new Map<string, number>();
  private readonly perZone = new Map<string, number>();
  private readonly rivals = new Map<string, Set<string>>();
  private readonly pools: ReadonlyMap<string, PoolModel>;

  public constructor(
    model: ClusterModel,
    private readonly workloads: ReadonlyMap<string, WorkloadModel>,
    groups: readonly NodeGroup[],
  ) {
    this.pools = new Map(model.pools.map((pool) => [pool.id, pool]));
    for (const [a, b] of model.conflicts) {
      this.rivalsOf(a).add(b);
      this.rivalsOf(b).add(a);
    }
    for (const group of groups) {
      const pool = this.pools.get(group.pool)!;
      this.runs.push({ group, pool, count: group.count, free: freeOn(pool, group.pods, workloads), added: {} });
      for (const [id, n] of Object.entries(group.pods)) {
        this.count(id, pool, n * group.count);
      }
    }
  }

  /** Takes `count` nodes of a group away with everything on them. */
  public lose(groupId: string, count: number): void {
    const run = this.runs.find((candidate) => candidate.group.id === groupId)!;
    run.count -= count;
    this.lost[groupId] = (this.lost[groupId] ?? 0) + count;
    for (const [id, n] of Object.entries(run.group.pods)) {
      this.count(id, run.pool, -n * count);
    }
  }

  /** Pods of the workload that run now. */
  public runningOf(id: string): number {
    return this.running.get(id) ?? 0;
  }

  /** Zone of a steady group. */
  public zoneOf(groupId: string): string | undefined {
    return this.runs.find((run) => run.group.id === groupId)!.pool.zone;
  }

  /** Adds up to `wanted` pods, emptiest zone first, to the node with most left; returns how many found a place. */
  public add(id: string, wanted: number, onlyZones?: ReadonlySet<string | undefined>): number {
    const workload = this.workloads.get(id)!;
    let placed = 0;
    while (placed < wanted && this.addOne(workload, onlyZones)) {
      placed++;
    }
    return placed;
  }

  /** What was added, by steady group, in the form of plan.json. */
  public additions(): Added[] {
    return this.runs
      .filter((run) => run.count > 0 && Object.keys(run.added).length > 0)
      .map((run) => ({ on: run.group.id, count: run.count, pods: sortedRecord(run.added) }));
  }

  /** What was lost, by steady group. */
  public losses(): Readonly<Record<string, number>> {
    return sortedRecord(this.lost);
  }

  private addOne(workload: WorkloadModel, onlyZones?: ReadonlySet<string | undefined>): boolean {
    const zones = this.zonesFor(workload);
    // With fewer zones than the spread asks for, the emptiest counts as empty.
    const few = zones.length < (workload.minZones ?? 0);
    const least = few ? 0 : Math.min(...zones.map((zone) => this.inZone(workload.id, zone)));
    for (const zone of zones) {
      const here = this.inZone(workload.id, zone);
      // Zones come emptiest first: where one breaks the spread, so do all that follow.
      if (workload.zoneSkew && here + 1 - least > workload.zoneSkew) {
        return false;
      }
      const open = here < (workload.maxPerZone ?? Infinity) && (onlyZones?.has(zone) ?? true);
      const run = open ? this.roomiest(workload, zone) : undefined;
      if (!run) {
        continue;
      }
      const one = this.splitOne(run);
      for (const [resource, amount] of Object.entries(workload.requests)) {
        one.free[resource] = (one.free[resource] ?? 0) - amount;
      }
      one.added[workload.id] = (one.added[workload.id] ?? 0) + 1;
      this.count(workload.id, run.pool, 1);
      return true;
    }
    return false;
  }

  /** Zones that still have nodes for the workload, emptiest of it first. */
  private zonesFor(workload: WorkloadModel): (string | undefined)[] {
    const zones = new Set(
      this.runs.filter((run) => run.count > 0 && workload.eligible.includes(run.pool.id)).map((run) => run.pool.zone),
    );
    return [...zones].sort(
      comparing(
        (a, b) => this.inZone(workload.id, a) - this.inZone(workload.id, b),
        (a, b) => byCodeUnit(a ?? '', b ?? ''),
      ),
    );
  }

  private roomiest(workload: WorkloadModel, zone: string | undefined): Run | undefined {
    let best: Run | undefined;
    let most = -1;
    for (const run of this.runs) {
      if (
        run.count === 0 ||
        run.pool.zone !== zone ||
        !workload.eligible.includes(run.pool.id) ||
        !this.takes(run, workload)
      ) {
        continue;
      }
      const left = shareLeft(run);
      if (left > most) {
        [best, most] = [run, left];
      }
    }
    return best;
  }

  private takes(run: Run, workload: WorkloadModel): boolean {
    const on = (id: string) => (run.group.pods[id] ?? 0) + (run.added[id] ?? 0);
    if (on(workload.id) >= (workload.maxPerNode ?? Infinity)) {
      return false;
    }
    for (const rival of this.rivals.get(workload.id) ?? []) {
      if (on(rival) > 0) {
        return false;
      }
    }
    return Object.entries(workload.requests).every(
      ([resource, amount]) => amount === 0 || amount <= (run.free[resource] ?? 0),
    );
  }

  private splitOne(run: Run): Run {
    if (run.count === 1) {
      return run;
    }
    run.count -= 1;
    const one: Run = { group: run.group, pool: run.pool, count: 1, free: { ...run.free }, added: { ...run.added } };
    this.runs.splice(this.runs.indexOf(run) + 1, 0, one);
    return one;
  }

  private inZone(id: string, zone: string | undefined): number {
    return this.perZone.get(`${id}|${zone ?? ''}`) ?? 0;
  }

  private count(id: string, pool: PoolModel, n: number): void {
    this.running.set(id, this.runningOf(id) + n);
    this.perZone.set(`${id}|${pool.zone ?? ''}`, this.inZone(id, pool.zone) + n);
  }

  private rivalsOf(id: string): Set<string> {
    let rivals = this.rivals.get(id);
    if (!rivals) {
      this.rivals.set(id, (rivals = new Set()));
    }
    return rivals;
  }
}

function freeOn(pool: PoolModel, pods: Pods, workloads: ReadonlyMap<string, WorkloadModel>): Record<string, number> {
  const free: Record<string, number> = { ...pool.allocatable };
  for (const [id, n] of Object.entries(pods)) {
    for (const [resource, amount] of Object.entries(workloads.get(id)!.requests as Resources)) {
      free[resource] = (free[resource] ?? 0) - amount * n;
    }
  }
  return free;
}

/** The least share of any resource that is left on a node of the run. */
function shareLeft(run: Run): number {
  const shares = Object.entries(run.pool.allocatable)
    .filter(([, amount]) => amount > 0)
    .map(([resource, amount]) => run.free[resource] / amount);
  return Math.min(1, ...shares);
}
