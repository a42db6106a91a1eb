import { KnownTenant } from './tenants';
import { ClusterModel, WorkloadModel } from '../../capacity/model';
import { ClusterPlan } from '../../capacity/plan';
import { copiesOf, unitCost } from '../../capacity/sites';

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
  /** Who has a site of the edge alone, or what is at no site. */
  readonly ofPlace: (site: string | undefined) => Owner;
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
  const fills = filled(plan);
  const namespaceAt = namespacesAtSites(plan.model);
  let empty = 0;
  for (const pool of plan.model.pools) {
    const nodes = plan.nodes[pool.id] ?? 0;
    const price = cost(pool) / copiesOf(pool);
    const pods = fills.get(pool.id) ?? [];
    const sum = pods.reduce((total, [, part]) => total + part, 0);
    const busy = Math.min(nodes, sum);
    for (const site of pool.sites ?? [undefined]) {
      const alone = ownership.ofPlace(site);
      if (alone) {
        add(alone, price * busy, price * (nodes - busy));
      } else if (sum === 0) {
        empty += price * nodes;
      } else {
        for (const [workload, part] of pods) {
          const owner = ownership.ofNamespace(namespaceAt(workload, site));
          add(owner, (price * busy * part) / sum, (price * (nodes - busy) * part) / sum);
        }
      }
    }
  }
  divide(empty, shares, add);
  return shares;
}

/** What nobody uses idles for all, by what the rest costs them. */
function divide(
  empty: number,
  shares: ReadonlyMap<Owner, CostShare>,
  add: (owner: Owner, requests: number, idle: number) => void,
): void {
  const parts = [...shares].map(([owner, { requests, idle }]) => [owner, requests + idle] as const);
  const total = parts.reduce((sum, [, part]) => sum + part, 0);
  if (empty > 0) {
    (total > 0 ? parts : [[undefined, total] as const]).forEach(([owner, part]) =>
      add(owner, 0, total > 0 ? (empty * part) / total : empty),
    );
  }
}

/** Nodes of each pool that each workload fills at steady, at one of its sites. */
function filled({ model, steady }: ClusterPlan): Map<string, [WorkloadModel, number][]> {
  const pools = new Map(model.pools.map((pool) => [pool.id, pool]));
  const workloads = new Map(model.workloads.map((workload) => [workload.id, workload]));
  const all = new Map<string, [WorkloadModel, number][]>();
  for (const { pool: id, count, pods } of steady) {
    const { allocatable } = pools.get(id)!;
    const parts = Object.entries(pods).map(([workloadId, n]): [WorkloadModel, number] => {
      const workload = workloads.get(workloadId)!;
      const shares = Object.entries(workload.requests).map(
        ([name, amount]) => amount / (allocatable[name] || Infinity),
      );
      return [workload, count * n * Math.max(0, ...shares)];
    });
    all.set(id, [...(all.get(id) ?? []), ...parts]);
  }
  return all;
}

/** The namespace that a workload has at a site: equal sites are planned as the first of them, whose namespaces may have other names. */
function namespacesAtSites({ sites = [] }: ClusterModel): (workload: WorkloadModel, site?: string) => string {
  const members = new Map(
    sites.flatMap((of) => of.members.map((member) => [member.name, { member, first: of.members[0] }])),
  );
  return ({ namespace }, site) => {
    const known = site === undefined ? undefined : members.get(site);
    const at = known ? known.first.namespaces.indexOf(namespace) : -1;
    return known?.member.namespaces[at] ?? namespace;
  };
}
