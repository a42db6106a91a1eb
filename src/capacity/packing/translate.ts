import { Instance } from './instance';
import { PackedNodes, PackRequest } from './request';
import { ClusterModel, NodeGroup, Pods, PoolModel, WorkloadModel } from '../model';
import { byCodeUnit } from '../order';
import { Added } from '../plan';
import { extraAtMaximum, extraIn, Peak } from '../scenario/peak';
import { unitCost } from '../sites';

/**
 * The request to the packing engine, for all autoscalers at their maximum or for one peak: dense vectors in a fixed order.
 * @param closed ids of pools that get no nodes
 */
export function requestOf(model: ClusterModel, base?: Peak, closed: ReadonlySet<string> = new Set()): PackRequest {
  const resources = [...new Set([...model.workloads.flatMap((workload) => Object.keys(workload.requests))])].sort(
    byCodeUnit,
  );
  const poolIndex = new Map(model.pools.map((pool, p) => [pool.id, p]));
  const shapeIndex = new Map(model.workloads.map((workload, w) => [workload.id, w]));
  const cost = unitCost(model);
  const conflicts = model.workloads.map(() => new Set<number>());
  for (const [a, b] of model.conflicts) {
    conflicts[shapeIndex.get(a)!].add(shapeIndex.get(b)!);
    conflicts[shapeIndex.get(b)!].add(shapeIndex.get(a)!);
  }
  return {
    effort: model.effort ?? 'standard',
    resources,
    conflicts,
    previous: (model.previous ?? []).flatMap(({ pool, count, pods }) => {
      const at = poolIndex.get(pool);
      const known = Object.entries(pods).flatMap(([id, n]): [number, number][] => {
        const shape = shapeIndex.get(id);
        return shape === undefined ? [] : [[shape, n]];
      });
      return at === undefined ? [] : [{ pool: at, count, pods: new Map(known) }];
    }),
    pools: model.pools.map((pool) => ({
      id: pool.id,
      zone: pool.zone ?? '',
      size: resources.map((resource) => Math.max(0, pool.allocatable[resource] ?? 0)),
      minNodes: pool.minNodes,
      maxNodes: closed.has(pool.id) ? 0 : (pool.maxNodes ?? Infinity),
      cost: cost(pool),
    })),
    shapes: model.workloads.map((workload) => ({
      id: workload.id,
      size: resources.map((resource) => workload.requests[resource] ?? 0),
      steady: workload.replicas.planned,
      peak: workload.replicas.planned + (base ? extraIn(base, workload) : extraAtMaximum(workload)),
      priority: workload.priority,
      pools: workload.eligible.map((id) => poolIndex.get(id)!),
      // With no more than the skew on any node the spread over nodes holds, whatever the others have.
      maxPerNode: Math.min(workload.maxPerNode ?? Infinity, workload.hostSpread?.maxSkew ?? Infinity),
      maxPerZone: workload.maxPerZone ?? Infinity,
      zoneSkew: workload.zoneSkew ?? 0,
      minZones: workload.minZones ?? 1,
      allZones: workload.evenZones ?? false,
      spreadPools: (workload.spreadPools ?? []).map((id) => poolIndex.get(id)!),
      balanced: model.survive === 'zone' && workload.replicas.degraded !== 0,
      ...(workload.maxPerNodeAssumed && { apart: true }),
    })),
  };
}

/** Pools and workloads as a static problem for a bound; workloads of which each pool admits some of `count` pods. */
export function denseProblem(
  pools: readonly PoolModel[],
  cost: (pool: PoolModel) => number,
  workloads: readonly (WorkloadModel & { readonly count: number })[],
  conflicts: ClusterModel['conflicts'],
): Instance {
  const resources = [...new Set(workloads.flatMap(({ requests }) => Object.keys(requests)))].sort(byCodeUnit);
  const shapeAt = new Map(workloads.map(({ id }, s) => [id, s]));
  const typeAt = new Map(pools.map(({ id }, t) => [id, t]));
  const rivals = (id: string) => conflicts.flatMap(([a, b]) => (a === id ? [b] : b === id ? [a] : []));
  return {
    resources,
    types: pools.map((pool) => ({
      id: pool.id,
      size: resources.map((resource) => Math.max(0, pool.allocatable[resource] ?? 0)),
      cost: cost(pool),
      minNodes: pool.minNodes,
      maxNodes: pool.maxNodes ?? Infinity,
    })),
    shapes: workloads.map((workload) => ({
      id: workload.id,
      size: resources.map((resource) => workload.requests[resource] ?? 0),
      count: workload.count,
      types: workload.eligible.map((id) => typeAt.get(id)!),
      maxPerNode: (workload.maxPerNodeAssumed ? undefined : workload.maxPerNode) ?? Infinity,
      priority: workload.priority,
      weight: 1,
    })),
    apart: workloads.map(({ id }) => new Set(rivals(id).flatMap((other) => shapeAt.get(other) ?? []))),
    deviceSizes: new Map(),
  };
}

export interface Grouped {
  readonly groups: readonly NodeGroup[];
  readonly nodes: Readonly<Record<string, number>>;
  /** Pods that the autoscalers add at their maximum. */
  readonly atMaximum: readonly Added[];
}

/** Groups nodes with equal steady pods, fullest first, and numbers them per pool. */
export function groupNodes(model: ClusterModel, request: PackRequest, packed: readonly PackedNodes[]): Grouped {
  const pods = (content: ReadonlyMap<number, number>): Pods =>
    Object.fromEntries(
      [...content]
        .filter(([, n]) => n > 0)
        .map(([shape, n]): [string, number] => [request.shapes[shape].id, n])
        .sort(([a], [b]) => byCodeUnit(a, b)),
    );
  const groups: NodeGroup[] = [];
  const added: Added[] = [];
  const nodes: Record<string, number> = {};
  model.pools.forEach((pool, p) => {
    const alike = new Map<string, PackedNodes[]>();
    for (const some of packed) {
      if (some.pool !== p) {
        continue;
      }
      const key = JSON.stringify(pods(some.steady));
      alike.set(key, [...(alike.get(key) ?? []), some]);
    }
    nodes[pool.id] = 0;
    const order = [...alike].sort(([a], [b]) => b.length - a.length || byCodeUnit(a, b));
    order.forEach(([, members], i) => {
      const group: NodeGroup = {
        id: `${pool.id}#${i + 1}`,
        pool: pool.id,
        count: members.reduce((sum, member) => sum + member.count, 0),
        pods: pods(members[0].steady),
      };
      groups.push(group);
      nodes[pool.id] += group.count;
      added.push(...extras(group, members, pods));
    });
  });
  return { groups, nodes, atMaximum: added };
}

function extras(
  group: NodeGroup,
  members: readonly PackedNodes[],
  pods: (content: ReadonlyMap<number, number>) => Pods,
): Added[] {
  const counts = new Map<string, Added>();
  for (const member of members) {
    const more = new Map([...member.peak].map(([shape, n]) => [shape, n - (member.steady.get(shape) ?? 0)]));
    const extra = pods(more);
    if (Object.keys(extra).length === 0) {
      continue;
    }
    const key = JSON.stringify(extra);
    counts.set(key, { on: group.id, count: (counts.get(key)?.count ?? 0) + member.count, pods: extra });
  }
  return [...counts].sort(([a], [b]) => byCodeUnit(a, b)).map(([, entry]) => entry);
}
