import { NodeGroup, PoolModel } from '../model';
import { byCodeUnit, comparing, sortedRecord } from '../order';
import { DrainCosts } from '../plan';
import { Attempt } from '../planning/attempt';
import { Drained, everyDrain } from '../scenario/drain';
import { mayGetNodes, SteadyCluster } from '../scenario/steady-cluster';

/** What drains cost: the pods that wait, or the nodes with which none does. */
export function drainCosts(tried: Attempt, drains: readonly Drained[]): DrainCosts | undefined {
  const own = drains.filter(({ sampled }) => !sampled);
  const stopping = own.filter(({ waiting }) => waiting.length > 0);
  if (stopping.length === 0) {
    return undefined;
  }
  const most: Record<string, number> = {};
  for (const { workload, atMost } of drains.flatMap(({ waiting }) => waiting)) {
    most[workload.id] = Math.max(most[workload.id] ?? 0, atMost);
  }
  const nodesOf = (some: readonly Drained[]) => some.reduce((sum, { group }) => sum + group.count, 0);
  const spares = sparesFor(tried, stopping);
  const prices = stopping.map(({ group }) => poolOf(tried, group).price);
  const cost = spares?.reduce((sum, { price = 1 }) => sum + price, 0);
  return {
    nodes: nodesOf(own),
    withWaiting: nodesOf(stopping),
    waiting: sortedRecord(most),
    ...(spares && { spares: countsOf(spares), costOfSpares: Number(cost!.toPrecision(12)) }),
    ...(prices.every((price) => price !== undefined) && { costOfNewNode: Math.max(...prices) }),
  };
}

/**
 * Empty nodes with which every drain is as it should be: first one of the cheapest pool that does in each zone where one is not, then
 * without those that it does not take. Undefined where one in a zone is not enough.
 * @param isFine by default one in which no pod has to wait
 */
export function sparesFor(
  tried: Attempt,
  stopping: readonly Drained[],
  isFine: (drained: Drained) => boolean = ({ waiting }) => waiting.length === 0,
): PoolModel[] | undefined {
  const allFine = (drains: readonly Drained[], spares: readonly PoolModel[]) =>
    everyDrain(
      withNodes(tried, spares),
      drains.map(({ group }) => group),
      isFine,
    );
  const zones = [...new Set(stopping.map(({ group }) => poolOf(tried, group).zone))];
  zones.sort((a, b) => byCodeUnit(a ?? '', b ?? ''));
  let spares: PoolModel[] = [];
  for (const zone of zones) {
    const here = stopping.filter(({ group }) => poolOf(tried, group).zone === zone);
    if (!allFine(here, spares)) {
      const one = sparePools(tried, zone).find((pool) => allFine(here, [...spares, pool]));
      if (!one) {
        return undefined;
      }
      spares.push(one);
    }
  }
  for (const spare of [...spares].sort((a, b) => (b.price ?? 1) - (a.price ?? 1))) {
    const fewer = spares.filter((one) => one !== spare);
    spares = allFine(stopping, fewer) ? fewer : spares;
  }
  return allFine(stopping, spares) ? spares : undefined;
}

/** Pools of a zone that may have a node more, the cheapest first. */
function sparePools({ model, nodes, start }: Attempt, zone: string | undefined): PoolModel[] {
  const open = (pool: PoolModel) =>
    pool.zone === zone &&
    nodes[pool.id] < (pool.maxNodes ?? Infinity) &&
    (nodes[pool.id] > 0 || mayGetNodes(start, pool));
  return model.pools.filter(open).sort(
    comparing<PoolModel>(
      (a, b) => (a.price ?? 1) - (b.price ?? 1),
      (a, b) => byCodeUnit(a.id, b.id),
    ),
  );
}

/** The same cluster with empty nodes more. */
function withNodes({ model, steady }: Attempt, spares: readonly PoolModel[]): SteadyCluster {
  const empty = spares.map((pool, i): NodeGroup => ({ id: `${pool.id}#spare${i}`, pool: pool.id, count: 1, pods: {} }));
  return new SteadyCluster(model, [...steady, ...empty]);
}

function poolOf({ start }: Attempt, { id }: NodeGroup): PoolModel {
  return start.runOf(id).pool;
}

function countsOf(pools: readonly PoolModel[]): Record<string, number> {
  const counts: Record<string, number> = {};
  pools.forEach(({ id }) => (counts[id] = (counts[id] ?? 0) + 1));
  return sortedRecord(counts);
}
