import { ReplicaModel, RolloutModel, WorkloadModel } from '../../../capacity/model';
import { rollingUpdate } from '../../../capacity/rolling-update';
import { KubeObject } from '../../../manifest/kube';
import { WorkloadHint } from '../description';

/** How pods of a new version come. */
export interface Progress {
  readonly rollout?: RolloutModel;
  /** Extra pods of a canary at its widest step. */
  readonly canary?: number;
}

/**
 * What an Argo Rollout starts beside its stable pods. With traffic routing the stable pods stay until the canary has all the
 * traffic, unless it scales them down as it goes; blue-green starts a second set. Without, it is a rolling update.
 * @param replaced pods of a Deployment that it takes the place of, and that run until it is healthy
 */
export function progressiveOf(json: KubeObject, planned: number, replaced: number): Progress {
  const { rollout, canary = 0 } = stepsOf(json, planned);
  const widest = Math.max(canary, replaced);
  return { ...(rollout && { rollout }), ...(widest > 0 && { canary: widest }) };
}

function stepsOf(json: KubeObject, planned: number): Progress {
  const { canary, blueGreen } = json.spec?.strategy ?? {};
  if (blueGreen) {
    return { canary: Math.max(planned, blueGreen.previewReplicaCount ?? 0) };
  }
  if (!canary?.trafficRouting) {
    return { rollout: rollingUpdate(canary ?? {}, planned) };
  }
  const steps: any[] = canary.steps ?? [];
  const fixed: number[] = steps.flatMap(({ setCanaryScale }) => setCanaryScale?.replicas ?? []);
  return { canary: canary.dynamicStableScale ? widestStep(canary, planned) : Math.max(planned, ...fixed) };
}

/** Extra pods where the stable ones go as the canary gets the traffic (utils/replicaset/canary.go of Argo Rollouts 1.9). */
function widestStep({ steps = [], trafficRouting, minPodsPerReplicaSet = 0 }: any, planned: number): number {
  const all = trafficRouting.maxTrafficWeight ?? 100;
  const least = Math.min(planned, minPodsPerReplicaSet);
  const pods = (weight: number) => (weight === 0 ? 0 : Math.max(least, Math.ceil((planned * weight) / all)));
  let weight = 0;
  let fixed: number | undefined;
  let widest = 0;
  for (const { setWeight, setCanaryScale } of [
    ...steps,
    { setWeight: all, setCanaryScale: { matchTrafficWeight: true } },
  ]) {
    // Pods of the new version come before any of the old one leave.
    const stable = pods(all - weight);
    weight = setWeight ?? weight;
    fixed = setCanaryScale ? setCanaryScale.replicas : fixed;
    widest = Math.max(widest, (fixed ?? pods(weight)) + stable - planned);
  }
  return widest;
}

/** How a Deployment replaces its pods; undefined where it stops them first. */
export function rolloutOf(json: KubeObject, replicas: ReplicaModel, hint?: WorkloadHint): RolloutModel | undefined {
  const strategy = json.spec?.strategy ?? {};
  if (strategy.type === 'Recreate') {
    return undefined;
  }
  if (hint) {
    // Where more run than are needed, an old pod goes first: a rollout then needs no place but its own.
    const surge = hint.surge ?? (replicas.planned > replicas.needed ? 0 : 1);
    const explicit = hint.surge !== undefined;
    return { surge, explicit, maxUnavailable: surge > 0 ? 0 : 1, ours: true, ...(hint.ownRollout && { own: true }) };
  }
  return rollingUpdate(strategy.rollingUpdate ?? {}, replicas.planned);
}

/** Copies of one workload are rolled out as one: a pod that has to start first at one place starts first at all. */
export function rolledAlike(workloads: readonly WorkloadModel[]): WorkloadModel[] {
  const surges = new Map<string, number>();
  for (const { rolloutGroup, rollout } of workloads) {
    if (rolloutGroup !== undefined && rollout && !rollout.own) {
      surges.set(rolloutGroup, Math.max(rollout.surge, surges.get(rolloutGroup) ?? 0));
    }
  }
  return workloads.map((workload) => {
    const { rolloutGroup = '', rollout } = workload;
    const surge = surges.get(rolloutGroup) ?? 0;
    return rollout?.ours && !rollout.own && surge > rollout.surge
      ? { ...workload, rollout: { ...rollout, surge, maxUnavailable: 0 } }
      : workload;
  });
}
