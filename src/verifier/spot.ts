import { ClusterEntry, Faults, WorkloadEntry } from './document';

/** Labels by which nodes say that the cloud may take them back. */
const LABELS: readonly (readonly [key: string, value: string])[] = [
  ['karpenter.sh/capacity-type', 'spot'],
  ['eks.amazonaws.com/capacityType', 'SPOT'],
  ['cloud.google.com/gke-spot', 'true'],
  ['kubernetes.azure.com/scalesetpriority', 'spot'],
];

/** Ids of the pools of such nodes, as the plan says and as their labels do. */
export function spotPools({ pools }: ClusterEntry): ReadonlySet<string> {
  const labelled = (labels: Readonly<Record<string, string>> = {}) =>
    LABELS.some(([key, value]) => labels[key] === value);
  return new Set(pools.flatMap(({ id, spot, labels }) => (spot || labelled(labels) ? [id] : [])));
}

/** Pods of a workload that their loss has to leave: none of what may run on no others, and none where no loss is outlived. */
export function leastWithoutSpot(cluster: ClusterEntry, { eligible, replicas }: WorkloadEntry): number {
  const spot = spotPools(cluster);
  const given = cluster.survive === 'none' || eligible.every((pool) => spot.has(pool));
  return given ? 0 : (replicas.degraded ?? replicas.planned);
}

/** Checks that of services of several parts enough is left, whichever part a loss takes. */
export function checkParts(
  where: string,
  { workloads }: ClusterEntry,
  now: ReadonlyMap<string, number>,
  faults: Faults,
): void {
  for (const name of new Set(workloads.flatMap(({ partOf }) => partOf?.name ?? []))) {
    const parts = workloads.filter(({ partOf }) => partOf?.name === name);
    const left = parts.reduce((sum, { id }) => sum + (now.get(id) ?? 0), 0);
    const least = Math.max(...parts.map(({ partOf }) => partOf!.least));
    faults.expect(left >= least, `scenario ${where}: ${left} of ${name} are left, ${least} are needed`);
  }
}
