import { PoolModel } from '../model';
import { byCodeUnit, sortedBy } from '../order';

/** Nodes that are near to each other: one domain of one level of the topology. */
export interface Domain {
  /** Names of the domains around it and its own, coarse to fine. */
  readonly path: readonly string[];
  /** Ids of the pools whose nodes are in it. */
  readonly pools: readonly string[];
  /** The next finer domains in it; none at the finest level. */
  readonly children: readonly Domain[];
}

/** The domains of a cluster at every level. Pools that say nothing of the topology are in none. */
export class Topology {
  /** Coarse to fine. */
  public readonly levels: readonly string[];
  private readonly top: Domain;

  public constructor(pools: readonly PoolModel[]) {
    const placed = pools.filter((pool) => pool.domains);
    this.levels = placed.reduce<readonly string[]>((longest, { domains }) => {
      const own = Object.keys(domains!);
      return own.length > longest.length ? own : longest;
    }, []);
    this.top = this.domainOf([], placed);
  }

  /** Everything that is in the topology. */
  public get whole(): Domain {
    return this.top;
  }

  /** The domains of a level, by name. */
  public at(level: string): readonly Domain[] {
    return this.below([this.top], this.levels.indexOf(level) + 1);
  }

  private below(domains: readonly Domain[], depth: number): readonly Domain[] {
    return depth === 0
      ? domains
      : this.below(
          domains.flatMap(({ children }) => children),
          depth - 1,
        );
  }

  private domainOf(path: readonly string[], pools: readonly PoolModel[]): Domain {
    const level = this.levels[path.length];
    const parts = new Map<string, PoolModel[]>();
    for (const pool of pools) {
      const name = level === undefined ? undefined : pool.domains![level];
      if (name !== undefined) {
        parts.set(name, [...(parts.get(name) ?? []), pool]);
      }
    }
    return {
      path,
      pools: pools.map(({ id }) => id).sort(byCodeUnit),
      children: sortedBy(parts, ([name]) => name).map(([name, some]) => this.domainOf([...path, name], some)),
    };
  }
}
