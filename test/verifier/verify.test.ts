import { planCluster } from '../../src/capacity/planning/plan-cluster';
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

test('the plan itself holds', () => {
  expect(verifyDocument(document())).toEqual([]);
});

test('a worth that is too high by little is refused: over thousands of pods little adds up', () => {
  const plan = planCluster(model([pool('p', 8, 32, { price: 0.1 })], [workload('w', 4_000, 1, 1)]));
  const tampered: any = JSON.parse(JSON.stringify(planDocument([plan], { name: 'test', version: '0' })));
  expect(verifyDocument(tampered)).toEqual([]);
  const { objective } = tampered.clusters[0];
  const [part] = objective.certificate.parts;
  part.scenarios.steady.worth['test/Deployment/w'] *= 1 + 5e-8;
  part.dual *= 1 + 5e-8;
  expect(verifyDocument(tampered)).toContainEqual(expect.stringContaining('is worth more than a place in p'));
});

test('a granule is not gained by rounding: what worths are above their places is cut off before the sum', () => {
  const plan = planCluster(model([pool('p', 8, 32, { price: 1 })], [workload('w', 16_000, 1, 1)]));
  const tampered: any = JSON.parse(JSON.stringify(planDocument([plan], { name: 'test', version: '0' })));
  const { objective } = tampered.clusters[0];
  const [part] = objective.certificate.parts;
  expect([objective.value, part.dual, part.granule]).toEqual([2000, 2000, 1]);
  // What no single worth shows is two millionths of a node in all, which rounding up would make one more.
  tampered.clusters[0].pools[0].nodes += 1;
  tampered.clusters[0].steady.nodes.push({ id: 'p#9', pool: 'p', count: 1, pods: {} });
  Object.assign(objective, { value: 2001, gap: 0, bound: 2001, claimedBound: 2001 });
  part.scenarios.steady.worth['test/Deployment/w'] *= 1 + 9e-10;
  part.dual *= 1 + 9e-10;
  part.bound = 2001;
  expect(verifyDocument(tampered).join()).toContain('certificate: bound 2001 is 2000');
});

test('an older plan may charge every hard spread to all zones, and owes no drains', () => {
  const old = document();
  old.schemaVersion = 1;
  old.clusters[0].workloads.forEach((w: any) => delete w.evenZones);
  delete old.clusters[0].transitions;
  expect(verifyDocument(old)).toEqual([]);
});
