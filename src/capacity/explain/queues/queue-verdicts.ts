import { Finding, QueueModel, QuotaModel, WorkloadModel } from '../../model';
import { Attempt } from '../../planning/planning';
import { describeNumber } from '../../quantity';
import { isEighths } from '../../resources';

/** Quotas of one kind of nodes for the resources of one group. */
interface Flavor {
  readonly pools: readonly string[];
  readonly limits: ReadonlyMap<string, Limit>;
}

interface Limit {
  readonly nominal: number;
  /** With what others lend. */
  readonly most: number;
}

/** By quota and by shape: both have to admit what waits. */
export function queueVerdicts(queue: QueueModel, queues: readonly QueueModel[], tried: Attempt): Finding[] {
  const jobs = tried.model.workloads.filter(({ id, replicas }) => queue.workloads.includes(id) && replicas.planned > 0);
  const groups = groupsOf(queue, queues);
  const objects = [...new Set(jobs.map(({ path }) => path))].map((path) => jobs.filter((job) => job.path === path));
  const never = objects.flatMap((roles) => neverAdmitted(queue, roles, groups));
  return never.length > 0 ? never : together(queue, jobs, groups.flat(), tried);
}

/** The flavors of each group of resources. */
function groupsOf(queue: QueueModel, queues: readonly QueueModel[]): Flavor[][] {
  const groups = new Map<
    number,
    Map<string, { readonly pools: readonly string[]; readonly limits: Map<string, Limit> }>
  >();
  for (const quota of queue.quotas) {
    const { group = 0, pools, resource } = quota;
    const flavors = groups.get(group) ?? new Map<string, { pools: readonly string[]; limits: Map<string, Limit> }>();
    const flavor = flavors.get(pools.join()) ?? { pools, limits: new Map<string, Limit>() };
    flavor.limits.set(resource, limitOf(queue, quota, queues));
    groups.set(group, flavors.set(pools.join(), flavor));
  }
  return [...groups.values()].map((flavors) => [...flavors.values()]);
}

function limitOf(queue: QueueModel, quota: QuotaModel, queues: readonly QueueModel[]): Limit {
  if (quota.most !== undefined) {
    return { nominal: quota.nominal, most: quota.most };
  }
  const same = (other: QuotaModel) => other.resource === quota.resource && other.pools.join() === quota.pools.join();
  const lent =
    queue.cohort === undefined
      ? 0
      : queues
          .filter((other) => other !== queue && other.cohort === queue.cohort)
          .flatMap(({ quotas }) => quotas.filter(same))
          .reduce((sum, { nominal, lending = nominal }) => sum + Math.min(lending, nominal), 0);
  return { nominal: quota.nominal, most: quota.nominal + Math.min(lent, quota.borrowing ?? Infinity) };
}

/** What all pods of some roles ask for of each resource that queues count. */
function askedBy(roles: readonly WorkloadModel[]): Map<string, number> {
  const asked = new Map<string, number>();
  for (const { requests, replicas } of roles) {
    for (const [name, amount] of Object.entries(requests)) {
      if (name !== 'pods' && !isEighths(name) && amount > 0) {
        asked.set(name, (asked.get(name) ?? 0) + amount * replicas.planned);
      }
    }
  }
  return asked;
}

/** A job that no quota admits even when nothing else runs would wait for ever. */
function neverAdmitted(
  queue: QueueModel,
  roles: readonly WorkloadModel[],
  groups: readonly (readonly Flavor[])[],
): Finding[] {
  const covered = new Set(groups.flat().flatMap(({ limits }) => [...limits.keys()]));
  for (const flavors of groups) {
    const own = new Set(flavors.flatMap(({ limits }) => [...limits.keys()]));
    // All roles on nodes of one kind, or each on nodes of its own kind.
    const apart = flavors.length > 1 && roles.every((role) => shortest(flavors, [role], own).length === 0);
    const short = apart ? [] : shortest(flavors, roles, own);
    if (short.length > 0) {
      return [tooLarge(queue, roles, short)];
    }
  }
  const missing = [...askedBy(roles)].filter(([name]) => !covered.has(name));
  return groups.length > 0 && missing.length > 0
    ? [
        tooLarge(
          queue,
          roles,
          missing.map(([resource, asked]) => ({ resource, asked, most: 0 })),
        ),
      ]
    : [];
}

