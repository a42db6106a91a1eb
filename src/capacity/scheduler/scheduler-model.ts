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
  /** Allocatable of each pool's nodes as the scheduler sees it: daemonsets not taken off. */
  public readonly seen: readonly CpuAndMemory[];

  public constructor(
    public readonly cluster: ClusterModel,
    nodes: Readonly<Record<string, number>>,
    public readonly scoring: Scoring,
  ) {
    const { pools, workloads } = cluster;
    this.resources = [...new Set(['cpu', 'memory', ...workloads.flatMap(({ requests }) => Object.keys(requests))])];
    const zones = [...new Set(pools.map(({ zone }) => zone ?? ''))].sort(byCodeUnit);
    this.zoneCount = zones.length;
    const zoneOfPool = pools.map(({ zone }) => zones.indexOf(zone ?? ''));
    this.poolOf = Int32Array.from(interleaved(pools, nodes, zoneOfPool, zones.length));
    this.zoneOf = this.poolOf.map((pool) => zoneOfPool[pool]);
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
      const known = new Set(model.eligible);
      const admitted = Uint8Array.from(pools, ({ id }) => (known.has(id) ? 1 : 0));
      const requested = this.resources.map((_, r) => r).filter((r) => (model.requests[this.resources[r]] ?? 0) > 0);
      const counted = new Set([...known, ...(model.spreadPools ?? [])]);
      const withNodes = pools.flatMap(({ id }, p) => (counted.has(id) && (nodes[id] ?? 0) > 0 ? [zoneOfPool[p]] : []));
      return {
        model,
        resourceOf: requested,
        amountOf: requested.map((r) => model.requests[this.resources[r]]),
        scoreClass: classKeys.indexOf(keyOf(asked[w])),
        admitted,
        zones: [...new Set(withNodes)],
        hosts: this.hostsOf(model),
        rivals: rivalsOf[w],
      };
    });
  }

  private hostsOf(workload: WorkloadModel): Int32Array {
    const counted = this.cluster.pools.map(
      ({ id }) => workload.hostSpread !== undefined && countsForHosts(workload, id),
    );
    return Int32Array.from([...this.poolOf.keys()].filter((node) => counted[this.poolOf[node]]));
  }
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
