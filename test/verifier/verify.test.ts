import { planCluster } from '../../src/capacity/plan-cluster';
import { planDocument } from '../../src/report/plan-document';
import { verifyDocument } from '../../src/verifier/verify';
import { model, pool, workload } from '../support/models';

const ZONES = ['a', 'b', 'c'];

/** A plan with every kind of scenario, as a document that may be tampered with. */
function document(): any {
  const pools = ZONES.map((zone) => pool(`p/${zone}`, 8, 32, { maxNodes: 9, minNodes: 1 }));
  const web = workload('web', 6, 2, 1, {
    zoneSkew: 1,
    evenZones: true,
    rollout: { surge: 2, explicit: false, maxUnavailable: 0, ours: true },
    replicas: { needed: 4, planned: 6, degraded: 4, max: 9 },
  });
  const store = workload('store', 3, 2, 1, {
    maxPerNode: 1,
    zoneSkew: 1,
    evenZones: true,
    zonePinned: true,
    replicas: { needed: 3, planned: 3, degraded: 2 },
  });
  const plan = planCluster(model(pools, [web, store], { survive: 'zone', conflicts: [] }));
  return JSON.parse(JSON.stringify(planDocument([plan], { name: 'test', version: '0' })));
}

const isDrain = ({ name }: any) => name.startsWith('drain:');

/** A group of the pool with room for one more pod, added to the plan where there is none. */
function spareOf(c: any, poolId: string): string {
  const id = `${poolId}#9`;
  c.steady.nodes.push({ id, pool: poolId, count: 1, pods: {} });
  c.pools.find((p: any) => p.id === poolId).nodes += 1;
  return id;
}

test('the plan itself holds', () => {
  expect(verifyDocument(document())).toEqual([]);
});

