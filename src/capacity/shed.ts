import { ClusterModel, Finding } from './model';
import { Unplaced } from './plan';
import { Attempt } from './planning';
import { placeOf } from './sites';

/** A cluster in which not everything fits, without what its user allowed to stay out. */
export interface Shed {
  readonly model: ClusterModel;
  readonly unplaced: readonly Unplaced[];
}

/**
 * Leaves out what finds no place at steady, where all of it may stay out. The packing has placed as much as it can of each priority before the next
 * one, so what is left out is the least important; undefined where something else has no place.
 */
export function withoutShed({ model, unplaced }: Attempt): Shed | undefined {
  const out = new Map(unplaced.map(({ workload, count }) => [workload, count]));
  const all = model.workloads.filter(({ id }) => out.has(id));
  if (all.length === 0 || all.some(({ mayShed }) => !mayShed)) {
    return undefined;
  }
  return {
    unplaced: unplaced.map((one) => ({ ...one, code: 'POD_SHED' })),
    model: {
      ...model,
      workloads: model.workloads.map((workload) => {
        const left = workload.replicas.planned - (out.get(workload.id) ?? 0);
        const { needed, degraded } = workload.replicas;
        return left === workload.replicas.planned
          ? workload
          : {
              ...workload,
              replicas: {
                ...workload.replicas,
                planned: left,
                needed: Math.min(needed, left),
                ...(degraded !== undefined && { degraded: Math.min(degraded, left) }),
              },
            };
      }),
    },
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
      message: `${count} of ${workload.replicas.planned} pods of ${id} (priority ${workload.priority}) stay out: there is no room beside what is as important or more`,
    };
  });
}
