import { ClusterModel, EarlierRole, PoolModel, WorkloadModel } from '../model';
import { byCodeUnit } from '../order';

/** Who owns places: a workload of ours, or all workloads of others together that may run on the same pools. */
export interface Owner {
  /** Pods of each workload that have room on one place, by its id. */
  readonly pods: Readonly<Record<string, number>>;
  /** True for workloads of others. */
  readonly open: boolean;
  /** What one place takes. */
  readonly requests: Readonly<Record<string, number>>;
  /** Pools on a node of which one place fits. */
  readonly pools: readonly PoolModel[];
  readonly demands: readonly Demand[];
  readonly maxPerNode: number;
  /** Pods that have to run when any one node is away, of places that a pod each takes; 0: none. */
  readonly leaves: number;
  /** Pods that may be missing then. */
  readonly mayMiss: number;
}

/** The most pods that an owner had on a node by an earlier plan, in places; undefined where it had none. */
export function capBefore({ pods }: Pick<Owner, 'pods'>, roles: readonly EarlierRole[]): number | undefined {
  const caps = Object.entries(pods).map(([id, each]) => {
    const role = roles.find(({ caps: known }) => known[id] !== undefined);
    return role && Math.ceil(role.caps[id] / each);
  });
  return caps.some((cap) => cap === undefined) ? undefined : Math.max(...caps.map((cap) => cap!));
}

/** So many places in one zone; absent: anywhere. */
export interface Demand {
  readonly zone?: string;
  readonly places: number;
}

/** Whether so many pods fit on an empty node of a pool. */
export function fitsOn({ allocatable }: PoolModel, requests: Readonly<Record<string, number>>, pods: number): boolean {
  return Object.entries(requests).every(
    ([resource, amount]) => pods * amount <= Math.max(0, allocatable[resource] ?? 0),
  );
}

/** Zones in the order in which they have places more than others. */
export function zonesOf(pools: readonly PoolModel[]): string[] {
  return [...new Set(pools.map(({ zone = '' }) => zone))].sort(byCodeUnit);
}

/** Whether so many places of an owner fit on one node, in every zone where it needs some. */
export function takes({ pools, requests, demands }: Owner, cap: number): boolean {
  return demands.every(({ zone }) => poolsIn(pools, zone).some((pool) => fitsOn(pool, requests, cap)));
}

export function poolsIn(pools: readonly PoolModel[], zone: string | undefined): PoolModel[] {
  return pools.filter((pool) => zone === undefined || (pool.zone ?? '') === zone);
}

/** Pools that a workload may use, of which an empty node has room for a pod. */
export function usable({ pools }: Pick<ClusterModel, 'pools'>, { eligible, requests }: WorkloadModel): PoolModel[] {
  const ids = new Set(eligible);
  return pools.filter((pool) => ids.has(pool.id) && fitsOn(pool, requests, 1));
}
