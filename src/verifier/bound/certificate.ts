import { Charges } from './charges';
import { ClusterEntry, Faults, notAbove, PartEntry, PoolEntry, same, WorkloadEntry } from '../document';
import { isCount } from '../entries';

/**
 * Checks value, gap and the proof of the bound: dual prices that charge no node more than it costs.
 * @param allZones true where every hard spread may be charged to all zones, not only those whose user asked for that
 */
export function checkObjective(cluster: ClusterEntry, allZones: boolean, faults: Faults): void {
  const { objective } = cluster;
  if (!objective) {
    faults.expect(cluster.status === 'infeasible', 'feasible without an objective');
    return;
  }
  const price = (pool: PoolEntry) => (objective.kind === 'cost' ? (pool.price ?? NaN) : 1) * (pool.sites?.length ?? 1);
  faults.expect(
    same(
      objective.value,
      cluster.pools.reduce((sum, pool) => sum + pool.nodes * price(pool), 0),
    ),
    `value ${objective.value}`,
  );
  faults.expect(notAbove(objective.bound, objective.value), `bound ${objective.bound} above value ${objective.value}`);
  const { claimedBound = objective.bound } = objective;
  faults.expect(
    notAbove(objective.bound, claimedBound) && notAbove(claimedBound, objective.value),
    `claimed bound ${claimedBound}`,
  );
  const { placesBound = claimedBound } = objective;
  faults.expect(
    notAbove(claimedBound, placesBound) && notAbove(placesBound, objective.value),
    `bound of places ${placesBound}`,
  );
  const gap = objective.bound > 0 ? objective.value / objective.bound - 1 : objective.value === 0 ? 0 : null;
  faults.expect(
    gap === null ? objective.gap === null : objective.gap !== null && same(gap, objective.gap),
    `gap ${objective.gap}`,
  );
  const charges = new Charges(cluster, allZones);
  const seen = new Set<string>();
  let total = 0;
  for (const part of objective.certificate.parts) {
    for (const id of part.pools) {
      faults.expect(!seen.has(id), `pool ${id} in two parts of the certificate`);
      seen.add(id);
    }
    new PartCheck(cluster, part, price, charges, faults).run();
    total += part.bound;
  }
  faults.expect(same(total, objective.bound), `the certificate proves ${total}, not ${objective.bound}`);
}

/** One part of the certificate, added up again. */
class PartCheck {
  private readonly pools: readonly PoolEntry[];
  private readonly workloads: ReadonlyMap<string, WorkloadEntry>;
  /** What a node of each pool is charged. */
  private readonly charged: Map<string, number>;
  /** What all pods are worth as it is said, and no more than their cheapest places: what one is above that by rounding would add up over thousands. */
  private said = 0;
  private proven = 0;
  /** What limits and least numbers of nodes add. */
  private ends = 0;
  /** By how much the most charged node is charged above its price: by rounding. */
  private over = 1;

  public constructor(
    private readonly cluster: ClusterEntry,
    private readonly part: PartEntry,
    private readonly price: (pool: PoolEntry) => number,
    private readonly charges: Charges,
    private readonly faults: Faults,
  ) {
    this.pools = cluster.pools.filter((pool) => part.pools.includes(pool.id));
    this.workloads = new Map(cluster.workloads.map((workload) => [workload.id, workload]));
    this.charged = new Map(this.pools.map((pool) => [pool.id, 0]));
  }

  public run(): void {
    Object.keys(this.part.scenarios).forEach((name) => this.scenario(name));
    this.pools.forEach((pool) => this.node(pool));
    const { dual, granule, bound } = this.part;
    this.expect(same(this.said + this.ends, dual), `dual ${dual} is ${this.said + this.ends}`);
    const multiple = (pool: PoolEntry) => same(Math.round(this.price(pool) / granule!) * granule!, this.price(pool));
    this.expect(granule === undefined || (granule > 0 && this.pools.every(multiple)), `granule ${granule}`);
    const whole = (this.proven + this.ends) / this.over;
    const rounded = granule === undefined ? whole : Math.ceil(whole / granule - 1e-6) * granule;
    this.expect(bound >= 0 && notAbove(bound, Math.max(0, rounded)), `bound ${bound} is ${rounded}`);
  }

