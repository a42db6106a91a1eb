import { ClusterState } from './cluster-state';
import { SteadyCluster } from './steady-cluster';
import { ClusterModel, NodeGroup, WorkloadModel } from '../model';
import { byCodeUnit, mostImportantFirst } from '../order';
import { Scenario, Unplaced } from '../plan';

export interface LossOutcome {
  readonly scenario: Scenario;
  /** Workloads that end below what a loss may leave. */
  readonly short: readonly Shortfall[];
  /** Pods of preempting workloads that wait although pods of lower priority run. */
  readonly mayPreempt: readonly string[];
}

export interface Shortfall {
  readonly workload: WorkloadModel;
  readonly left: number;
  readonly needed: number;
}

/** Every loss that the cluster has to outlive: each zone with nodes, or one node of each group that holds pods. */
export function lossesOf(
  model: ClusterModel,
  groups: readonly NodeGroup[],
): { readonly name: string; readonly lost: readonly [string, number][] }[] {
  const zoneOf = new Map(model.pools.map((pool) => [pool.id, pool.zone]));
  const mayGo = nodeLosses(model);
  const nodes = groups
    .filter((group) => Object.keys(group.pods).length > 0 && mayGo(group.pool))
    .map((group) => ({ name: `node-lost:${group.id}`, lost: [[group.id, 1]] as [string, number][] }));
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
function nodeLosses({ survive, pools, workloads }: ClusterModel): (pool: string) => boolean {
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

/** Name of the scenario in which a zone is lost. */
export function zoneLoss(zone: string): string {
  return `${ZONE_LOST}${zone}`;
}

/** The zone that the scenario takes away whole; undefined where it takes none. */
export function lostZone(scenario: string): string | undefined {
  return scenario.startsWith(ZONE_LOST) ? scenario.slice(ZONE_LOST.length) : undefined;
}

/** Why lost pods do not come back elsewhere; undefined where they may. */
function staysAway({ staysBound, zonePinned, nodePinned }: WorkloadModel, zoneGone: boolean): string | undefined {
  if (nodePinned) {
    return 'VOLUME_ON_LOST_NODE';
  }
  if (staysBound) {
    return 'STAYS_ON_LOST_NODE';
  }
  return zonePinned && zoneGone ? 'VOLUME_IN_LOST_ZONE' : undefined;
}

function missingRoom({ zonePinned }: WorkloadModel): string {
  return zonePinned ? 'VOLUME_IN_LOST_ZONE' : 'NO_ROOM_AFTER_LOSS';
}

/** Takes nodes away and lets the lost pods come back where there is room, higher priorities first. */
export function loseNodes(steady: SteadyCluster, name: string, lost: readonly [string, number][]): LossOutcome {
  const { workloads } = steady;
  const state = new ClusterState(steady);
  const lostZones = new Set(lost.map(([group]) => state.zoneOf(group)));
  const before = new Map([...workloads.keys()].map((id) => [id, state.runningOf(id)]));
  for (const [group, count] of lost) {
    state.lose(group, count);
  }
  const unplaced: Unplaced[] = [];
  const short: Shortfall[] = [];
  const waiting: WorkloadModel[] = [];
  for (const workload of [...workloads.values()].sort(mostImportantFirst)) {
    const gone = before.get(workload.id)! - state.runningOf(workload.id);
    // A pod with zonal volumes comes back only in its own zone: after the loss of the zone not at all.
    const stays = staysAway(workload, lostZone(name) !== undefined);
    const back = stays ? 0 : state.add(workload.id, gone, workload.zonePinned ? lostZones : undefined);
    const pending = gone - back;
    if (pending > 0) {
      unplaced.push({ workload: workload.id, count: pending, code: stays ?? missingRoom(workload) });
      if (!workload.zonePinned && !workload.staysBound && !workload.nodePinned) {
        waiting.push(workload);
      }
    }
    const needed = Math.min(workload.replicas.degraded ?? workload.replicas.planned, before.get(workload.id)!);
    const left = state.runningOf(workload.id);
    if (left < needed) {
      short.push({ workload, left, needed });
    }
  }
  const lowest = Math.min(
    ...[...workloads.values()]
      .filter((workload) => state.runningOf(workload.id) > 0)
      .map((workload) => workload.priority),
  );
  return {
    scenario: {
      name,
      lost: state.losses(),
      added: state.additions(),
      unplaced: unplaced.sort((a, b) => byCodeUnit(a.workload, b.workload)),
    },
    short,
    mayPreempt: waiting
      .filter((workload) => workload.preempts && workload.priority > lowest)
      .map((workload) => workload.id),
  };
}
