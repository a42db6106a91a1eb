import { ClusterEntry, Faults, PoolEntry, WorkloadEntry } from '../document';
import { isCount } from '../entries';
import { OwnPlaces } from './own-places';

/** True where it says that its pods own places. */
export function claimsPlaces({ roles, cap, K, q, f }: WorkloadEntry): boolean {
  return [roles, cap, K, q, f].some((claim) => claim !== undefined);
}

/** True where it has pods, or may have some. */
export function hasPods({ replicas }: WorkloadEntry): boolean {
  return Math.max(replicas.planned, replicas.max ?? 0) > 0;
}

/**
 * Checks that places belong to the pods that they are said to belong to, so that these find one in every order and after every history: on every node the
 * caps of all that may run there fit together, and every workload has caps enough. Nothing is shared.
 */
export function checkReservation(cluster: ClusterEntry, faults: Faults): void {
  const { pools, workloads, survive } = cluster;
  const owners = workloads.filter((workload) => claimsPlaces(workload));
  for (const pool of pools.filter(({ nodes }) => nodes > 0)) {
    const guests = workloads.filter((workload) => hasPods(workload) && workload.eligible.includes(pool.id));
    if (guests.some(claimsPlaces)) {
      checkNode(pool, guests, cluster, faults);
    }
  }
  pools.forEach((pool) => checkLabel(pool, faults));
  for (const workload of owners) {
    checkOwner(workload, pools, survive, (holds, what) => faults.expect(holds, `places: ${workload.id} ${what}`));
  }
}

/** All that may come to a node has room on it at once. */
function checkNode(pool: PoolEntry, guests: readonly WorkloadEntry[], cluster: ClusterEntry, faults: Faults): void {
  const where = `places on a node of ${pool.id}`;
  const strangers = guests.filter((guest) => !claimsPlaces(guest)).map(({ id }) => id);
  faults.expect(strangers.length === 0, `${where}: ${strangers.join(', ')} may run there and owns none`);
  const resources = new Set(guests.flatMap(({ requests }) => Object.keys(requests)));
  for (const resource of resources) {
    const load = guests.reduce((sum, { cap = 0, requests }) => sum + cap * (requests[resource] ?? 0), 0);
    const has = pool.allocatable[resource] ?? 0;
    faults.expect(load <= has, `${where}: the caps take ${load} ${resource}, it has ${has}`);
  }
  const there = new Set(guests.map(({ id }) => id));
  for (const [a, b] of cluster.conflicts ?? []) {
    faults.expect(!there.has(a) || !there.has(b), `${where}: ${a} and ${b} keep each other off it`);
  }
}

/** What joins the cluster as a node of a role has its label. */
function checkLabel({ id, role, labels = {} }: PoolEntry, faults: Faults): void {
  const says = Object.entries(labels).some(([key, value]) => key.endsWith('/role') && value === role);
  faults.expect(role === undefined || says, `pool ${id}: no label says its role ${role}`);
}

type Expect = (holds: boolean, what: string) => void;

function checkOwner(
  workload: WorkloadEntry,
  pools: readonly PoolEntry[],
  survive: ClusterEntry['survive'],
  expect: Expect,
): void {
  const { roles = [], cap = 0, K = NaN, q = NaN, f = NaN, mayShed } = workload;
  if (roles.length === 0 || ![cap, K, q, f].every(isCount) || cap === 0) {
    expect(false, 'is to own places, and has no roles, cap, K, q and f');
    return;
  }
  const own = new OwnPlaces(workload, pools);
  checkRoles(roles, own, workload, pools, expect);
  checkCap(cap, own, workload, expect);
  checkCounts({ K, q, f }, own, workload, expect);
  if (!mayShed) {
    checkPlaces(Math.max(K, q + f), own, workload, expect);
    checkLosses(survive, own, workload, expect);
  }
}