interface Short {
  readonly resource: string;
  readonly asked: number;
  readonly most: number;
}

/** What is missing on the kind of nodes where least is; nothing where one kind has all of it. */
function shortest(flavors: readonly Flavor[], roles: readonly WorkloadModel[], own: ReadonlySet<string>): Short[] {
  const asked = [...askedBy(roles)].filter(([name]) => own.has(name));
  const usable = flavors.filter(({ pools }) =>
    roles.every(({ eligible }) => eligible.some((id) => pools.includes(id))),
  );
  const short = (usable.length > 0 ? usable : flavors).map(({ limits }) =>
    asked
      .map(([resource, amount]): Short => ({ resource, asked: amount, most: limits.get(resource)?.most ?? 0 }))
      .filter(({ asked: amount, most }) => amount > most),
  );
  return short.sort((a, b) => a.length - b.length)[0] ?? [];
}

function tooLarge(queue: QueueModel, roles: readonly WorkloadModel[], short: readonly Short[]): Finding {
  const [{ resource, asked, most }] = [...short].sort((a, b) => Number(isDevice(b)) - Number(isDevice(a)));
  const pods = roles.reduce((sum, { replicas }) => sum + replicas.planned, 0);
  const amount = describeNumber(resource, asked);
  return {
    code: 'QUEUE_NEVER_ADMITS',
    severity: 'error',
    path: roles[0].path,
    message: `queue ${queue.name} never admits ${roles[0].id}: its ${pods} pods ask for ${amount} of ${resource}, the queue has at most ${describeNumber(resource, most)} for one job`,
    expected: `at most ${describeNumber(resource, most)} of ${resource}`,
    actual: amount,
    cure: isDevice({ resource })
      ? ['a larger nominal quota', 'fewer pods, or fewer devices for each']
      : [
          `less ${resource} for each pod`,
          'a larger nominal quota: processors, memory and storage come with its devices',
        ],
  };
}

/** All jobs of the queue at once. */
function together(
  queue: QueueModel,
  jobs: readonly WorkloadModel[],
  flavors: readonly Flavor[],
  tried: Attempt,
): Finding[] {
  const missing = tried.unplaced.filter(({ workload }) => queue.workloads.includes(workload)).length;
  const shape = missing === 0 ? 'all of them have places' : `${missing} of them find no place`;
  return [...askedBy(jobs)].flatMap(([resource, amount]): Finding[] => {
    const sum = (of: (limit: Limit) => number) =>
      flavors.reduce((all, { limits }) => all + (limits.has(resource) ? of(limits.get(resource)!) : 0), 0);
    const [nominal, most] = [sum((limit) => limit.nominal), sum((limit) => limit.most)];
    const [asked, own, all] = [amount, nominal, most].map((value) => describeNumber(resource, value));
    const by = `queue ${queue.name}: its jobs ask for ${asked} of ${resource}, its quota admits ${all} at once (${own} its own)`;
    if (amount <= most) {
      const message = `${by}; by shape ${shape}`;
      return isDevice({ resource })
        ? [{ code: 'QUEUE_ADMITS', severity: 'info', path: tried.model.path, message }]
        : [];
    }
    return [
      {
        code: 'QUEUE_TOO_SMALL',
        severity: 'warning',
        path: tried.model.path,
        message: `${by}: some wait for others to end; by shape ${shape}`,
        expected: `a quota of ${asked}, its own or borrowed`,
        actual: all,
        cure: [
          `a nominal quota of ${describeNumber(resource, amount - (most - nominal))}`,
          'smaller or fewer jobs at a time',
        ],
      },
    ];
  });
}

/** Devices are what quotas are about; processors and memory come with them. */
export function isDevice({ resource }: Pick<QuotaModel, 'resource'>): boolean {
  return resource.includes('/');
}
