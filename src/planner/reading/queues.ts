import { ClusterObjects } from './cluster-objects';
import { nodeLabels } from './node-admission';
import { WorkloadDraft } from './workload-draft';
import { ReadPool } from './workload-model';
import { QueueModel, QuotaModel, WorkloadModel } from '../../capacity/model';
import { parseQuantity } from '../../capacity/quantity';
import { KubeObject } from '../../manifest/kube';

/** Queues of Kueue and Volcano with what they may use, and the jobs that wait in them. */
export function readQueues(
  objects: ClusterObjects,
  pools: readonly ReadPool[],
  drafts: readonly WorkloadDraft[],
  workloads: readonly WorkloadModel[],
): QueueModel[] {
  return [...kueueQueues(objects, pools, drafts, workloads), ...volcanoQueues(objects, pools, drafts)];
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
    const flavors: any[] = resourceGroups.flatMap((group: any) => group.flavors ?? []);
    const waiting = drafts.filter((draft) => queueOf(draft, objects) === name).map(({ id }) => id);
    const jobs = workloads.filter(({ id }) => waiting.includes(id));
    const counted = new Set<string>();
    return {
      name,
      ...(cohort !== undefined && { cohort }),
      quotas: flavors.flatMap((flavor) => {
        // Each job counts for the first flavor that it may have.
        const own = jobs.filter(
          ({ id, eligible }) =>
            !counted.has(id) && eligible.some((one) => poolsOf(flavor, objects, pools).includes(one)),
        );
        own.forEach(({ id }) => counted.add(id));
        return quotasOf(flavor, objects, pools, own);
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
        return {
          pools: pools.filter(({ model }) => (model.allocatable[resource] ?? 0) > 0).map(({ model }) => model.id),
          resource,
          nominal,
          ...(most !== undefined && { borrowing: Math.max(0, amount(resource, most) - nominal) }),
        };
      }),
      workloads: drafts.filter(({ volcanoQueue }) => volcanoQueue === json.metadata?.name).map(({ id }) => id),
    };
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
  const amount = (resource: string, text: unknown) =>
    text === undefined ? undefined : parseQuantity(resource, text as string | number);
  return (flavor.resources ?? []).map(({ name, nominalQuota, borrowingLimit, lendingLimit }: any): QuotaModel => {
    const [borrowing, lending] = [amount(name, borrowingLimit), amount(name, lendingLimit)];
    return {
      pools: ids,
      resource: name,
      nominal: amount(name, nominalQuota) ?? asked(name),
      ...(borrowing !== undefined && { borrowing }),
      ...(lending !== undefined && { lending }),
    };
  });
}

/** The ClusterQueue that the LocalQueue of a job leads to. */
function queueOf({ queue, namespace }: WorkloadDraft, objects: ClusterObjects): string | undefined {
  const isNamed = ({ metadata }: KubeObject) =>
    metadata?.name === queue && (metadata?.namespace ?? 'default') === namespace;
  return queue === undefined ? undefined : objects.of('LocalQueue').find(isNamed)?.spec?.clusterQueue;
}
