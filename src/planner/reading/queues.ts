import { ClusterObjects } from './cluster-objects';
import { nodeLabels } from './node-admission';
import { WorkloadDraft } from './workload-draft';
import { ReadPool } from './workload-model';
import { QueueModel, QuotaModel } from '../../capacity/model';
import { parseQuantity } from '../../capacity/quantity';
import { KubeObject } from '../../manifest/kube';

/** Queues of Kueue with what they may use, and the jobs that wait in them. */
export function readQueues(
  objects: ClusterObjects,
  pools: readonly ReadPool[],
  drafts: readonly WorkloadDraft[],
): QueueModel[] {
  return objects.of('ClusterQueue').map((json) => {
    const name = json.metadata?.name ?? '';
    const { cohortName, cohort = cohortName, resourceGroups = [] } = json.spec ?? {};
    const flavors: any[] = resourceGroups.flatMap((group: any) => group.flavors ?? []);
    return {
      name,
      ...(cohort !== undefined && { cohort }),
      quotas: flavors.flatMap((flavor) => quotasOf(flavor, objects, pools)),
      workloads: drafts.filter((draft) => queueOf(draft, objects) === name).map(({ id }) => id),
    };
  });
}

function quotasOf(flavor: any, objects: ClusterObjects, pools: readonly ReadPool[]): QuotaModel[] {
  const labels: Record<string, string> =
    objects.of('ResourceFlavor').find(({ metadata }) => metadata?.name === flavor.name)?.spec?.nodeLabels ?? {};
  const admitted = pools.filter(({ pool, zone }) => {
    const own = nodeLabels(pool, zone);
    return Object.entries(labels).every(([key, value]) => own[key] === value);
  });
  const amount = (resource: string, text: unknown) =>
    text === undefined ? undefined : parseQuantity(resource, text as string | number);
  return (flavor.resources ?? []).map(({ name, nominalQuota, borrowingLimit, lendingLimit }: any): QuotaModel => {
    const [borrowing, lending] = [amount(name, borrowingLimit), amount(name, lendingLimit)];
    return {
      pools: admitted.map(({ model }) => model.id),
      resource: name,
      nominal: amount(name, nominalQuota) ?? 0,
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
