import { ClusterPlan } from './plan';
import { larger, plus, Resources, times } from './resources';

/** Most that the pods of a namespace request and may use at once in any scenario of the plan. */
export interface NamespacePeak {
  readonly requests: Resources;
  readonly limits: Resources;
}

/**
 * The peak of a namespace over HPA maximum and every rollout beside it, with sidecars and daemonsets. During a rollout old pods
 * count until they are gone: up to as many as are started on top.
 */
export function namespacePeak(plan: ClusterPlan, namespace: string): NamespacePeak {
  const members = plan.model.workloads.filter((workload) => workload.namespace === namespace);
  const most = new Map(members.map(({ id, replicas }) => [id, replicas.max ?? replicas.planned]));
  const rolling = members.flatMap(({ id }) => {
    const { surge = 0, completesUpTo = 0 } = plan.rollouts[id] ?? {};
    return surge === 0
      ? []
      : [new Map([...most, [id, Math.max(most.get(id)!, Math.min(most.get(id)!, completesUpTo) + 2 * surge)]])];
  });
  const variants = [most, ...rolling];
  const total = (field: 'requests' | 'limits') =>
    variants
      .map((counts) =>
        members.reduce<Resources>((sum, member) => plus(sum, times(member[field], counts.get(member.id)!)), {}),
      )
      .reduce(larger, {});
  const daemons = daemonRequests(plan, namespace);
  return { requests: plus(total('requests'), daemons), limits: plus(total('limits'), daemons) };
}

function daemonRequests(plan: ClusterPlan, namespace: string): Resources {
  let sum: Resources = {};
  for (const pool of plan.model.pools) {
    for (const [id, requests] of Object.entries(pool.daemonsets)) {
      if (id.startsWith(`${namespace}/`)) {
        sum = plus(sum, times(requests, plan.nodes[pool.id]));
      }
    }
  }
  return sum;
}
