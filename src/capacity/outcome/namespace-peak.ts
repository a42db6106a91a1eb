import { WorkloadModel } from '../model';
import { ClusterPlan, Scenario } from '../plan';
import { larger, plus, Resources, times } from '../resources';
import { copiesIn, copiesOf } from '../sites';

/** Most that the pods of a namespace request and may use at once in any scenario of the plan. */
export interface NamespacePeak {
  readonly requests: Resources;
  readonly limits: Resources;
}

/** What of a plan the pods of a namespace follow from. */
export type Proven = Pick<ClusterPlan, 'model' | 'nodes' | 'scenarios' | 'transitions' | 'rollouts' | 'room'>;

/**
 * The peak of a namespace: HPA maximum while everything is rolled out, which one sync starts, and steady with all that a loss or a drain makes
 * again; with sidecars and daemonsets. Pods that terminate count until they are gone: during a rollout old ones, after a loss those of the lost nodes.
 * What does not fit the API server refuses, and a Deployment has a ReplicaFailure until it tries again.
 */
export function namespacePeak(plan: Proven, namespace: string): NamespacePeak {
  const copies = new Map(plan.model.workloads.map((workload) => [workload, copiesIn(plan.model, workload, namespace)]));
  const members = plan.model.workloads.filter((workload) => copies.get(workload)! > 0);
  // A machine that moves is there twice meanwhile.
  const most = ({ replicas, migrates }: WorkloadModel) => (replicas.max ?? replicas.planned) * (migrates ? 2 : 1);
  const sum = (field: 'requests' | 'limits', count: (workload: WorkloadModel) => number) =>
    added(members.map((member) => times(member[field], count(member) * copies.get(member)!)));
  const total = (field: 'requests' | 'limits') => {
    const atMaximum = sum(field, (member) => most(member) + onTop(plan, member, most(member)));
    return [...plan.scenarios, ...plan.transitions]
      .filter(({ lost }) => Object.keys(lost).length > 0)
      .map((scenario) => sum(field, ({ id, replicas }) => replicas.planned + madeAgain(scenario, id)))
      .reduce(larger, atMaximum);
  };
  const daemons = daemonRequests(plan, namespace);
  return { requests: plus(total('requests'), daemons), limits: plus(total('limits'), daemons) };
}

/**
 * The most pods on top of so many while a workload is rolled out. Old ones that end may be many: the controller ends the next one as soon as a new one is
 * ready, however long the one before takes to stop. But each keeps its requests until it is gone, so that no more of them are there than nodes have room
 * for (spreads do not count them); on top come new pods that wait for a place, as many as are started first or are missing.
 */
function onTop({ rollouts, room }: Proven, workload: WorkloadModel, most: number): number {
  const { id, canary = 0, replicas } = workload;
  const { surge = 0, maxUnavailable = 0 } = rollouts[id] ?? {};
  const started = Math.max(surge, canaryAt(most, canary, replicas.planned));
  if (most === 0 || started + maxUnavailable === 0) {
    // A StatefulSet stops its pods one by one; what never rolls has no pod to replace.
    return most > 0 && id.split('/')[1] === 'StatefulSet' ? 1 : 0;
  }
  const places = replicas.planned + (room[id] ?? Infinity);
  return started + Math.min(most, Math.max(most, places) - most + maxUnavailable);
}

/** Pods of a workload that a scenario puts on nodes. */
function madeAgain({ added: all }: Scenario, id: string): number {
  return all.reduce((pods, entry) => pods + entry.count * (entry.pods[id] ?? 0), 0);
}

/** Extra pods of a canary with so many replicas, of which the rounding of both versions may make one more. */
function canaryAt(replicas: number, canary: number, planned: number): number {
  const share = Math.ceil((canary * replicas) / Math.max(1, planned));
  return canary > 0 && canary < planned ? Math.min(replicas, share + 1) : share;
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
