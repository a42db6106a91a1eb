import { proveBound } from './bound/bound';
import { claimedBound } from './bound/claimed';
import { BoundScenario } from './bound/demand';
import { money } from './bound/money';
import { ClusterModel, NodeGroup, PoolModel, WorkloadModel } from './model';
import { byCodeUnit } from './order';
import { pack } from './packing/engine';
import { levelled } from './packing/level';
import { PackRequest, PackResult } from './packing/request';
import { requestOf } from './packing/translate';
import { Objective, RolloutPlan, Scenario, Unplaced } from './plan';
import { LossOutcome, lostZone, zoneLoss } from './scenario/loss';
import { rollOut } from './scenario/rollout';
import { withSpares } from './scenario/spares';
import { SteadyCluster } from './scenario/steady-cluster';

/** What was placed, and what was not, before anything is explained. */
export interface Attempt {
  readonly model: ClusterModel;
  readonly nodes: Readonly<Record<string, number>>;
  readonly steady: readonly NodeGroup[];
  /** The same, as every scenario starts from it. */
  readonly start: SteadyCluster;
  readonly unplaced: readonly Unplaced[];
  readonly unplacedAtMaximum: readonly Unplaced[];
  readonly scenarios: readonly Scenario[];
  readonly rollouts: Readonly<Record<string, RolloutPlan>>;
  readonly losses: readonly LossOutcome[];
  /** What found the packing. */
  readonly method: string;
}

/** True when all pods have a place, at HPA maximum and after a loss too; says nothing of rollouts. */
export function everythingFits({ unplaced, unplacedAtMaximum, losses }: Attempt): boolean {
  return unplaced.length === 0 && unplacedAtMaximum.length === 0 && losses.every((loss) => loss.short.length === 0);
}

/** True when the user asked for a surge that the plan has no room for. */
export function tooMuchSurge(workload: WorkloadModel, rollout: RolloutPlan | undefined): boolean {
  return rollout !== undefined && !!workload.rollout?.explicit && rollout.surge < rollout.asked;
}

/**
 * Packs the cluster, adds nodes until every loss holds (as far as the pools allow), and tries every rollout. Of two packings
 * that cost and promise the same, the one with the lower highest utilisation is taken.
 */
export function attempt(model: ClusterModel): Attempt {
  const request = requestOf(model);
  const result = pack(request);
  const plain = withScenarios(model, request, result);
  const level = model.effort === 'quick' ? undefined : levelled(request, result.nodes);
  const even = level && withScenarios(model, request, { ...result, nodes: level });
  return even && keepsAll(even, plain) ? even : plain;
}

/** True where the first attempt costs no more and promises no less than the second. */
function keepsAll(one: Attempt, other: Attempt): boolean {
  const nodes = ({ nodes: count, model: { pools } }: Attempt) => pools.reduce((sum, pool) => sum + count[pool.id], 0);
  return (
    nodes(one) <= nodes(other) &&
    (everythingFits(one) || !everythingFits(other)) &&
    Object.entries(other.rollouts).every(([id, { surge, completesUpTo }]) => {
      const mine = one.rollouts[id];
      return mine.surge >= surge && mine.completesUpTo >= completesUpTo;
    })
  );
}

function withScenarios(model: ClusterModel, request: PackRequest, result: PackResult): Attempt {
  const complete = result.unplacedSteady.size === 0;
  const unplacedAtMaximum = missing(request, result.unplacedPeak, 'NO_ROOM_AT_HPA_MAXIMUM');
  const { groups, nodes, atMaximum, start, losses } = withSpares(model, request, result.nodes, complete);
  const scenarios: Scenario[] = hasMaximum(model)
    ? [{ name: 'hpa-max', lost: {}, added: atMaximum, unplaced: unplacedAtMaximum }]
    : [];
  const rollouts: Record<string, RolloutPlan> = {};
  for (const workload of complete ? model.workloads : []) {
    const outcome = rollOut(start, workload);
    if (outcome) {
      rollouts[workload.id] = outcome.plan;
    }
    if (outcome?.scenario) {
      scenarios.push(outcome.scenario);
    }
  }
  scenarios.push(...losses.map((loss) => loss.scenario));
  return {
    model,
    nodes,
    steady: groups,
    start,
    unplaced: missing(request, result.unplacedSteady, 'NO_ROOM'),
    unplacedAtMaximum,
    scenarios,
    rollouts,
    losses,
    method: result.method,
  };
}

function missing(request: PackRequest, map: ReadonlyMap<number, number>, code: string): Unplaced[] {
  return [...map]
    .map(([shape, count]) => ({ workload: request.shapes[shape].id, count, code }))
    .sort((a, b) => byCodeUnit(a.workload, b.workload));
}

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

function boundScenarios({ model, scenarios }: Attempt): BoundScenario[] {
  const demand = (of: (workload: WorkloadModel) => number) =>
    new Map(model.workloads.map((workload) => [workload.id, of(workload)]));
  const base: BoundScenario = hasMaximum(model)
    ? { name: 'hpa-max', demand: demand(({ replicas }) => replicas.max ?? replicas.planned) }
    : { name: 'steady', demand: demand(({ replicas }) => replicas.planned) };
  const lost = scenarios.flatMap(({ name }) => lostZone(name) ?? []);
  const degraded = demand(({ replicas }) => Math.min(replicas.degraded ?? replicas.planned, replicas.planned));
  return [base, ...lost.map((zone) => ({ name: zoneLoss(zone), demand: degraded, lostZone: zone }))];
}

function hasMaximum(model: ClusterModel): boolean {
  return model.workloads.some(({ replicas }) => (replicas.max ?? 0) > replicas.planned);
}
