import { NodeStates } from './node-states';
import { SchedulerModel } from './scheduler-model';
import { ClusterModel, NodeGroup, WorkloadModel } from '../model';
import { lets } from '../scenario/budgets';
import { Drained, drainOf, Waits } from '../scenario/drain';
import { judge, Leftovers } from '../scenario/lose-nodes';
import { isSpotOnly, lossesOf, nodeLosses, spotPools } from '../scenario/loss';
import { SteadyCluster } from '../scenario/steady-cluster';
import { StepsLeft } from '../scenario/worst-return';

/** Pods without a place. */
export interface Missing {
  /** `steady`, or the name of the scenario. */
  readonly when: string;
  /** Position of the workload. */
  readonly workload: number;
  readonly count: number;
}

/** Placements that kube-scheduler made, one after the other: whether the losses that are promised leave enough of everything. */
export class LossChecks {
  protected known?: SteadyCluster;
  private readonly least: readonly number[];
  private readonly mayGo: (pool: string) => boolean;
  private readonly spot: ReadonlySet<string>;

  /** @param steps what the searches for the worst orders of return may take together; absent: each as much as it needs */
  public constructor(
    protected readonly model: ClusterModel,
    protected readonly steps?: StepsLeft,
  ) {
    this.mayGo = nodeLosses(model);
    this.spot = spotPools(model.survive === 'none' ? [] : model.pools);
    this.least = model.workloads.map(({ replicas: { planned, degraded = planned } }) => Math.min(degraded, planned));
  }

  /** Looks at one; returns pods that are missing after a loss, in some order in which the lost ones come back. */
  public look(scheduler: SchedulerModel, nodes: NodeStates): Missing[] {
    return this.mayFallShort(scheduler, nodes)
      ? this.missing(this.steady(scheduler, nodes), (start, loss) => judge(start, loss, this.steps))
      : [];
  }

  protected steady(scheduler: SchedulerModel, nodes: NodeStates): SteadyCluster {
    this.known = new SteadyCluster(this.model, groupsOf(scheduler, nodes), this.known);
    return this.known;
  }

  protected missing(start: SteadyCluster, judged: typeof judge): Missing[] {
    const at = new Map(this.model.workloads.map(({ id }, w) => [id, w]));
    return lossesOf(this.model, start.groups).flatMap((loss) =>
      judged(start, loss).short.map(({ workload, left, needed }) => ({
        when: loss.name,
        workload: at.get(workload.id)!,
        count: needed - left,
      })),
    );
  }

  /** True where only some of its nodes are ones that the cloud may take back. */
  private mixes(workload: WorkloadModel): boolean {
    return !isSpotOnly(workload, this.spot) && workload.eligible.some((pool) => this.spot.has(pool));
  }

  /** Whether some loss takes so many pods of a workload that some of them have to come back. */
  private mayFallShort({ cluster, poolOf }: SchedulerModel, nodes: NodeStates): boolean {
    const zones = this.model.survive === 'zone';
    const onSpot = (pods: number, node: number) => (this.spot.has(cluster.pools[poolOf[node]].id) ? pods : 0);
    return this.least.some((least, w) => {
      const { onNode, inZone } = nodes.countsOf(w);
      const most = cluster.workloads[w].replicas.planned - least;
      return (
        (zones && inZone.some((pods) => pods > most)) ||
        onNode.some((pods, node) => pods > most && this.mayGo(cluster.pools[poolOf[node]].id)) ||
        (this.mixes(cluster.workloads[w]) && onNode.reduce((sum, pods, node) => sum + onSpot(pods, node), 0) > most)
      );
    });
  }
}

/** The same, and what losses and drains make of the placements at worst. */
export class SampledPlacements extends LossChecks {
  /** What the losses leave. */
  public readonly left = new Leftovers();
  private readonly waits = new Waits();
  /** By workload id. */
  private readonly worst = new Map<string, Drained>();

  /** Drains of a node in which several pods of one workload may have to wait: for each workload the one with most. */
  public get drains(): Drained[] {
    return [...this.worst.values()];
  }

  public override look(scheduler: SchedulerModel, nodes: NodeStates): Missing[] {
    const steady = this.steady(scheduler, nodes);
    steady.groups.forEach((group) => this.drain(steady, group));
    return this.missing(steady, (start, loss) => this.left.look(start, loss, this.steps));
  }

  private drain(start: SteadyCluster, group: NodeGroup): void {
    const open = Object.keys(group.pods).filter((id) => this.mayMatter(start.workloads.get(id)!, group.pods[id]));
    const aftermath = open.length > 0 ? drainOf(start, group) : undefined;
    for (const id of open) {
      const [waits] = this.waits.of(aftermath!, start.workloads.get(id)!);
      if (waits && waits.atMost > this.waitingOf(id)) {
        this.worst.set(id, { group, waiting: [waits], sampled: true });
      }
    }
  }

  /** Whether so many pods on one node might ask for a larger budget, or stop a drain. */
  private mayMatter(workload: WorkloadModel, on: number): boolean {
    const known = this.waitingOf(workload.id);
    return on > known && (known < 2 || on > lets(workload));
  }

  private waitingOf(id: string): number {
    return this.worst.get(id)?.waiting[0].atMost ?? 1;
  }
}

/** The nodes as kube-scheduler filled them, equal ones together. */
export function groupsOf({ poolOf, cluster }: SchedulerModel, nodes: NodeStates): NodeGroup[] {
  const pods = [...poolOf].map((): Record<string, number> => ({}));
  cluster.workloads.forEach(({ id }, w) => {
    nodes.countsOf(w).onNode.forEach((count, node) => {
      if (count > 0) {
        pods[node][id] = count;
      }
    });
  });
  const groups = new Map<string, { pool: string; count: number; pods: Record<string, number> }>();
  pods.forEach((some, node) => {
    const pool = cluster.pools[poolOf[node]].id;
    const key = `${pool}|${JSON.stringify(some)}`;
    const known = groups.get(key);
    groups.set(key, { pool, pods: some, count: (known?.count ?? 0) + 1 });
  });
  return [...groups.values()].map((group, i) => ({ ...group, id: `${group.pool}#${i + 1}` }));
}
