import { proveBound } from '../bound/bound';
import { certificateByRole } from '../bound/by-role';
import { claimedBound } from '../bound/claimed';
import { BoundScenario } from '../bound/demand';
import { money } from '../bound/money';
import { ClusterModel, WorkloadModel } from '../model';
import { Objective, Scenario } from '../plan';
import { Attempt, costOf } from './planning';
import { Reserved } from './reserved-attempt';
import { lostZone, zoneLoss } from '../scenario/loss';
import { extraIn, peaksOf } from '../scenario/peak';
import { isPriced, unitCost } from '../sites';

/**
 * Value, bound and proof of what was placed. With roles the bound is that of the cluster without them, which no plan can be cheaper than, whatever stands
 * behind it.
 */
export function objectiveOf(
  tried: Attempt,
  reserved?: Pick<Reserved, 'asked' | 'split' | 'reservation' | 'rest'>,
): Objective {
  const model = reserved?.asked ?? tried.model;
  const kind = isPriced(model.pools) ? 'cost' : 'nodes';
  const cost = unitCost(model);
  const value = money(costOf(tried));
  const scenarios = boundScenarios(model, tried.scenarios);
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
    ...(reserved &&
      !reserved.rest && { placesBound: placesBound(reserved.reservation.bound, value, claimed ?? bound) }),
    certificate: reserved ? certificateByRole(certificate, reserved.split) : certificate,
  };
}

/** Whoever owns places pays for them and is no cheaper than the packing alone: the higher of both, and no more than what was found. */
function placesBound(places: number, value: number, packing: number): number {
  return Math.min(value, money(Math.max(places, packing)));
}

/** Steady or the peaks, and every loss of a zone, as the demands that a bound may count on. */
function boundScenarios(model: ClusterModel, scenarios: readonly Scenario[]): BoundScenario[] {
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
