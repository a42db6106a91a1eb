import { ClusterModel } from '../../src/capacity/model';

/** The lowest cost at which all pods fit, by trying every placement; undefined where none fits. Only for tiny clusters. */
export function cheapest(given: ClusterModel): number | undefined {
  const nodes = given.pools.flatMap((pool) =>
    Array.from({ length: pool.maxNodes! }, (_, copy) => ({
      pool,
      copy,
      free: { ...pool.allocatable } as Record<string, number>,
      pods: new Map<string, number>(),
    })),
  );
  const pods = given.workloads.flatMap((workload) => Array.from({ length: workload.replicas.planned }, () => workload));
  let best: number | undefined;
  const cost = () => nodes.reduce((sum, node) => sum + (node.pods.size > 0 ? node.pool.price! : 0), 0);
  const rivals = (id: string) => given.conflicts.flatMap(([a, b]) => (a === id ? [b] : b === id ? [a] : []));
  const place = (next: number, from: number): void => {
    if (best !== undefined && cost() >= best) {
      return;
    }
    if (next === pods.length) {
      if (spreadHolds()) {
        best = cost();
      }
      return;
    }
    const workload = pods[next];
    // Equal pods go to nodes in order: the other orders are the same placement.
    const first = next > 0 && pods[next - 1] === workload ? from : 0;
    for (let i = first; i < nodes.length; i++) {
      const node = nodes[i];
      // Of equal empty nodes only the first is tried.
      if (node.copy > 0 && node.pods.size === 0 && nodes[i - 1].pods.size === 0) {
        continue;
      }
      const here = node.pods.get(workload.id) ?? 0;
      const fits = Object.entries(workload.requests).every(
        ([resource, amount]) => amount <= (node.free[resource] ?? 0),
      );
      if (
        !fits ||
        here >= (workload.maxPerNode ?? Infinity) ||
        rivals(workload.id).some((id) => node.pods.has(id)) ||
        !workload.eligible.includes(node.pool.id)
      ) {
        continue;
      }
      for (const [resource, amount] of Object.entries(workload.requests)) {
        node.free[resource] -= amount;
      }
      node.pods.set(workload.id, here + 1);
      place(next + 1, i);
      for (const [resource, amount] of Object.entries(workload.requests)) {
        node.free[resource] += amount;
      }
      if (here === 0) {
        node.pods.delete(workload.id);
      } else {
        node.pods.set(workload.id, here);
      }
    }
  };
  // Zones count as soon as they have a node that counts for the workload: nodes without pods are not bought.
  const spreadHolds = () =>
    given.workloads.every((workload) => {
      if (!workload.zoneSkew) {
        return true;
      }
      const inZones = new Map<string | undefined, number>();
      for (const { pool, pods: on } of nodes) {
        const usable = workload.eligible.includes(pool.id);
        const counted = usable || !!workload.spreadPools?.includes(pool.id);
        if ((usable && workload.evenZones) || (counted && on.size > 0)) {
          inZones.set(pool.zone, (inZones.get(pool.zone) ?? 0) + (on.get(workload.id) ?? 0));
        }
      }
      const few = inZones.size < (workload.minZones ?? 1);
      return Math.max(...inZones.values()) - (few ? 0 : Math.min(...inZones.values())) <= workload.zoneSkew;
    });
  place(0, 0);
  return best;
}