  /** The demand of a scenario is there in every plan, and no pod of it is worth more than a place. */
  private scenario(name: string): void {
    const { scenarios, survive } = this.cluster;
    const known = name === 'steady' || scenarios.some((scenario) => scenario.name === name);
    this.expect(known, `unknown scenario ${name}`);
    this.expect(!name.startsWith('node-lost:'), `${name} takes another node in every plan`);
    const lostZone = name.startsWith('zone-lost:') ? name.slice('zone-lost:'.length) : undefined;
    this.expect(lostZone === undefined || survive === 'zone', `${name} is not outlived by every plan`);
    const alive = (pool: PoolEntry) => lostZone === undefined || pool.zone !== lostZone;
    for (const [id, count] of Object.entries(this.part.scenarios[name].demand)) {
      const workload = this.workloads.get(id)!;
      const usable = this.cluster.pools.filter((pool) => workload.eligible.includes(pool.id) && alive(pool));
      const owed = this.charges.most(workload, name, usable, this.part);
      this.expect(isCount(count) && count <= owed, `${count} of ${id} charged in ${name}`);
      this.pods(name, workload, count, usable);
    }
    this.pools.filter(alive).forEach((pool) => this.charge(name, pool));
  }

  private pods(name: string, { id, requests }: WorkloadEntry, count: number, usable: readonly PoolEntry[]): void {
    const { worth, prices, perNode = {} } = this.part.scenarios[name];
    let most = worth[id];
    for (const pool of usable.filter((one) => this.charged.has(one.id))) {
      const place = Object.entries(requests).reduce(
        (sum, [resource, amount]) => sum + amount * (prices[pool.id]?.[resource] ?? 0),
        perNode[pool.id]?.[id] ?? 0,
      );
      const cheap = worth[id] >= 0 && notAbove(worth[id], place);
      this.expect(cheap, `${id} is worth more than a place in ${pool.id}`);
      most = Math.min(most, place);
    }
    this.said += count * worth[id];
    this.proven += count * most;
  }

  private charge(name: string, pool: PoolEntry): void {
    const { prices, perNode = {} } = this.part.scenarios[name];
    const resources = Object.entries(prices[pool.id] ?? {}).reduce(
      (sum, [resource, each]) => sum + this.positive(each) * (pool.allocatable[resource] ?? 0),
      this.charged.get(pool.id)!,
    );
    const all = Object.entries(perNode[pool.id] ?? {}).reduce(
      (sum, [id, each]) => sum + this.positive(each) * placesOf(this.workloads.get(id)),
      resources,
    );
    this.charged.set(pool.id, all);
  }

  /** No node is charged more than it costs. */
  private node(pool: PoolEntry): void {
    const { limits = {}, floors = {} } = this.part;
    const [limit, floor] = [limits, floors].map((prices) => this.positive(prices[pool.id] ?? 0));
    this.expect(limit === 0 || pool.maxNodes !== undefined, `limit of ${pool.id} priced`);
    const price = this.price(pool);
    const spent = this.charged.get(pool.id)! + floor - limit;
    this.expect(notAbove(spent, price), `a node of ${pool.id} is charged more than it costs`);
    this.over = price > 0 ? Math.max(this.over, spent / price) : this.over;
    this.ends += (pool.minNodes ?? 0) * floor - (limit > 0 ? (pool.maxNodes ?? NaN) * limit : 0);
  }

  private positive(value: number): number {
    this.expect(Number.isFinite(value) && value >= 0, `price ${value}`);
    return value;
  }

  private expect(holds: boolean, what: string): void {
    this.faults.expect(holds, `certificate: ${what}`);
  }
}

/** Places on one node that a price may count on: none that only the planner counted. */
function placesOf({ maxPerNode, maxPerNodeAssumed }: Partial<WorkloadEntry> = {}): number {
  return maxPerNodeAssumed ? NaN : (maxPerNode ?? NaN);
}
