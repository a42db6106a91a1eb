import { proveBound } from './bound/bound';
import { claimedBound } from './bound/claimed';
import { BoundScenario } from './bound/demand';
import { money } from './bound/money';
import { ClusterModel, PoolModel, WorkloadModel } from './model';
import { byCodeUnit } from './order';
import { pack } from './packing/engine';
import { PackedNodes, PackRequest, roomInPool } from './packing/request';
import { Grouped, groupNodes, requestOf } from './packing/translate';
import { NodeGroup, Objective, RolloutPlan, Scenario, Unplaced } from './plan';
import { LossOutcome, loseNodes, lossesOf, lostZone, zoneLoss } from './scenario/loss';
import { rollOut } from './scenario/rollout';
import { SteadyCluster } from './scenario/steady-cluster';

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

/** True when all pods have a place, at HPA maximum and after a loss too; says nothing of rollouts. */
export function everythingFits({ unplaced, unplacedAtMaximum, losses }: Attempt): boolean {
  return unplaced.length === 0 && unplacedAtMaximum.length === 0 && losses.every((loss) => loss.short.length === 0);
}

/** True when the user asked for a surge that the plan has no room for. */
export function tooMuchSurge(workload: WorkloadModel, rollout: RolloutPlan | undefined): boolean {
  return rollout !== undefined && !!workload.rollout?.explicit && rollout.surge < rollout.asked;
}

/** Packs the cluster, adds nodes until every loss holds (as far as the pools allow), and tries every rollout. */
export function attempt(model: ClusterModel): Attempt {
  const request = requestOf(model);
  const result = pack(request);
  const complete = result.unplacedSteady.size === 0;
  const unplacedAtMaximum = missing(request, result.unplacedPeak, 'NO_ROOM_AT_HPA_MAXIMUM');
  const { groups, nodes, atMaximum, losses } = withSpares(model, request, result.nodes, complete);
  const scenarios: Scenario[] = hasMaximum(model)
    ? [{ name: 'hpa-max', lost: {}, added: atMaximum, unplaced: unplacedAtMaximum }]
    : [];
  const rollouts: Record<string, RolloutPlan> = {};
  const steady = new SteadyCluster(model, groups);
  for (const workload of complete ? model.workloads : []) {
    const outcome = rollOut(steady, workload);
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

/** Adds empty nodes where a loss leaves too little room for the pods that must come back, and takes back what was not needed. */
function withSpares(
  model: ClusterModel,
  request: PackRequest,
  packed: readonly PackedNodes[],
  complete: boolean,
): Grouped & { readonly losses: Attempt['losses'] } {
  const tryWith = (spares: readonly number[]) => {
    const extra = spares.map((pool): PackedNodes => ({ pool, count: 1, steady: new Map(), peak: new Map() }));
    const grouped = groupNodes(model, request, [...packed, ...extra]);
    const steady = new SteadyCluster(model, grouped.groups);
    const losses = complete
      ? lossesOf(model, grouped.groups).map(({ name, lost }) => loseNodes(steady, name, lost))
      : [];
    return { ...grouped, losses };
  };
  let spares: number[] = [];
  let current = tryWith(spares);
  // With a node of its own for every pod that is lost, room is not what is missing.
  const most = current.losses.reduce((sum, loss) => sum + missingPods(loss), 0);
  while (spares.length < most) {
    const more = spareNodes(model, request, current);
    if (more.length === 0) {
      break;
    }
    spares.push(...more.slice(0, most - spares.length));
    current = tryWith(spares);
  }
  if (!current.losses.every((loss) => loss.short.length === 0)) {
    return current;
  }
  for (let i = spares.length - 1; i >= 0 && spares.length <= MOST_TRIMMED; i--) {
    const fewer = spares.filter((_, j) => j !== i);
    const tried = tryWith(fewer);
    if (tried.losses.every((loss) => loss.short.length === 0)) {
      spares = fewer;
      current = tried;
    }
  }
  return current;
}

/** So many spare nodes are tried one by one whether they are needed. */
const MOST_TRIMMED = 60;

function missingPods({ scenario, short }: LossOutcome): number {
  return short.length === 0 ? 0 : scenario.unplaced.reduce((sum, { count }) => sum + count, 0);
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

/**
 * Nodes that help a workload that a loss leaves short, as positions of pools: of the cheapest pool for its pods, in the zone
 * with fewest nodes; several at once where much is missing. Empty where no pool may grow.
 */
function spareNodes(
  model: ClusterModel,
  request: PackRequest,
  { nodes, losses }: Grouped & { readonly losses: Attempt['losses'] },
): number[] {
  for (const { scenario, short } of losses) {
    const zone = lostZone(scenario.name);
    for (const { workload, left, needed } of short) {
      if (zone !== undefined && workload.zonePinned) {
        continue;
      }
      const shape = model.workloads.indexOf(workload);
      const open = model.pools
        .map((pool, p) => ({ pool, p, room: roomInPool(request, shape, p) }))
        .filter(
          ({ pool, room }) =>
            room > 0 &&
            workload.eligible.includes(pool.id) &&
            (zone === undefined || pool.zone !== zone) &&
            nodes[pool.id] < (pool.maxNodes ?? Infinity),
        )
        .sort(
          (a, b) =>
            (a.pool.price ?? 1) / Math.min(a.room, needed - left) -
              (b.pool.price ?? 1) / Math.min(b.room, needed - left) ||
            nodes[a.pool.id] - nodes[b.pool.id] ||
            a.p - b.p,
        );
      if (open.length > 0) {
        const [{ pool, p, room }] = open;
        const alike = open.filter((other) => other.pool.pool === pool.pool).length;
        const wanted = Math.max(1, Math.floor(Math.ceil((needed - left) / room) / alike));
        return new Array<number>(Math.min(wanted, (pool.maxNodes ?? Infinity) - nodes[pool.id])).fill(p);
      }
    }
  }
  return [];
}
