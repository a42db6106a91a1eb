import { ClusterModel, PoolModel, WorkloadModel } from '../model';
import { byCodeUnit } from '../order';
import { DisjointSets } from '../packing/components';

/** Pools that get no nodes, by id. */
export type Closed = ReadonlySet<string>;

/** With more nodes than this anyway, zones that stay empty save too little to look for. */
const MOST_NODES = 100;

/** Ways to leave zones of some pools empty. */
export interface ZoneChoice {
  /** The pools, by id, of which each way closes some. */
  readonly pools: readonly string[];
  readonly ways: readonly Closed[];
}

/** So many choices are looked at for pools that have workloads in common: all of five zones that differ, or of many that are alike. */
const MOST_CHOICES = 31;

/**
 * Which zones may stay empty: for each set of pools that have workloads in common, the ways to leave some of their zones without nodes. A zone
 * counts for a hard spread as soon as it has a node, so a plan with fewer zones may be cheaper, or the only one. None where the zones make no
 * difference, or all of them have nodes anyway.
 */
export function emptyZoneChoices(model: ClusterModel): ZoneChoice[] {
  return partsOf(model)
    .filter(({ workloads }) => workloads.some(mayLeaveZones))
    .filter((part) => leastNodes(part) <= MOST_NODES)
    .map((part) => ({ pools: part.pools.map(({ id }) => id), ways: waysOf(part, model) }))
    .filter(({ ways }) => ways.length > 0);
}

/** True where a zone without nodes may make a difference to its spread. */
function mayLeaveZones({ zoneSkew, evenZones, spreadPools = [] }: WorkloadModel): boolean {
  return !!zoneSkew && (!evenZones || spreadPools.length > 0);
}

/** Pools that may have nodes, with the workloads that may use or count them. */
interface Part {
  readonly pools: readonly PoolModel[];
  readonly workloads: readonly WorkloadModel[];
}

function partsOf(model: ClusterModel): Part[] {
  const at = new Map(model.pools.map(({ id }, p) => [id, p]));
  const root = new DisjointSets(model.pools.length);
  const running = model.workloads.filter(
    ({ replicas, eligible }) => Math.max(replicas.planned, replicas.max ?? 0) > 0 && eligible.length > 0,
  );
  const poolsOf = ({ eligible, spreadPools = [] }: WorkloadModel) => [...eligible, ...spreadPools];
  for (const workload of running) {
    const [first, ...others] = poolsOf(workload).map((id) => at.get(id)!);
    others.forEach((pool) => root.join(first, pool));
  }
  const parts = new Map<number, { pools: PoolModel[]; workloads: WorkloadModel[] }>();
  const partOf = (pool: number) => {
    const key = root.find(pool);
    const part = parts.get(key) ?? { pools: [], workloads: [] };
    parts.set(key, part);
    return part;
  };
  model.pools.forEach((pool, p) => pool.maxNodes !== 0 && partOf(p).pools.push(pool));
  running.forEach((workload) => partOf(at.get(workload.eligible[0])!).workloads.push(workload));
  return [...parts.values()];
}

/** Nodes that all pods need at least, by the one resource of which they need most. */
function leastNodes({ pools, workloads }: Part): number {
  const asked: Record<string, number> = {};
  for (const { requests, replicas } of workloads) {
    for (const [resource, amount] of Object.entries(requests)) {
      asked[resource] = (asked[resource] ?? 0) + amount * Math.max(replicas.planned, replicas.max ?? 0);
    }
  }
  const shares = Object.entries(asked).map(([resource, amount]) => {
    const most = Math.max(...pools.map(({ allocatable }) => allocatable[resource] ?? 0));
    return most > 0 ? amount / most : 0;
  });
  return Math.max(0, ...shares);
}

/** Every choice of zones that stay empty, of zones that are alike only how many. */
function waysOf({ pools, workloads }: Part, { survive, previous = [] }: ClusterModel): Closed[] {
  const zones = [...new Set(pools.map(({ zone }) => zone ?? ''))].sort(byCodeUnit);
  const needed = neededZones(pools, workloads, survive === 'zone');
  const alike = new Map<string, string[]>();
  for (const zone of zones.filter((one) => !needed.has(one))) {
    const inZone = pools.filter((pool) => (pool.zone ?? '') === zone);
    // Of zones that are alike the one in which pods run already is another than the others.
    const isUsed = previous.some(({ pool }) => inZone.some(({ id }) => id === pool));
    const key = `${isUsed}|${offerOf(inZone, workloads)}`;
    alike.set(key, [...(alike.get(key) ?? []), zone]);
  }
  // Of each kind of zones the last ones stay empty, fewest first.
  let choices: readonly (readonly string[])[] = [[]];
  for (const some of alike.values()) {
    choices = choices.flatMap((chosen) =>
      Array.from({ length: some.length + 1 }, (_, n) => [...chosen, ...some.slice(some.length - n)]),
    );
  }
  return choices
    .filter((empty) => empty.length > 0 && empty.length < zones.length)
    .slice(0, MOST_CHOICES)
    .map((empty) => new Set(pools.filter(({ zone }) => empty.includes(zone ?? '')).map(({ id }) => id)));
}

/** Zones that have nodes in every plan: by their own least number, or for pods that have no other place or keep to all of theirs. */
function neededZones(pools: readonly PoolModel[], workloads: readonly WorkloadModel[], survives: boolean): Set<string> {
  const zoneOf = new Map(pools.map(({ id, zone }) => [id, zone ?? '']));
  const needed = new Set(pools.filter(({ minNodes }) => minNodes > 0).map(({ zone }) => zone ?? ''));
  for (const { eligible, evenZones, zoneSkew = 0, replicas } of workloads) {
    const own = new Set(eligible.flatMap((id) => zoneOf.get(id) ?? []));
    const pods = Math.max(replicas.planned, replicas.max ?? 0);
    const keepsToAll = evenZones && pods > zoneSkew * (own.size - 1);
    if (own.size === 1 || keepsToAll || (survives && replicas.degraded !== 0)) {
      own.forEach((zone) => needed.add(zone));
    }
  }
  return needed;
}

/** What a zone offers to whom: equal for zones of which any may take the place of another. */
function offerOf(inZone: readonly PoolModel[], workloads: readonly WorkloadModel[]): string {
  const offers = inZone.map(({ id, pool, allocatable, price, maxNodes }) => [
    pool,
    allocatable,
    price,
    maxNodes,
    workloads.flatMap(({ eligible }, w) => (eligible.includes(id) ? [w] : [])),
    workloads.flatMap(({ spreadPools }, w) => (spreadPools?.includes(id) ? [w] : [])),
  ]);
  return JSON.stringify(offers);
}
