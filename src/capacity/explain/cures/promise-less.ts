import { ClusterModel, WorkloadModel } from '../../model';
import { attempt, Attempt, everythingFits } from '../../planning/planning';
import { replicasText } from '../../quantity';

/** So often what did not find a place is taken out and the rest is planned again. */
const MOST_ROUNDS = 6;

/** Smaller counts of one workload. */
interface Less {
  replicas?: number;
  degraded?: number;
}

/**
 * Fewer replicas, and smaller promises after a loss, of all workloads that need it, as one cure: what found a place is kept,
 * what did not is taken out, until the rest holds. Empty where that leads nowhere.
 */
export function promiseLess(model: ClusterModel): string[] {
  const changes = new Map<string, Less>();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const changed = {
      ...model,
      workloads: model.workloads.map((workload) => reduced(workload, changes.get(workload.id))),
    };
    const tried = attempt(changed);
    if (everythingFits(tried)) {
      return changes.size === 0 ? [] : [describe(model, changes)];
    }
    takeOut(tried, changes);
  }
  return [];
}

/** Notes for each workload what it has to give up. */
function takeOut(tried: Attempt, changes: Map<string, Less>): void {
  const change = (id: string, less: Less) => changes.set(id, { ...changes.get(id), ...less });
  const replicasOf = (id: string) => tried.model.workloads.find((workload) => workload.id === id)!.replicas;
  for (const { workload, count } of tried.unplacedAtMaximum) {
    change(workload, { replicas: (replicasOf(workload).max ?? replicasOf(workload).planned) - count });
  }
  for (const { workload, count } of tried.unplaced) {
    change(workload, {
      replicas: Math.min(changes.get(workload)?.replicas ?? Infinity, replicasOf(workload).planned - count),
    });
  }
  for (const { workload, left } of tried.losses.flatMap((loss) => loss.short)) {
    change(workload.id, { degraded: Math.min(left, changes.get(workload.id)?.degraded ?? Infinity) });
  }
}

function reduced(workload: WorkloadModel, less: Less = {}): WorkloadModel {
  const { replicas } = workload;
  const most = less.replicas ?? Infinity;
  const planned = Math.min(replicas.planned, most);
  const degraded = less.degraded ?? replicas.degraded;
  return {
    ...workload,
    replicas: {
      needed: Math.min(replicas.needed, planned),
      planned,
      ...(degraded !== undefined && { degraded: Math.min(degraded, planned) }),
      ...(replicas.max !== undefined && { max: Math.max(planned, Math.min(replicas.max, most)) }),
    },
  };
}

function describe(model: ClusterModel, changes: ReadonlyMap<string, Less>): string {
  return model.workloads
    .flatMap(({ id, path, replicas: { max, planned } }) => {
      const { replicas, degraded } = changes.get(id) ?? {};
      const fewer = (count: number) =>
        max !== undefined && count > planned ? `maximum ${count} of ${path}` : `${replicasText(count)} of ${path}`;
      return [
        ...(replicas !== undefined ? [fewer(replicas)] : []),
        ...(degraded !== undefined ? [`a degraded count of ${degraded} for ${path}`] : []),
      ];
    })
    .join(' and ');
}
