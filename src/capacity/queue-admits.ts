import { QueueModel } from './model';

/** The most of a resource that the jobs of a queue may have at once: its own, and what it may borrow from the others of its cohort. */
export function admittedBy(queues: readonly QueueModel[], queue: QueueModel, resource: string): number {
  const others = queues.filter(
    ({ name, cohort }) => queue.cohort !== undefined && cohort === queue.cohort && name !== queue.name,
  );
  const lent = others.reduce((sum, other) => sum + nominalOf(other, resource, true), 0);
  const bounds = queue.quotas
    .filter((quota) => quota.resource === resource)
    .map(({ borrowing }) => borrowing ?? Infinity);
  const mayBorrow = bounds.reduce((sum, bound) => sum + bound, 0);
  return nominalOf(queue, resource) + Math.min(lent, mayBorrow);
}

function nominalOf({ quotas }: QueueModel, resource: string, lent = false): number {
  return quotas
    .filter((quota) => quota.resource === resource)
    .reduce((sum, { nominal, lending = nominal }) => sum + (lent ? Math.min(lending, nominal) : nominal), 0);
}
