import { ClusterPlan } from './plan';
import { larger, plus, Resources, times } from './resources';

/** Most that the pods of a namespace request and may use at once in any scenario of the plan. */
export interface NamespacePeak {
  readonly requests: Resources;
  readonly limits: Resources;
}

/** The peak of a namespace over steady, HPA maximum and every rollout, with sidecars and daemonsets. */
export function namespacePeak(plan: ClusterPlan, namespace: string): NamespacePeak {
  const members = plan.model.workloads.filter((workload) => workload.namespace === namespace);
  const steady = new Map(members.map(({ id, replicas }) => [id, replicas.planned]));
  const variants = [
    steady,
    new Map(members.map(({ id, replicas }) => [id, replicas.max ?? replicas.planned])),
    ...members
      .filter(({ id }) => (plan.rollouts[id]?.surge ?? 0) > 0)
      .map(({ id }) => new Map([...steady, [id, steady.get(id)! + plan.rollouts[id].surge]])),
  ];
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
