import { WorkloadModel } from './model';
import { ClusterPlan } from './plan';
import { larger, plus, Resources, times } from './resources';
import { copiesIn, copiesOf } from './sites';

/** Most that the pods of a namespace request and may use at once in any scenario of the plan. */
export interface NamespacePeak {
  readonly requests: Resources;
  readonly limits: Resources;
}

/**
 * The peak of a namespace over HPA maximum and every rollout or canary beside it, with sidecars and daemonsets. During a rollout old pods
 * count until they are gone: up to as many as are started on top.
 */
export function namespacePeak(plan: ClusterPlan, namespace: string): NamespacePeak {
  const copies = new Map(plan.model.workloads.map((workload) => [workload, copiesIn(plan.model, workload, namespace)]));
  const members = plan.model.workloads.filter((workload) => copies.get(workload)! > 0);
  // A machine that moves is there twice meanwhile.
  const most = ({ replicas, migrates }: WorkloadModel) => (replicas.max ?? replicas.planned) * (migrates ? 2 : 1);
  const extra = (workload: WorkloadModel) => {
    const { surge = 0, completesUpTo = 0 } = plan.rollouts[workload.id] ?? {};
    const rolling = surge === 0 ? 0 : Math.max(0, Math.min(most(workload), completesUpTo) + 2 * surge - most(workload));
    const { canary = 0, replicas } = workload;
    return Math.max(rolling, canaryAt(most(workload), canary, replicas.planned));
  };
  const total = (field: 'requests' | 'limits') => {
    const atMaximum = added(members.map((member) => times(member[field], most(member) * copies.get(member)!)));
    const rolling = [...rolledTogether(members).values()]
      .map((some) => added(some.map((member) => times(member[field], extra(member) * copies.get(member)!))))
      .reduce(larger, {});
    return plus(atMaximum, rolling);
  };
  const daemons = daemonRequests(plan, namespace);
  return { requests: plus(total('requests'), daemons), limits: plus(total('limits'), daemons) };
}

/** Extra pods of a canary with so many replicas, of which the rounding of both versions may make one more. */
function canaryAt(replicas: number, canary: number, planned: number): number {
  const share = Math.ceil((canary * replicas) / Math.max(1, planned));
  return canary > 0 && canary < planned ? Math.min(replicas, share + 1) : share;
}

/** Workloads that are rolled out at the same time: copies of one, or one alone. */
function rolledTogether(members: readonly WorkloadModel[]): ReadonlyMap<string, WorkloadModel[]> {
  const groups = new Map<string, WorkloadModel[]>();
  for (const member of members) {
    const key = member.rolloutGroup ?? member.id;
    groups.set(key, [...(groups.get(key) ?? []), member]);
  }
  return groups;
}

/** Adds up in place: there may be thousands. */
function added(amounts: readonly Resources[]): Resources {
  const all: Record<string, number> = {};
  for (const some of amounts) {
    for (const [name, amount] of Object.entries(some)) {
      all[name] = (all[name] ?? 0) + amount;
    }
  }
  return all;
}

function daemonRequests(plan: ClusterPlan, namespace: string): Resources {
  let sum: Resources = {};
  for (const pool of plan.model.pools) {
    for (const [id, requests] of Object.entries(pool.daemonsets)) {
      if (id.startsWith(`${namespace}/`)) {
        sum = plus(sum, times(requests, plan.nodes[pool.id] * copiesOf(pool)));
      }
    }
  }
  return sum;
}
