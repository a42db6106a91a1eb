import { PoolModel, WorkloadModel } from '../model';

/** A scenario as the bound sees it: how many replicas must run, and which zone's pools are gone. */
export interface BoundScenario {
  readonly name: string;
  /** Replicas that must run, by workload id. */
  readonly demand: ReadonlyMap<string, number>;
  readonly lostZone?: string;
}

/** True when the scenario leaves the pool. */
export function stays(pool: PoolModel, scenario: BoundScenario): boolean {
  return scenario.lostZone === undefined || pool.zone !== scenario.lostZone;
}

/**
 * The replicas that must have a place in the pools of `part`, whatever the plan: all of them where the workload may run
 * nowhere else, or the least share of whole zones where its user asked for pods in all of them; else none: a zone without nodes owes none.
 */
export function demandWithin(
  workload: WorkloadModel,
  scenario: BoundScenario,
  usable: readonly PoolModel[],
  part: ReadonlySet<string>,
): number {
  const wanted = scenario.demand.get(workload.id) ?? 0;
  const inside = usable.filter((pool) => part.has(pool.id));
  if (inside.length === 0) {
    return 0;
  }
  if (inside.length === usable.length) {
    return wanted;
  }
  if (!workload.zoneSkew || !workload.evenZones || scenario.lostZone !== undefined) {
    return 0;
  }
  const zones = [...new Set(usable.map((pool) => pool.zone))];
  const whole = zones.filter((zone) => usable.every((pool) => pool.zone !== zone || part.has(pool.id)));
  const others = (zones.length - 1) * workload.zoneSkew;
  // Where so few run at steady that a zone may have none, and no nodes, it owes none at the peak either.
  return workload.replicas.planned > others ? whole.length * Math.ceil((wanted - others) / zones.length) : 0;
}
