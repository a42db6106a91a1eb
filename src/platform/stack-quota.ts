import { QueueModel } from '../capacity/model';
import { namespacePeak } from '../capacity/outcome/namespace-peak';
import { ClusterPlan } from '../capacity/plan';
import { admittedBy } from '../capacity/queue-admits';
import { quantities } from '../manifest/quantities';

/** The most of each resource that a namespace needs in any scenario. CPU limits are never set, so they have no quota. */
export function quotaOf(plan: ClusterPlan, namespace: string, queueNames: readonly string[]): Record<string, string> {
  return amounts(quotaAmounts(plan, namespace, queueNames));
}

/** The same as numbers. */
export function quotaAmounts(plan: ClusterPlan, namespace: string, queueNames: readonly string[]): Hard {
  const queues = (plan.model.queues ?? []).filter(({ name }) => queueNames.includes(name));
  return queues.length === 0 ? needed(plan, namespace) : neededBeside(plan, namespace, queues);
}

/** Amounts by the names that a ResourceQuota gives them. */
type Hard = Readonly<Record<string, number>>;

function needed(plan: ClusterPlan, namespace: string): Hard {
  const { requests, limits } = namespacePeak(plan, namespace);
  // Of devices the limit is the request; the planner counts parts of them in a way of its own.
  const extended = Object.entries(limits).filter(([name]) => name.includes('/'));
  return {
    'requests.cpu': requests.cpu ?? 0,
    'requests.memory': requests.memory ?? 0,
    'limits.memory': limits.memory ?? 0,
    pods: requests.pods ?? 0,
    ...Object.fromEntries(extended.map(([name, amount]) => [`requests.${name}`, amount])),
  };
}

/**
 * Where jobs wait in queues of Kueue: whatever these admit, on top of what runs beside the jobs. A job that a queue has admitted and of which the API
 * server refuses the pods holds its devices for nothing. What queues do not count is left to them: how many pods a job has, what its pods may use at
 * most, and devices of other kinds.
 */
function neededBeside(plan: ClusterPlan, namespace: string, queues: readonly QueueModel[]): Hard {
  const { model } = plan;
  const waiting = new Set(queues.flatMap(({ workloads }) => workloads));
  const beside = { ...plan, model: { ...model, workloads: model.workloads.filter(({ id }) => !waiting.has(id)) } };
  const others = needed(beside, namespace);
  const all = needed(plan, namespace);
  const covered = new Set(queues.flatMap(({ quotas }) => quotas.map(({ resource }) => resource)));
  const bounded = [...covered].filter((resource) => ['cpu', 'memory'].includes(resource) || resource.includes('/'));
  const hard = bounded.map((resource): [string, number] => {
    const name = `requests.${resource}`;
    const admitted = queues.reduce((sum, queue) => sum + admittedBy(model.queues ?? [], queue, resource), 0);
    return [name, Math.max(all[name] ?? 0, (others[name] ?? 0) + admitted)];
  });
  return Object.fromEntries(hard);
}

function amounts(hard: Hard): Record<string, string> {
  return Object.fromEntries(
    Object.entries(hard).map(([name, amount]) => {
      const resource = name.replace(/^(requests|limits)\./, '');
      return [name, quantities({ [resource]: amount })[resource]];
    }),
  );
}
