import { SurviveLevel } from '../model';

/** What must be left after a loss, and what is needed before it. */
export interface Need {
  readonly steady: number;
  readonly degraded: number;
}

/**
 * The replicas that run at steady so that the loss leaves at least `degraded`.
 * Zone: a multiple of the zones for the steady need, and enough that the other zones hold the degraded need.
 * Node: one more than the degraded need, so that with one replica per node any node may go.
 */
export function surviveSafe(need: Need, survive: SurviveLevel, zones: number): number {
  if (survive === 'zone') {
    return Math.max(zones * Math.ceil(need.steady / zones), zones * Math.ceil(need.degraded / (zones - 1)));
  }
  if (survive === 'node') {
    return Math.max(need.steady, need.degraded + 1);
  }
  return need.steady;
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
