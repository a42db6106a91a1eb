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
    rollout: { surge: 2, explicit: false, maxUnavailable: 0, ours: true },
    replicas: { needed: 4, planned: 6, degraded: 4, max: 9 },
  });
  const store = workload('store', 3, 2, 1, {
    maxPerNode: 1,
    zoneSkew: 1,
    zonePinned: true,
    replicas: { needed: 3, planned: 3, degraded: 2 },
  });
  const plan = planCluster(model(pools, [web, store], { survive: 'zone', conflicts: [] }));
  return JSON.parse(JSON.stringify(planDocument([plan], { name: 'test', version: '0' })));
}

test('the plan itself holds', () => {
  expect(verifyDocument(document())).toEqual([]);
});

test.each<[string, (cluster: any) => void]>([
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
])('%s is refused', (_, tamper) => {
  const tampered = document();
  tamper(tampered.clusters[0]);
  expect(verifyDocument(tampered).length).toBeGreaterThan(0);
});
