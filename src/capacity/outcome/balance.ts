import { ClusterModel, NodeGroup, Pods, PoolModel, WorkloadModel } from '../model';
import { Added, Balance, Scenario } from '../plan';
import { isPeak } from '../scenario/peak';

/** Printed figures are rounded to millionths: the last bits of a sum are nobody's business. */
const DIGITS = 1e6;

/** How evenly the nodes are used at HPA maximum (the fullest of them), or at steady where nothing scales; undefined without nodes. */
export function balanceOf(
  model: ClusterModel,
  steady: readonly NodeGroup[],
  scenarios: readonly Scenario[],
): Balance | undefined {
  const pools = new Map(model.pools.map((pool) => [pool.id, pool]));
  const workloads = new Map(model.workloads.map((workload) => [workload.id, workload]));
  const peaks = scenarios.filter(({ name }) => isPeak(name)).map(({ added }) => added);
  return (peaks.length > 0 ? peaks : [[]])
    .map((added) => balanceWith(pools, workloads, steady, added))
    .reduce((fullest, one) => (one && fullest && one.highest > fullest.highest ? one : fullest));
}

function balanceWith(
  pools: ReadonlyMap<string, PoolModel>,
  workloads: ReadonlyMap<string, WorkloadModel>,
  steady: readonly NodeGroup[],
  added: readonly Added[],
): Balance | undefined {
  const shares = steady.flatMap((group) => {
    const own = added.filter(({ on }) => on === group.id);
    const more = own.map(({ count, pods }) => ({
      count,
      use: utilisation(pools.get(group.pool)!, workloads, group.pods, pods),
    }));
    const rest = group.count - own.reduce((sum, { count }) => sum + count, 0);
    return [...more, { count: rest, use: utilisation(pools.get(group.pool)!, workloads, group.pods) }];
  });
  const nodes = shares.reduce((sum, { count }) => sum + count, 0);
  if (nodes === 0) {
    return undefined;
  }
  const total = shares.reduce((sum, { count, use }) => sum + count * use, 0);
  const squares = shares.reduce((sum, { count, use }) => sum + count * use * use, 0);
  const round = (value: number) => Math.round(value * DIGITS) / DIGITS;
  return {
    highest: round(Math.max(...shares.filter(({ count }) => count > 0).map(({ use }) => use))),
    jain: squares > 0 ? round((total * total) / (nodes * squares)) : 1,
    squaredDeviation: round(Math.max(0, squares - (total * total) / nodes)),
  };
}

/** The largest share of any resource that the pods take of one node. */
function utilisation(
  pool: PoolModel,
  workloads: ReadonlyMap<string, WorkloadModel>,
  ...parts: readonly Pods[]
): number {
  const load: Record<string, number> = {};
  for (const pods of parts) {
    for (const [id, n] of Object.entries(pods)) {
      for (const [resource, amount] of Object.entries(workloads.get(id)!.requests)) {
        load[resource] = (load[resource] ?? 0) + n * amount;
      }
    }
  }
  return Math.max(
    0,
    ...Object.entries(load).map(([resource, amount]) => (amount > 0 ? amount / pool.allocatable[resource] : 0)),
  );
}
