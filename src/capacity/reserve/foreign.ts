import { fitsOn, Owner, usable, zonesOf } from './owners';
import { ClusterModel, PoolModel, WorkloadModel } from '../model';

/**
 * Workloads whose manifests are somebody else's take neither roles nor caps. They find a place in every order all the same where each node that they may
 * use has room for all of them together, at their maximum and with all that rollouts start, as far as their own rules let them meet there: then no node is ever
 * full for one of them, and what is left to care for is those rules, for which there are nodes enough. Undefined where no node is large enough.
 */
export function foreignOwners(model: ClusterModel, workloads: readonly WorkloadModel[]): Owner[] | undefined {
  const running = workloads.map((workload) => ({ workload, pools: usable(model, workload), most: mostOf(workload) }));
  const groups = groupsOf(running);
  const onNode = new Map(
    groups.flatMap((group) => {
      const zones = zonesOf(common(group)).length;
      return group.map((one) => [one.workload.id, mostOnNode(one, zones)] as const);
    }),
  );
  const owners = groups.map((group) => ownerOf(model, group, running, onNode));
  return owners.some(({ pools }) => pools.length === 0) ? undefined : owners;
}

interface Foreign {
  readonly workload: WorkloadModel;
  readonly pools: readonly PoolModel[];
  /** Most of its pods at a time. */
  readonly most: number;
}

function mostOf({ replicas, rollout, canary = 0, migrates }: WorkloadModel): number {
  const extra = Math.max(rollout?.surge ?? 0, canary, migrates ? 1 : 0);
  return Math.max(replicas.planned, replicas.max ?? 0) + extra;
}

/**
 * Most of its pods on one node, by its own limits: that of a node, and the share that its spread lets into one of so many zones, each with nodes for it, while
 * any one of them is away.
 */
function mostOnNode({ workload, most }: Foreign, zones: number): number {
  const { maxPerNode = Infinity, maxPerZone = Infinity, limitsByRevision, zoneSkew, zoneSkewByRevision } = workload;
  const limit = limitsByRevision ? Infinity : Math.min(maxPerNode, maxPerZone);
  const left = zones - 1;
  const share =
    zoneSkew === undefined || zoneSkewByRevision || left < 1
      ? Infinity
      : Math.floor((most + (left - 1) * zoneSkew) / left);
  return Math.min(most, limit, share);
}

/** Those that may use the same pools are one; pools that all of a chain of overlapping ones may use make the chain one, too. */
function groupsOf(all: readonly Foreign[]): Foreign[][] {
  const groups: Foreign[][] = [];
  for (const one of all) {
    const near = groups.find((group) => common([...group, one]).length > 0);
    if (near) {
      near.push(one);
    } else {
      groups.push([one]);
    }
  }
  return groups;
}

function common([first, ...others]: readonly Foreign[]): PoolModel[] {
  return first.pools.filter((pool) => others.every(({ pools }) => pools.includes(pool)));
}

/** One place has room for all that may come to its node, of other groups too. */
function ownerOf(
  model: ClusterModel,
  group: readonly Foreign[],
  all: readonly Foreign[],
  onNode: ReadonlyMap<string, number>,
): Owner {
  const shared = common(group);
  const coming = all.filter(({ pools }) => pools.some((pool) => shared.includes(pool)));
  const requests: Record<string, number> = {};
  for (const { workload } of coming) {
    const most = onNode.get(workload.id)!;
    Object.entries(workload.requests).forEach(
      ([resource, amount]) => (requests[resource] = (requests[resource] ?? 0) + most * amount),
    );
  }
  const pools = shared.filter((pool) => fitsOn(pool, requests, 1));
  const zones = zonesOf(shared);
  const everyZone = zones.length > 1 && (model.survive === 'zone' || group.some(inEveryZone));
  const places = Math.max(...group.map((one) => nodesFor(model, one, all, everyZone ? zones.length : 1)));
  const homeless = group.some(
    (one) =>
      one.most > zones.length * (one.workload.maxPerZone ?? Infinity) ||
      (everyZone && zonesOf(pools).length < zonesOf(one.pools).length),
  );
  return {
    pods: Object.fromEntries(coming.map(({ workload: { id } }) => [id, onNode.get(id)!])),
    open: true,
    requests,
    pools: homeless ? [] : pools,
    demands: everyZone ? zones.map((zone) => ({ zone, places })) : [{ places }],
    maxPerNode: 1,
    leaves: 0,
    mayMiss: 0,
  };
}

/** Spread over zones a pod may have to come to any of them, and one with a volume has to come back to its own. */
function inEveryZone({ workload: { zoneSkew, maxPerZone, zonePinned } }: Foreign): boolean {
  return zoneSkew !== undefined || maxPerZone !== undefined || zonePinned === true;
}

/**
 * Nodes with room for all that its own rules make it need, in each of so many zones: some may be taken by pods that it must not meet, one may be away, and
 * on the others so many of its own may run.
 */
function nodesFor(
  { conflicts, survive }: ClusterModel,
  { workload, most }: Foreign,
  all: readonly Foreign[],
  zones: number,
): number {
  const { id, replicas, maxPerNode = Infinity, hostSpread } = workload;
  const { planned, degraded = planned } = replicas;
  const met = conflicts.flatMap(([a, b]) => (a === id ? [b] : b === id ? [a] : []));
  const taken = all.reduce((sum, other) => sum + (met.includes(other.workload.id) ? other.most : 0), 0);
  // Nodes of other roles count for its spread over nodes, with none of its pods: the skew is a limit.
  const perNode = Math.min(maxPerNode, hostSpread?.maxSkew ?? Infinity);
  const without = survive === 'zone' && zones > 1 ? Math.ceil(degraded / (zones - 1) / perNode) : 0;
  const own = Math.max(1, without, Math.ceil(most / zones / perNode));
  return taken + own + (survive === 'node' ? 1 : 0);
}
