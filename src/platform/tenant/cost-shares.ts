import { KnownTenant } from './tenants';
import { PoolModel } from '../../capacity/model';
import { ClusterPlan } from '../../capacity/plan';
import { copiesIn, copiesOf, unitCost } from '../../capacity/sites';

/** What of the cost of a cluster is somebody's: for what its pods request, and for what of their nodes idles. By the objective of the plan. */
export interface CostShare {
  readonly requests: number;
  readonly idle: number;
}

/** Whose something is; undefined for what is of no tenant. */
export type Owner = KnownTenant | undefined;

/** Who owns what a plan is of. */
export interface Ownership {
  readonly ofNamespace: (namespace: string) => Owner;
  /** Who has all sites of a pool, or the whole cluster. */
  readonly ofPool: (pool: PoolModel) => Owner;
  readonly namespaces: readonly string[];
}

/**
 * Divides what the nodes of a plan cost. A pod takes of its node the largest share of any resource that it requests; what is left of the nodes of a pool idles
 * for those who use it, by what they use. Nodes without pods idle for all. What is a tenant's alone costs that tenant, whoever runs there.
 */
export function costShares(plan: ClusterPlan, ownership: Ownership): Map<Owner, CostShare> {
  const shares = new Map<Owner, CostShare>();
  const add = (owner: Owner, requests: number, idle: number) => {
    const known = shares.get(owner) ?? { requests: 0, idle: 0 };
    shares.set(owner, { requests: known.requests + requests, idle: known.idle + idle });
  };
  const cost = unitCost(plan.model);
  const used = usedNodes(plan, ownership);
  let empty = 0;
  for (const pool of plan.model.pools) {
    const nodes = plan.nodes[pool.id] ?? 0;
    const price = cost(pool);
    const users = used.get(pool.id) ?? new Map<Owner, number>();
    const sum = [...users.values()].reduce((total, one) => total + one, 0);
    const alone = ownership.ofPool(pool);
    const busy = Math.min(nodes, sum);
    if (alone) {
      add(alone, price * busy, price * (nodes - busy));
    } else if (sum === 0) {
      empty += price * nodes;
    } else {
      users.forEach((one, owner) => add(owner, (price * busy * one) / sum, (price * (nodes - busy) * one) / sum));
    }
  }
  const total = [...shares.values()].reduce((sum, { requests, idle }) => sum + requests + idle, 0);
  if (empty > 0) {
    const parts = total > 0 ? [...shares] : [];
    parts.forEach(([owner, { requests, idle }]) => add(owner, 0, (empty * (requests + idle)) / total));
    if (parts.length === 0) {
      add(undefined, 0, empty);
    }
  }
  return shares;
}

/** Nodes of each pool that the pods of each owner fill at steady, by the largest share of any resource. */
function usedNodes({ model, steady }: ClusterPlan, ownership: Ownership): Map<string, Map<Owner, number>> {
  const pools = new Map(model.pools.map((pool) => [pool.id, pool]));
  const workloads = new Map(model.workloads.map((workload) => [workload.id, workload]));
  const used = new Map<string, Map<Owner, number>>();
  for (const { pool: id, count, pods } of steady) {
    const pool = pools.get(id)!;
    const users = used.get(id) ?? new Map<Owner, number>();
    used.set(id, users);
    for (const [workloadId, n] of Object.entries(pods)) {
      const workload = workloads.get(workloadId)!;
      const shares = Object.entries(workload.requests).map(
        ([name, amount]) => amount / (pool.allocatable[name] || Infinity),
      );
      const nodes = count * n * Math.max(0, ...shares);
      const copies = copiesOf(pool);
      for (const namespace of ownership.namespaces) {
        const part = copiesIn(model, workload, namespace) / (workload.site === undefined ? 1 : copies);
        if (part > 0) {
          const owner = ownership.ofNamespace(namespace);
          users.set(owner, (users.get(owner) ?? 0) + nodes * part);
        }
      }
    }
  }
  return used;
}
