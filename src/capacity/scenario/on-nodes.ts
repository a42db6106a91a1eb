import { ClusterState, Placing } from './cluster-state';
import { extraAtMaximum, extraIn, Peak } from './peak';
import { SteadyCluster } from './steady-cluster';
import { ClusterModel, NodeGroup, WorkloadModel } from '../model';
import { byCodeUnit, comparing } from '../order';
import { PackedNodes, PackResult } from '../packing/request';

/** Which workloads come first, and onto which nodes. */
interface Recipe {
  readonly spreadFirst: boolean;
  readonly placing: Placing;
}

const RECIPES: readonly Recipe[] = [true, false].flatMap((spreadFirst) =>
  [true, false].map((tightest): Recipe => ({ spreadFirst, placing: { tightest } })),
);

/**
 * Places all pods on so many nodes of each pool, by pool id: what runs at steady first, then what the peak adds, each pod as its rules admit it beside
 * those that are there. Undefined where that strands a pod, whatever is placed first.
 * @param base the one peak that has to fit; absent: all autoscalers at their maximum
 */
export function placedOnNodes(
  model: ClusterModel,
  counts: Readonly<Record<string, number>>,
  base?: Peak,
): PackResult | undefined {
  for (const recipe of RECIPES) {
    const nodes = placedBy(recipe, model, counts, base);
    if (nodes) {
      return { nodes, unplacedSteady: new Map(), unplacedPeak: new Map(), method: 'pod by pod' };
    }
  }
  return undefined;
}

function placedBy(
  { spreadFirst, placing }: Recipe,
  model: ClusterModel,
  counts: Readonly<Record<string, number>>,
  base?: Peak,
): PackedNodes[] | undefined {
  const order = orderOf(model, spreadFirst);
  const empty = model.pools
    .filter(({ id }) => counts[id] > 0)
    .map(({ id }): NodeGroup => ({ id, pool: id, count: counts[id], pods: {} }));
  const steady = new ClusterState(new SteadyCluster(model, empty), true, placing);
  if (!order.every(({ id, replicas: { planned } }) => steady.add(id, planned) === planned)) {
    return undefined;
  }
  const groups = steady.contents().map((group, i): NodeGroup => ({ ...group, id: `${group.pool}#${i}` }));
  return raisedBy({ spreadFirst, placing }, model, groups, base);
}

/** Places what the peak adds beside pods that run already; undefined where that strands one, whatever is placed first. */
export function raisedOnNodes(model: ClusterModel, groups: readonly NodeGroup[]): PackResult | undefined {
  for (const recipe of RECIPES) {
    const nodes = raisedBy(recipe, model, groups);
    if (nodes) {
      return { nodes, unplacedSteady: new Map(), unplacedPeak: new Map(), method: 'pod by pod' };
    }
  }
  return undefined;
}

function raisedBy(
  { spreadFirst, placing }: Recipe,
  model: ClusterModel,
  groups: readonly NodeGroup[],
  base?: Peak,
): PackedNodes[] | undefined {
  const order = orderOf(model, spreadFirst);
  const peak = new ClusterState(new SteadyCluster(model, groups), true, placing);
  const more = (workload: WorkloadModel) => (base ? extraIn(base, workload) : extraAtMaximum(workload));
  if (!order.every((workload) => peak.add(workload.id, more(workload)) === more(workload))) {
    return undefined;
  }
  const poolAt = new Map(model.pools.map(({ id }, p) => [id, p]));
  const shapeAt = new Map(model.workloads.map(({ id }, w) => [id, w]));
  const content = (pods: Readonly<Record<string, number>>) =>
    new Map(Object.entries(pods).map(([id, n]): [number, number] => [shapeAt.get(id)!, n]));
  return peak.contents().map(({ pool, count, before, pods }) => ({
    pool: poolAt.get(pool)!,
    count,
    steady: content(before),
    peak: content(pods),
  }));
}

/** Large pods first, those that spread over nodes before all others or among them. */
function orderOf({ pools, workloads }: ClusterModel, spreadFirst: boolean): WorkloadModel[] {
  const share = ({ requests, eligible }: WorkloadModel) =>
    Math.max(
      0,
      ...pools
        .filter(({ id }) => eligible.includes(id))
        .flatMap(({ allocatable }) =>
          Object.entries(requests).map(([name, amount]) => (allocatable[name] > 0 ? amount / allocatable[name] : 0)),
        ),
    );
  const shares = new Map(workloads.map((workload) => [workload, share(workload)]));
  const rank = ({ hostSpread }: WorkloadModel) => (spreadFirst && hostSpread ? 0 : 1);
  return [...workloads].sort(
    comparing<WorkloadModel>(
      (a, b) => rank(a) - rank(b),
      (a, b) => shares.get(b)! - shares.get(a)!,
      (a, b) => byCodeUnit(a.id, b.id),
    ),
  );
}
