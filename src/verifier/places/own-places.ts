import { PoolEntry, WorkloadEntry } from '../document';
import { reaches, rolls, rollsByRevision } from './zone-places';

/** The places that a workload owns on its nodes, zone by zone where its hard spread counts zones, else all together. */
export class OwnPlaces {
  /** Pools with nodes on which its pods may run. */
  public readonly hosts: readonly PoolEntry[];
  /** Zones that count for its spread; one without a name where it has none. */
  public readonly zones: readonly (string | undefined)[];
  /** Places in each of them. */
  public readonly places: readonly number[];
  /** Most pods that it runs, and the most of them that its spread lets into one zone, whatever was placed or ended before. */
  public readonly most: number;
  public readonly mostInZone: number;
  /** Most pods on one node. */
  private readonly perNode: number;
  /** The largest difference between two zones. */
  private readonly skew: number | undefined;

  public constructor(
    private readonly workload: WorkloadEntry,
    pools: readonly PoolEntry[],
  ) {
    const { eligible, replicas, maxSkew, spreadPools = [], evenZones, cap = 0, maxPerNode, perRevision } = workload;
    this.perNode = Math.min(cap, maxPerNode ?? Infinity, perRevision?.maxPerNode ?? Infinity);
    this.hosts = pools.filter(({ id, nodes }) => nodes > 0 && eligible.includes(id));
    const counted = pools.filter(
      ({ id, nodes }) => (eligible.includes(id) && (nodes > 0 || evenZones)) || (spreadPools.includes(id) && nodes > 0),
    );
    const skew = maxSkew?.zone;
    this.skew = skew;
    this.zones = skew ? [...new Set(counted.map(({ zone }) => zone))] : [undefined];
    this.places = skew
      ? this.zones.map((zone) => this.ownIn(zone))
      : [[...this.hostZones()].reduce((sum, zone) => sum + this.ownIn(zone), 0)];
    this.most = Math.max(replicas.planned, replicas.max ?? 0);
    const domains = this.zones.length;
    this.mostInZone = skew ? Math.floor((this.most + (domains - 1) * skew) / domains) : this.most;
  }

  public hostZones(): ReadonlySet<string | undefined> {
    return new Set(this.hosts.map(({ zone }) => zone));
  }

  /** The most of so many pods that its spread lets into one zone, while any other zone with nodes for it is away. */
  public mostWithoutOneZone(pods: number): number {
    const left = this.hostZones().size - 1;
    return this.skew === undefined || this.workload.spreadByRevision || left < 1
      ? Infinity
      : Math.floor((pods + (left - 1) * this.skew) / left);
  }

  /** True where so many of its pods find places in every order. */
  public holds(pods: number): boolean {
    return reaches(this.usable(this.places), pods, this.skew);
  }

  /** True where a canary finds places beside what runs: of its own spread by itself, whichever zones the others fill. */
  public takesCanary(pods: number): boolean {
    const { replicas, spreadByRevision, maxSkew } = this.workload;
    const beside = Math.min(replicas.planned, this.mostInZone) + Math.ceil(pods / this.zones.length);
    return pods === 0 || !maxSkew?.zone || !spreadByRevision || this.places.every((places) => places >= beside);
  }

  /** True where a rollout of so many pods runs to its end. */
  public rollsAt(pods: number): boolean {
    const { rollout, spreadByRevision } = this.workload;
    if (!rollout || pods === 0) {
      return true;
    }
    const { skew } = this;
    const rolling = { places: this.usable(this.places), pods, unavailable: rollout.maxUnavailable, skew };
    return spreadByRevision ? rollsByRevision(rolling, this.mostInZone) : rolls(rolling);
  }

  /**
   * True where so many pods are left, or come back, when all nodes of a zone are lost, or one of them. Pods of other nodes stay; a zone never has more
   * pods than it has places or its spread lets in.
   */
  public outlives(zone: string | undefined, what: 'zone' | 'node', wanted: number): boolean {
    const { replicas, zonePinned, deadZonesCount, maxSkew } = this.workload;
    const own = this.ownIn(zone);
    const lost = what === 'zone' ? own : this.perNode;
    const running = Math.min(own, this.mostInZone, replicas.planned);
    const gone = zonePinned ? Math.max(0, running - (own - lost)) : Math.min(running, lost);
    if (replicas.planned - gone >= wanted) {
      return true;
    }
    const left = maxSkew?.zone
      ? this.places.map((places, i) => (this.zones[i] === zone ? places - lost : places))
      : [this.places[0] - lost];
    // A zone without nodes counts no more, unless dead nodes do.
    const counted = deadZonesCount ? left : left.filter((places) => places > 0);
    return !zonePinned && reaches(this.usable(counted), wanted, this.skew);
  }

  /** Places in one zone. */
  private ownIn(zone: string | undefined): number {
    const { maxPerZone = Infinity, perRevision } = this.workload;
    const nodes = this.hosts.reduce((sum, pool) => sum + (pool.zone === zone ? pool.nodes : 0), 0);
    return Math.min(maxPerZone, perRevision?.maxPerZone ?? Infinity, nodes * this.perNode);
  }

  /** With fewer zones than its spread asks for the emptiest counts as empty: then a zone takes no more than the skew. */
  private usable(places: readonly number[]): readonly number[] {
    const { maxSkew, minDomains } = this.workload;
    const skew = maxSkew?.zone;
    if (!skew || places.length >= (minDomains?.zone ?? 1)) {
      return places;
    }
    return [places.reduce((sum, own) => sum + Math.min(own, skew), 0)];
  }
}
