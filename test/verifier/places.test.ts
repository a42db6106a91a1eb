import { ClusterModel } from '../../src/capacity/model';
import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { seeded } from '../../src/capacity/scheduler/seeded';
import { planDocument } from '../../src/report/plan-document';
import { Faults } from '../../src/verifier/document';
import { checkStrength } from '../../src/verifier/places/strength';
import { verifyDocument } from '../../src/verifier/verify';
import { model, pool, workload } from '../support/models';
import { PlacesOracle } from '../support/places-oracle';

const MOST_STATES = 8_000;
const CLUSTERS = 14;

/** A few pods on a few small nodes, all with places of their own. */
function tiny(seed: number): ClusterModel {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const pools = ['a', 'b'].map((zone) => pool(`p/${zone}`, 4, 16));
  const workloads = Array.from({ length: 2 }, (_, i) => {
    const planned = pick([1, 2, 3]);
    const max = random() < 0.4 ? planned + 1 : undefined;
    return workload(`w${i}`, planned, pick([1, 2]), pick([1, 4]), {
      ours: true,
      replicas: {
        needed: planned,
        planned,
        degraded: pick([1, planned - 1].filter((n) => n >= 0)),
        ...(max && { max }),
      },
      ...(random() < 0.6 && { zoneSkew: 1 }),
    });
  });
  return model(pools, workloads, { survive: pick(['none', 'node', 'zone']), placement: 'reserved' });
}

const documents = Array.from({ length: CLUSTERS }, (_, i) => {
  const plan = planCluster(tiny(i + 1));
  return JSON.stringify(planDocument([plan], { name: 'test', version: '0' }));
}).filter((text) => JSON.parse(text).clusters[0].strength?.kind === 'reserved');

/** What the checker says of places alone. */
function faultsOf(cluster: any): string[] {
  const faults = new Faults('test');
  checkStrength(cluster, faults);
  return faults.list;
}

/** One field that is not what it was; those that only mean something together are changed together. */
function corrupt(cluster: any, random: () => number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const by = pick([-2, -1, 1, 2]);
  const one = pick<any>(cluster.workloads);
  const at = pick<any>(cluster.pools);
  const changes: Record<string, () => void> = {
    planned: () => (one.replicas.planned = Math.max(0, one.replicas.planned + by)),
    max: () => (one.replicas.max = Math.max(one.replicas.planned, (one.replicas.max ?? one.replicas.planned) + by)),
    degraded: () => (one.replicas.degraded = Math.max(0, one.replicas.degraded + by)),
    request: () => (one.requests.cpu = Math.max(0, one.requests.cpu + 500 * by)),
    cap: () => (one.cap = one.maxPerNode = Math.max(1, one.cap + by)),
    limit: () => (one.maxPerNode = Math.max(1, one.maxPerNode + by)),
    K: () => (one.K = Math.max(0, one.K + by)),
    q: () => (one.q = Math.max(0, one.q + by)),
    skew: () => (one.maxSkew = { zone: 1 + (Math.abs(by) % 2) }),
    loose: () => delete one.maxSkew,
    domains: () => (one.minDomains = { zone: 3 }),
    eligible: () => one.eligible.splice(Math.floor(random() * one.eligible.length), 1),
    role: () => (at.role = `${at.role}x`),
    nodes: () => (at.nodes = Math.max(0, at.nodes + Math.sign(by))),
    room: () => (at.allocatable.cpu = Math.max(0, at.allocatable.cpu + 500 * by)),
    zone: () => (at.zone = at.zone === 'a' ? 'b' : 'a'),
    survive: () => (cluster.survive = pick(['none', 'node', 'zone'])),
  };
  const name = pick(Object.keys(changes));
  changes[name]();
  return `${name} ${by} of ${one.id} or ${at.id}`;
}

