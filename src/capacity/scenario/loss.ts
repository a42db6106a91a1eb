import { ClusterModel, NodeGroup } from '../model';
import { byCodeUnit } from '../order';

/** Nodes that go at once. */
export interface Loss {
  /** Of its scenario. */
  readonly name: string;
  /** How many nodes of which steady groups. */
  readonly lost: readonly (readonly [group: string, count: number])[];
}

/** Every loss that the cluster has to outlive: each zone with nodes, or one node of each group that holds pods. */
export function lossesOf(model: ClusterModel, groups: readonly NodeGroup[]): Loss[] {
  const zoneOf = new Map(model.pools.map((pool) => [pool.id, pool.zone]));
  const mayGo = nodeLosses(model);
  const nodes = groups
    .filter((group) => Object.keys(group.pods).length > 0 && mayGo(group.pool))
    .map((group) => ({ name: `${NODE_LOST}${group.id}`, lost: [[group.id, 1]] as [string, number][] }));
  if (model.survive !== 'zone') {
    return nodes;
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
  return [...whole, ...nodes];
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
