import { WorkloadHint } from './description';
import { RolloutModel } from '../../capacity/model';
import { KubeObject } from '../../manifest/kube';

/** How pods of a new version come. */
export interface Progress {
  readonly rollout?: RolloutModel;
  /** Extra pods of a canary at its widest step. */
  readonly canary?: number;
}

/** Share of the replicas that Kubernetes starts on top during a rollout where nothing else is said. */
const DEFAULT_SURGE = 0.25;

/**
 * What an Argo Rollout starts beside its stable pods. With traffic routing the stable pods stay until the canary has all the
 * traffic, unless it scales them down as it goes; blue-green starts a second set. Without, it is a rolling update.
 */
export function progressiveOf(json: KubeObject, planned: number): Progress {
  const { canary, blueGreen } = json.spec?.strategy ?? {};
  if (blueGreen || (canary?.trafficRouting && !canary.dynamicStableScale)) {
    return { canary: planned };
  }
  if (canary?.trafficRouting) {
    const weights: number[] = (canary.steps ?? []).flatMap((step: any) => step.setWeight ?? []);
    // Pods of both versions are rounded up, those of the new one before any of the old one leave.
    const extra = [...weights, 100].map(
      (weight, i) =>
        Math.ceil((planned * weight) / 100) + Math.ceil((planned * (100 - (weights[i - 1] ?? 0))) / 100) - planned,
    );
    return { canary: Math.max(...extra) };
  }
  return { rollout: rollingUpdate(canary ?? {}, planned) };
}

/** How a Deployment replaces its pods; undefined where it stops them first. */
export function rolloutOf(json: KubeObject, planned: number, hint?: WorkloadHint): RolloutModel | undefined {
  const strategy = json.spec?.strategy ?? {};
  if (strategy.type === 'Recreate') {
    return undefined;
  }
  if (hint) {
    const surge = hint.surge ?? Math.ceil(planned * DEFAULT_SURGE);
    return { surge, explicit: hint.surge !== undefined, maxUnavailable: surge > 0 ? 0 : 1, ours: true };
  }
  return rollingUpdate(strategy.rollingUpdate ?? {}, planned);
}

/**
 * Extra pods are rounded up, missing ones down. Where both come to nothing, one pod may be missing (the Deployment controller's
 * ResolveFenceposts; Argo Rollouts does the same), unless both are written as nothing, which the API server refuses.
 */
function rollingUpdate({ maxSurge = '25%', maxUnavailable = '25%' }: any, planned: number): RolloutModel {
  const surge = share(maxSurge, planned, Math.ceil);
  const missing = share(maxUnavailable, planned, Math.floor);
  const refused = [maxSurge, maxUnavailable].every((value) => parseFloat(String(value)) === 0);
  return {
    surge,
    explicit: false,
    maxUnavailable: surge === 0 && missing === 0 && !refused ? 1 : missing,
    ours: false,
  };
}

function share(value: number | string, planned: number, round: (n: number) => number): number {
  const percent = /^(\d+)%$/.exec(String(value));
  const count = percent ? round((Number(percent[1]) * planned) / 100) : Number(value);
  return Number.isInteger(count) && count >= 0 ? count : 0;
}
