import { Attempt, everythingFits } from './planning';
import { makeRobust, Robust } from './robustness';
import { isSevere, RolloutFault, rolloutFaults } from '../outcome/rollout-faults';
import { Transitions, transitionsOf } from '../outcome/transitions';
import { WithFleetSpares, withFleetSpares } from '../scenario/fleet-spares';

/** A plan that was tried in every way, and what came of it. */
export interface Diagnosis {
  /** With the nodes that kube-scheduler takes besides. */
  readonly tried: Attempt;
  readonly fits: boolean;
  readonly rollouts: readonly RolloutFault[];
  /** Absent where the plan does not hold anyhow. */
  readonly robust?: Robust;
  readonly spare?: WithFleetSpares;
  readonly transitions?: Transitions;
}

/**
 * Tries a plan with what else it has to hold for: rollouts, kube-scheduler, spares, drains and canaries.
 * @param robustly what to do about kube-scheduler, which finds the places that workloads own whatever it prefers
 */
export function diagnose(first: Attempt, robustly: (planned: Attempt) => Robust = makeRobust): Diagnosis {
  const fits = everythingFits(first);
  if (!fits) {
    return { tried: first, fits, rollouts: [] };
  }
  if (rolloutFaults(first).some(isSevere)) {
    return { tried: first, fits, rollouts: rolloutFaults(first), transitions: transitionsOf(first) };
  }
  const robust = robustly(first);
  const { tried } = robust;
  return {
    tried,
    fits: everythingFits(tried),
    rollouts: rolloutFaults(tried),
    robust,
    spare: withFleetSpares(tried),
    transitions: transitionsOf(tried, robust.placements?.drains),
  };
}

/** True where kube-scheduler leaves pods without a place in every order of arrival that was sampled. */
export function strandsAlways({ robust }: Diagnosis): boolean {
  return robust?.robustness !== undefined && robust.robustness.stranded === robust.robustness.orders;
}
