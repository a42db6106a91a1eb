import { Faults, PoolEntry, WorkloadEntry } from './document';

/** Pods of each workload by zone, and nodes of each pool. */
export interface ZoneCensus {
  readonly zones: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly alive: ReadonlyMap<string, number>;
}

/** Checks how pods lie over zones, at steady and after what happens to it. */
export class ZoneCheck {
  public constructor(
    private readonly pools: ReadonlyMap<string, PoolEntry>,
    private readonly workloads: readonly WorkloadEntry[],
    private readonly faults: Faults,
  ) {}

  /**
   * No zone that counts is above the emptiest of them by more than the skew, and none has more than its limit. After something happened,
   * what broke the spread already and did not grow is no new fault.
   * @param fresh true where what was added is of another revision than what ran
   */
  public spread(where: string, now: ZoneCensus, before?: ZoneCensus, fresh = false): void {
    for (const workload of this.workloads) {
      const { id, maxSkew: { zone: skew } = {}, minDomains, maxPerZone = Infinity } = workload;
      const here = now.zones.get(id);
      const inZone = (zone: string) => here?.get(zone) ?? 0;
      for (const [zone, n] of here ?? []) {
        this.faults.expect(n <= maxPerZone, () => `${where}: ${n} of ${id} in zone ${zone}`);
      }
      this.perRevision(where, workload, now, fresh ? before : undefined);
      if (skew === undefined) {
        continue;
      }
      const domains = this.domainsOf(workload, now, before);
      const least = domains.length < (minDomains?.zone ?? 1) ? 0 : Math.min(...domains.map(inZone));
      for (const zone of domains) {
        const grown = !before || inZone(zone) > (before.zones.get(id)?.get(zone) ?? 0);
        this.faults.expect(
          inZone(zone) - least <= skew || !grown,
          () => `${where}: ${id} has ${inZone(zone)} in zone ${zone} and ${least} in the emptiest that counts`,
        );
      }
    }
  }

  /** Limits that count one revision: what ran, and what was added to it. */
  private perRevision(where: string, { id, perRevision }: WorkloadEntry, now: ZoneCensus, old?: ZoneCensus): void {
    for (const [zone, n] of now.zones.get(id) ?? []) {
      const ran = old?.zones.get(id)?.get(zone) ?? 0;
      const most = perRevision?.maxPerZone ?? Infinity;
      this.faults.expect(
        Math.max(ran, n - ran) <= most,
        () => `${where}: ${Math.max(ran, n - ran)} of one revision of ${id} in zone ${zone}`,
      );
    }
  }

  /** Pods with volumes come back in the zone where these are, or not at all. */
  public pinned(where: string, now: ZoneCensus, before: ZoneCensus): void {
    for (const { id } of this.workloads.filter(({ zonePinned }) => zonePinned)) {
      for (const [zone, n] of now.zones.get(id) ?? []) {
        this.faults.expect(
          n <= (before.zones.get(id)?.get(zone) ?? 0),
          `${where}: volumes of ${id} get to zone ${zone}`,
        );
      }
    }
  }

  /** Zones with a node that counts; those of all its pools where its user asked for that; those that are lost where their nodes still count. */
  private domainsOf(workload: WorkloadEntry, now: ZoneCensus, before?: ZoneCensus): string[] {
    const { eligible, spreadPools = [], evenZones, deadZonesCount } = workload;
    const hasNodes = (pool: string) =>
      (now.alive.get(pool) ?? 0) > 0 || (!!deadZonesCount && (before?.alive.get(pool) ?? 0) > 0);
    const counted = [
      ...eligible.filter((pool) => hasNodes(pool) || (evenZones && !before)),
      ...spreadPools.filter(hasNodes),
    ];
    return [...new Set(counted.map((pool) => this.pools.get(pool)?.zone ?? ''))];
  }
}