test.each<[string, (cluster: any) => void, fault?: string]>([
  ['a node with too many pods', (c) => (c.steady.nodes[0].pods['test/Deployment/web'] += 40)],
  ['a pod too few at steady', (c) => (c.workloads[1].replicas.planned += 1)],
  ['fewer than needed', (c) => (c.workloads[1].replicas.needed += 10)],
  ['nodes that do not add up', (c) => (c.pools[0].nodes += 1)],
  ['more nodes than the pool may have', (c) => (c.pools[0].maxNodes = 0)],
  ['allocatable that reserves do not leave', (c) => (c.pools[0].allocatable.cpu += 1)],
  ['a pool that is not eligible', (c) => (c.workloads[0].eligible = ['p/a'])],
  ['two of a kind on a node', (c) => c.steady.nodes.forEach((n: any) => (n.pods['test/Deployment/store'] *= 2))],
  ['a conflict on a node', (c) => (c.conflicts = [['test/Deployment/store', 'test/Deployment/web']])],
  ['a scenario that is missing', (c) => (c.scenarios = c.scenarios.filter((s: any) => s.name !== 'zone-lost:a'))],
  ['a rollout that is missing', (c) => (c.scenarios = c.scenarios.filter((s: any) => !s.name.startsWith('rollout:')))],
  ['an HPA maximum that is missing', (c) => (c.scenarios = c.scenarios.filter((s: any) => s.name !== 'hpa-max'))],
  ['an HPA maximum that is not reached', (c) => (c.workloads[1].replicas.max += 1)],
  ['a lost zone that keeps a node', (c) => (c.scenarios.find((s: any) => s.name === 'zone-lost:b').lost = {})],
  ['too few left after a loss', (c) => (c.workloads[0].replicas.degraded = 3)],
  [
    'a volume that changes its zone',
    (c) =>
      c.scenarios
        .find((s: any) => s.name === 'zone-lost:a')
        .added.push({ on: 'p/b#1', count: 1, pods: { 'test/Deployment/store': 1 } }),
  ],
  ['a zone that gets too many', (c) => (c.workloads[1].maxSkew = { zone: 0.5 })],
  [
    'a volume that comes back in another zone after a drain',
    (c) => {
      const [drain, other] = ['a', 'b'].map((zone) =>
        c.steady.nodes.find((n: any) => n.pool === `p/${zone}` && n.pods['test/Deployment/store']),
      );
      const scenario = c.transitions.find((s: any) => s.name === `drain:${drain.id}`);
      scenario.added = [{ on: spareOf(c, other.pool), count: 1, pods: { 'test/Deployment/store': 1 } }];
      scenario.unplaced = scenario.unplaced.filter((u: any) => u.workload !== 'test/Deployment/store');
    },
    'volumes of test/Deployment/store get to zone b',
  ],
  [
    'a drain that is left out',
    (c) =>
      c.transitions.splice(
        c.transitions.findIndex((s: any) => isDrain(s)),
        1,
      ),
    'is missing',
  ],
  ['drains that are left out', (c) => delete c.transitions, 'scenario drain:'],
  [
    'a drain in which more wait than the budgets let go',
    (c) => {
      const waits = c.transitions.find((s: any) => isDrain(s) && s.unplaced.length > 0);
      c.workloads.find((w: any) => w.id === waits.unplaced[0].workload).disruption = 0;
    },
    'its budgets let 0',
  ],
  [
    'a group without nodes',
    (c) => c.steady.nodes.push({ id: 'p/a#9', pool: 'p/a', count: 0, pods: {} }),
    'steady p/a#9: 0 nodes',
  ],
  ['a scenario that is there twice', (c) => c.scenarios.push(c.scenarios[0]), 'is there twice'],
  ['a scenario of an unknown kind', (c) => (c.transitions[0].name = 'wish:all'), 'wish:all is of an unknown kind'],
  ['a request of half a byte', (c) => (c.workloads[0].requests.memory += 0.5), 'memory'],
  ['a pod that counts as two', (c) => (c.workloads[0].requests.pods = 2), 'requests 2 pods'],
  ['more injected than requested', (c) => (c.workloads[0].injected = { cpu: 1e9 }), 'is injected'],
  [
    'a spread over zones in a pool without one',
    (c) => delete c.pools[0].zone,
    'spreads over zones and may run in none',
  ],
  [
    'a share of a zone that nobody asked for pods in',
    (c) => c.workloads.forEach((w: any) => delete w.evenZones),
    'charged in hpa-max',
  ],
  ['too few zones for the spread', (c) => (c.workloads[1].minDomains = { zone: 4 }), '0 in the emptiest'],
  [
    'a zone that counts for the spread and has no pods',
    (c) => {
      c.pools.push({ ...c.pools[0], id: 'q/d', pool: 'q', zone: 'd', nodes: 1 });
      c.steady.nodes.push({ id: 'q/d#1', pool: 'q/d', count: 1, pods: {} });
      c.workloads[1].spreadPools = ['q/d'];
    },
    '0 in the emptiest',
  ],
  [
    'pods that come back although the lost zone counts',
    (c) => (c.workloads.find((w: any) => w.id === 'test/Deployment/web').deadZonesCount = true),
    'scenario zone-lost:',
  ],
  [
    'a claimed bound below the certified one',
    (c) => (c.objective.claimedBound = c.objective.bound / 2),
    'claimed bound',
  ],
  ['a value that pools do not cost', (c) => (c.objective.value += 1)],
  ['a bound above the value', (c) => (c.objective.bound = c.objective.value + 1)],
  ['a gap that is none', (c) => (c.objective.gap = 0.5)],
  ['a bound without proof', (c) => (c.objective.certificate.parts = [])],
  ['a pool in two parts', (c) => c.objective.certificate.parts.push(c.objective.certificate.parts[0])],
  [
    'a worth above the place',
    (c) =>
      Object.values<any>(c.objective.certificate.parts[0].scenarios).forEach(
        (s) => (s.worth['test/Deployment/web'] += 1),
      ),
  ],
  [
    'a node charged above its cost',
    (c) =>
      Object.values<any>(c.objective.certificate.parts[0].scenarios).forEach((s) => (s.prices['p/a'] = { cpu: 1 })),
  ],
  [
    'a demand that need not be there',
    (c) =>
      Object.values<any>(c.objective.certificate.parts[0].scenarios).forEach(
        (s) => (s.demand['test/Deployment/web'] += 9),
      ),
  ],
  ['a wrong sum', (c) => (c.objective.certificate.parts[0].dual += 1)],
  ['a granule that prices are no multiples of', (c) => (c.objective.certificate.parts[0].granule = 0.7)],
  [
    'an error finding in a feasible plan',
    (c) => c.findings.push({ code: 'X', severity: 'error', path: '', message: 'x' }),
  ],
])('%s is refused', (_, tamper, fault = '') => {
  const tampered = document();
  tamper(tampered.clusters[0]);
  expect(verifyDocument(tampered).filter((text) => text.includes(fault)).length).toBeGreaterThan(0);
});

test('a worth that is too high by little is refused: over thousands of pods little adds up', () => {
  const plan = planCluster(model([pool('p', 8, 32, { price: 0.1 })], [workload('w', 4_000, 1, 1)]));
  const tampered: any = JSON.parse(JSON.stringify(planDocument([plan], { name: 'test', version: '0' })));
  expect(verifyDocument(tampered)).toEqual([]);
  const { objective } = tampered.clusters[0];
  const [part] = objective.certificate.parts;
  part.scenarios.steady.worth['test/Deployment/w'] *= 1 + 5e-7;
  part.dual *= 1 + 5e-7;
  expect(verifyDocument(tampered)).toContainEqual(expect.stringContaining('is worth more than a place in p'));
});

test('an older plan may charge every hard spread to all zones, and owes no drains', () => {
  const old = document();
  old.schemaVersion = 1;
  old.clusters[0].workloads.forEach((w: any) => delete w.evenZones);
  delete old.clusters[0].transitions;
  expect(verifyDocument(old)).toEqual([]);
});
