import { proveBound } from './bound/bound';
import { claimedBound } from './bound/claimed';
import { BoundScenario } from './bound/demand';
import { money } from './bound/money';
import { PoolModel, WorkloadModel } from './model';
import { Objective } from './plan';
import { Attempt } from './planning';
import { lostZone, zoneLoss } from './scenario/loss';
import { extraIn, peaksOf } from './scenario/peak';

/** Value, bound and proof of what was placed. */
export function objectiveOf(tried: Attempt): Objective {
  const { model } = tried;
  const kind = model.pools.length > 0 && model.pools.every((pool) => pool.price !== undefined) ? 'cost' : 'nodes';
  const cost = (pool: PoolModel) => (kind === 'cost' ? pool.price! : 1);
  const value = money(model.pools.reduce((sum, pool) => sum + tried.nodes[pool.id] * cost(pool), 0));
  const scenarios = boundScenarios(tried);
  const { bound, certificate } = proveBound(model, cost, scenarios);
  const gap = bound > 0 ? value / bound - 1 : value === 0 ? 0 : null;
  const effort = gap === 0 ? 'quick' : (model.effort ?? 'standard');
  const claimed = claimedBound(model, cost, certificate.parts, scenarios[0], effort);
  return {
    kind,
    value,
    bound,
    gap,
    ...(claimed !== undefined && { claimed: { bound: Math.min(claimed, value), method: 'column-generation' } }),
    certificate,
  };
}

/** Steady or the peaks, and every loss of a zone, as the demands that a bound may count on. */
function boundScenarios({ model, scenarios }: Attempt): BoundScenario[] {
  const demand = (of: (workload: WorkloadModel) => number) =>
    new Map(model.workloads.map((workload) => [workload.id, of(workload)]));
  const peaks = peaksOf(model).map((peak): BoundScenario => ({
    name: peak.name,
    demand: demand((workload) => workload.replicas.planned + extraIn(peak, workload)),
  }));
  const steady: BoundScenario = { name: 'steady', demand: demand(({ replicas }) => replicas.planned) };
  const lost = scenarios.flatMap(({ name }) => lostZone(name) ?? []);
  const degraded = demand(({ replicas }) => Math.min(replicas.degraded ?? replicas.planned, replicas.planned));
  return [
    ...(peaks.length > 0 ? peaks : [steady]),
    ...lost.map((zone) => ({ name: zoneLoss(zone), demand: degraded, lostZone: zone })),
  ];
}
