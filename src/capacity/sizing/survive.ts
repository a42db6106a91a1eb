import { SurviveLevel } from '../model';

/** What must be left after a loss, and what is needed before it. */
export interface Need {
  readonly steady: number;
  readonly degraded: number;
}

/** What a loss can take. */
export interface LossScope {
  readonly survive: SurviveLevel;
  readonly zones: number;
  /** Nodes that may hold the pods; Infinity where nothing limits them. */
  readonly hosts: number;
}

/** The replicas that are left when one loss takes the largest share that an even spread leaves in one place. */
export function leftAfterLoss(replicas: number, { survive, zones, hosts }: LossScope): number {
  if (survive === 'none') {
    return replicas;
  }
  // With a node for each replica, and more, a loss still takes one.
  return Math.max(0, replicas - Math.max(1, Math.ceil(replicas / (survive === 'zone' ? zones : hosts))));
}

/**
 * The replicas that run at steady so that the loss leaves at least `degraded`.
 * Zone: a multiple of the zones for the steady need, and enough that the other zones hold the degraded need.
 * Node: one more than the degraded need where there is a node for each; more where few nodes share them. Infinity where there
 * is but one node.
 */
export function surviveSafe(need: Need, scope: LossScope): number {
  const { survive, zones, hosts } = scope;
  if (survive === 'zone') {
    return Math.max(zones * Math.ceil(need.steady / zones), zones * Math.ceil(need.degraded / (zones - 1)));
  }
  if (survive === 'none' || need.degraded === 0) {
    return need.steady;
  }
  if (hosts < 2) {
    return Infinity;
  }
  let replicas = Math.max(need.steady, need.degraded + 1);
  while (leftAfterLoss(replicas, scope) < need.degraded) {
    replicas++;
  }
  return replicas;
}

/** The autoscaler reacts only when the ratio of measured to target leaves 1 +- this (kube-controller-manager default). */
export const AUTOSCALER_TOLERANCE = 0.1;

/**
 * The utilisation target in percent at which an autoscaler keeps `replicas` at the declared load, rounded down; lowered
 * where its tolerance would let the workers run above the cap.
 */
export function utilisationTarget(erlangs: number, replicas: number, workers: number, cap: number): number {
  const atDeclaredLoad = erlangs / (replicas * workers);
  const mostTolerable = cap / (1 + AUTOSCALER_TOLERANCE);
  return Math.max(1, Math.floor(100 * Math.min(atDeclaredLoad, mostTolerable) + 1e-9));
}
