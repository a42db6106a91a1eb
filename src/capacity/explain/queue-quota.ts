import { Finding, QueueModel } from '../model';
import { namespacePeak, Proven } from '../namespace-peak';
import { describeAmount } from '../quantity';
import { isEighths } from '../resources';

/** So many queues are named. */
const MOST_NAMED = 3;

/** A queue that admits more of a namespace than its quota. */
interface Above {
  readonly queue: string;
  readonly namespace: string;
  /** What the queue admits, and what the quota leaves for it. */
  readonly most: string;
  readonly left: string;
}

/**
 * Queues that admit more devices to jobs that people start by hand than the quota of their namespace: Kueue admits the job, and the API server
 * refuses its pods.
 */
export function queuesAboveQuotas(plan: Proven): Finding[] {
  const all = (plan.model.queues ?? []).flatMap((queue) =>
    (queue.startedFrom ?? []).flatMap((namespace) => aboveQuota(plan, queue, namespace)),
  );
  const told = all
    .slice(0, MOST_NAMED)
    .map(
      ({ queue, namespace, most, left }) =>
        `queue ${queue} admits jobs of namespace ${namespace} for up to ${most}, its ResourceQuota for ${left}`,
    );
  const more = all.length > MOST_NAMED ? `; the same for ${all.length - MOST_NAMED} more` : '';
  return all.length === 0
    ? []
    : [
        {
          code: 'QUEUE_ABOVE_QUOTA',
          severity: 'info',
          uncovered: true,
          path: plan.model.path,
          message: `${told.join('; ')}${more}: of what people start by hand beyond the quota the queue admits the job and the API server refuses its pods`,
          expected: `at most ${all[0].left}`,
          actual: all[0].most,
          cure: [
            'startedByHand of the TeamAccess with what they may start',
            'smaller quotas and borrowing limits of the queue',
          ],
        },
      ];
}

function aboveQuota(plan: Proven, queue: QueueModel, namespace: string): Above[] {
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
  return above.length === 0 ? [] : [{ queue: queue.name, namespace, most: shown('most'), left: shown('left') }];
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
