import { sizeClassOf, SIZES } from './size-classes';
import { ClusterModel, WorkloadModel } from '../model';
import { extraAtMaximum } from '../scenario/peak';

/**
 * The cluster with what steers its scheduler: workloads of ours start wave by wave, the largest pods first, and of pods that wait together the
 * larger ones are placed first, within the importance that their user gave them. Rollouts end an old pod first. Where autoscalers grow, larger pods may evict smaller ones; then
 * pods that no autoscaler counts need all zones, so that what may stay out after the loss of one evicts nothing.
 */
export function steered(model: ClusterModel): ClusterModel {
  const grows = model.workloads.some((workload) => workload.ours && extraAtMaximum(workload) > 0);
  return { ...model, workloads: model.workloads.map((workload) => steeredWorkload(model, workload, grows)) };
}

function steeredWorkload(model: ClusterModel, workload: WorkloadModel, grows: boolean): WorkloadModel {
  if (!workload.ours) {
    return workload;
  }
  const size = sizeClassOf(workload, model.pools);
  const known = new Set(workload.eligible);
  const zones = new Set(model.pools.flatMap(({ id, zone }) => (known.has(id) ? [zone] : []))).size;
  const fixed = grows && workload.replicas.max === undefined && workload.zoneSkew !== undefined;
  return {
    ...workload,
    size,
    priority: workload.priority + SIZES - 1 - size,
    // Pods without a class preempt by default; theirs is one that does not, unless autoscalers grow.
    preempts: grows || (workload.preempts && workload.priority !== 0),
    ...(fixed && { minZones: zones }),
    ...(endsFirst(workload) && { rollout: { ...workload.rollout!, surge: 0, maxUnavailable: 1 } }),
  };
}

/** True where a rollout may end an old pod before the new one starts: a free place for it would be dear on nodes that are filled evenly. */
function endsFirst({ rollout, replicas: { planned, needed, degraded = needed } }: WorkloadModel): boolean {
  return rollout?.ours === true && !rollout.explicit && planned - 1 >= Math.max(1, degraded);
}
