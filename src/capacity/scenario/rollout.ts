import { ClusterState } from './cluster-state';
import { extraAtMaximum } from './peak';
import { placesMissing, RolloutGround } from './rollout-conditions';
import { groundIn } from './rollout-ground';
import { SteadyCluster } from './steady-cluster';
import { RolloutModel, WorkloadModel } from '../model';
import { RolloutPlan, Scenario } from '../plan';
import { rollingUpdate } from '../rolling-update';

export interface RolloutOutcome {
  readonly plan: RolloutPlan;
  /** Absent where no extra pod is started. */
  readonly scenario?: Scenario;
}

/** Rolls one workload out at steady: as many extra pods as fit, at most as many as it asks for and as are allowed. */
export function rollOut(steady: SteadyCluster, workload: WorkloadModel, most = Infinity): RolloutOutcome | undefined {
  const { rollout } = workload;
  if (!rollout) {
    return undefined;
  }
  const state = new ClusterState(steady, false, { newRevision: true });
  const surge = state.add(workload.id, Math.min(most, rollout.surge));
  const maxUnavailable = surge > 0 || !rollout.ours ? rollout.maxUnavailable : Math.max(1, rollout.maxUnavailable);
  const plan: RolloutPlan = {
    surge,
    asked: rollout.surge,
    maxUnavailable,
    ...completion(steady, { ...workload, rollout: { ...rollout, maxUnavailable } }),
  };
  if (surge === 0) {
    return { plan };
  }
  return { plan, scenario: { name: `rollout:${workload.id}`, lost: {}, added: state.additions(), unplaced: [] } };
}

/** The count up to which a rollout runs to its end: at the planned one and every count above it; below it where it does not get that far. */
function completion(steady: SteadyCluster, workload: WorkloadModel): Pick<RolloutPlan, 'completesUpTo' | 'unproven'> {
  const { planned } = workload.replicas;
  const most = planned + extraAtMaximum(workload);
  if (planned === 0 || endsAnywhere(workload)) {
    return { completesUpTo: most };
  }
  const ground = groundIn(steady, workload);
  const ends = (pods: number) => lackingAt(workload, pods, ground) === 0;
  let count = planned;
  if (!ends(count)) {
    while (count > 0 && !ends(count)) {
      count--;
    }
    return { completesUpTo: count, ...(ground.loose && { unproven: true as const }) };
  }
  while (count < most && ends(count + 1)) {
    count++;
  }
  return { completesUpTo: count };
}

/**
 * True where a rollout ends from every placement of its pods and of all others: a pod may be missing, and the place that an old one leaves is open to the
 * next. With all pods counted that takes no free place, as `placesMissing` has it: what runs had places.
 */
export function endsAnywhere({ rollout, zoneSkew, zoneSkewByRevision, hostSpread }: WorkloadModel): boolean {
  const byRevision = zoneSkewByRevision || hostSpread?.byRevision;
  return !!rollout && rollout.maxUnavailable > 0 && !byRevision && !(hostSpread && zoneSkew !== undefined);
}

/** Places that are missing for a rollout at the planned count to end; 0 without a rollout, and where that is not known. */
export function lackingPlaces(start: SteadyCluster, workload: WorkloadModel): number {
  const { rollout, replicas } = workload;
  if (!rollout || replicas.planned === 0 || endsAnywhere(workload)) {
    return 0;
  }
  const ground = groundIn(start, workload);
  return ground.loose ? 0 : lackingAt(workload, replicas.planned, ground);
}

/** The same at so many pods, on places that are known. */
export function lackingAt({ rollout, replicas }: WorkloadModel, pods: number, ground: RolloutGround): number {
  const { surge, maxUnavailable } = numbersAt(rollout!, pods);
  const ran = Math.max(pods, replicas.planned, replicas.max ?? 0);
  return surge + maxUnavailable === 0 ? pods : placesMissing(ground, { pods, unavailable: maxUnavailable, ran });
}

/** Surge and missing pods at so many pods, of which they may be shares. */
function numbersAt(rollout: RolloutModel, pods: number): Pick<RolloutModel, 'surge' | 'maxUnavailable'> {
  return rollout.written ? rollingUpdate(rollout.written, pods) : rollout;
}

/** Extra pods that its user wrote, and that the plan keeps or refuses; of others it decides. */
export function dueSurge({ rollout, replicas }: WorkloadModel): number {
  if (!rollout || replicas.planned === 0) {
    return 0;
  }
  return rollout.explicit ? rollout.surge : startsFirst(rollout) ? Math.min(1, rollout.surge) : 0;
}

/** Extra pods that it starts beside all others, whatever the plan decides: those, or the canary at its widest step. */
export function dueExtra(workload: WorkloadModel): number {
  return Math.max(dueSurge(workload), workload.canary ?? 0);
}

/** True where somebody else's rollout may end no pod before a new one runs. */
function startsFirst({ ours, maxUnavailable }: RolloutModel): boolean {
  return !ours && maxUnavailable === 0;
}
