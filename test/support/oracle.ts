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
  // Spread is over the zones in which the workload may have nodes: all of them, as the planner takes it.
  const spreadHolds = () =>
    given.workloads.every((workload) => {
      if (!workload.zoneSkew) {
        return true;
      }
      const zones = [
        ...new Set(given.pools.filter((pool) => workload.eligible.includes(pool.id)).map((pool) => pool.zone)),
      ];
      const counts = zones.map((zone) =>
        nodes
          .filter((node) => node.pool.zone === zone)
          .reduce((sum, node) => sum + (node.pods.get(workload.id) ?? 0), 0),
      );
      return Math.max(...counts) - Math.min(...counts) <= workload.zoneSkew;
    });
  place(0, 0);
  return best;
}
