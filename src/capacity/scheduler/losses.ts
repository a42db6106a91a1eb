import { NodeStates } from './node-states';
import { SchedulerModel } from './scheduler-model';
import { ClusterModel, NodeGroup } from '../model';
import { Leftovers } from '../scenario/lose-nodes';
import { lossesOf } from '../scenario/loss';
import { SteadyCluster } from '../scenario/steady-cluster';

/** Pods without a place. */
export interface Missing {
  /** `steady`, or the name of the scenario. */
  readonly when: string;
  /** Position of the workload. */
  readonly workload: number;
  readonly count: number;
}

/** What the losses that a plan has to outlive leave of placements that kube-scheduler made. */
export class SampledLosses {
  public readonly left = new Leftovers();

  public constructor(private readonly model: ClusterModel) {}

  /** Pods that are missing after a loss, in some order in which the lost ones come back. */
  public shortOf(scheduler: SchedulerModel, nodes: NodeStates): Missing[] {
    const groups = groupsOf(scheduler, nodes);
    const start = new SteadyCluster(this.model, groups);
    const at = new Map(this.model.workloads.map(({ id }, w) => [id, w]));
    return lossesOf(this.model, groups).flatMap((loss) =>
      this.left.look(start, loss).short.map(({ workload, left, needed }) => ({
        when: loss.name,
        workload: at.get(workload.id)!,
        count: needed - left,
      })),
    );
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
