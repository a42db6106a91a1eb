import { proveBound } from './bound/bound';
import { BoundScenario } from './bound/demand';
import { money } from './bound/money';
import { ClusterModel, PoolModel, WorkloadModel } from './model';
import { byCodeUnit } from './order';
import { pack } from './packing/engine';
import { PackedNodes, PackRequest } from './packing/request';
import { Grouped, groupNodes, requestOf } from './packing/translate';
import { NodeGroup, Objective, RolloutPlan, Scenario, Unplaced } from './plan';
import { LossOutcome, loseNodes, lossesOf } from './scenario/loss';
import { rollOut } from './scenario/rollout';

/** What was placed, and what was not, before anything is explained. */
export interface Attempt {
  readonly model: ClusterModel;
  readonly nodes: Readonly<Record<string, number>>;
  readonly steady: readonly NodeGroup[];
  readonly unplaced: readonly Unplaced[];
  readonly unplacedAtMaximum: readonly Unplaced[];
  readonly scenarios: readonly Scenario[];
  readonly rollouts: Readonly<Record<string, RolloutPlan>>;
  readonly losses: readonly LossOutcome[];
}

/** True when every scenario holds. */
export function holds(tried: Attempt): boolean {
  return (
    tried.unplaced.length === 0 &&
    tried.unplacedAtMaximum.length === 0 &&
    tried.losses.every((loss) => loss.short.length === 0) &&
    tried.model.workloads.every((workload) => !tooMuchSurge(workload, tried.rollouts[workload.id]))
  );
}

/** True when the user asked for a surge that the plan has no room for. */
export function tooMuchSurge(workload: WorkloadModel, rollout: RolloutPlan | undefined): boolean {
  return rollout !== undefined && !!workload.rollout?.explicit && rollout.surge < rollout.asked;
}

/** Packs the cluster, adds nodes until every loss holds (as far as the pools allow), and tries every rollout. */
export function attempt(model: ClusterModel): Attempt {
  const request = requestOf(model);
  const result = pack(request);
  const workloads = new Map(model.workloads.map((workload) => [workload.id, workload]));
  const complete = result.unplacedSteady.size === 0;
  const unplacedAtMaximum = missing(request, result.unplacedPeak, 'NO_ROOM_AT_HPA_MAXIMUM');
  const { groups, nodes, atMaximum, losses } = withSpares(model, request, result.nodes, workloads, complete);
  const scenarios: Scenario[] = hasMaximum(model)
    ? [{ name: 'hpa-max', lost: {}, added: atMaximum, unplaced: unplacedAtMaximum }]
    : [];
  const rollouts: Record<string, RolloutPlan> = {};
  for (const workload of complete ? model.workloads : []) {
    const outcome = rollOut(model, workloads, groups, workload);
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
    unplaced: missing(request, result.unplacedSteady, 'NO_ROOM'),
    unplacedAtMaximum,
    scenarios,
    rollouts,
    losses,
  };
}

function missing(request: PackRequest, map: ReadonlyMap<number, number>, code: string): Unplaced[] {
  return [...map]
    .map(([shape, count]) => ({ workload: request.shapes[shape].id, count, code }))
    .sort((a, b) => byCodeUnit(a.workload, b.workload));
}

/** Adds empty nodes, one at a time, where a loss leaves too little room for the pods that must come back. */
function withSpares(
  model: ClusterModel,
  request: PackRequest,
  packed: readonly PackedNodes[],
  workloads: ReadonlyMap<string, WorkloadModel>,
  complete: boolean,
): Grouped & { readonly losses: Attempt['losses'] } {
  const spares: PackedNodes[] = [];
  for (;;) {
    const grouped = groupNodes(model, request, [...packed, ...spares]);
    const losses = complete
      ? lossesOf(model, grouped.groups).map(({ name, lost }) => loseNodes(model, workloads, grouped.groups, name, lost))
      : [];
    // With a node of its own for every pod that waits, room is not what is missing.
    const useful = Math.max(
      0,
      ...losses.map((loss) => loss.scenario.unplaced.reduce((sum, { count }) => sum + count, 0)),
    );
    const spare = useful > 0 ? spareNode(model, grouped, losses) : undefined;
    if (spare === undefined || spares.length >= MOST_SPARE_NODES) {
      return { ...grouped, losses };
    }
    spares.push({ pool: spare, count: 1, steady: new Map(), peak: new Map() });
  }
}

/** More empty nodes than this are never added for losses: the plan is then infeasible. */
const MOST_SPARE_NODES = 500;

/** Value, bound and proof of what was placed. */
export function objectiveOf(tried: Attempt): Objective {
  const { model } = tried;
  const kind = model.pools.length > 0 && model.pools.every((pool) => pool.price !== undefined) ? 'cost' : 'nodes';
  const cost = (pool: PoolModel) => (kind === 'cost' ? pool.price! : 1);
  const value = money(model.pools.reduce((sum, pool) => sum + tried.nodes[pool.id] * cost(pool), 0));
  const { bound, certificate } = proveBound(model, cost, boundScenarios(model));
  return { kind, value, bound, gap: bound > 0 ? value / bound - 1 : value === 0 ? 0 : null, certificate };
}

function boundScenarios(model: ClusterModel): BoundScenario[] {
  const demand = (of: (workload: WorkloadModel) => number) =>
    new Map(model.workloads.map((workload) => [workload.id, of(workload)]));
  const base: BoundScenario = hasMaximum(model)
    ? { name: 'hpa-max', demand: demand(({ replicas }) => replicas.max ?? replicas.planned) }
    : { name: 'steady', demand: demand(({ replicas }) => replicas.planned) };
  if (model.survive !== 'zone') {
    return [base];
  }
  const zones = [...new Set(model.pools.map((pool) => pool.zone!))].sort(byCodeUnit);
  const degraded = demand(({ replicas }) => Math.min(replicas.degraded ?? replicas.planned, replicas.planned));
  return [base, ...zones.map((zone) => ({ name: `zone-lost:${zone}`, demand: degraded, lostZone: zone }))];
}

function hasMaximum(model: ClusterModel): boolean {
  return model.workloads.some(({ replicas }) => (replicas.max ?? 0) > replicas.planned);
}

/** The pool in which one node more helps a workload that a loss leaves short; undefined when none may grow. */
function spareNode(model: ClusterModel, groups: Grouped, losses: Attempt['losses']): number | undefined {
  for (const { scenario, short } of losses) {
    const pinned = scenario.name.startsWith('zone-lost:')
      ? (workload: WorkloadModel) => !!workload.zonePinned
      : () => false;
    const zone = scenario.name.startsWith('zone-lost:') ? scenario.name.slice('zone-lost:'.length) : undefined;
    for (const { workload } of short) {
      if (pinned(workload)) {
        continue;
      }
      const open = model.pools
        .map((pool, p) => ({ pool, p }))
        .filter(
          ({ pool }) =>
            workload.eligible.includes(pool.id) &&
            (zone === undefined || pool.zone !== zone) &&
            groups.nodes[pool.id] < (pool.maxNodes ?? Infinity),
        )
        .sort(
          (a, b) =>
            groups.nodes[a.pool.id] - groups.nodes[b.pool.id] || (a.pool.price ?? 1) - (b.pool.price ?? 1) || a.p - b.p,
        );
      if (open.length > 0) {
        return open[0].p;
      }
    }
  }
  return undefined;
}
