import { WorkloadModel } from './model';
import { ClusterPlan, Scenario } from './plan';
import { larger, plus, Resources, times } from './resources';
import { copiesIn, copiesOf } from './sites';

/** Most that the pods of a namespace request and may use at once in any scenario of the plan. */
export interface NamespacePeak {
  readonly requests: Resources;
  readonly limits: Resources;
}

/** What of a plan the pods of a namespace follow from. */
export type Proven = Pick<ClusterPlan, 'model' | 'nodes' | 'scenarios' | 'transitions' | 'rollouts'>;

/**
 * The peak of a namespace: HPA maximum with as many rollouts or canaries at a time as may run, and steady with all that a loss or a drain makes
 * again; with sidecars and daemonsets. Pods that terminate still count: during a rollout old ones until they are gone, as many as are started on
 * top, or one where the old one goes first; after a loss those of the lost nodes.
 */
export function namespacePeak(plan: Proven, namespace: string): NamespacePeak {
  const copies = new Map(plan.model.workloads.map((workload) => [workload, copiesIn(plan.model, workload, namespace)]));
  const members = plan.model.workloads.filter((workload) => copies.get(workload)! > 0);
  // A machine that moves is there twice meanwhile.
  const most = ({ replicas, migrates }: WorkloadModel) => (replicas.max ?? replicas.planned) * (migrates ? 2 : 1);
  const extra = (workload: WorkloadModel) => {
    const { canary = 0, replicas } = workload;
    return most(workload) === 0
      ? 0
      : Math.max(rolling(plan, workload, most(workload)), canaryAt(most(workload), canary, replicas.planned));
  };
  const sum = (field: 'requests' | 'limits', count: (workload: WorkloadModel) => number) =>
    added(members.map((member) => times(member[field], count(member) * copies.get(member)!)));
  const total = (field: 'requests' | 'limits') => {
    const groups = [...rolledTogether(members).values()].map((some) =>
      added(some.map((member) => times(member[field], extra(member) * copies.get(member)!))),
    );
    const atMaximum = plus(sum(field, most), largest(groups, plan.model.concurrentRollouts ?? 1));
    return [...plan.scenarios, ...plan.transitions]
      .filter(({ lost }) => Object.keys(lost).length > 0)
      .map((scenario) => sum(field, ({ id, replicas }) => replicas.planned + madeAgain(scenario, id)))
      .reduce(larger, atMaximum);
  };
  const daemons = daemonRequests(plan, namespace);
  return { requests: plus(total('requests'), daemons), limits: plus(total('limits'), daemons) };
}

/** Pods on top of so many while a workload is rolled out: those that start, and those that end. */
function rolling(plan: Proven, { id }: WorkloadModel, most: number): number {
  const rollout = plan.rollouts[id];
  if (!rollout) {
    // A StatefulSet stops its pods one by one; what never rolls has no pod to replace.
    return id.split('/')[1] === 'StatefulSet' ? 1 : 0;
  }
  const { surge, completesUpTo, maxUnavailable } = rollout;
  return surge > 0
    ? Math.max(0, Math.min(most, completesUpTo) + surge + Math.max(surge, maxUnavailable) - most)
    : Math.max(1, maxUnavailable);
}

/** Pods of a workload that a scenario puts on nodes. */
function madeAgain({ added: all }: Scenario, id: string): number {
  return all.reduce((pods, entry) => pods + entry.count * (entry.pods[id] ?? 0), 0);
}

/** The most that any so many of them come to, of each resource. */
function largest(amounts: readonly Resources[], count: number): Resources {
  const names = [...new Set(amounts.flatMap((some) => Object.keys(some)))];
  return Object.fromEntries(
    names.map((name) => {
      const sorted = amounts.map((some) => some[name] ?? 0).sort((a, b) => b - a);
      return [name, sorted.slice(0, count).reduce((all, amount) => all + amount, 0)];
    }),
  );
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

function daemonRequests(plan: Proven, namespace: string): Resources {
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
