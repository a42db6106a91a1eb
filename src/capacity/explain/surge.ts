import { withPools } from './variants';
import { aggregateVerdict } from './why-not';
import { ClusterModel, Finding, WorkloadModel } from '../model';
import { RolloutPlan } from '../plan';
import { attempt, Attempt, everythingFits, tooMuchSurge } from '../planning';
import { describeAmount } from '../quantity';
import { placeOf } from '../sites';

/** Findings about rollouts: a surge that the user asked for and that does not fit, and rollouts that run short. */
export function explainRollouts(tried: Attempt): Finding[] {
  return tried.model.workloads.flatMap((workload) => {
    const rollout = tried.rollouts[workload.id];
    if (!rollout || workload.replicas.planned === 0) {
      return [];
    }
    if (rollout.surge === 0 && rollout.maxUnavailable === 0) {
      return [stuckRollout(tried, workload)];
    }
    if (tooMuchSurge(workload, rollout)) {
      return [refusedSurge(tried, workload, rollout)];
    }
    const left = workload.replicas.planned - rollout.maxUnavailable;
    const least = workload.replicas.degraded ?? workload.replicas.needed;
    if (rollout.surge > 0 || left >= least) {
      return [];
    }
    return [
      {
        code: 'ROLLOUT_RUNS_SHORT',
        severity: 'warning',
        ...placeOf(workload),
        message: `no extra pod of ${workload.id} fits while it is rolled out, so ${left} of ${workload.replicas.planned} replicas run meanwhile, ${least} are needed`,
        expected: `room for 1 pod of ${describeAmount('cpu', workload.requests.cpu ?? 0)}`,
        cure: oneNodeMore(tried, workload, 1),
      },
    ];
  });
}

/** Somebody else's manifest that neither may start a pod nor stop one. */
function stuckRollout(tried: Attempt, workload: WorkloadModel): Finding {
  return {
    code: 'ROLLOUT_CANNOT_PROGRESS',
    severity: 'error',
    ...placeOf(workload),
    message: `a rollout of ${workload.id} would hang: maxUnavailable 0 keeps every pod, and no extra pod finds a place`,
    expected: 'maxUnavailable >= 1, or room for one pod',
    actual: 'maxUnavailable 0',
    cure: ['maxUnavailable 1', ...oneNodeMore(tried, workload, 1)],
  };
}

function refusedSurge(tried: Attempt, workload: WorkloadModel, rollout: RolloutPlan): Finding {
  const verdict = aggregateVerdict(tried.start, workload);
  return {
    code: 'SURGE_DOES_NOT_FIT',
    severity: 'error',
    ...placeOf(workload),
    message: `${rollout.surge} surge slots, not ${rollout.asked}: while ${workload.id} is rolled out at ${workload.replicas.planned} replicas, only ${rollout.surge} of ${rollout.asked} extra pods find a place${verdict ? `: ${verdict}` : ''}`,
    expected: `maxSurge <= ${rollout.surge}`,
    actual: `maxSurge ${rollout.asked}`,
    cure: [
      rollout.surge > 0 ? `maxSurge ${rollout.surge}` : 'maxSurge 0 with maxUnavailable 1',
      ...oneNodeMore(tried, workload, rollout.asked),
    ],
  };
}

/** A node more in every zone of a pool, where that was verified to give room for `surge` extra pods. */
function oneNodeMore(tried: Attempt, workload: WorkloadModel, surge: number): string[] {
  const names = [
    ...new Set(tried.model.pools.filter((pool) => workload.eligible.includes(pool.id)).map((pool) => pool.pool)),
  ];
  return names.flatMap((name) => {
    const family = tried.model.pools.filter((pool) => pool.pool === name);
    const nodes = Math.max(...family.map((pool) => tried.nodes[pool.id])) + 1;
    if (family.some((pool) => nodes > (pool.maxNodes ?? Infinity))) {
      return [];
    }
    const more: ClusterModel = withPools(tried.model, (pool) =>
      pool.pool === name ? { ...pool, minNodes: nodes } : pool,
    );
    const again = attempt(more);
    if (!everythingFits(again) || (again.rollouts[workload.id]?.surge ?? 0) < surge) {
      return [];
    }
    return [
      family[0].zone === undefined
        ? `one node more: minNodes ${nodes} on pool ${name}`
        : `one node per zone more: minNodesPerZone ${nodes} on pool ${name}`,
    ];
  });
}
