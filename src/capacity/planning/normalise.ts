import { ClusterModel, PoolModel, WorkloadModel } from '../model';
import { byCodeUnit, sortedBy, sortedRecord } from '../order';
import { firstShortage } from '../resources';

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
    workloads: sortedBy(given.workloads, ({ id }) => id).map((workload) => withoutSmallPools(workload, pools)),
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
 * Bars pools whose nodes are too small for one pod, unless all are (that is explained elsewhere). Their nodes count for its spreads all the same.
 */
function withoutSmallPools(workload: WorkloadModel, pools: readonly PoolModel[]): WorkloadModel {
  const eligible = [...workload.eligible].sort(byCodeUnit);
  const requests = sortedRecord(workload.requests);
  const byId = new Map(pools.map((pool) => [pool.id, pool]));
  const small = eligible.flatMap((id): [string, string][] => {
    const shortage = firstShortage(requests, byId.get(id)!.allocatable);
    return shortage === undefined ? [] : [[id, shortage]];
  });
  const { spreadPools, zoneSkew, hostSpread } = workload;
  if (small.length === 0 || small.length === eligible.length) {
    return { ...workload, requests, eligible };
  }
  const barred = Object.fromEntries(small.map(([id, shortage]) => [id, `too little ${shortage} for one pod`]));
  const withSmall = (also: readonly string[] = []) => [...also, ...Object.keys(barred)].sort(byCodeUnit);
  return {
    ...workload,
    requests,
    eligible: eligible.filter((id) => barred[id] === undefined),
    barred: sortedRecord({ ...workload.barred, ...barred }),
    ...(zoneSkew && { spreadPools: withSmall(spreadPools) }),
    ...(hostSpread && { hostSpread: { ...hostSpread, alsoCounts: withSmall(hostSpread.alsoCounts) } }),
  };
}
