import { Finding, QueueModel, QuotaModel, WorkloadModel } from '../model';
import { Attempt } from '../planning';
import { describeNumber } from '../quantity';

/** Quotas of one kind of nodes: Kueue gives all pods of a job in one role the nodes of one kind. */
type Flavor = ReadonlyMap<string, Limit>;

interface Limit {
  readonly nominal: number;
  /** With what others lend. */
  readonly most: number;
}

/** By quota and by shape: both have to admit what waits. */
export function queueVerdicts(queue: QueueModel, queues: readonly QueueModel[], tried: Attempt): Finding[] {
  const jobs = tried.model.workloads.filter(({ id, replicas }) => queue.workloads.includes(id) && replicas.planned > 0);
  const flavors = flavorsOf(queue, queues);
  const tooLarge = jobs.flatMap((job) => neverAdmitted(queue, job, flavors, tried));
  return tooLarge.length > 0 ? tooLarge : together(queue, jobs, flavors, tried);
}

function flavorsOf(queue: QueueModel, queues: readonly QueueModel[]): Flavor[] {
  const byPools = new Map<string, Map<string, Limit>>();
  for (const quota of queue.quotas) {
    const key = quota.pools.join();
    const flavor = byPools.get(key) ?? new Map<string, Limit>();
    flavor.set(quota.resource, limitOf(queue, quota, queues));
    byPools.set(key, flavor);
  }
  return [...byPools.values()];
}

function limitOf(queue: QueueModel, quota: QuotaModel, queues: readonly QueueModel[]): Limit {
  const same = (other: QuotaModel) => other.resource === quota.resource && other.pools.join() === quota.pools.join();
  const lent =
    queue.cohort === undefined
      ? 0
      : queues
          .filter((other) => other !== queue && other.cohort === queue.cohort)
          .flatMap(({ quotas }) => quotas.filter(same))
          .reduce((sum, { nominal, lending = nominal }) => sum + lending, 0);
  return { nominal: quota.nominal, most: quota.nominal + Math.min(lent, quota.borrowing ?? Infinity) };
}

/** What all pods of a job ask for of each resource that queues count. */
function askedBy({ requests, replicas }: WorkloadModel): [string, number][] {
  return Object.entries(requests)
    .filter(([name, amount]) => name !== 'pods' && amount > 0)
    .map(([name, amount]) => [name, amount * replicas.planned]);
}

/** A job that no quota admits even when nothing else runs would wait for ever. */
function neverAdmitted(
  queue: QueueModel,
  job: WorkloadModel,
  flavors: readonly Flavor[],
  { model }: Attempt,
): Finding[] {
  const asked = askedBy(job);
  const short = (flavor: Flavor) => asked.filter(([name, amount]) => amount > (flavor.get(name)?.most ?? 0));
  if (flavors.length === 0 || flavors.some((flavor) => short(flavor).length === 0)) {
    return [];
  }
  const [fewest] = [...flavors].sort((a, b) => short(a).length - short(b).length);
  const [[resource, amount]] = short(fewest).sort(
    ([a], [b]) => Number(isDevice({ resource: b })) - Number(isDevice({ resource: a })),
  );
  const most = fewest.get(resource)?.most ?? 0;
  return [
    {
      code: 'QUEUE_NEVER_ADMITS',
      severity: 'error',
      path: job.path,
      message: `queue ${queue.name} never admits ${job.id}: its ${job.replicas.planned} pods ask for ${describeNumber(resource, amount)} of ${resource}, the queue has at most ${describeNumber(resource, most)} for one job of ${model.name}`,
      expected: `at most ${describeNumber(resource, most)} of ${resource}`,
      actual: describeNumber(resource, amount),
      cure: isDevice({ resource })
        ? ['a larger nominal quota', 'fewer pods, or fewer devices for each']
        : [
            `less ${resource} for each pod`,
            'a larger nominal quota: processors, memory and storage come with its devices',
          ],
    },
  ];
}

/** All jobs of the queue at once, by devices. */
function together(
  queue: QueueModel,
  jobs: readonly WorkloadModel[],
  flavors: readonly Flavor[],
  tried: Attempt,
): Finding[] {
  const missing = tried.unplaced.filter(({ workload }) => queue.workloads.includes(workload)).length;
  const devices = [...new Set(queue.quotas.filter(isDevice).map(({ resource }) => resource))];
  return devices.flatMap((resource): Finding[] => {
    const asked = jobs.reduce((sum, { requests, replicas }) => sum + replicas.planned * (requests[resource] ?? 0), 0);
    const sum = (of: (limit: Limit) => number) =>
      flavors.reduce((all, flavor) => all + (flavor.has(resource) ? of(flavor.get(resource)!) : 0), 0);
    const [nominal, most] = [sum((limit) => limit.nominal), sum((limit) => limit.most)];
    if (asked === 0) {
      return [];
    }
    const by = `queue ${queue.name}: its jobs ask for ${asked} of ${resource}, its quota admits ${most} at once (${nominal} its own)`;
    const shape = missing === 0 ? 'all of them have places' : `${missing} of them find no place`;
    return [
      asked <= most
        ? { code: 'QUEUE_ADMITS', severity: 'info', path: tried.model.path, message: `${by}; by shape ${shape}` }
        : {
            code: 'QUEUE_TOO_SMALL',
            severity: 'warning',
            path: tried.model.path,
            message: `${by}: some wait for others to end; by shape ${shape}`,
            expected: `a quota of ${asked}, its own or borrowed`,
            actual: String(most),
            cure: [`a nominal quota of ${asked - (most - nominal)}`, 'smaller or fewer jobs at a time'],
          },
    ];
  });
}

/** Devices are what quotas are about; processors and memory come with them. */
export function isDevice({ resource }: Pick<QuotaModel, 'resource'>): boolean {
  return resource.includes('/');
}
