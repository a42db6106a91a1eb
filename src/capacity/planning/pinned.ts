import { ClusterModel } from '../model';

/** Pods that the plan puts on nodes of some pools. */
interface Placed {
  readonly pool: string;
  readonly pods: Readonly<Record<string, number>>;
}

/** The cluster as it runs: what is written into the manifests from the plan is admitted only where the plan has put it. */
export function withPins(model: ClusterModel, placed: readonly Placed[]): ClusterModel {
  if (!model.workloads.some(({ pinned }) => pinned)) {
    return model;
  }
  const pools = new Map<string, Set<string>>();
  for (const { pool, pods } of placed) {
    for (const id of Object.keys(pods)) {
      pools.set(id, (pools.get(id) ?? new Set()).add(pool));
    }
  }
  return {
    ...model,
    workloads: model.workloads.map((workload) => {
      const own = pools.get(workload.id);
      return workload.pinned && own
        ? { ...workload, eligible: workload.eligible.filter((id) => own.has(id)) }
        : workload;
    }),
  };
}
