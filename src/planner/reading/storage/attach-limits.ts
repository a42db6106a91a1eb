import { Claim } from './claim';
import { isVolumes, Resources, volumesOf } from '../../../capacity/resources';
import { PoolDescription } from '../description';

/** No pod has as many volumes: what nodes without a limit take for each pod. */
const UNLIMITED = 100;

/**
 * How many volumes may be attached to a node, by CSI driver, where node types say so: the scheduler counts them like any other resource
 * (NodeVolumeLimits of Kubernetes 1.32: claims, ephemeral ones too, by the driver of their volume or storage class).
 */
export class AttachLimits {
  private readonly limits: ReadonlySet<string>;
  private readonly said: ReadonlySet<string>;

  public constructor(pools: readonly PoolDescription[]) {
    const named = pools.flatMap(({ nodeType, capacity }) =>
      Object.keys(capacity)
        .filter(isVolumes)
        .map((limit) => ({ nodeType, limit })),
    );
    this.limits = new Set(named.map(({ limit }) => limit));
    this.said = new Set(named.map(({ nodeType, limit }) => `${nodeType} ${limit}`));
  }

  /** The pool with as many volumes as its pods can have of drivers that only others limit. */
  public counted(pool: PoolDescription): PoolDescription {
    const missing = [...this.limits].filter((limit) => pool.capacity[limit] === undefined);
    const free = (pool.capacity.pods ?? 0) * UNLIMITED;
    return missing.length === 0
      ? pool
      : { ...pool, capacity: { ...pool.capacity, ...Object.fromEntries(missing.map((limit) => [limit, free])) } };
  }

  /** What the claims that one pod has for itself take of its node. */
  public requests(claims: readonly Claim[]): Resources {
    const taken: Record<string, number> = {};
    for (const claim of claims) {
      const limit = this.limitOf(claim);
      if (limit !== undefined) {
        taken[limit] = (taken[limit] ?? 0) + 1;
      }
    }
    return taken;
  }

  /** True where nodes of the pool say how many volumes like that of the claim they take. */
  public isSaid({ nodeType }: PoolDescription, claim: Claim): boolean {
    return this.said.has(`${nodeType} ${this.limitOf(claim)}`);
  }

  /** The limit that a claim counts against. A disk of a driver that nobody names is taken for one of the only driver with a limit. */
  public limitOf({ driver, attaches }: Claim): string | undefined {
    if (driver !== undefined) {
      return this.limits.has(volumesOf(driver)) ? volumesOf(driver) : undefined;
    }
    return attaches && this.limits.size === 1 ? [...this.limits][0] : undefined;
  }
}
