import { ClusterEntry, PartEntry, PoolEntry, WorkloadEntry } from '../document';
import { atMaximum } from '../peaks';

/** How many replicas a proof may count on. */
export class Charges {
  /** Pods at steady, by workload id. */
  private readonly running = new Map<string, number>();

  /** @param allZones true where every hard spread may be charged to all zones, not only those whose user asked for that */
  public constructor(
    private readonly cluster: ClusterEntry,
    private readonly allZones: boolean,
  ) {
    for (const { count, pods } of cluster.steady.nodes) {
      for (const [id, n] of Object.entries(pods)) {
        this.running.set(id, (this.running.get(id) ?? 0) + n * count);
      }
    }
  }

  /**
   * The replicas that any plan must put into the part in the scenario.
   * @param usable the pools that the workload may use and that the scenario leaves
   */
  public most(workload: WorkloadEntry, scenario: string, usable: readonly PoolEntry[], part: PartEntry): number {
    const wanted = this.wanted(workload, scenario);
    const inside = (pool: PoolEntry) => part.pools.includes(pool.id);
    if (usable.length === 0) {
      return 0;
    }
    if (usable.every(inside)) {
      return wanted;
    }
    const skew = workload.maxSkew?.zone;
    // A plan without nodes in a zone owes it nothing, unless pods were asked for in all of them.
    if (!skew || !(workload.evenZones || this.allZones) || scenario.startsWith('zone-lost:')) {
      return 0;
    }
    const zones = [...new Set(usable.map((pool) => pool.zone))];
    const whole = zones.filter((zone) => usable.filter((pool) => pool.zone === zone).every(inside)).length;
    return whole * Math.max(0, Math.ceil((wanted - (zones.length - 1) * skew) / zones.length));
  }

  private wanted({ id, replicas }: WorkloadEntry, scenario: string): number {
    const running = this.running.get(id) ?? 0;
    if (scenario.startsWith('hpa-max')) {
      const scales = atMaximum(this.cluster.peakGroups, scenario.slice('hpa-max:'.length), id);
      return scales ? Math.max(running, replicas.max ?? 0) : running;
    }
    return scenario === 'steady' ? running : Math.min(replicas.degraded ?? replicas.planned, running);
  }
}
