import { ClusterEntry, Faults, PoolEntry, WorkloadEntry } from '../document';
import { claimsPlaces, hasPods } from './reservation';

const ROUNDING = 1e-9;

/** Most pods of a workload that may be on some nodes. */
type Most = (workload: WorkloadEntry) => number;

/**
 * Checks that each pod fits beside all others, wherever they are: at HPA maximum, while its workload is rolled out, and where it has to come back after a
 * loss. Every other pod counts with the part of a node that it fills, and together they must leave one node open. Those that own places have them on nodes
 * on which nobody else may run.
 */
export function checkAnyFit(cluster: ClusterEntry, faults: Faults): void {
  const { workloads, pools, survive } = cluster;
  const nodes = pools.filter((pool) => pool.nodes > 0);
  for (const one of workloads.filter((workload) => hasPods(workload) && !claimsPlaces(workload))) {
    const { id, replicas, gang, device, surge = 0, nodePinned, zonePinned } = one;
    const expect = (holds: boolean, when: string) =>
      faults.expect(holds, `strength any-fit: ${id} may find no place ${when}`);
    expect(!gang && !device && !nodePinned && !one.spreadPools && one.maxPerZone === undefined, 'by its own rules');
    const most: Most = ({ replicas: { planned, max = 0 } }) => Math.max(planned, max);
    expect(
      fits(cluster, one, nodes, most, (w) => mostInZone(w, nodes, most(w))),
      'beside all others',
    );
    const steady: Most = (w) => w.replicas.planned;
    const rolled: Most = (w) => steady(w) + (w === one ? surge : 0);
    // Where the spread sees one revision only, old pods may all be where new ones come.
    const unseen: Most = (w) => (w === one && w.spreadByRevision ? mostInZone(w, nodes, steady(w)) : 0);
    const inZone: Most = (w) => mostInZone(w, nodes, rolled(w)) + unseen(w);
    expect(surge === 0 || fits(cluster, one, nodes, rolled, inZone), 'in its rollout');
    const spare = replicas.planned - Math.min(replicas.degraded ?? replicas.planned, replicas.planned);
    const own = nodes.filter((pool) => one.eligible.includes(pool.id));
    const back = (left: PoolEntry[]) => !zonePinned && fits(cluster, one, left, steady, steady);
    if (survive === 'zone' && mostInZone(one, nodes, replicas.planned) > spare) {
      const zones = new Set(own.map(({ zone }) => zone));
      expect(
        [...zones].every((gone) => back(nodes.filter(({ zone }) => zone !== gone))),
        'after the loss of a zone',
      );
    }
    const hit = survive === 'node' ? own.filter((pool) => mostOnNode(one, pool) > spare) : [];
    expect(
      hit.every((pool) => back(nodes.map((other) => (other === pool ? { ...pool, nodes: pool.nodes - 1 } : other)))),
      'after the loss of a node',
    );
  }
}

function fits(
  { workloads, conflicts = [] }: ClusterEntry,
  one: WorkloadEntry,
  nodes: PoolEntry[],
  pods: Most,
  inZone: Most,
): boolean {
  const own = nodes.filter((pool) => pool.nodes > 0 && one.eligible.includes(pool.id));
  const zones = [...new Set(own.map(({ zone }) => zone))];
  const spread = one.maxSkew?.zone !== undefined;
  if (own.length === 0 || (spread && zones.length < (one.minDomains?.zone ?? 0))) {
    return false;
  }
  const apart = new Set(conflicts.filter((pair) => pair.includes(one.id)).flat());
  const isOpen = (some: PoolEntry[], most: Most) => {
    const large = some.filter((pool) => limitsOn(workloads, one, pool).every(([, limit]) => limit > 0));
    const closed = workloads.reduce((sum, other) => {
      const shares = large
        .filter((pool) => other.eligible.includes(pool.id))
        .map((pool) => (other !== one && apart.has(other.id) ? 1 : shareOn(workloads, one, other, pool)));
      return sum + Math.max(0, ...shares) * Math.max(0, most(other) - (other === one ? 1 : 0));
    }, 0);
    return large.reduce((sum, pool) => sum + pool.nodes, 0) > Math.floor(closed + ROUNDING);
  };
  return spread
    ? zones.every((zone) =>
        isOpen(
          own.filter((pool) => pool.zone === zone),
          (w) => Math.min(pods(w), inZone(w)),
        ),
      )
    : isOpen(own, pods);
}

/** The part of a node of the pool that a pod closes for the workload. */
function shareOn(all: readonly WorkloadEntry[], one: WorkloadEntry, other: WorkloadEntry, pool: PoolEntry): number {
  const parts = limitsOn(all, one, pool).map(([name, limit]) => Math.min(1, (other.requests[name] ?? 0) / limit));
  const most = [one.maxPerNode, one.perRevision?.maxPerNode, one.hostSpread?.maxSkew].map(
    (limit) => 1 / (limit ?? Infinity),
  );
  return Math.max(0, ...parts, ...(other === one ? most : []));
}

/** What others take of a node at the least where it refuses the workload; 0 where it always does. */
function limitsOn(all: readonly WorkloadEntry[], one: WorkloadEntry, { allocatable }: PoolEntry): [string, number][] {
  return Object.entries(one.requests)
    .filter(([, amount]) => amount > 0)
    .map(([name, amount]) => {
      const left = (allocatable[name] ?? 0) - amount;
      const amounts = all.map(({ requests }) => requests[name] ?? 0);
      const step = amounts.every(Number.isInteger) ? amounts.reduce(commonPart, 0) : 0;
      const beyond = step > 0 ? (Math.floor(left / step) + 1) * step : Math.max(left, Number.MIN_VALUE);
      return [name, left < 0 ? 0 : beyond];
    });
}

function commonPart(a: number, b: number): number {
  return b === 0 ? a : commonPart(b, a % b);
}

function mostInZone(
  { eligible, maxSkew, minDomains }: WorkloadEntry,
  nodes: readonly PoolEntry[],
  pods: number,
): number {
  const zones = new Set(nodes.filter(({ id }) => eligible.includes(id)).map(({ zone }) => zone)).size;
  const skew = maxSkew?.zone;
  return skew === undefined || zones === 0 || zones < (minDomains?.zone ?? 0)
    ? pods
    : Math.min(pods, Math.floor((pods + (zones - 1) * skew) / zones));
}

function mostOnNode({ requests, replicas, maxPerNode = Infinity }: WorkloadEntry, { allocatable }: PoolEntry): number {
  const room = Object.entries(requests).map(([name, amount]) =>
    amount > 0 ? Math.floor((allocatable[name] ?? 0) / amount) : Infinity,
  );
  return Math.min(replicas.planned, maxPerNode, ...room);
}
