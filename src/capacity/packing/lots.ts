import { PackRequest } from './request';
import { byCodeUnit, comparing } from '../order';

/** Equal pods that may go to the same pools: a shape, or its part in one zone where it is spread over zones. */
export interface Lot {
  readonly shape: number;
  /** Pods at steady. */
  readonly steady: number;
  /** Pods at peak; at least `steady`. */
  readonly peak: number;
  readonly pools: readonly number[];
}

/** The lots of a request, and the pods that no zone can take. */
export interface Lots {
  readonly lots: readonly Lot[];
  /** Pods that no zone admits, by shape: [steady, peak]. */
  readonly refused: ReadonlyMap<number, readonly [number, number]>;
}

/** Splits each shape that is spread over zones into equal shares per zone; every other shape is one lot. */
export function lotsOf(request: PackRequest): Lots {
  const lots: Lot[] = [];
  const refused = new Map<number, readonly [number, number]>();
  const loads = new Map<string, number>();
  for (const index of bySpread(request)) {
    const shape = request.shapes[index];
    const zones = zonesOf(request, index);
    if (!shape.zoneSkew && !Number.isFinite(shape.maxPerZone)) {
      lots.push({ shape: index, steady: shape.steady, peak: shape.peak, pools: shape.pools });
      continue;
    }
    // The least loaded zones take the remainders. The order is the same for steady and peak, so no share shrinks.
    const order = [...zones].sort(comparing((a, b) => (loads.get(a) ?? 0) - (loads.get(b) ?? 0), byCodeUnit));
    const left: [number, number] = [shape.steady, shape.peak];
    order.forEach((zone, i) => {
      const share = (total: number) =>
        Math.min(shape.maxPerZone, Math.floor(total / zones.length) + (i < total % zones.length ? 1 : 0));
      const lot = {
        shape: index,
        steady: share(shape.steady),
        peak: share(shape.peak),
        pools: shape.pools.filter((p) => request.pools[p].zone === zone),
      };
      left[0] -= lot.steady;
      left[1] -= lot.peak;
      loads.set(zone, (loads.get(zone) ?? 0) + lot.peak * weight(request, index));
      lots.push(lot);
    });
    if (left[1] > 0) {
      refused.set(index, left);
    }
  }
  return { lots, refused };
}

/** Zones in which the shape has a pool that may hold nodes. */
export function zonesOf(request: PackRequest, shape: number): string[] {
  const open = request.shapes[shape].pools.map((p) => request.pools[p]).filter((pool) => pool.maxNodes > 0);
  return [...new Set(open.map((pool) => pool.zone))].sort(byCodeUnit);
}

/** Large shapes first, so that their remainders are balanced by the small ones. */
function bySpread(request: PackRequest): number[] {
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