function checkRoles(
  roles: readonly string[],
  { hosts }: OwnPlaces,
  { eligible }: WorkloadEntry,
  pools: readonly PoolEntry[],
  expect: Expect,
): void {
  expect(new Set(roles).size === roles.length, `names a role twice: ${roles.join(', ')}`);
  for (const { id, role } of hosts) {
    expect(role !== undefined && roles.includes(role), `may run in ${id}, which has none of its roles`);
  }
  for (const role of roles) {
    const there = pools.some((pool) => pool.role === role && eligible.includes(pool.id));
    expect(there, `names the role ${role}, and may use no pool of it`);
  }
}

/** The cap has to be a limit that the scheduler keeps, or as many pods as there are; and a place on any node has to do. */
function checkCap(cap: number, own: OwnPlaces, workload: WorkloadEntry, expect: Expect): void {
  const { maxPerNode = Infinity, maxPerZone = Infinity, maxPerNodeAssumed } = workload;
  const { gang, device, nodePinned, hostSpread, maxSkew } = workload;
  const { surge = 0, canary = 0, rollout } = workload;
  const ever = own.most + Math.max(surge, rollout?.asked ?? 0) + canary;
  const limit = Math.min(maxPerNodeAssumed ? Infinity : maxPerNode, maxPerZone, own.mostWithoutOneZone(ever));
  expect(Math.min(limit, ever) <= cap, `has cap ${cap}, and nothing keeps more off a node`);
  expect(!gang && !device && !nodePinned, 'cannot own places: not every one of them would do');
  if (hostSpread && hostSpread.maxSkew < cap) {
    const { minDomains = 1, byRevision, alsoCounts = [] } = hostSpread;
    const nodes = own.hosts.reduce((sum, pool) => sum + pool.nodes, 0);
    expect(
      !maxSkew?.zone && alsoCounts.length === 0 && minDomains <= nodes && (!byRevision || ever <= cap),
      'is spread over nodes, which forbids places that it owns',
    );
  }
}

/** K and q are what runs at the maximum and at steady, f is what a rollout or a canary needs beside that. */
function checkCounts(
  { K, q, f }: { readonly K: number; readonly q: number; readonly f: number },
  { most }: OwnPlaces,
  { replicas: { planned }, rollout, canary = 0 }: WorkloadEntry,
  expect: Expect,
): void {
  const starts = rollout && planned > 0 && rollout.maxUnavailable === 0 ? 1 : 0;
  const free = Math.max(starts, canary);
  expect(K >= most, `has K ${K}, and up to ${most} pods`);
  expect(q >= planned, `has q ${q}, and ${planned} pods at steady`);
  expect(Math.max(K - planned, f) >= free, `has f ${f}, and needs ${free} free places to be rolled out`);
}

/** As many places as it says, so that pods come to run in them wherever they may go, and rollouts go on at every number of pods that is promised. */
function checkPlaces(owed: number, own: OwnPlaces, workload: WorkloadEntry, expect: Expect): void {
  const { replicas, rollout, canary = 0 } = workload;
  const found = own.places.map((places, i) => `${places}${own.zones[i] === undefined ? '' : ` in ${own.zones[i]}`}`);
  expect(own.holds(owed), `owns ${found.join(', ')} places, which do not take ${owed} pods in every order`);
  expect(
    own.takesCanary(canary),
    `has a canary of ${canary} pods that may find no place in the zone that it has to go to`,
  );
  const last = Math.min(rollout?.completesUpTo ?? 0, own.most);
  for (let pods = replicas.planned; pods <= last; pods++) {
    if (!own.rollsAt(pods)) {
      expect(false, `has a rollout that may stop at ${pods} pods, it promises ${last}`);
      return;
    }
  }
}

function checkLosses(survive: ClusterEntry['survive'], own: OwnPlaces, workload: WorkloadEntry, expect: Expect): void {
  const { planned, degraded = planned } = workload.replicas;
  if (survive === 'none') {
    return;
  }
  const zones = [...own.hostZones()].filter((zone) => survive === 'node' || zone !== undefined);
  for (const zone of zones) {
    const what = survive === 'zone' ? `zone ${zone}` : `a node${zone === undefined ? '' : ` of zone ${zone}`}`;
    expect(own.outlives(zone, survive, degraded), `may have less than ${degraded} pods when ${what} is lost`);
  }
}
