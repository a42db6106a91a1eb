/**
 * A proof that no plan can be cheaper, as plan.json carries it (dual prices of a linear relaxation): anyone can re-check
 * it with additions and multiplications, without a solver.
 */
export interface Certificate {
  readonly parts: readonly CertificatePart[];
}

/** The proof for some pools. Parts have disjoint pools, so their bounds add up. */
export interface CertificatePart {
  readonly pools: readonly string[];
  readonly scenarios: Readonly<Record<string, ScenarioPrices>>;
  /** Price of the node limit of a pool. */
  readonly limits?: Readonly<Record<string, number>>;
  /** Price of the least number of nodes of a pool. */
  readonly floors?: Readonly<Record<string, number>>;
  readonly dual: number;
  /** Every node price of the part is a multiple of it. */
  readonly granule?: number;
  /** `dual`, rounded up to a multiple of the granule. */
  readonly bound: number;
}

/** Dual prices of one scenario. */
export interface ScenarioPrices {
  /** Replicas that must have a place in the part, by workload. */
  readonly demand: Readonly<Record<string, number>>;
  /** Worth of one replica. */
  readonly worth: Readonly<Record<string, number>>;
  /** Price of one unit of a resource, by pool. */
  readonly prices: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Price of one of the maxPerNode places of a workload, by pool. */
  readonly perNode?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}
