import { CostShare } from './cost-shares';
import { Share } from './share';
import { KnownTenant } from './tenants';
import { Finding } from '../../capacity/model';
import { byCodeUnit } from '../../capacity/order';
import { describeAmount, fixed } from '../../capacity/quantity';
import { Resources } from '../../capacity/resources';
import { someOf } from '../../capacity/some-of';
import { Cluster } from '../../cluster/cluster';

/** A tenant in a cluster: what the quotas of its stacks admit together, and what its share is. */
export interface TenantNeed {
  readonly tenant: KnownTenant;
  /** Paths of its stacks there. */
  readonly stacks: readonly string[];
  readonly share?: Share;
  readonly need: Resources;
  /** Amounts of its share; undefined where it limits none. */
  readonly limit?: Resources;
}

const MOST_NAMED = 3;

/** A tenant whose stacks need more than its share. */
export function aboveShare(
  cluster: Cluster,
  { tenant, stacks, share, need, limit }: TenantNeed,
  there: Resources,
): Finding[] {
  const short = Object.keys(limit ?? {})
    .filter((name) => (need[name] ?? 0) > limit![name])
    .sort(byCodeUnit);
  if (short.length === 0) {
    return [];
  }
  const text = (amounts: Resources) => short.map((name) => describeAmount(name, amounts[name] ?? 0)).join(' and ');
  const { clusterName } = cluster;
  const given =
    share!._kind === 'percent' ? `${share!._percent} % of the planned nodes of ${clusterName} is` : 'its share is';
  return [
    {
      code: 'TENANT_ABOVE_SHARE',
      severity: 'error',
      path: tenant.node.path,
      message: `the quotas of ${someOf(stacks, MOST_NAMED)} in cluster ${clusterName} admit ${text(need)}, as their plan needs for the maximum, rollouts and losses; ${given} ${text(limit!)}`,
      expected: `at most ${text(limit!)}`,
      actual: text(need),
      cure: [
        ...enough(share!, short, need, there),
        'fewer replicas, a lower maximum, or a smaller surge of its workloads',
      ],
    },
  ];
}

/** The smallest share that is enough. */
function enough(share: Share, short: readonly string[], need: Resources, there: Resources): string[] {
  if (share._kind === 'amounts') {
    return [`a share of ${short.map((name) => describeAmount(name, need[name], 3)).join(' and ')}`];
  }
  const shares = short.map((name) => (there[name] ? need[name] / there[name] : Infinity));
  const percent = Math.ceil(Math.max(...shares) * 1000) / 10;
  return percent <= 100
    ? [`Share.percent(${fixed(percent, 1)})`]
    : [
        `Share.of with ${short.map((name) => describeAmount(name, need[name], 3)).join(' and ')}: more than the planned nodes have`,
      ];
}

/** A tenant that costs more than its share of the cost. */
export function aboveCost(
  cluster: Cluster,
  { tenant, share }: TenantNeed,
  { total, requests, idle }: CostShare & { readonly total: number },
): Finding[] {
  const part = total > 0 ? (100 * (requests + idle)) / total : 0;
  if (share?._kind !== 'cost' || part <= share._percent! + 1e-9) {
    return [];
  }
  const least = Math.min(100, Math.ceil(part * 10) / 10);
  return [
    {
      code: 'TENANT_ABOVE_COST',
      severity: 'error',
      path: tenant.node.path,
      message: `takes ${fixed(part, 1)} % of what cluster ${cluster.clusterName} costs, with what of its nodes idles; its share is ${share._percent} %`,
      expected: `at most ${share._percent} %`,
      actual: `${fixed(part, 1)} %`,
      cure: [`Share.percentOfCost(${fixed(least, 1)})`, 'fewer replicas of its workloads, or cheaper nodes'],
    },
  ];
}

/** Shares that promise more together than the planned nodes have. */
export function sharesAboveCluster(cluster: Cluster, needs: readonly TenantNeed[], there: Resources): Finding[] {
  const promised: Record<string, number> = {};
  const limited = needs.filter(({ limit }) => limit !== undefined);
  for (const [name, amount] of limited.flatMap(({ limit }) => Object.entries(limit!))) {
    promised[name] = (promised[name] ?? 0) + amount;
  }
  const over = overcommitted(promised, there);
  const ofCost = needs.reduce((sum, { share }) => sum + (share?._kind === 'cost' ? share._percent! : 0), 0);
  const cost = ofCost > 100 + 1e-9 ? [`${fixed(ofCost, 1)} % of the cost`] : [];
  if (over.length + cost.length === 0) {
    return [];
  }
  const names = needs.filter(({ share }) => share !== undefined).map(({ tenant }) => tenant.tenantName);
  return [
    {
      code: 'SHARES_ABOVE_CLUSTER',
      severity: 'warning',
      path: cluster.node.path,
      message: `the shares of tenants ${someOf(names, MOST_NAMED)} promise more together than there is: ${[...over, ...cost].join(', ')}`,
      cure: ['smaller shares', 'more nodes at least: minNodesPerZone of a pool'],
    },
  ];
}

/** Quotas that admit more together than the planned nodes have: what is above the plan in one namespace takes the place of another. */
export function overlap(
  cluster: Cluster,
  namespaces: readonly string[],
  admitted: Resources,
  there: Resources,
): Finding[] {
  const over = overcommitted(admitted, there);
  if (namespaces.length < 2 || over.length === 0) {
    return [];
  }
  return [
    {
      code: 'TENANT_QUOTAS_OVERLAP',
      severity: 'info',
      path: cluster.node.path,
      message: `the quotas of namespaces ${someOf([...namespaces].sort(byCodeUnit), MOST_NAMED)} admit more together than the planned nodes have: ${over.join(', ')}; each holds for its own rollouts and losses, and these are not all at once`,
      cure: ['more nodes at least: minNodesPerZone of a pool', 'fewer rollouts at the same time'],
    },
  ];
}

/** By how much: `cpu 30 of 24 (25 % overcommitted)`. */
function overcommitted(admitted: Resources, there: Resources): string[] {
  return Object.keys(admitted)
    .sort(byCodeUnit)
    .filter((name) => admitted[name] > (there[name] ?? 0))
    .map((name) => {
      const has = there[name] ?? 0;
      const by = has > 0 ? `${fixed((100 * (admitted[name] - has)) / has, 1)} % overcommitted` : 'no node has any';
      return `${describeAmount(name, admitted[name])} of ${describeAmount(name, has).replace(` ${name}`, '')} (${by})`;
    });
}
