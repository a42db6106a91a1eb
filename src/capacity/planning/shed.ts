import { ClusterModel, Finding, WorkloadModel } from '../model';
import { byCodeUnit, comparing } from '../order';
import { Unplaced } from '../plan';
import { attempt, Attempt, everythingFits } from './planning';
import { ClusterState } from '../scenario/cluster-state';
import { dueSurge } from '../scenario/rollout';
import { placeOf } from '../sites';

/** A cluster in which not everything fits, without what its user allowed to stay out. */
export interface Shed {
  readonly model: ClusterModel;
  readonly unplaced: readonly Unplaced[];
}

/**
 * Leaves out what may stay out until the rest fits, also after every loss and during every rollout: the least important first, of each workload as
 * few pods as it takes. Undefined where everything fits, and where leaving all of it out does not help.
 */
export function withoutShed(tried: Attempt): Shed | undefined {
  const { model } = tried;
  const sheddable = model.workloads
    .filter(({ mayShed, replicas }) => mayShed && replicas.planned > 0)
    .sort(
      comparing(
        (a, b) => b.priority - a.priority,
        (a, b) => byCodeUnit(a.id, b.id),
      ),
    );
  if (sheddable.length === 0 || holds(tried)) {
    return undefined;
  }
  const quick: ClusterModel = { ...model, effort: 'quick' };
  const kept = new Map(sheddable.map(({ id }) => [id, 0]));
  const fits = () => holds(attempt(withCounts(quick, kept)));
  if (!fits()) {
    return undefined;
  }
  for (const { id, replicas } of sheddable) {
    kept.set(
      id,
      most(replicas.planned, (count) => holds(attempt(withCounts(quick, new Map([...kept, [id, count]]))))),
    );
  }
  return {
    model: withCounts(model, kept),
    unplaced: sheddable
      .filter(({ id, replicas }) => kept.get(id)! < replicas.planned)
      .map(({ id, replicas }) => ({ workload: id, count: replicas.planned - kept.get(id)!, code: 'POD_SHED' }))
      .sort((a, b) => byCodeUnit(a.workload, b.workload)),
  };
}

/** The cluster as its user asked for it, for the plan. */
export function asAsked(model: ClusterModel, asked: ClusterModel): ClusterModel {
  const replicas = new Map(asked.workloads.map((workload) => [workload.id, workload.replicas]));
  return {
    ...model,
    workloads: model.workloads.map((workload) => ({
      ...workload,
      replicas: replicas.get(workload.id) ?? workload.replicas,
    })),
  };
}

/** What stays out, and that its user allowed it. */
export function shedFindings(model: ClusterModel, unplaced: readonly Unplaced[]): Finding[] {
  return unplaced.map(({ workload: id, count }) => {
    const workload = model.workloads.find((one) => one.id === id)!;
    return {
      code: 'POD_SHED',
      severity: 'info',
      ...placeOf(workload),
      message: `${count} of ${workload.replicas.planned} pods of ${id} (priority ${workload.priority}) stay out: there is no room beside what must run or is more important`,
    };
  });
}

/** Whether all pods have places, and the surges that somebody wrote and the canaries too. */
function holds(tried: Attempt): boolean {
  const { model, rollouts, start } = tried;
  return (
    everythingFits(tried) &&
    model.workloads.every(
      (workload) =>
        (rollouts[workload.id]?.surge ?? 0) >= dueSurge(workload) &&
        (rollouts[workload.id]?.completesUpTo ?? Infinity) >= workload.replicas.planned &&
        new ClusterState(start, false, { newRevision: true }).add(workload.id, workload.canary ?? 0) ===
          (workload.canary ?? 0),
    )
  );
}

/** The largest count up to `all` that fits, by halving; 0 does. */
function most(all: number, fits: (count: number) => boolean): number {
  let [low, high] = [0, all];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

function withCounts(model: ClusterModel, counts: ReadonlyMap<string, number>): ClusterModel {
  return { ...model, workloads: model.workloads.map((workload) => withCount(workload, counts.get(workload.id))) };
}

function withCount(workload: WorkloadModel, count?: number): WorkloadModel {
  const { canary = 0 } = workload;
  const { needed, planned, degraded = 0 } = workload.replicas;
  return count === undefined
    ? workload
    : {
        ...workload,
        ...(canary > 0 && { canary: Math.ceil((canary * count) / Math.max(1, planned)) }),
        replicas: { planned: count, needed: Math.min(needed, count), degraded: Math.min(degraded, count) },
      };
}
