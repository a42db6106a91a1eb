import { Effort } from './effort';
import { Content } from './instance';

/**
 * The seam of the packing engine: one request in, one result out. All amounts are whole numbers in the order of
 * `resources`; pools and shapes are named by their position in the request.
 */

/** Equal nodes that may be used. */
export interface PackPool {
  readonly id: string;
  /** Zone of the nodes; the empty string in a cluster without zones. */
  readonly zone: string;
  /** Allocatable of one node. */
  readonly size: readonly number[];
  readonly minNodes: number;
  /** Infinity: as many as it takes. */
  readonly maxNodes: number;
  /** Cost of one node. */
  readonly cost: number;
}

/** Equal pods. */
export interface PackShape {
  readonly id: string;
  /** Request of one pod. */
  readonly size: readonly number[];
  /** Pods that run at steady. */
  readonly steady: number;
  /** Pods that run when every autoscaler is at its maximum; at least `steady`. */
  readonly peak: number;
  readonly priority: number;
  /** Positions of the pools that it may use. */
  readonly pools: readonly number[];
  /** Infinity: no limit. */
  readonly maxPerNode: number;
  /** Infinity: no limit. */
  readonly maxPerZone: number;
  /** Hard spread over zones that have nodes for it; 0: none. */
  readonly zoneSkew: number;
  /** Zones below which the emptiest counts as empty for the spread. */
  readonly minZones: number;
  /** True: all zones of its pools count for the spread, those too that may get no nodes. */
  readonly allZones: boolean;
  /** Positions of pools whose nodes make their zone count although it may not use them. */
  readonly spreadPools: readonly number[];
  /** True: where it may run in several zones it starts in equal shares, so that the loss of a zone takes few of its pods. */
  readonly balanced: boolean;
  /** True: at steady no node keeps more of it than another where the peak lets it be. */
  readonly apart?: boolean;
}

export interface PackRequest {
  readonly effort: Effort;
  readonly resources: readonly string[];
  readonly pools: readonly PackPool[];
  readonly shapes: readonly PackShape[];
  /** For each shape, the shapes that may not share a node with it. */
  readonly conflicts: readonly ReadonlySet<number>[];
  /** What an earlier plan ran at steady; of plans that cost the same the one that moves least of it is taken. */
  readonly previous: readonly { readonly pool: number; readonly count: number; readonly pods: Content }[];
}

/** Equal nodes with equal pods. */
export interface PackedNodes {
  readonly pool: number;
  readonly count: number;
  readonly steady: Content;
  /** Contains `steady`. */
  readonly peak: Content;
}

export interface PackResult {
  readonly nodes: readonly PackedNodes[];
  /** Pods that found no place, by position of the shape. */
  readonly unplacedSteady: ReadonlyMap<number, number>;
  readonly unplacedPeak: ReadonlyMap<number, number>;
  /** What found it. */
  readonly method: string;
}

/** Pods of the shape that fit on one empty node of the pool. */
export function roomInPool({ pools, shapes }: PackRequest, shape: number, pool: number): number {
  const { size, maxPerNode } = shapes[shape];
  return size.reduce(
    (room, amount, r) => (amount > 0 ? Math.min(room, Math.floor(pools[pool].size[r] / amount)) : room),
    maxPerNode,
  );
}
