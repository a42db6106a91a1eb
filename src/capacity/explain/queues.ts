import { Finding, QueueModel, QuotaModel, WorkloadModel } from '../model';
import { Attempt } from '../planning';

/** What the jobs of a queue ask for of one resource, and its quota. */
interface Verdict {
  readonly quota: QuotaModel;
  readonly asked: number;
  /** Most that it admits at once. */
  readonly most: number;
}

/** Quotas that give out more than is there, and queues whose jobs cannot all run at once; of the others what their quota admits. */
export function explainQueues(tried: Attempt, spares: Readonly<Record<string, number>>): Finding[] {
  const { model } = tried;
  const queues = model.queues ?? [];
  return [...overdrawn(tried, queues, spares), ...queues.flatMap((queue) => verdictsOn(queue, queues, tried))];
}

/** Devices of which all quotas together promise more than the nodes have that are no spares. */
function overdrawn(
  { model, nodes }: Attempt,
  queues: readonly QueueModel[],
  spares: Readonly<Record<string, number>>,
): Finding[] {
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
    if (nominal <= there) {
      return [];
    }
    const names = [...new Set(family.map(({ pool }) => pool))].join(', ') || 'no pool';
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
  });
}

/** By quota and by shape: both have to admit what waits. */
function verdictsOn(queue: QueueModel, queues: readonly QueueModel[], tried: Attempt): Finding[] {
  const workloads = tried.model.workloads.filter(({ id }) => queue.workloads.includes(id));
  const missing = tried.unplaced.filter(({ workload }) => queue.workloads.includes(workload)).length;
  return queue.quotas
    .filter(isDevice)
    .map((quota) => verdict(queue, quota, queues, workloads))
    .filter(({ asked }) => asked > 0)
    .map(({ quota: { resource, nominal }, asked, most }): Finding => {
      const by = `queue ${queue.name}: its jobs ask for ${asked} of ${resource}, its quota admits ${most} at once (${nominal} its own)`;
      const shape = missing === 0 ? 'all of them have places' : `${missing} of them find no place`;
      return asked <= most
        ? { code: 'QUEUE_ADMITS', severity: 'info', path: tried.model.path, message: `${by}; by shape ${shape}` }
        : {
            code: 'QUEUE_TOO_SMALL',
            severity: 'warning',
            path: tried.model.path,
            message: `${by}: some wait for others to end; by shape ${shape}`,
            expected: `a quota of ${asked}, its own or borrowed`,
            actual: String(most),
            cure: [`a nominal quota of ${asked - (most - nominal)}`, 'smaller or fewer jobs at a time'],
          };
    });
}

function verdict(
  queue: QueueModel,
  quota: QuotaModel,
  queues: readonly QueueModel[],
  workloads: readonly WorkloadModel[],
): Verdict {
  const asked = workloads.reduce(
    (sum, { requests, replicas }) => sum + replicas.planned * (requests[quota.resource] ?? 0),
    0,
  );
  const same = (other: QuotaModel) => other.resource === quota.resource && other.pools.join() === quota.pools.join();
  const lent =
    queue.cohort === undefined
      ? 0
      : queues
          .filter((other) => other !== queue && other.cohort === queue.cohort)
          .flatMap(({ quotas }) => quotas.filter(same))
          .reduce((sum, { nominal, lending = nominal }) => sum + lending, 0);
  return { quota, asked, most: quota.nominal + Math.min(lent, quota.borrowing ?? Infinity) };
}

/** Devices are what quotas are about; processors and memory come with them. */
function isDevice({ resource }: QuotaModel): boolean {
  return resource.includes('/');
}
