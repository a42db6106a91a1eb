import { Drained } from './drain';
import { WorkloadModel } from '../model';

/** Pods that the budget of a workload lets go at the same time; Infinity where it has none. */
export function allowedBy({ disruption }: WorkloadModel): number {
  return disruption?.allowed ?? Infinity;
}

/** Most pods that the budget of a workload may let go at once. */
export function lets(workload: WorkloadModel): number {
  return workload.disruption?.ours ? mayBeMissing(workload) : allowedBy(workload);
}

/**
 * Pods of each workload that its budget lets go at once: one, where no node has more that must wait; else all that may be missing after a
 * loss, so that whatever kube-scheduler puts on a node, it can be drained. Only where the budget is ours to write.
 */
export function budgetsFor(workloads: readonly WorkloadModel[], drains: readonly Drained[]): Record<string, number> {
  const several = new Set(
    drains.flatMap(({ waiting }) => waiting.filter(({ atMost }) => atMost > 1).map(({ workload }) => workload.id)),
  );
  return Object.fromEntries(
    workloads
      .filter(({ disruption }) => disruption?.ours)
      .map((workload) => [workload.id, several.has(workload.id) ? mayBeMissing(workload) : 1]),
  );
}

/** Where nothing is promised after a loss, a drain may wait for a new node rather than stop everything at once. */
function mayBeMissing({ replicas: { planned, degraded = planned } }: WorkloadModel): number {
  return degraded > 0 ? Math.max(1, planned - degraded) : 1;
}
