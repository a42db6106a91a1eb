import { ClusterModel, NodeGroup, PoolModel, WorkloadModel } from '../model';
import { byCodeUnit } from '../order';

/** Nodes that go at once. */
export interface Loss {
  /** Of its scenario. */
  readonly name: string;
  /** How many nodes of which steady groups. */
  readonly lost: readonly (readonly [group: string, count: number])[];
}

/**
 * Every loss that the cluster has to outlive: each zone with nodes, or one node of each group that holds pods; and all nodes at once that the cloud
 * may take back.
 */
export function lossesOf(model: ClusterModel, groups: readonly NodeGroup[]): Loss[] {
  const zoneOf = new Map(model.pools.map((pool) => [pool.id, pool.zone]));
  const spot = spotLoss(model.pools, groups);
  const mayGo = nodeLosses(model);
  const nodes = groups
    .filter((group) => Object.keys(group.pods).length > 0 && mayGo(group.pool))
    .map((group) => ({ name: `${NODE_LOST}${group.id}`, lost: [[group.id, 1]] as [string, number][] }));
  if (model.survive !== 'zone') {
    return [...nodes, ...spot];
  }
  const zones = [...new Set(groups.map((group) => zoneOf.get(group.pool)))]
    .filter((zone): zone is string => zone !== undefined)
    .sort(byCodeUnit);
  const whole = zones.map((zone) => ({
    name: zoneLoss(zone),
    lost: groups
      .filter((group) => zoneOf.get(group.pool) === zone)
      .map((group): [string, number] => [group.id, group.count]),
  }));
  return [...whole, ...nodes, ...spot];
}

/** Which pools may lose a node: all where the cluster survives that, else those of edge sites where some workload does. */
export function nodeLosses({ survive, pools, workloads }: ClusterModel): (pool: string) => boolean {
  if (survive === 'node') {
    return () => true;
  }
  const atSites = new Set(pools.flatMap(({ id, sites }) => (sites ? [id] : [])));
  const guarded = new Set(
    workloads.flatMap(({ eligible, replicas, site }) =>
      site !== undefined && replicas.degraded !== 0 ? eligible.filter((id) => atSites.has(id)) : [],
    ),
  );
  return (pool) => guarded.has(pool);
}

/** The loss of all nodes that the cloud may take back; none where no pod is on them. */
function spotLoss(pools: readonly PoolModel[], groups: readonly NodeGroup[]): Loss[] {
  const spot = spotPools(pools);
  const lost = groups.filter(({ pool }) => spot.has(pool));
  return lost.every(({ pods }) => Object.keys(pods).length === 0)
    ? []
    : [{ name: SPOT_LOST, lost: lost.map(({ id, count }): [string, number] => [id, count]) }];
}

/** Ids of the pools whose nodes the cloud may take back. */
export function spotPools(pools: readonly PoolModel[]): ReadonlySet<string> {
  return new Set(pools.flatMap(({ id, spot }) => (spot ? [id] : [])));
}

/** True where all pods of a workload are on nodes that the cloud may take back, because it may run on no others: none is owed when these go. */
export function isSpotOnly({ eligible }: WorkloadModel, spot: ReadonlySet<string>): boolean {
  return spot.size > 0 && eligible.length > 0 && eligible.every((pool) => spot.has(pool));
}

/** Name of the scenario in which all of them are lost. */
export const SPOT_LOST = 'spot-lost';

const ZONE_LOST = 'zone-lost:';
const NODE_LOST = 'node-lost:';

/** Name of the scenario in which a zone is lost. */
export function zoneLoss(zone: string): string {
  return `${ZONE_LOST}${zone}`;
}

/** The zone that the scenario takes away whole; undefined where it takes none. */
export function lostZone(scenario: string): string | undefined {
  return scenario.startsWith(ZONE_LOST) ? scenario.slice(ZONE_LOST.length) : undefined;
}

/** True for the scenario in which one node is lost. */
export function isNodeLoss(scenario: string): boolean {
  return scenario.startsWith(NODE_LOST);
}
