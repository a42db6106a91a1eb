import { ClusterModel, NodeGroup, Pods, PoolModel, WorkloadModel } from '../model';

/** Equal nodes in the middle of a scenario. */
export interface Run {
  readonly group: NodeGroup;
  readonly pool: PoolModel;
  readonly count: number;
  /** What is left of one node; shared between runs, copied before it changes. */
  readonly free: Readonly<Record<string, number>>;
  /** The least share of any resource that is left on one node. */
  readonly left: number;
  /** Pods put on top of the group's, by workload id. */
  readonly added: Pods;
}

/** What placing pods of a workload asks for, looked up once. */
export interface Demands {
  readonly workload: WorkloadModel;
  readonly requests: readonly (readonly [string, number])[];
  readonly eligible: ReadonlySet<string>;
  /** Pools whose nodes make their zone count for its spread: `eligible` itself where there are no others. */
  readonly counted: ReadonlySet<string>;
  /** Zones in which it may run, with nodes or without. */
  readonly zones: ReadonlySet<string | undefined>;
  /** Keys of its pods in each zone of the cluster. */
  readonly keys: ReadonlyMap<string | undefined, string>;
  /** Zones that can count at most. */
  readonly mostZones: number;
  /** Zones that count at steady because of the nodes that they have. */
  readonly zonesWithNodes: ReadonlySet<string | undefined>;
  /** Workloads that it may not share a node with. */
  readonly rivals: readonly string[];
  /** Largest share of a node that one pod requests, on the nodes on which that is least. */
  readonly share: number;
}

/** The steady cluster, from which every scenario starts: made once, never changed. */
export class SteadyCluster {
  public readonly runs: readonly Run[];
  public readonly workloads: ReadonlyMap<string, WorkloadModel>;
  /** Pods by workload id, and by `<workload id>|<zone>`. */
  public readonly running: ReadonlyMap<string, number>;
  public readonly perZone: ReadonlyMap<string, number>;
  private readonly demands: Map<string, Demands>;
  private readonly rivals: Map<string, string[]>;
  private readonly runsOf: ReadonlyMap<string, Run>;
  private readonly pools: ReadonlyMap<string, PoolModel>;
  private readonly zones: ReadonlySet<string | undefined>;

  /** @param known the same cluster with pods elsewhere on the same nodes: what does not depend on where they are is taken from there */
  public constructor(
    public readonly model: ClusterModel,
    public readonly groups: readonly NodeGroup[],
    known?: SteadyCluster,
  ) {
    const pools = known?.pools ?? new Map(model.pools.map((pool) => [pool.id, pool]));
    this.pools = pools;
    this.zones = known?.zones ?? new Set(model.pools.map(({ zone }) => zone));
    this.workloads = known?.workloads ?? new Map(model.workloads.map((workload) => [workload.id, workload]));
    this.demands = known?.demands ?? new Map<string, Demands>();
    this.rivals = known?.rivals ?? rivalsOf(model);
    const running = new Map<string, number>();
    const perZone = new Map<string, number>();
    this.runs = groups.map((group) => {
      const pool = pools.get(group.pool)!;
      for (const [id, n] of Object.entries(group.pods)) {
        running.set(id, (running.get(id) ?? 0) + n * group.count);
        const key = inZone(id, pool.zone);
        perZone.set(key, (perZone.get(key) ?? 0) + n * group.count);
      }
      const free = freeOn(pool, group.pods, this.workloads);
      return { group, pool, count: group.count, free, left: shareLeft(pool, free), added: {} };
    });
    this.running = running;
    this.perZone = perZone;
    this.runsOf = new Map(this.runs.map((run) => [run.group.id, run]));
  }

  /** The nodes of a group. */
  public runOf(group: string): Run {
    return this.runsOf.get(group)!;
  }

