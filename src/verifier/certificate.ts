import { Charges } from './charges';
import { ClusterEntry, Faults, notAbove, PartEntry, PoolEntry, same, WorkloadEntry } from './document';
import { isCount } from './entries';

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
    checkPart(cluster, part, price, charges, faults);
    total += part.bound;
  }
  faults.expect(same(total, objective.bound), `the certificate proves ${total}, not ${objective.bound}`);
}

function checkPart(
  cluster: ClusterEntry,
  part: PartEntry,
  price: (pool: PoolEntry) => number,
  charges: Charges,
  faults: Faults,
): void {
  const pools = cluster.pools.filter((pool) => part.pools.includes(pool.id));
  const workloads = new Map(cluster.workloads.map((workload) => [workload.id, workload]));
  const charged = new Map(pools.map((pool) => [pool.id, 0]));
  let dual = 0;
  for (const [name, { demand, worth, prices, perNode = {} }] of Object.entries(part.scenarios)) {
    faults.expect(
      name === 'steady' || cluster.scenarios.some((scenario) => scenario.name === name),
      `certificate of unknown scenario ${name}`,
    );
    faults.expect(!name.startsWith('node-lost:'), `certificate: ${name} takes another node in every plan`);
    const lostZone = name.startsWith('zone-lost:') ? name.slice('zone-lost:'.length) : undefined;
    const alive = (pool: PoolEntry) => lostZone === undefined || pool.zone !== lostZone;
    for (const [id, count] of Object.entries(demand)) {
      const workload = workloads.get(id)!;
      const usable = cluster.pools.filter((pool) => workload.eligible.includes(pool.id) && alive(pool));
      faults.expect(
        isCount(count) && count <= charges.most(workload, name, usable, part),
        `certificate: ${count} of ${id} charged in ${name}`,
      );
      dual += count * worth[id];
      for (const pool of usable.filter(({ id: poolId }) => part.pools.includes(poolId))) {
        const place = Object.entries(workload.requests).reduce(
          (sum, [resource, amount]) => sum + amount * (prices[pool.id]?.[resource] ?? 0),
          perNode[pool.id]?.[id] ?? 0,
        );
        faults.expect(
          worth[id] >= 0 && notAbove(worth[id], place),
          `certificate: ${id} is worth more than a place in ${pool.id}`,
        );
      }
    }
    for (const pool of pools.filter(alive)) {
      const resources = Object.entries(prices[pool.id] ?? {}).reduce(
        (sum, [resource, each]) => sum + positive(each, faults) * (pool.allocatable[resource] ?? 0),
        0,
      );
      const places = Object.entries(perNode[pool.id] ?? {}).reduce(
        (sum, [id, each]) => sum + positive(each, faults) * placesOf(workloads.get(id)),
        0,
      );
      charged.set(pool.id, charged.get(pool.id)! + resources + places);
    }
  }
  for (const pool of pools) {
    const limit = positive(part.limits?.[pool.id] ?? 0, faults);
    const floor = positive(part.floors?.[pool.id] ?? 0, faults);
    faults.expect(limit === 0 || pool.maxNodes !== undefined, `certificate: limit of ${pool.id} priced`);
    faults.expect(
      notAbove(charged.get(pool.id)! + floor - limit, price(pool)),
      `certificate: a node of ${pool.id} is charged more than it costs`,
    );
    dual += (pool.minNodes ?? 0) * floor - (limit > 0 ? (pool.maxNodes ?? NaN) * limit : 0);
  }
  faults.expect(same(dual, part.dual), `certificate: dual ${part.dual} is ${dual}`);
  const granule = part.granule;
  const rounded = granule === undefined ? dual : Math.ceil(dual / granule - 1e-6) * granule;
  faults.expect(
    granule === undefined || pools.every((pool) => same(Math.round(price(pool) / granule) * granule, price(pool))),
    `certificate: granule ${granule}`,
  );
  faults.expect(same(Math.max(0, rounded), part.bound), `certificate: bound ${part.bound} is ${rounded}`);
}

/** Places on one node that a price may count on: none that only the planner counted. */
function placesOf({ maxPerNode, maxPerNodeAssumed }: Partial<WorkloadEntry> = {}): number {
  return maxPerNodeAssumed ? NaN : (maxPerNode ?? NaN);
}

function positive(value: number, faults: Faults): number {
  faults.expect(Number.isFinite(value) && value >= 0, `certificate: price ${value}`);
  return value;
}
