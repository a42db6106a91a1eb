import { usable } from './owners';
import { ClusterModel, PoolModel, WorkloadModel } from '../model';
import { sortedBy } from '../order';

/** Workloads that may run on the same pools, and these. */
export interface Component {
  readonly pools: readonly PoolModel[];
  readonly workloads: readonly WorkloadModel[];
}

/**
 * Parts of a cluster in which all workloads can own places. A pool connects those that it has room for a pod of; workloads that never run are in none. Left
 * out is every part with a workload whose place is not the scheduler's to choose among equal nodes, or with none of ours: nothing would make it hold.
 */
export function ownableParts(model: ClusterModel): Component[] {
  const queues = model.queues ?? [];
  // What waits in queues is admitted by quotas of whole pools, and people start more of it by hand.
  const queued = new Set(queues.flatMap(({ quotas }) => quotas.flatMap(({ pools }) => pools)));
  return componentsOf(model).filter(
    ({ pools, workloads }) =>
      workloads.some(({ ours }) => ours) &&
      workloads.every((workload) => canOwn(workload, model)) &&
      pools.every(({ id, spares, sites }) => !spares && !sites && !queued.has(id)) &&
      // Without a taint its nodes have room for nobody else.
      (workloads.every(({ ours }) => ours) || pools.every(({ untolerant }) => !untolerant)),
  );
}

function canOwn(workload: WorkloadModel, model: ClusterModel): boolean {
  const { gang, device, pinned, nodePinned, mayShed, site, zonePinned, zoneSkew, ours, hostSpread } = workload;
  const tied = gang || device || pinned || nodePinned || mayShed || site !== undefined;
  // Without a spread its volumes may be in any zone, all of them in one.
  const anywhere =
    zonePinned && zoneSkew === undefined && ours && new Set(model.pools.map(({ zone }) => zone)).size > 1;
  // Ours would have two hard spreads over nodes. That of others may ask for more than room: for nodes that they may not use, or zone by zone.
  const { minDomains = 1, alsoCounts = [], byRevision } = hostSpread ?? {};
  const otherSpread = hostSpread && (zoneSkew !== undefined || minDomains > 1 || alsoCounts.length > 0 || byRevision);
  const otherRules = ours ? hostSpread || workload.deadZonesCount : otherSpread;
  return !tied && !anywhere && !otherRules;
}

function componentsOf(model: ClusterModel): Component[] {
  const running = sortedBy(model.workloads.filter(runs), ({ id }) => id).map((workload) => ({
    workload,
    pools: usable(model, workload),
  }));
  const components: { pools: Set<PoolModel>; workloads: WorkloadModel[] }[] = [];
  for (const { workload, pools } of running) {
    const near = components.filter((component) => pools.some((pool) => component.pools.has(pool)));
    const [one = { pools: new Set<PoolModel>(), workloads: [] }, ...others] = near;
    for (const component of near) {
      components.splice(components.indexOf(component), 1);
    }
    for (const component of others) {
      component.pools.forEach((pool) => one.pools.add(pool));
      one.workloads.push(...component.workloads);
    }
    pools.forEach((pool) => one.pools.add(pool));
    one.workloads.push(workload);
    components.push(one);
  }
  return components.map(({ pools, workloads }) => ({
    pools: sortedBy(pools, ({ id }) => id),
    workloads: sortedBy(workloads, ({ id }) => id),
  }));
}

function runs({ replicas }: WorkloadModel): boolean {
  return Math.max(replicas.planned, replicas.max ?? 0) > 0;
}