test('the clusters are of every kind, and hold', () => {
  expect(documents.length).toBeGreaterThan(CLUSTERS / 2);
  for (const text of documents) {
    const document = JSON.parse(text);
    expect(verifyDocument(document)).toEqual([]);
    expect(new PlacesOracle(document.clusters[0]).broken(MOST_STATES) ?? 'too many').toBe('too many');
  }
  expect(new Set(documents.map((text) => JSON.parse(text).clusters[0].survive)).size).toBe(3);
});

test('pods of others have the cap that their own limits keep, and no smaller one', () => {
  const pools = ['a', 'b', 'c'].map((zone) => pool(`p/${zone}`, 8, 32));
  const ours = workload('a', 3, 1, 1, { ours: true, zoneSkew: 1 });
  const cluster = model(pools, [ours, workload('x', 6, 1, 1, { zoneSkew: 1 })], { placement: 'reserved' });
  const faultsWith = (change: (x: any) => void) => {
    const document = JSON.parse(JSON.stringify(planDocument([planCluster(cluster)], { name: 'test', version: '0' })));
    change(document.clusters[0].workloads.find(({ id }: any) => id.endsWith('x')));
    return faultsOf(document.clusters[0]);
  };
  const tooMany = [expect.stringContaining('has cap 3, and nothing keeps more off a node')];
  expect(faultsWith((x) => expect(x.cap).toBe(3))).toEqual([]);
  expect(faultsWith((x) => (x.maxSkew.zone = 3))).toEqual(tooMany);
  expect(faultsWith((x) => (x.spreadByRevision = true))).toEqual(tooMany);
  expect(faultsWith((x) => (x.replicas = { needed: 7, planned: 8 }))).toContainEqual(tooMany[0]);
});

test('a field that is changed by chance is noticed, or the places hold all the same: tried in every order, history and loss', () => {
  const random = seeded(7);
  const counts = { refused: 0, held: 0, broke: 0 };
  for (let round = 0; round < 400; round++) {
    const [cluster] = JSON.parse(documents[round % documents.length]).clusters;
    const what = corrupt(cluster, random);
    const faults = faultsOf(cluster);
    const broken = new PlacesOracle(cluster).broken(MOST_STATES);
    counts.refused += faults.length > 0 ? 1 : 0;
    counts.broke += broken !== undefined && broken !== 'too many' ? 1 : 0;
    if (faults.length === 0) {
      counts.held += broken === undefined ? 1 : 0;
      expect([what, broken ?? 'too many']).toEqual([what, 'too many']);
    }
  }
  // Neither says nothing: both kinds of changes are there, and the orders that break places are found.
  expect(Math.min(counts.refused, counts.held, counts.broke)).toBeGreaterThan(50);
});

test('an unrelated workload that is added to a proven plan is noticed, or breaks nothing', () => {
  const random = seeded(11);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const counts = { refused: 0, held: 0 };
  for (let round = 0; round < 200; round++) {
    const [cluster] = JSON.parse(documents[round % documents.length]).clusters;
    const planned = pick([1, 2]);
    const eligible = cluster.pools.map(({ id }: any) => id).filter(() => random() < 0.8);
    const roles = [
      ...new Set(cluster.pools.filter(({ id }: any) => eligible.includes(id)).map(({ role }: any) => role)),
    ];
    const cap = pick([1, 2]);
    const places = { roles, cap, maxPerNode: cap, K: planned, q: planned, f: 0 };
    cluster.workloads.push({
      ...workload('new', planned, pick([0.25, 1]), pick([0.5, 1])),
      ...{ eligible, replicas: { needed: planned, planned, degraded: 0 }, ...(random() < 0.7 && places) },
    });
    const faults = faultsOf(cluster);
    counts.refused += faults.length > 0 ? 1 : 0;
    if (faults.length === 0) {
      const broken = new PlacesOracle(cluster).broken(MOST_STATES);
      counts.held += broken === undefined ? 1 : 0;
      expect(broken ?? 'too many').toBe('too many');
    }
  }
  expect(counts.refused).toBeGreaterThan(50);
  expect(counts.held).toBeGreaterThan(10);
});
