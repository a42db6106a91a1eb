import { isDevice, queueVerdicts } from './queue-verdicts';
import { Finding, QueueModel, QuotaModel } from '../../model';
import { Attempt } from '../../planning/planning';

/** Quotas that give out more than is there, and queues whose jobs cannot all run at once; of the others what their quota admits. */
export function explainQueues(tried: Attempt, spares: Readonly<Record<string, number>>): Finding[] {
  const { model } = tried;
  const queues = model.queues ?? [];
  return [...overdrawn(tried, queues, spares), ...queues.flatMap((queue) => queueVerdicts(queue, queues, tried))];
}

/** Devices of which all quotas together promise more than the nodes have that are no spares. */
function overdrawn(tried: Attempt, queues: readonly QueueModel[], spares: Readonly<Record<string, number>>): Finding[] {
  const { model, nodes } = tried;
  const sums = new Map<string, { readonly quota: QuotaModel; nominal: number }>();
  for (const quota of queues.flatMap(({ quotas }) => quotas).filter(isDevice)) {
    const key = JSON.stringify([quota.pools, quota.resource]);
    const sum = sums.get(key) ?? { quota, nominal: 0 };
    sum.nominal += quota.nominal;
    sums.set(key, sum);
  }
  return [...sums.values()].flatMap(({ quota: { pools, resource }, nominal }): Finding[] => {
    const family = model.pools.filter(({ id }) => pools.includes(id));
    const amount = (count: (id: string) => number) =>
      family.reduce((all, { id, allocatable }) => all + count(id) * (allocatable[resource] ?? 0), 0);
    const held = amount((id) => spares[id] ?? 0);
    const there = amount((id) => Math.max(nodes[id], family.find((pool) => pool.id === id)!.maxNodes ?? 0)) - held;
    const names = [...new Set(family.map(({ pool }) => pool))].join(', ') || 'no pool';
    // A pool without a limit grows with the jobs that are admitted.
    const grows = family.some(
      ({ maxNodes, allocatable }) => maxNodes === undefined && (allocatable[resource] ?? 0) > 0,
    );
    if (nominal > there && !grows) {
      return [
        {
          code: 'QUOTA_EXCEEDS_FLEET',
          severity: 'error',
          path: model.path,
          message: `queues promise ${nominal} of ${resource}, ${names} has ${there}${held > 0 ? ` beside the ${held} of its spare nodes` : ''}`,
          expected: `nominal quotas of at most ${there} together`,
          actual: String(nominal),
          cure: [`nominal quotas of at most ${there} together`, 'fewer spares, or more nodes'],
        },
      ];
    }
    const taken = takenBeside(tried, queues, pools, resource);
    return nominal + taken <= there || grows
      ? []
      : [
          {
            code: 'QUOTA_TAKEN',
            severity: 'info',
            path: model.path,
            message: `queues promise ${nominal} of the ${there} of ${resource} on ${names}, of which workloads in no queue hold ${taken}: jobs that are admitted may wait for nodes`,
          },
        ];
  });
}

/** What workloads in no queue have of a resource of these pools. */
function takenBeside(
  { model, steady }: Attempt,
  queues: readonly QueueModel[],
  pools: readonly string[],
  resource: string,
): number {
  const queued = new Set(queues.flatMap(({ workloads }) => workloads));
  const requests = new Map(model.workloads.map((workload) => [workload.id, workload.requests[resource] ?? 0]));
  return steady
    .filter(({ pool }) => pools.includes(pool))
    .reduce(
      (sum, { count, pods }) =>
        sum +
        count *
          Object.entries(pods).reduce((all, [id, n]) => all + (queued.has(id) ? 0 : n * (requests.get(id) ?? 0)), 0),
      0,
    );
}
