import { Amounts, Faults, PoolEntry, WorkloadEntry } from './document';

/** Checks that the numbers of a pool agree with each other. */
export function checkPool(pool: PoolEntry, faults: Faults): void {
  const { id, nodes, minNodes = 0, maxNodes = Infinity, allocatable, price = 0 } = pool;
  faults.expect(Number.isFinite(price) && price >= 0, `pool ${id} costs ${price}`);
  faults.expect(isCount(nodes) && nodes >= minNodes && nodes <= maxNodes, `pool ${id} has ${nodes} nodes`);
  faults.expect(Object.keys(allocatable).length > 0, `pool ${id}: nothing is allocatable`);
  for (const [resource, left] of Object.entries(allocatable)) {
    const taken = Object.values(pool.daemonsets).reduce(
      (sum, daemon) => sum + (daemon[resource] ?? 0),
      pool.reserved[resource] ?? 0,
    );
    faults.expect(
      isCount(left) && left === pool.capacity[resource] - taken,
      `pool ${id}: ${resource} ${left} is not what reserves and daemonsets leave`,
    );
  }
}

/** Checks that the numbers of a workload are what they should be, and do not contradict each other. */
export function checkWorkload(
  workload: WorkloadEntry,
  pools: ReadonlyMap<string, PoolEntry>,
  feasible: boolean,
  faults: Faults,
): void {
  const { id, requests, injected = {}, replicas, eligible, maxSkew } = workload;
  const { needed, planned, degraded = 0, max = planned } = replicas;
  faults.expect(requests.pods === 1, `workload ${id} requests ${requests.pods} pods`);
  checkAmounts(`workload ${id}`, requests, faults);
  for (const [resource, amount] of Object.entries(injected)) {
    faults.expect(amount <= (requests[resource] ?? 0), `workload ${id}: ${amount} ${resource} is injected`);
  }
  faults.expect(isCount(needed) && isCount(planned) && planned >= needed, `workload ${id}: ${planned} of ${needed}`);
  faults.expect(isCount(degraded) && degraded <= planned, `workload ${id}: ${degraded} after a loss of ${planned}`);
  faults.expect(isCount(max) && max >= planned, `workload ${id}: at most ${max}, ${planned} at steady`);
  faults.expect(
    !maxSkew?.zone || eligible.every((pool) => pools.get(pool)?.zone !== undefined),
    `workload ${id} spreads over zones and may run in none`,
  );
  if (feasible) {
    checkRollout(workload, faults);
  }
}

function checkAmounts(where: string, amounts: Amounts, faults: Faults): void {
  for (const [resource, amount] of Object.entries(amounts)) {
    faults.expect(isCount(amount), `${where}: ${resource} ${amount}`);
  }
}

/** A whole number of at least 0, of which sums and products are exact as far as they fit on a node. */
export function isCount(n: number | undefined): n is number {
  return Number.isSafeInteger(n) && n! >= 0;
}

/** Fields of a rollout that contradict each other. */
function checkRollout({ id, rollout, surge = 0, replicas, mayShed }: WorkloadEntry, faults: Faults): void {
  if (rollout && !mayShed) {
    const { asked, completesUpTo, maxUnavailable, unproven } = rollout;
    faults.expect(surge <= asked, `workload ${id}: surge ${surge}, ${asked} was asked for`);
    faults.expect(
      unproven || completesUpTo >= replicas.planned,
      `workload ${id}: rolls up to ${completesUpTo} pods only`,
    );
    faults.expect(
      surge > 0 || maxUnavailable > 0 || replicas.planned === 0,
      `workload ${id}: a rollout that may neither start a pod nor end one`,
    );
  }
}
