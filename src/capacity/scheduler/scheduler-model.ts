import { ClusterModel, PoolModel, WorkloadModel } from '../model';
import { byCodeUnit } from '../order';
import { Scoring } from './scoring';
import { countsForHosts } from '../scenario/host-spread';

/** Requests that kube-scheduler takes for scoring where a pod has none: 100 millicores and 200 MB. */
const DEFAULT_CPU = 100;
const DEFAULT_MEMORY = 200 * 1024 * 1024;

/** A workload as the scheduler looks at its pods. */
export interface SchedulerWorkload {
  readonly model: WorkloadModel;
  /** Positions of the resources that it requests, and the amounts. */
  readonly resourceOf: readonly number[];
  readonly amountOf: readonly number[];
  /** Workloads with equal requests share a class: nodes score alike for them. */
  readonly scoreClass: number;
  /** 1 for each pool, by position, that admits it. */
  readonly admitted: Uint8Array;
  /** Pools whose nodes make their zone count for its spread, by position. */
  readonly counted: readonly number[];
  /** Zones that count for its spread: those with nodes that it may use, or that count all the same. */
  readonly zones: readonly number[];
  /** Nodes that count for its hard spread over nodes; none without one. */
  readonly hosts: Int32Array;
  readonly rivals: readonly number[];
}

/** What decides how a node scores for a pod: true requests, and what the resource fit takes them for where there are none. */
export interface ScoreClass {
  readonly asked: CpuAndMemory;
  readonly taken: CpuAndMemory;
}

/** Amounts of cpu and memory. */
export interface CpuAndMemory {
  readonly cpu: number;
  readonly memory: number;
}

/** Nodes and workloads in dense form, in one fixed order; cpu and memory are the first two resources. */
export class SchedulerModel {
  public readonly resources: readonly string[];
  public readonly workloads: readonly SchedulerWorkload[];
  public readonly classes: readonly ScoreClass[];
  /** Pool and zone of each node, by position; the scheduler walks zone by zone in turn. */
  public readonly poolOf: Int32Array;
  public readonly zoneOf: Int32Array;
  public readonly zoneCount: number;
  public readonly zoneNames: readonly string[];
  /** The largest share that a pod of each workload requests of the largest node. */
  public readonly weights: readonly number[];
  /** Allocatable of each pool's nodes as the scheduler sees it: daemonsets not taken off. */
  public readonly seen: readonly CpuAndMemory[];

  /** What is free of each resource, node by node, where nothing runs. */
  public readonly empty: Float64Array;

  private readonly zoneOfPool: readonly number[];
  /** Requests of one pod, by workload and resource. */
  private readonly amounts: Float64Array;
  private readonly lower: (readonly number[])[];

  /** @param known the same cluster with other nodes, where it is known already: what does not depend on them is taken from there */
  public constructor(
    public readonly cluster: ClusterModel,
    nodes: Readonly<Record<string, number>>,
    public readonly scoring: Scoring,
    known?: SchedulerModel,
  ) {
    const { pools, workloads } = cluster;
    if (known) {
      const { resources, zoneCount, zoneOfPool, seen, classes } = known;
      [this.resources, this.zoneCount, this.zoneOfPool, this.seen] = [resources, zoneCount, zoneOfPool, seen];
      [this.classes, this.amounts, this.lower] = [classes, known.amounts, known.lower];
      [this.zoneNames, this.weights] = [known.zoneNames, known.weights];
      [this.poolOf, this.zoneOf] = this.nodesOf(nodes);
      this.empty = this.freeOf(this.poolOf);
      this.workloads = known.workloads.map((workload) => ({
        ...workload,
        zones: this.zonesOf(workload, nodes),
        hosts: this.hostsOf(workload.model),
      }));
      return;
    }
    this.resources = [...new Set(['cpu', 'memory', ...workloads.flatMap(({ requests }) => Object.keys(requests))])];
    const zones = [...new Set(pools.map(({ zone }) => zone ?? ''))].sort(byCodeUnit);
    [this.zoneCount, this.zoneNames] = [zones.length, zones];
    this.weights = workloads.map((workload) => shareOfLargest(workload, pools));
    this.amounts = Float64Array.from(
      workloads.flatMap(({ requests }) => this.resources.map((name) => requests[name] ?? 0)),
    );
    this.lower = new Array<readonly number[]>(workloads.length);
    this.zoneOfPool = pools.map(({ zone }) => zones.indexOf(zone ?? ''));
    [this.poolOf, this.zoneOf] = this.nodesOf(nodes);
    this.empty = this.freeOf(this.poolOf);
    this.seen = pools.map(({ capacity, reserved }) => ({
      cpu: (capacity.cpu ?? 0) - (reserved.cpu ?? 0),
      memory: (capacity.memory ?? 0) - (reserved.memory ?? 0),
    }));
    const asked = workloads.map(({ requests: { cpu = 0, memory = 0 } }): CpuAndMemory => ({ cpu, memory }));
    const classKeys = [...new Set(asked.map(keyOf))];
    this.classes = classKeys.map((key): ScoreClass => {
      const { cpu, memory } = asked.find((one) => keyOf(one) === key)!;
      return { asked: { cpu, memory }, taken: { cpu: cpu || DEFAULT_CPU, memory: memory || DEFAULT_MEMORY } };
    });
    const indexOf = new Map(workloads.map(({ id }, w) => [id, w]));
    const rivalsOf = workloads.map((): number[] => []);
    for (const [a, b] of cluster.conflicts) {
      rivalsOf[indexOf.get(a)!].push(indexOf.get(b)!);
      rivalsOf[indexOf.get(b)!].push(indexOf.get(a)!);
    }
    this.workloads = workloads.map((model, w): SchedulerWorkload => {
      const eligible = new Set(model.eligible);
      const admitted = Uint8Array.from(pools, ({ id }) => (eligible.has(id) ? 1 : 0));
      const requested = this.resources.map((_, r) => r).filter((r) => (model.requests[this.resources[r]] ?? 0) > 0);
      const counts = new Set([...eligible, ...(model.spreadPools ?? [])]);
      const counted = pools.flatMap(({ id }, p) => (counts.has(id) ? [p] : []));
      return {
        model,
        counted,
        resourceOf: requested,
        amountOf: requested.map((r) => model.requests[this.resources[r]]),
        scoreClass: classKeys.indexOf(keyOf(asked[w])),
        admitted,
        zones: this.zonesOf({ counted }, nodes),
        hosts: this.hostsOf(model),
        rivals: rivalsOf[w],
      };
    });
  }

