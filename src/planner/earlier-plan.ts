import { ClusterModel, EarlierRole } from '../capacity/model';
import { ClusterEntry, PlanDocument, PoolEntry } from '../report/document';

/** What an earlier plan ran in a cluster at steady, by the pools of the user, and the roles that its nodes had. */
export function earlierPlan(
  document: PlanDocument | undefined,
  name: string,
): Pick<ClusterModel, 'previous' | 'previousRoles'> {
  const cluster = document?.clusters.find((one) => one.name === name);
  if (!cluster) {
    return {};
  }
  const pools = new Map(cluster.pools.map((pool) => [pool.id, poolId(pool)]));
  const previous = cluster.steady.nodes.map(({ pool, count, pods }) => ({
    pool: pools.get(pool) ?? pool,
    count,
    pods,
  }));
  const previousRoles = rolesIn(cluster);
  return { previous, ...(previousRoles.length > 0 && { previousRoles }) };
}

/** Id of the pool that the nodes of a role are of. */
function poolId({ id, pool, role }: PoolEntry): string {
  return role === undefined ? id : pool + id.slice(role.length);
}

function rolesIn({ pools, workloads }: ClusterEntry): EarlierRole[] {
  const names = [...new Set(pools.flatMap(({ role }) => role ?? []))];
  return names.map((name) => {
    const own = pools.filter(({ role }) => role === name);
    const owners = workloads.filter(({ roles }) => roles?.includes(name));
    return {
      name,
      pool: own[0].pool,
      nodes: Object.fromEntries(own.map((pool) => [poolId(pool), pool.nodes])),
      caps: Object.fromEntries(owners.flatMap(({ id, cap }) => (cap === undefined ? [] : [[id, cap]]))),
    };
  });
}
