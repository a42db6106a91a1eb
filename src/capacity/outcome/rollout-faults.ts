import { WorkloadModel } from '../model';
import { RolloutPlan } from '../plan';
import { Attempt } from '../planning/planning';
import { dueSurge } from '../scenario/rollout';

/** What is wrong with the rollout of a workload. */
export interface RolloutFault {
  /** It can hang, or nobody knows; it has no room for the surge that its user wrote, or fewer pods run meanwhile than are needed. */
  readonly kind: 'stuck' | 'unproven' | 'refused' | 'short';
  readonly workload: WorkloadModel;
  readonly rollout: RolloutPlan;
  /** Pods that run meanwhile. */
  readonly left: number;
}

/** Rollouts that are not what their manifests say, or leave fewer pods than are needed; one fault for each. */
export function rolloutFaults({ model, rollouts }: Attempt): RolloutFault[] {
  return model.workloads.flatMap((workload): RolloutFault[] => {
    const rollout = rollouts[workload.id];
    if (!rollout || workload.replicas.planned === 0) {
      return [];
    }
    const fault = { workload, rollout, left: workload.replicas.planned - rollout.maxUnavailable };
    if (rollout.completesUpTo < workload.replicas.planned) {
      return [{ ...fault, kind: rollout.unproven ? 'unproven' : 'stuck' }];
    }
    if (workload.rollout!.explicit && rollout.surge < dueSurge(workload)) {
      return [{ ...fault, kind: 'refused' }];
    }
    return rollout.surge === 0 && fault.left < workload.replicas.needed && !interrupts(fault) && !workload.mayShed
      ? [{ ...fault, kind: 'short' }]
      : [];
  });
}

/** True where a plan with it does not hold: what only runs short, or is not known, its user may take. */
export function isSevere({ kind }: RolloutFault): boolean {
  return kind === 'stuck' || kind === 'refused';
}

/** True where the rollout of a workload at an edge site stops it for a while, which is told apart. */
export function interrupts({ workload: { site }, rollout, left }: Omit<RolloutFault, 'kind'>): boolean {
  return site !== undefined && rollout.surge === 0 && left <= 0;
}
