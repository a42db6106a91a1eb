import { ClusterModel, NodeGroup, WorkloadModel } from '../model';
import { PackRequest, PackResult } from '../packing/request';
import { RolloutPlan, Scenario, Unplaced } from '../plan';
import { LossOutcome } from '../scenario/lose-nodes';
import { Peak } from '../scenario/peak';
import { missingInRollouts, RolloutNodes } from '../scenario/rollout-room';
import { SteadyCluster } from '../scenario/steady-cluster';
import { unitCost } from '../sites';
import { Chosen } from '../topology/choose';
import { Closed } from '../topology/empty-zones';

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
  /** Several rollouts at once, and sets of them that collide. */
  readonly together: readonly Scenario[];
  readonly colliding: readonly (readonly string[])[];
  /** True where it is not known whether any few rollouts fit at once. */
  readonly unproven: boolean;
  readonly losses: readonly LossOutcome[];
  /** Nodes that only rollouts and canaries need. */
  readonly bought: readonly RolloutNodes[];
  readonly packed: Packed;
  /** What found the packing. */
  readonly method: string;
}

/** A packing, from which the same plan can be made again with a little more. */
export interface Packed {
  /** Domains of gangs. */
  readonly chosen: Chosen;
  /** Pools that get no nodes, so that their zones do not count. */
  readonly closed: Closed;
  readonly request: PackRequest;
  readonly result: PackResult;
  /** The one peak that was packed; absent: all autoscalers together. */
  readonly base?: Peak;
  /** Surges that are not to be exceeded, by workload id. */
  readonly surges: ReadonlyMap<string, number>;
  /** True where pods were placed one by one, evenly over all nodes: with other nodes they all lie differently. */
  readonly evenly?: boolean;
}

/** True when all pods have a place, at HPA maximum and after a loss too; says nothing of rollouts. */
export function everythingFits({ unplaced, unplacedAtMaximum, losses }: Attempt): boolean {
  return unplaced.length === 0 && unplacedAtMaximum.length === 0 && losses.every((loss) => loss.short.length === 0);
}

/** True when the user asked for a surge that the plan has no room for. */
export function tooMuchSurge(workload: WorkloadModel, rollout: RolloutPlan | undefined): boolean {
  return rollout !== undefined && !!workload.rollout?.explicit && rollout.surge < rollout.asked;
}

/** Pods that rollouts have to start and that find no place. */
export function stuckInRollouts({ model, start }: Attempt): number {
  return missingInRollouts(start, model.concurrentRollouts ?? 1);
}

/** The same cluster with little effort: for dozens of variants the heuristics do, and what they find holds for longer searches too. */
export function quickly(model: ClusterModel): ClusterModel {
  return { ...model, effort: 'quick' };
}

/** True where only the first fits, or both do and it is cheaper. */
export function isCheaper(one: Attempt, other: Attempt): boolean {
  if (everythingFits(one) !== everythingFits(other)) {
    return everythingFits(one);
  }
  return everythingFits(one) && costOf(one) < costOf(other) * (1 - 1e-9);
}

/** True where more pods have a place, or more pods of rollouts, or as many are cheaper by more than a share of the cost. */
export function isBetter(one: Attempt, other: Attempt, share: number): boolean {
  const worse = [podsMissing(one) - podsMissing(other), stuckInRollouts(one) - stuckInRollouts(other)];
  const first = worse.find((difference) => difference !== 0);
  return first === undefined ? costOf(one) < costOf(other) * (1 - share) : first < 0;
}

/** Pods without a place, at steady, at a peak and after the losses. */
function podsMissing({ unplaced, unplacedAtMaximum, losses }: Attempt): number {
  const without = [...unplaced, ...unplacedAtMaximum].reduce((sum, { count }) => sum + count, 0);
  return losses.flatMap(({ short }) => short).reduce((sum, { left, needed }) => sum + needed - left, without);
}

/** Cost of the nodes, or their number where some pool has no price. */
export function costOf({ model, nodes }: Attempt): number {
  const cost = unitCost(model);
  return model.pools.reduce((sum, pool) => sum + nodes[pool.id] * cost(pool), 0);
}

/** Nodes of all pools. */
export function nodesOf({ model, nodes }: Attempt): number {
  return model.pools.reduce((sum, { id }) => sum + nodes[id], 0);
}

/** The surges that are promised, by workload id. */
export function surgesOf({ rollouts }: Attempt): Map<string, number> {
  return new Map(Object.entries(rollouts).map(([id, { surge }]) => [id, surge]));
}

/** True where the first attempt costs no more and promises no less than the second. */
export function keepsAll(one: Attempt, other: Attempt): boolean {
  return (
    nodesOf(one) <= nodesOf(other) &&
    (everythingFits(one) || !everythingFits(other)) &&
    Object.entries(other.rollouts).every(([id, { surge, completesUpTo }]) => {
      const mine = one.rollouts[id];
      return mine.surge >= surge && mine.completesUpTo >= completesUpTo;
    })
  );
}