  /** The same cluster with other nodes. */
  public withNodes(nodes: Readonly<Record<string, number>>): SchedulerModel {
    return new SchedulerModel(this.cluster, nodes, this.scoring, this);
  }

  /** What one pod of the workload requests of a resource, by position. */
  public amount(workload: number, resource: number): number {
    return this.amounts[workload * this.resources.length + resource];
  }

  /** Workloads of lower priority than this one, least important first. */
  public lowerThan(workload: number): readonly number[] {
    return (this.lower[workload] ??= this.workloads
      .map((_, w) => w)
      .filter((w) => this.priorityOf(w) < this.priorityOf(workload))
      .sort((a, b) => this.priorityOf(a) - this.priorityOf(b) || a - b));
  }

  private priorityOf(workload: number): number {
    return this.workloads[workload].model.priority;
  }

  /** Pools and zones of the nodes. */
  private nodesOf(nodes: Readonly<Record<string, number>>): [Int32Array, Int32Array] {
    const pools = Int32Array.from(interleaved(this.cluster.pools, nodes, this.zoneOfPool, this.zoneCount));
    return [pools, pools.map((pool) => this.zoneOfPool[pool])];
  }

  private freeOf(poolOf: Int32Array): Float64Array {
    const { pools } = this.cluster;
    return Float64Array.from(
      [...poolOf].flatMap((pool) => this.resources.map((name) => Math.max(0, pools[pool].allocatable[name] ?? 0))),
    );
  }

  private zonesOf({ counted }: Pick<SchedulerWorkload, 'counted'>, nodes: Readonly<Record<string, number>>): number[] {
    const { pools } = this.cluster;
    return [...new Set(counted.flatMap((p) => ((nodes[pools[p].id] ?? 0) > 0 ? [this.zoneOfPool[p]] : [])))];
  }

  private hostsOf(workload: WorkloadModel): Int32Array {
    const counted = this.cluster.pools.map(
      ({ id }) => workload.hostSpread !== undefined && countsForHosts(workload, id),
    );
    return Int32Array.from([...this.poolOf.keys()].filter((node) => counted[this.poolOf[node]]));
  }
}

/** The largest share that one pod requests of the largest node, resource by resource. */
export function shareOfLargest({ requests }: Pick<WorkloadModel, 'requests'>, pools: readonly PoolModel[]): number {
  return Object.entries(requests).reduce((most, [name, amount]) => {
    const largest = pools.reduce((size, { allocatable }) => Math.max(size, allocatable[name] ?? 0), 0);
    return amount > 0 ? Math.max(most, largest > 0 ? amount / largest : 1) : most;
  }, 0);
}

function keyOf({ cpu, memory }: CpuAndMemory): string {
  return `${cpu}|${memory}`;
}

/** Pools of the nodes in the order of the scheduler's node tree: one node of each zone after the other. */
function interleaved(
  pools: readonly PoolModel[],
  nodes: Readonly<Record<string, number>>,
  zoneOfPool: readonly number[],
  zones: number,
): number[] {
  const queues = Array.from({ length: zones }, (_, zone) =>
    pools.flatMap(({ id }, p) => (zoneOfPool[p] === zone ? new Array<number>(nodes[id] ?? 0).fill(p) : [])),
  );
  const longest = queues.reduce((most, queue) => Math.max(most, queue.length), 0);
  return Array.from({ length: longest }, (_, i) =>
    queues.flatMap((queue) => (i < queue.length ? [queue[i]] : [])),
  ).flat();
}
