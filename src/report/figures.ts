import { Amounts, ClusterEntry, PoolEntry, ScenarioEntry, WorkloadEntry } from './document';
import { byCodeUnit } from '../capacity/order';

/** Hours of a month as cloud bills count them. */
export const HOURS_PER_MONTH = 730;

export function isPriced({ pools }: ClusterEntry): boolean {
  return pools.length > 0 && pools.every(({ price }) => price !== undefined);
}

/** How many equal edge sites a pool stands for; 1 where it is of none. */
export function copiesOf({ sites }: Pick<PoolEntry, 'sites'>): number {
  return sites?.length ?? 1;
}

export function nodesOf({ pools }: ClusterEntry): number {
  return pools.reduce((sum, pool) => sum + pool.nodes * copiesOf(pool), 0);
}

/** Pods that run at steady, at all sites. */
export function podsOf({ pools, steady }: ClusterEntry): number {
  const copies = new Map(pools.map((pool) => [pool.id, copiesOf(pool)]));
  return steady.nodes.reduce(
    (sum, { pool, count, pods }) =>
      sum + count * (copies.get(pool) ?? 1) * Object.values(pods).reduce((all, n) => all + n, 0),
    0,
  );
}

/** Cost of all nodes for one hour; pools without a price cost nothing. */
export function costPerHour({ pools }: ClusterEntry): number {
  return priceOf(pools);
}

/** Cost of the nodes of some pools for one hour. */
export function priceOf(pools: readonly PoolEntry[]): number {
  return Number(pools.reduce((sum, pool) => sum + pool.nodes * copiesOf(pool) * (pool.price ?? 0), 0).toFixed(6));
}

export function costPerMonth(cluster: ClusterEntry): number {
  return Number((costPerHour(cluster) * HOURS_PER_MONTH).toFixed(2));
}

/** An amount of money for people: two decimals, or four below one, thousands apart. */
export function moneyText(amount: number): string {
  const [whole, decimals] = Math.abs(amount)
    .toFixed(Math.abs(amount) < 1 && amount !== 0 ? 4 : 2)
    .split('.');
  return `${amount < 0 ? '-' : ''}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${decimals}`;
}

/** Resources that some workload requests, in one order. */
export function requestedResources({ workloads }: ClusterEntry): string[] {
  return [
    ...new Set(workloads.flatMap(({ requests }) => Object.keys(requests).filter((name) => requests[name] > 0))),
  ].sort(byCodeUnit);
}

/** True for the scenario of all autoscalers, or of a group of them, at their maximum. */
export function isPeak({ name }: ScenarioEntry): boolean {
  return name === 'hpa-max' || name.startsWith('hpa-max:');
}

/** Share of the nodes' allocatable that is requested, by pool, in one scenario; at steady where none is given. */
export class Utilisation {
  private readonly requests: ReadonlyMap<string, Amounts>;
  private readonly groups: ReadonlyMap<string, ClusterEntry['steady']['nodes'][number]>;
  private readonly byPool = new Map<string, ClusterEntry['steady']['nodes'][number][]>();
  private readonly resources: readonly string[];

  public constructor(cluster: ClusterEntry) {
    this.requests = new Map(cluster.workloads.map(({ id, requests }) => [id, requests]));
    this.groups = new Map(cluster.steady.nodes.map((group) => [group.id, group]));
    this.resources = requestedResources(cluster);
    for (const group of cluster.steady.nodes) {
      this.byPool.set(group.pool, [...(this.byPool.get(group.pool) ?? []), group]);
    }
  }

  /** Between 0 and 1; undefined where the scenario leaves the pool no nodes with the resource. */
  public of(pool: PoolEntry, resource: string, scenario?: ScenarioEntry): number | undefined {
    const lost = (id: string) => scenario?.lost[id] ?? 0;
    let nodes = 0;
    let used = 0;
    for (const { id, count, pods } of this.byPool.get(pool.id) ?? []) {
      nodes += count - lost(id);
      used += (count - lost(id)) * this.sum(pods, resource);
    }
    for (const { on, count, pods } of scenario?.added ?? []) {
      if (this.groups.get(on)?.pool === pool.id) {
        used += count * this.sum(pods, resource);
      }
    }
    const available = nodes * (pool.allocatable[resource] ?? 0);
    return available > 0 ? used / available : undefined;
  }

  /** The resource of which the pool uses most. */
  public highest(
    pool: PoolEntry,
    scenario?: ScenarioEntry,
  ): { readonly share: number; readonly resource: string } | undefined {
    const shares = this.resources.flatMap((resource) => {
      const share = this.of(pool, resource, scenario);
      return share === undefined ? [] : [{ share, resource }];
    });
    return shares.length === 0 ? undefined : shares.reduce((a, b) => (b.share > a.share ? b : a));
  }

  private sum(pods: Amounts, resource: string): number {
    return Object.entries(pods).reduce((total, [id, n]) => total + n * (this.requests.get(id)?.[resource] ?? 0), 0);
  }
}

/** Scenarios in which nodes are lost. */
export function lossesOf({ scenarios }: ClusterEntry): ScenarioEntry[] {
  return scenarios.filter(({ name }) => /^(zone|node)-lost:/.test(name));
}

/** What the worst loss leaves of a workload, and what it must leave; undefined where nothing has to be survived. */
export function leftAfterWorstLoss(
  cluster: ClusterEntry,
  { id, replicas, afterLoss }: WorkloadEntry,
): { readonly left: number; readonly least: number } | undefined {
  const losses = lossesOf(cluster);
  const least = Math.min(replicas.degraded ?? replicas.planned, replicas.planned);
  if (losses.length === 0 || (cluster.survive === 'none' && least === 0)) {
    return undefined;
  }
  if (afterLoss) {
    return { left: afterLoss.pods, least };
  }
  const groups = new Map(cluster.steady.nodes.map((group) => [group.id, group]));
  const left = losses.map(({ lost, added }) => {
    const gone = Object.entries(lost).reduce((sum, [group, n]) => sum + n * (groups.get(group)?.pods[id] ?? 0), 0);
    const back = added.reduce((sum, entry) => sum + entry.count * (entry.pods[id] ?? 0), 0);
    return replicas.planned - gone + back;
  });
  return { left: Math.min(...left), least };
}

/** Pods that still fit beside those that run, as a share of them; undefined where the plan does not hold. */
export function headroomShare({ headroom, replicas }: WorkloadEntry): number | undefined {
  return headroom === undefined || replicas.planned === 0 ? undefined : headroom / replicas.planned;
}

/** Everything that the plan was tried in. */
export function scenariosOf({ scenarios, transitions = [], spotLoss }: ClusterEntry): ScenarioEntry[] {
  return [...scenarios, ...transitions, ...(spotLoss ? [spotLoss] : [])];
}

const KINDS: readonly (readonly [kind: string, name: string])[] = [
  ['hpa-max', 'HPA maximum'],
  ['rollout', 'rollout'],
  ['zone-lost', 'zone lost'],
  ['node-lost', 'node lost'],
  ['spot-lost', 'all spot nodes lost'],
  ['rollouts', 'rollouts together'],
  ['canary', 'canary'],
  ['drain', 'drain'],
];

/** `HPA maximum, rollout x 4, drain x 15` */
export function summaryOf(cluster: ClusterEntry): string {
  const all = scenariosOf(cluster);
  return KINDS.map(([kind, name]) => [name, all.filter((one) => one.name.split(':')[0] === kind).length] as const)
    .filter(([, n]) => n > 0)
    .map(([name, n]) => (n === 1 ? name : `${name} x ${n}`))
    .join(', ');
}