  public demandsOf(id: string): Demands {
    let demands = this.demands.get(id);
    if (!demands) {
      const workload = this.workloads.get(id)!;
      const eligible = new Set(workload.eligible);
      const counted = workload.spreadPools ? new Set([...eligible, ...workload.spreadPools]) : eligible;
      demands = {
        workload,
        requests: Object.entries(workload.requests).filter(([, amount]) => amount > 0),
        eligible,
        counted,
        zones: new Set(this.model.pools.filter((pool) => eligible.has(pool.id)).map(({ zone }) => zone)),
        keys: new Map(Array.from(this.zones, (zone) => [zone, inZone(id, zone)])),
        mostZones: new Set(this.model.pools.filter(({ id: pool }) => counted.has(pool)).map(({ zone }) => zone)).size,
        zonesWithNodes: new Set(this.runs.filter(({ pool }) => counted.has(pool.id)).map(({ pool }) => pool.zone)),
        rivals: this.rivals.get(id) ?? [],
        share: shareOf(
          workload,
          this.model.pools.filter((pool) => eligible.has(pool.id)),
        ),
      };
      this.demands.set(id, demands);
    }
    return demands;
  }
}

/**
 * True where a first node of the pool breaks no spread: its zone counts from then on, with no pods in it, for every workload that the pool
 * counts for, at its maximum too.
 */
export function mayGetNodes(start: SteadyCluster, pool: PoolModel): boolean {
  return [...start.workloads.values()].every(({ id, zoneSkew, evenZones, replicas }) => {
    if (!zoneSkew) {
      return true;
    }
    const { counted, zones, zonesWithNodes } = start.demandsOf(id);
    const known = zonesWithNodes.has(pool.zone) || (evenZones && zones.has(pool.zone));
    const fullest = () => Math.max(0, ...[...zones].map((zone) => start.perZone.get(inZone(id, zone)) ?? 0));
    const grows = (replicas.max ?? 0) > replicas.planned;
    return known || !counted.has(pool.id) || (grows ? replicas.max! : fullest()) <= zoneSkew;
  });
}

/** Workloads that each workload may not share a node with. */
function rivalsOf({ conflicts }: ClusterModel): Map<string, string[]> {
  const rivals = new Map<string, string[]>();
  for (const [a, b] of conflicts) {
    rivals.set(a, [...(rivals.get(a) ?? []), b]);
    rivals.set(b, [...(rivals.get(b) ?? []), a]);
  }
  return rivals;
}

/** How many more pods of each workload the nodes have all requests of, alone and whatever its spreads say. By workload id. */
export function roomOf(start: SteadyCluster): Record<string, number> {
  const room = (id: string) => {
    const { eligible, requests } = start.demandsOf(id);
    const on = ({ free }: Run) =>
      Math.max(0, Math.floor(Math.min(...requests.map(([name, amount]) => (free[name] ?? 0) / amount))));
    return start.runs
      .filter(({ pool }) => eligible.has(pool.id))
      .reduce((sum, run) => sum + (requests.length > 0 ? run.count * on(run) : 0), 0);
  };
  return Object.fromEntries([...start.workloads.keys()].map((id) => [id, room(id)]));
}

/** Key of the pods of a workload in one zone. */
export function inZone(id: string, zone: string | undefined): string {
  return `${id}|${zone ?? ''}`;
}

function shareOf({ requests }: WorkloadModel, pools: readonly PoolModel[]): number {
  const onOne = ({ allocatable }: PoolModel) =>
    Math.max(...Object.entries(requests).map(([name, amount]) => (amount > 0 ? amount / (allocatable[name] ?? 0) : 0)));
  return Math.min(...pools.map(onOne));
}

function freeOn(pool: PoolModel, pods: Pods, workloads: ReadonlyMap<string, WorkloadModel>): Record<string, number> {
  const free: Record<string, number> = { ...pool.allocatable };
  for (const [id, n] of Object.entries(pods)) {
    for (const [resource, amount] of Object.entries(workloads.get(id)!.requests)) {
      free[resource] = (free[resource] ?? 0) - amount * n;
    }
  }
  return free;
}

/** The least share of any resource that is left on a node of the pool. */
export function shareLeft(pool: PoolModel, free: Readonly<Record<string, number>>): number {
  let least = 1;
  for (const resource in pool.allocatable) {
    if (pool.allocatable[resource] > 0) {
      least = Math.min(least, free[resource] / pool.allocatable[resource]);
    }
  }
  return least;
}
