import { Finding, QueueModel } from '../model';
import { namespacePeak, Proven } from '../namespace-peak';
import { describeAmount } from '../quantity';
import { isEighths } from '../resources';

/**
 * Queues that admit more devices to jobs that people start by hand than the quota of their namespace: Kueue admits the job, and the API server
 * refuses its pods.
 */
export function queuesAboveQuotas(plan: Proven): Finding[] {
  return (plan.model.queues ?? []).flatMap((queue) =>
    (queue.startedFrom ?? []).flatMap((namespace) => aboveQuota(plan, queue, namespace)),
  );
}

function aboveQuota(plan: Proven, queue: QueueModel, namespace: string): Finding[] {
  const { limits } = namespacePeak(plan, namespace);
  const waiting = new Set(queue.workloads);
  const outside = plan.model.workloads.filter((one) => one.namespace === namespace && !waiting.has(one.id));
  const devices = [...new Set(queue.quotas.map(({ resource }) => resource))].filter(
    (resource) => resource.includes('/') && !isEighths(resource),
  );
  const above = devices.flatMap((resource) => {
    const others = outside.reduce((sum, one) => sum + (one.limits[resource] ?? 0) * one.replicas.planned, 0);
    const left = Math.max(0, (limits[resource] ?? 0) - others);
    const most = mostOf(plan, queue, resource);
    return most > left ? [{ resource, left, most }] : [];
  });
  const shown = (field: 'left' | 'most') => above.map((one) => describeAmount(one.resource, one[field])).join(' and ');
  return above.length === 0
    ? []
    : [
        {
          code: 'QUEUE_ABOVE_QUOTA',
          severity: 'info',
          uncovered: true,
          path: plan.model.path,
          message: `queue ${queue.name} admits jobs of namespace ${namespace} for up to ${shown('most')}, the ResourceQuota of the namespace for ${shown('left')}: of what people start by hand beyond that the queue admits the job and the API server refuses its pods`,
          expected: `at most ${shown('left')}`,
          actual: shown('most'),
          cure: [
            'startedByHand of the TeamAccess with what they may start',
            'smaller quotas and borrowing limits of the queue',
          ],
        },
      ];
}

/** Its own, and what it may borrow from the others of its cohort. */
function mostOf({ model }: Proven, queue: QueueModel, resource: string): number {
  const own = nominalOf(queue, resource);
  const others = (model.queues ?? []).filter(
    ({ name, cohort }) => queue.cohort !== undefined && cohort === queue.cohort && name !== queue.name,
  );
  const lent = others.reduce((sum, other) => sum + nominalOf(other, resource, true), 0);
  const bounds = queue.quotas
    .filter((quota) => quota.resource === resource)
    .map(({ borrowing }) => borrowing ?? Infinity);
  return (
    own +
    Math.min(
      lent,
      bounds.reduce((sum, bound) => sum + bound, 0),
    )
  );
}

function nominalOf({ quotas }: QueueModel, resource: string, lent = false): number {
  return quotas
    .filter((quota) => quota.resource === resource)
    .reduce((sum, { nominal, lending = nominal }) => sum + (lent ? Math.min(lending, nominal) : nominal), 0);
}
