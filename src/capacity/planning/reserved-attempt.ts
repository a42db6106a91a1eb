import { Attempt } from './attempt';
import { Diagnosis, diagnose } from './diagnosis';
import { ClusterModel, WorkloadModel } from '../model';
import { attempt, attemptWith, costOf } from './planning';
import { PackedNodes, PackResult } from '../packing/request';
import { surgesByMore } from '../reserve/counts';
import { ClusterReservation, reserveCluster } from '../reserve/reserve-cluster';
import { roledModel } from '../reserve/roled-model';
import { placedOnNodes } from '../scenario/on-nodes';
import { theSolver } from '../solver/solver';

/** A plan in which workloads own places. */
export interface Reserved {
  /** On nodes that are split by role. */
  readonly diagnosis: Diagnosis;
  readonly reservation: ClusterReservation;
  /** As it was asked for, without roles. */
  readonly asked: ClusterModel;
  /** Ids of the pools that a pool was split into. */
  readonly split: (pool: string) => readonly string[];
  /** How the workloads that own none were tried, by themselves; absent where all of them own places. */
  readonly rest?: Diagnosis;
}

/**
 * Gives places to all workloads that can own some, and plans the others freely on nodes of their own. Undefined where nothing can own any, or where that
 * does not hold: then the whole cluster is planned freely, which tells why. Surges that somebody wrote down own all their places, or those that a rollout
 * needs to end and nodes for the rest, whatever costs less.
 */
export function diagnoseReserved(model: ClusterModel): Reserved | undefined {
  const variants = model.workloads.some(surgesByMore) ? [withSurgesOfOne(model), model] : [model];
  return variants
    .flatMap((variant) => reservedFor(model, variant) ?? [])
    .reduce<Reserved | undefined>(
      (best, one) => (best && costFor(one) >= costFor(best) * (1 - 1e-9) ? best : one),
      undefined,
    );
}

function costFor({ diagnosis }: Reserved): number {
  return costOf(diagnosis.spare?.shown ?? diagnosis.tried);
}

function withSurgesOfOne(model: ClusterModel): ClusterModel {
  const least = (workload: WorkloadModel): WorkloadModel =>
    workload.rollout?.explicit
      ? { ...workload, rollout: { ...workload.rollout, surge: Math.min(1, workload.rollout.surge) } }
      : workload;
  return { ...model, workloads: model.workloads.map(least) };
}

/** @param owning the same cluster with the surges for which places are owned */
function reservedFor(model: ClusterModel, owning: ClusterModel): Reserved | undefined {
  const solver = theSolver();
  const reservation = solver && reserveCluster(owning, solver);
  if (!reservation || reservation.roles.length === 0) {
    return undefined;
  }
  const { model: roled, nodes, split } = roledModel(model, reservation);
  const owns = ({ id }: WorkloadModel) => reservation.places[id] !== undefined;
  const others = roled.workloads.filter((workload) => !owns(workload));
  const rest = others.length > 0 ? diagnose(attempt(withoutRoles(withOnly(roled, others)))) : undefined;
  if (rest && !rest.fits) {
    return undefined;
  }
  const own = withOnly(roled, roled.workloads.filter(owns));
  const placed = placedOnNodes(own, rest ? nodes : { ...nobodysNodes(roled), ...nodes }, rest?.tried.packed.base);
  if (!placed) {
    return undefined;
  }
  const whole = together(roled, own, placed, rest?.tried);
  const { robustness, fresh, proved } = rest?.robust ?? {};
  const diagnosis = diagnose(whole, (tried) => ({ tried, robustness, fresh, proved, stranded: [] }));
  const holds = diagnosis.fits && diagnosis.rollouts.length === 0;
  return holds ? { diagnosis, reservation, split, asked: model, ...(rest && { rest }) } : undefined;
}

/** The same cluster with some of its workloads alone. */
function withOnly(model: ClusterModel, workloads: readonly WorkloadModel[]): ClusterModel {
  const ids = new Set(workloads.map(({ id }) => id));
  return { ...model, workloads, conflicts: model.conflicts.filter(([a, b]) => ids.has(a) && ids.has(b)) };
}

/** Nodes that are there anyway in pools without roles, by pool id: those that own no places buy them, where there are any. */
function nobodysNodes({ pools }: ClusterModel): Record<string, number> {
  const least = pools.filter(({ role, minNodes }) => role === undefined && minNodes > 0);
  return Object.fromEntries(least.map(({ id, minNodes }) => [id, minNodes]));
}

/** The same cluster as those see it who own no places: nodes of roles are none of theirs, nor is it theirs to buy the least number of them. */
function withoutRoles(model: ClusterModel): ClusterModel {
  const pools = model.pools.map((pool) => (pool.role === undefined ? pool : { ...pool, minNodes: 0, maxNodes: 0 }));
  return { ...model, pools };
}

/** Both parts on one cluster: they share no node. */
function together(model: ClusterModel, own: ClusterModel, placed: PackResult, rest?: Attempt): Attempt {
  const at = new Map(model.workloads.map(({ id }, shape) => [id, shape]));
  const renumbered = (part: ClusterModel, nodes: readonly PackedNodes[]): PackedNodes[] => {
    const of = (content: ReadonlyMap<number, number>) =>
      new Map([...content].map(([shape, count]) => [at.get(part.workloads[shape].id)!, count]));
    return nodes.map((node) => ({ ...node, steady: of(node.steady), peak: of(node.peak) }));
  };
  const { base, closed = new Set<string>(), surges = new Map(), evenly } = rest?.packed ?? {};
  return attemptWith(model, {
    base,
    closed,
    surges,
    evenly,
    result: {
      ...placed,
      method: 'places of their own',
      nodes: [...renumbered(own, placed.nodes), ...(rest ? renumbered(rest.model, rest.packed.result.nodes) : [])],
    },
  });
}
