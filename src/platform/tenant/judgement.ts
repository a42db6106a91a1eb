import { costShares, Owner } from './cost-shares';
import { aboveCost, aboveShare, overlap, sharesAboveCluster, TenantNeed } from './share-findings';
import { KnownTenant, Tenants } from './tenants';
import { Finding } from '../../capacity/model';
import { byCodeUnit, sortedBy } from '../../capacity/order';
import { ClusterPlan } from '../../capacity/plan';
import { plus, Resources, times } from '../../capacity/resources';
import { copiesOf } from '../../capacity/sites';
import { Cluster } from '../../cluster/cluster';
import { JudgedTenant, PlanJudgement } from '../../planner/judges';

/** What a plan means to the tenants of its cluster: whether they keep to their shares, and what they cost. */
export function judgeTenants(cluster: Cluster, plan: ClusterPlan): PlanJudgement {
  const tenants = Tenants.of(cluster);
  const stacks = tenants.stacksIn(cluster);
  const owners = tenants.ownersIn(cluster);
  const there = allocatableOf(plan);
  const needOf = (owner: Owner) =>
    stacks
      .filter(({ tenant }) => tenant === owner)
      .map((stack) => byResource(stack._quotaIn(plan)))
      .reduce((sum, one) => plus(sum, one), {} as Resources);
  const present = sortedBy(
    tenants.all.filter(({ _clusters }) => _clusters.has(cluster)),
    ({ tenantName }) => tenantName,
  );
  const costs = costShares(plan, {
    ofNamespace: (namespace) => owners.get(namespace),
    ofPlace: placeOwner(cluster, present),
  });
  const total = [...costs.values()].reduce((sum, { requests, idle }) => sum + requests + idle, 0);
  const needs = present.map((tenant): TenantNeed => {
    const share = tenant._shareIn(cluster);
    return {
      tenant,
      stacks: stacks
        .filter((stack) => stack.tenant === tenant)
        .map(({ node }) => node.path)
        .sort(byCodeUnit),
      share,
      need: needOf(tenant),
      limit: share?._amounts(there),
    };
  });
  const findings: Finding[] = [
    ...needs.flatMap((one) => aboveShare(cluster, one, there)),
    ...needs.flatMap((one) =>
      aboveCost(cluster, one, { total, ...(costs.get(one.tenant) ?? { requests: 0, idle: 0 }) }),
    ),
    ...sharesAboveCluster(cluster, needs, there),
    ...overlap(
      cluster,
      stacks.map(({ namespaceName }) => namespaceName),
      plus(
        needOf(undefined),
        needs.reduce((sum, { need }) => plus(sum, need), {} as Resources),
      ),
      there,
    ),
  ];
  const entry = (owner: Owner, need: TenantNeed | undefined): JudgedTenant => {
    const { requests, idle } = costs.get(owner) ?? { requests: 0, idle: 0 };
    return {
      ...(owner && { name: owner.tenantName, path: owner.node.path }),
      namespaces: stacks
        .filter(({ tenant }) => tenant === owner)
        .map(({ namespaceName }) => namespaceName)
        .sort(),
      quota: need?.need ?? needOf(owner),
      ...(need?.limit && { share: need.limit }),
      ...(need?.share?._kind === 'cost' && { shareOfCost: need.share._percent! / 100 }),
      cost: { requests: rounded(requests), idle: rounded(idle) },
    };
  };
  const others = stacks.some(({ tenant }) => tenant === undefined) || costs.has(undefined);
  return {
    findings,
    tenants: [...needs.map((one) => entry(one.tenant, one)), ...(others ? [entry(undefined, undefined)] : [])],
  };
}

/** Who has a whole cluster, or a site of it, alone. */
function placeOwner(cluster: Cluster, present: readonly KnownTenant[]): (site: string | undefined) => Owner {
  const all = present.find(({ _ownClusters }) => _ownClusters.has(cluster));
  const bySite = new Map(
    present.flatMap((tenant) =>
      [...tenant._sites]
        .filter(({ _cluster }) => _cluster === cluster)
        .map(({ siteName }) => [siteName, tenant] as const),
    ),
  );
  return (site) => all ?? (site === undefined ? undefined : bySite.get(site));
}

/** What all planned nodes have for pods, daemonsets included. */
function allocatableOf({ model, nodes }: ClusterPlan): Resources {
  return model.pools
    .map((pool) => {
      const left = Object.fromEntries(
        Object.entries(pool.capacity).map(([name, amount]) => [name, amount - (pool.reserved[name] ?? 0)]),
      );
      return times(left, (nodes[pool.id] ?? 0) * copiesOf(pool));
    })
    .reduce((sum, one) => plus(sum, one), {} as Resources);
}

/** What a quota admits of each resource: requests; limits are bounded by what each container says. */
function byResource(hard: Readonly<Record<string, number>>): Resources {
  return Object.fromEntries(
    Object.entries(hard)
      .filter(([name]) => name.startsWith('requests.') || name === 'pods')
      .map(([name, amount]) => [name.replace(/^requests\./, ''), amount]),
  );
}

function rounded(amount: number): number {
  return Number(amount.toFixed(6));
}
