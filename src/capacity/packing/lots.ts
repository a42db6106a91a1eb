import { PackRequest } from './request';
import { byCodeUnit, comparing } from '../order';

/** Equal pods that may go to the same pools: a shape, or its part in one zone where it is spread over zones. */
export interface Lot {
  readonly shape: number;
  /** Zone of the part; undefined for a whole shape. */
  readonly zone?: string;
  /** Pods at steady. */
  readonly steady: number;
  /** Pods at peak; at least `steady`. */
  readonly peak: number;
  readonly pools: readonly number[];
}

/** The lots of a request, and the pods that no zone can take. */
export interface Lots {
  readonly lots: readonly Lot[];
  /** Pods that no zone may take, by shape: [steady, peak]. */
  readonly refused: ReadonlyMap<number, readonly [number, number]>;
}

/** Which zones take one pod more than others where a count is no multiple of the zones. */
export type RemainderRule = 'least loaded zone' | 'cheapest zone';

/** The most pods of a shape that a zone has room for, by `<shape>|<zone>`. */
export type ZoneCaps = ReadonlyMap<string, number>;

/** Splits each shape that is spread over zones into shares per zone; every other shape is one lot. */
export function lotsOf(request: PackRequest, rule: RemainderRule, caps: ZoneCaps): Lots {
  const lots: Lot[] = [];
  const refused = new Map<number, readonly [number, number]>();
  const loads = new Map<string, number>();
  for (const index of largestFirst(request)) {
    const shape = request.shapes[index];
    if (!isSplit(request, index)) {
      lots.push({ shape: index, steady: shape.steady, peak: shape.peak, pools: shape.pools });
      continue;
    }
    const preference = (zone: string) =>
      rule === 'cheapest zone' ? cheapestNode(request, index, zone) : (loads.get(zone) ?? 0);
    const before = podsBefore(request, index);
    const zones = zonesOf(request, index).sort(
      comparing(
        // What an earlier plan has in a zone stays there, where the shares do not force it away.
        (a, b) => (before.get(b) ?? 0) - (before.get(a) ?? 0),
        (a, b) => preference(a) - preference(b),
        byCodeUnit,
      ),
    );
    const limits = limitsOf(request, index, zones, caps);
    const steady = shares(shape.steady, limits, shape.zoneSkew || Infinity);
    const peak = shares(shape.peak, limits, shape.zoneSkew || Infinity);
    zones.forEach((zone, i) => {
      const pools = shape.pools.filter((p) => request.pools[p].zone === zone);
      lots.push({ shape: index, zone, steady: steady[i], peak: peak[i], pools });
      loads.set(zone, (loads.get(zone) ?? 0) + peak[i] * weight(request, index));
    });
    const missing = (total: number, given: readonly number[]) => total - given.reduce((sum, n) => sum + n, 0);
    if (missing(shape.peak, peak) > 0) {
      refused.set(index, [missing(shape.steady, steady), missing(shape.peak, peak)]);
    }
  }
  return { lots, refused };
}

/** Pods of a shape that an earlier plan ran, by zone. */
function podsBefore({ previous, pools }: PackRequest, shape: number): Map<string, number> {
  const before = new Map<string, number>();
  for (const { pool, count, pods } of previous) {
    const { zone } = pools[pool];
    before.set(zone, (before.get(zone) ?? 0) + count * (pods.get(shape) ?? 0));
  }
  return before;
}

/** True where a shape is planned zone by zone. */
export function isSplit(request: PackRequest, shape: number): boolean {
  const { zoneSkew, maxPerZone, balanced } = request.shapes[shape];
  return balanced || zoneSkew > 0 || Number.isFinite(maxPerZone);
}

/** Key of a zone's cap. */
export function capKey(shape: number, zone: string): string {
  return `${shape}|${zone}`;
}

/**
 * One pod after the other into the zone that has fewest, as far as its limit and the skew let it. The shares of a smaller total
 * are never above those of a larger one: what runs at steady stays when the peak comes.
 */
function shares(total: number, limits: readonly number[], skew: number): number[] {
  const given = limits.map(() => 0);
  for (let n = 0; n < total; n++) {
    const least = Math.min(...given);
    let next = -1;
    given.forEach((count, i) => {
      if (count < limits[i] && count + 1 - least <= skew && (next < 0 || count < given[next])) {
        next = i;
      }
    });
    if (next < 0) {
      break;
    }
    given[next] += 1;
  }
  return given;
}

/** Zones in which the shape has a pool that may hold nodes, or any pool where all zones count. */
export function zonesOf(request: PackRequest, shape: number): string[] {
  const { allZones, pools } = request.shapes[shape];
  const counted = pools.map((p) => request.pools[p]).filter((pool) => allZones || pool.maxNodes > 0);
  return [...new Set(counted.map((pool) => pool.zone))];
}

/** Zones that count for the spread of the shape and can have none of its pods: nodes that it may not use are there. */
export function emptyZonesOf(request: PackRequest, shape: number): string[] {
  const own = new Set(zonesOf(request, shape));
  const zones = request.shapes[shape].spreadPools.filter((p) => hasNodes(request, p)).map((p) => request.pools[p].zone);
  return [...new Set(zones)].filter((zone) => !own.has(zone));
}

/** True where the pool has nodes anyway, or may get them for other pods. */
function hasNodes({ pools, shapes }: PackRequest, pool: number): boolean {
  const { minNodes, maxNodes } = pools[pool];
  return minNodes > 0 || (maxNodes > 0 && shapes.some(({ peak, pools: own }) => peak > 0 && own.includes(pool)));
}

/**
 * The most pods of the shape in each of the zones. Where too few zones count, or one that stays empty, that is no more than the spread allows
 * above none.
 */
function limitsOf(request: PackRequest, index: number, zones: readonly string[], caps: ZoneCaps): number[] {
  const { zoneSkew, minZones, maxPerZone, pools } = request.shapes[index];
  const open = new Set(
    pools.map((p) => request.pools[p]).flatMap(({ maxNodes, zone }) => (maxNodes > 0 ? [zone] : [])),
  );
  const fromNone = zoneSkew > 0 && (zones.length < minZones || emptyZonesOf(request, index).length > 0);
  const most = Math.min(maxPerZone, fromNone ? zoneSkew : Infinity);
  return zones.map((zone) => (open.has(zone) ? Math.min(most, caps.get(capKey(index, zone)) ?? Infinity) : 0));
}

function cheapestNode(request: PackRequest, shape: number, zone: string): number {
  const { pools, size } = request.shapes[shape];
  const fitting = pools
    .map((p) => request.pools[p])
    .filter((pool) => pool.zone === zone && size.every((amount, r) => amount <= pool.size[r]));
  return Math.min(...fitting.map((pool) => pool.cost));
}

/** Large shapes first, so that their remainders are balanced by the small ones. */
function largestFirst(request: PackRequest): number[] {
  return request.shapes
    .map((_, i) => i)
    .sort(
      comparing(
        (a, b) => weight(request, b) - weight(request, a),
        (a, b) => byCodeUnit(request.shapes[a].id, request.shapes[b].id),
      ),
    );
}

/** The largest share of one node of its pools that one pod takes. */
function weight(request: PackRequest, shape: number): number {
  const { size, pools } = request.shapes[shape];
  let most = 0;
  for (const p of pools) {
    size.forEach((amount, r) => {
      const available = request.pools[p].size[r];
      if (available > 0) {
        most = Math.max(most, amount / available);
      }
    });
  }
  return most;
}
