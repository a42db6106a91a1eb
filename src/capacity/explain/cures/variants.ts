import { ClusterModel, PoolModel, WorkloadModel } from '../../model';
import { rollingUpdate } from '../../rolling-update';

/** The cluster with some pools changed. */
export function withPools(model: ClusterModel, change: (pool: PoolModel) => PoolModel): ClusterModel {
  return { ...model, pools: model.pools.map(change) };
}

/** The cluster with one workload changed. */
export function withWorkload(
  model: ClusterModel,
  id: string,
  change: (workload: WorkloadModel) => WorkloadModel,
): ClusterModel {
  return { ...model, workloads: model.workloads.map((workload) => (workload.id === id ? change(workload) : workload)) };
}

/** The cluster without autoscaling: every workload stays at its planned count. */
export function atSteady(model: ClusterModel): ClusterModel {
  return {
    ...model,
    survive: 'none',
    workloads: model.workloads.map((workload) => ({
      ...workload,
      replicas: { ...workload.replicas, max: undefined, ...(workload.site !== undefined && { degraded: 0 }) },
    })),
  };
}

/** The workload with an autoscaler maximum of `max`, or with `max` planned replicas where it has no autoscaler. */
export function atMost(workload: WorkloadModel, max: number): WorkloadModel {
  const { replicas } = workload;
  if (replicas.max !== undefined) {
    return { ...workload, replicas: { ...replicas, max } };
  }
  return {
    ...workload,
    replicas: {
      needed: Math.min(replicas.needed, max),
      planned: max,
      degraded: replicas.degraded === undefined ? undefined : Math.min(replicas.degraded, max),
    },
    ...(workload.rollout?.written && { rollout: rollingUpdate(workload.rollout.written, max) }),
    ...(workload.gang && { gang: { ...workload.gang, size: max } }),
  };
}

/** The largest number in [low, high) for which `works` holds, given that larger numbers are harder; undefined when none is. */
export function largest(low: number, high: number, works: (n: number) => boolean): number | undefined {
  if (low >= high || !works(low)) {
    return undefined;
  }
  let [yes, no] = [low, high];
  while (no - yes > 1) {
    const middle = Math.floor((yes + no) / 2);
    if (works(middle)) {
      yes = middle;
    } else {
      no = middle;
    }
  }
  return yes;
}
