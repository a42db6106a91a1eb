import { LossOutcome, loseNodes, lossesOf, lostZone } from './loss';
import { RolloutNodes, withRoomForRollouts } from './rollout-room';
import { mayGetNodes, SteadyCluster } from './steady-cluster';
import { ClusterModel, PoolModel } from '../model';
import { PackedNodes, PackRequest, roomInPool } from '../packing/request';
import { Grouped, groupNodes } from '../packing/translate';

export interface SpareOptions {
  /** True where all pods have a place at steady. */
  readonly complete: boolean;
  /** True where no node may be added. */
  readonly fixed?: boolean;
  /** What has to fit besides every loss. */
  readonly also: (start: SteadyCluster) => LossOutcome[];
}

/** Nodes with their spares, and what comes of every loss and peak with them. */
export interface Spared extends Grouped {
  /** What was packed, and the spares. */
  readonly packed: readonly PackedNodes[];
  readonly start: SteadyCluster;
  readonly losses: readonly LossOutcome[];
  readonly raised: readonly LossOutcome[];
  /** Nodes among them that only rollouts and canaries need. */
  readonly bought?: readonly RolloutNodes[];
}

/** Adds empty nodes where a loss or a peak leaves too little room for the pods that must come back, and takes back what was not needed. */
export function withSpares(
  model: ClusterModel,
  request: PackRequest,
  packed: readonly PackedNodes[],
  { complete, fixed, also }: SpareOptions,
): Spared {
  const tryWith = (spares: readonly number[]): Spared => {
    const extra = spares.map((pool): PackedNodes => ({ pool, count: 1, steady: new Map(), peak: new Map() }));
    const all = [...packed, ...extra];
    const grouped = groupNodes(model, request, all);
    const start = new SteadyCluster(model, grouped.groups);
    const losses = complete
      ? lossesOf(model, grouped.groups).map(({ name, lost }) => loseNodes(start, name, lost))
      : [];
    return { ...grouped, packed: all, start, losses, raised: complete ? also(start) : [] };
  };
  let spares: number[] = [];
  let current = tryWith(spares);
  // With a node of its own for every pod that has to come back or be there, room is not what is missing.
  const most = outcomesOf(current).reduce((sum, outcome) => sum + podsToPlace(outcome), 0);
  while (spares.length < most && !fixed) {
    const more = spareNodes(model, request, current);
    if (more.length === 0) {
      break;
    }
    spares.push(...more.slice(0, most - spares.length));
    current = tryWith(spares);
  }
  if (!outcomesOf(current).every(({ short }) => short.length === 0)) {
    return current;
  }
  for (let i = spares.length - 1; i >= 0 && spares.length <= MOST_TRIMMED; i--) {
    const fewer = spares.filter((_, j) => j !== i);
    const tried = tryWith(fewer);
    if (outcomesOf(tried).every(({ short }) => short.length === 0)) {
      spares = fewer;
      current = tried;
    }
  }
  const grow = (extra: readonly number[]) => {
    const grown = tryWith([...spares, ...extra]);
    return outcomesOf(grown).every(({ short }) => short.length === 0) ? grown : undefined;
  };
  if (!complete || fixed) {
    return current;
  }
  const { best, bought } = withRoomForRollouts(model, current, grow);
  return { ...best, bought };
}

/** So many spare nodes are tried one by one whether they are needed. */
const MOST_TRIMMED = 60;

function outcomesOf({ losses, raised }: Spared): LossOutcome[] {
  return [...losses, ...raised];
}

/** Pods of a scenario that is short of some, with a place and without: those with one may take it from others. */
function podsToPlace({ scenario: { unplaced, added }, short }: LossOutcome): number {
  const placed = added.flatMap(({ count, pods }) => Object.values(pods).map((n) => n * count));
  const all = [...placed, ...unplaced.map(({ count }) => count)];
  return short.length === 0 ? 0 : all.reduce((sum, n) => sum + n, 0);
}

/**
 * Nodes that help a workload that a loss leaves short, as positions of pools: of the cheapest pool for its pods, in the zone
 * with fewest nodes; several at once where much is missing. Empty where no pool may grow.
 */
function spareNodes(model: ClusterModel, request: PackRequest, spared: Spared): number[] {
  const { nodes, start, groups } = spared;
  const zoneOf = new Map(model.pools.map(({ id, zone }) => [id, zone]));
  for (const { scenario, short } of outcomesOf(spared)) {
    const zone = lostZone(scenario.name);
    const lostZones = new Set(groups.filter(({ id }) => scenario.lost[id] > 0).map(({ pool }) => zoneOf.get(pool)));
    for (const { workload, left, needed } of short) {
      if (workload.nodePinned || (zone !== undefined && workload.zonePinned)) {
        continue;
      }
      const shape = model.workloads.indexOf(workload);
      // Back into its own zone a pod may always come, whatever its spread.
      const spreads = workload.zoneSkew !== undefined || workload.maxPerZone !== undefined;
      const isHome = (pool: PoolModel) => spreads && zone === undefined && lostZones.has(pool.zone);
      const open = model.pools
        .map((pool, p) => ({ pool, p, room: roomInPool(request, shape, p) }))
        .filter(
          ({ pool, room }) =>
            room > 0 &&
            workload.eligible.includes(pool.id) &&
            (zone === undefined || pool.zone !== zone) &&
            (!workload.zonePinned || lostZones.size === 0 || lostZones.has(pool.zone)) &&
            nodes[pool.id] < (pool.maxNodes ?? Infinity) &&
            (nodes[pool.id] > 0 || mayGetNodes(start, pool)),
        )
        .sort(
          (a, b) =>
            Number(isHome(b.pool)) - Number(isHome(a.pool)) ||
            (a.pool.price ?? 1) / Math.min(a.room, needed - left) -
              (b.pool.price ?? 1) / Math.min(b.room, needed - left) ||
            nodes[a.pool.id] - nodes[b.pool.id] ||
            a.p - b.p,
        );
      if (open.length > 0) {
        const [{ pool, p, room }] = open;
        const alike = open.filter((other) => other.pool.pool === pool.pool).length;
        const wanted = Math.max(1, Math.floor(Math.ceil((needed - left) / room) / alike));
        return new Array<number>(Math.min(wanted, (pool.maxNodes ?? Infinity) - nodes[pool.id])).fill(p);
      }
    }
  }
  return [];
}
