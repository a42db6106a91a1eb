import { PoolModel, WorkloadModel } from '../model';

/** The linear relaxation of one part: pods may be cut, nodes too; several scenarios share the same nodes. */
export interface Relaxation {
  readonly pools: readonly PoolModel[];
  readonly costs: readonly number[];
  readonly charges: readonly Charge[];
}

/** Replicas of one workload that must find a place in the part in one scenario. */
export interface Charge {
  readonly scenario: string;
  readonly workload: WorkloadModel;
  readonly count: number;
  /** Positions of the pools that it may use. */
  readonly pools: readonly number[];
  /** Pools that admit it but have none of a resource that it needs: [position, resource]. */
  readonly closed: readonly (readonly [number, string])[];
}

/** Shadow prices by `scenario|pool|resource` and by `scenario|pool|workload` (of maxPerNode places). */
export interface Shadows {
  readonly resources: ReadonlyMap<string, number>;
  readonly places: ReadonlyMap<string, number>;
}
