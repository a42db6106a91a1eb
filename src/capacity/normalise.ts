import { ClusterModel, PoolModel, WorkloadModel } from './model';
import { byCodeUnit, sortedBy, sortedRecord } from './order';
import { firstShortage } from './resources';

/** The same cluster in one order, whatever order it was declared in, and without pools that cannot hold a pod anyway. */
export function normalised(given: ClusterModel): ClusterModel {
  const pools = sortedBy(given.pools, ({ id }) => id).map((pool) => ({
    ...pool,
    allocatable: sortedRecord(pool.allocatable),
    daemonsets: sortedRecord(pool.daemonsets),
  }));
  return {
    ...given,
    pools,
    workloads: sortedBy(given.workloads, ({ id }) => id).map((workload) =>
      withoutSmallPools(workload, pools, given.workloads),
    ),
    ...(given.queues && { queues: sortedBy(given.queues, ({ name }) => name) }),
    ...(given.peakGroups && {
      peakGroups: sortedBy(
        given.peakGroups.map(({ name, workloads }) => ({ name, workloads: [...new Set(workloads)].sort(byCodeUnit) })),
        ({ name }) => name,
      ),
    }),
    conflicts: sortedBy(
      given.conflicts.map(([a, b]): [string, string] => (a < b ? [a, b] : [b, a])),
      (pair) => pair.join('|'),
    ),
  };
}

/**
 * Bars pools whose nodes are too small for one pod, unless all are (that is explained elsewhere). Where the workload spreads
 * over zones, such a pool stays as long as its zone counts: when it may get nodes for others.
 */
function withoutSmallPools(
  workload: WorkloadModel,
  pools: readonly PoolModel[],
  all: readonly WorkloadModel[],
): WorkloadModel {
  const eligible = [...workload.eligible].sort(byCodeUnit);
  const requests = sortedRecord(workload.requests);
  const byId = new Map(pools.map((pool) => [pool.id, pool]));
  const shortage = (id: string) => firstShortage(requests, byId.get(id)!.allocatable);
  const mayHaveNodes = (id: string) =>
    byId.get(id)!.minNodes > 0 ||
    all.some((other) => other.id !== workload.id && other.eligible.includes(id) && podsOf(other) > 0);
  const zoneOf = (id: string) => byId.get(id)!.zone;
  const counts = new Set(eligible.filter((id) => shortage(id) === undefined || mayHaveNodes(id)).map(zoneOf));
  const keeps = (id: string) => shortage(id) === undefined || (!!workload.zoneSkew && counts.has(zoneOf(id)));
  if (!eligible.some((id) => shortage(id) === undefined)) {
    return { ...workload, requests, eligible };
  }
  const small = eligible
    .filter((id) => !keeps(id))
    .map((id): [string, string] => [id, `too little ${shortage(id)} for one pod`]);
  const barred = sortedRecord({ ...workload.barred, ...Object.fromEntries(small) });
  const { hostSpread } = workload;
  const also = [...(hostSpread?.alsoCounts ?? []), ...small.map(([id]) => id)].sort(byCodeUnit);
  return {
    ...workload,
    requests,
    eligible: eligible.filter(keeps),
    barred,
    // Their nodes count for a spread over nodes, too small or not.
    ...(hostSpread && also.length > 0 && { hostSpread: { ...hostSpread, alsoCounts: also } }),
  };
}

function podsOf({ replicas }: WorkloadModel): number {
  return Math.max(replicas.planned, replicas.max ?? 0);
}
