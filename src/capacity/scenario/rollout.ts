import { ClusterState } from './cluster-state';
import { extraAtMaximum } from './peak';
import { SteadyCluster } from './steady-cluster';
import { WorkloadModel } from '../model';
import { RolloutPlan, Scenario } from '../plan';

export interface RolloutOutcome {
  readonly plan: RolloutPlan;
  /** Absent where no extra pod is started. */
  readonly scenario?: Scenario;
}

/** Rolls one workload out at steady: as many extra pods as fit, at most as many as it asks for and as are allowed. */
export function rollOut(steady: SteadyCluster, workload: WorkloadModel, most = Infinity): RolloutOutcome | undefined {
  const { rollout, replicas } = workload;
  if (!rollout) {
    return undefined;
  }
  const state = new ClusterState(steady, false, { newRevision: true });
  const surge = state.add(workload.id, Math.min(most, rollout.surge));
  const added = state.additions();
  const more = state.add(workload.id, extraAtMaximum(workload));
  const plan: RolloutPlan = {
    surge,
    asked: rollout.surge,
    maxUnavailable: surge > 0 || !rollout.ours ? rollout.maxUnavailable : Math.max(1, rollout.maxUnavailable),
    completesUpTo: replicas.planned + more,
  };
  if (surge === 0) {
    return { plan };
  }
  return { plan, scenario: { name: `rollout:${workload.id}`, lost: {}, added, unplaced: [] } };
}

/**
 * Extra pods without which a rollout is not what its manifest says: all that the user wrote, and one where no pod may be missing
 * meanwhile. Of others the plan decides.
 */
export function dueSurge({ rollout, replicas }: WorkloadModel): number {
  if (!rollout || replicas.planned === 0) {
    return 0;
  }
  if (rollout.explicit) {
    return rollout.surge;
  }
  return !rollout.ours && rollout.maxUnavailable === 0 ? Math.min(1, rollout.surge) : 0;
}
