import { ClusterObjects } from './cluster-objects';
import { nodeLabels } from './node-admission';
import { ReadPool } from './read-pool';
import { WorkloadDraft } from './workloads/workload-draft';
import { QueueModel, QuotaModel, WorkloadModel } from '../../capacity/model';
import { parseQuantity } from '../../capacity/quantity';
import { isEighths } from '../../capacity/resources';
import { KubeObject } from '../../manifest/kube';

/** Queues of Kueue and Volcano with what they may use, and the jobs that wait in them. */
export function readQueues(
  objects: ClusterObjects,
  pools: readonly ReadPool[],
  drafts: readonly WorkloadDraft[],
  workloads: readonly WorkloadModel[],
  handNamespaces: readonly string[] = [],
): QueueModel[] {
  const kueue = kueueQueues(objects, pools, drafts, workloads).map((queue) => {
    const startedFrom = handNamespaces.filter((namespace) => leadsTo(objects, namespace, queue.name));
    return { ...queue, ...(startedFrom.length > 0 && { startedFrom }) };
  });
  return [...kueue, ...volcanoQueues(objects, pools, drafts)];
}

function kueueQueues(
  objects: ClusterObjects,
  pools: readonly ReadPool[],
  drafts: readonly WorkloadDraft[],
  workloads: readonly WorkloadModel[],
): QueueModel[] {
  return objects.of('ClusterQueue').map((json) => {
    const name = json.metadata?.name ?? '';
    const { cohortName, cohort = cohortName, resourceGroups = [] } = json.spec ?? {};
    const flavors: any[] = resourceGroups.flatMap((group: any, i: number) =>
      (group.flavors ?? []).map((flavor: any) => ({ ...flavor, group: i })),
    );
    const waiting = drafts.filter((draft) => queueOf(draft, objects) === name).map(({ id }) => id);
    const jobs = workloads.filter(({ id }) => waiting.includes(id));
    const counted = new Set<string>();
    return {
      name,
      ...(cohort !== undefined && { cohort }),
      quotas: flavors.flatMap((flavor) => {
        // Each job counts for the first flavor that it may have and that has room for it.
        const ids = poolsOf(flavor, objects, pools);
        const own = jobs.filter((job) => !counted.has(job.id) && job.eligible.some((one) => ids.includes(one)));
        const taken = firstThatFit(own, devicesOn(pools, ids));
        taken.forEach(({ id }) => counted.add(id));
        return quotasOf(flavor, objects, pools, taken);
      }),
      workloads: waiting,
    };
  });
}

/** What a queue of Volcano deserves is its own; up to its capability it has what others do not use. */
function volcanoQueues(
  objects: ClusterObjects,
  pools: readonly ReadPool[],
  drafts: readonly WorkloadDraft[],
): QueueModel[] {
  const all = objects.of('Queue').filter(({ apiVersion = '' }) => apiVersion.startsWith('scheduling.volcano.sh/'));
  return all.map((json) => {
    const { deserved = {}, capability = {} } = json.spec ?? {};
    const amount = (resource: string, text: unknown) => parseQuantity(resource, (text ?? 0) as string | number) ?? 0;
    return {
      name: json.metadata?.name ?? '',
      // All queues of Volcano share the cluster.
      cohort: 'volcano',
      quotas: Object.keys(deserved).map((resource): QuotaModel => {
        const nominal = amount(resource, deserved[resource]);
        const most = capability[resource];
        const own = pools.filter(({ model }) => (model.allocatable[resource] ?? 0) > 0).map(({ model }) => model.id);
        return {
          pools: own,
          resource,
          nominal,
          // Without a capability it may have all that others leave.
          most: most === undefined ? (devicesOn(pools, own)[resource] ?? nominal) : amount(resource, most),
        };
      }),
      workloads: drafts.filter(({ volcanoQueue }) => volcanoQueue === json.metadata?.name).map(({ id }) => id),
    };
  });
}

/** What the nodes of some pools have at most of each resource. */
function devicesOn(pools: readonly ReadPool[], ids: readonly string[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { model } of pools.filter((one) => ids.includes(one.model.id))) {
    for (const [resource, amount] of Object.entries(model.allocatable)) {
      sums[resource] = (sums[resource] ?? 0) + amount * (model.maxNodes ?? Infinity);
    }
  }
  return sums;
}

