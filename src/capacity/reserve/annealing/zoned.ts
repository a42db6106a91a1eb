import { OwnerOption } from '../options';

/**
 * Reservation in all zones at once: roles of nodes, each with so many nodes in every zone. All amounts are whole numbers in the order of the resources; types
 * and owners are named by their position, zones too. Where places may lie anywhere there is one zone.
 */
export interface ZonedProblem {
  readonly zones: number;
  readonly types: readonly ZonedType[];
  readonly owners: readonly ZonedOwner[];
  /** For each owner, those that may not share a node with it. */
  readonly apart: readonly ReadonlySet<number>[];
}

/** Equal nodes. */
export interface ZonedType {
  readonly size: readonly number[];
  readonly cost: number;
  /** In each zone; Infinity: as many as it takes. */
  readonly most: readonly number[];
}

/** Who owns places, with the ways in which it may. */
export interface ZonedOwner {
  /** What one place takes. */
  readonly size: readonly number[];
  /** Positions of the types that it may use. */
  readonly types: readonly number[];
  /** Nodes in each zone; of one that may be anywhere there is one number, of them all. */
  readonly options: readonly OwnerOption[];
  readonly anywhere: boolean;
}

/** Equal nodes of one type: so many in each zone, and the owners that have places on each of them. */
export interface Bundle {
  readonly type: number;
  readonly counts: readonly number[];
  readonly owners: readonly number[];
}

/** Bundles, and the position of the option that each owner keeps to. */
export interface BundlePlan {
  readonly bundles: readonly Bundle[];
  readonly choices: readonly number[];
}

/** All bundles are made here: with their parts in one order they are read fastest. */
export function bundleOf(type: number, counts: readonly number[], owners: readonly number[]): Bundle {
  return { type, counts, owners };
}

export function nodesOf({ counts }: Pick<Bundle, 'counts'>): number {
  let nodes = 0;
  for (let zone = 0; zone < counts.length; zone++) {
    nodes += counts[zone];
  }
  return nodes;
}