/** Jobs in their order, as long as there are devices for them. */
function firstThatFit(jobs: readonly WorkloadModel[], devices: Readonly<Record<string, number>>): WorkloadModel[] {
  const left = { ...devices };
  return jobs.filter(({ requests, replicas }) => {
    const asked = Object.entries(requests).filter(([name]) => name.includes('/') && !isEighths(name));
    const fits = asked.every(([name, amount]) => amount * replicas.planned <= (left[name] ?? 0));
    asked.forEach(([name, amount]) => (left[name] = (left[name] ?? 0) - (fits ? amount * replicas.planned : 0)));
    return fits;
  });
}

/** Ids of the pools whose nodes have the labels of a flavor. */
function poolsOf(flavor: any, objects: ClusterObjects, pools: readonly ReadPool[]): string[] {
  const labels: Record<string, string> =
    objects.of('ResourceFlavor').find(({ metadata }) => metadata?.name === flavor.name)?.spec?.nodeLabels ?? {};
  return pools
    .filter(({ pool, zone }) => {
      const own = nodeLabels(pool, zone);
      return Object.entries(labels).every(([key, value]) => own[key] === value);
    })
    .map(({ model }) => model.id);
}

/** Pools onto whose nodes the queue of a job lets its pods; undefined where it waits in no queue that is known. */
export function queuePoolsOf(
  draft: WorkloadDraft,
  objects: ClusterObjects,
  pools: readonly ReadPool[],
): ReadonlySet<string> | undefined {
  const name = queueOf(draft, objects);
  const queue =
    name === undefined ? undefined : objects.of('ClusterQueue').find(({ metadata }) => metadata?.name === name);
  const flavors: any[] | undefined = queue?.spec?.resourceGroups?.flatMap((group: any) => group.flavors ?? []);
  return flavors && new Set(flavors.flatMap((flavor) => poolsOf(flavor, objects, pools)));
}

/** What a flavor says of each resource. Where it leaves the nominal quota to the plan, it is what the jobs ask for. */
function quotasOf(
  flavor: any,
  objects: ClusterObjects,
  pools: readonly ReadPool[],
  jobs: readonly WorkloadModel[],
): QuotaModel[] {
  const ids = poolsOf(flavor, objects, pools);
  const asked = (resource: string) =>
    jobs.reduce((sum, { replicas, requests }) => sum + replicas.planned * (requests[resource] ?? 0), 0);
  // With the devices of a node comes a part of everything else that it has.
  const node = pools.find(({ model }) => ids.includes(model.id))?.model;
  const device = (flavor.resources ?? []).map(({ name }: any) => name).find((name: string) => name.includes('/'));
  const withDevices = (resource: string) => {
    const perNode = node?.capacity[device] ?? 0;
    const whole = (node?.capacity[resource] ?? 0) - (node?.reserved[resource] ?? 0);
    return perNode > 0 ? Math.floor((whole * asked(device)) / perNode) : 0;
  };
  const amount = (resource: string, text: unknown) =>
    text === undefined ? undefined : parseQuantity(resource, text as string | number);
  return (flavor.resources ?? []).map(({ name, nominalQuota, borrowingLimit, lendingLimit }: any): QuotaModel => {
    const [borrowing, lending] = [amount(name, borrowingLimit), amount(name, lendingLimit)];
    return {
      pools: ids,
      resource: name,
      ...(flavor.group > 0 && { group: flavor.group }),
      nominal: amount(name, nominalQuota) ?? Math.max(asked(name), withDevices(name)),
      ...(borrowing !== undefined && { borrowing }),
      ...(lending !== undefined && { lending }),
    };
  });
}

/** Whether a LocalQueue of the namespace leads to that ClusterQueue. */
function leadsTo(objects: ClusterObjects, namespace: string, clusterQueue: string): boolean {
  return objects
    .of('LocalQueue')
    .some(({ metadata, spec }) => metadata?.namespace === namespace && spec?.clusterQueue === clusterQueue);
}

/** The ClusterQueue that the LocalQueue of a job leads to. */
function queueOf({ queue, namespace }: WorkloadDraft, objects: ClusterObjects): string | undefined {
  const isNamed = ({ metadata }: KubeObject) =>
    metadata?.name === queue && (metadata?.namespace ?? 'default') === namespace;
  return queue === undefined ? undefined : objects.of('LocalQueue').find(isNamed)?.spec?.clusterQueue;
}
