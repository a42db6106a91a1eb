import { Size, Testing } from 'cdk8s';
import { Canary, CanaryMetric, Cpu, Replicas, Survive } from 'cdk8s-autonomous';
import { cluster, find, ISTIO, messageOf, microservice, nodeType, stack, statefulService } from '../support/apps';
import { planOf } from '../support/edge';

/** Two nodes of eight cores that outlive the loss of one, or nothing. */
function shop(survive = Survive.none()) {
  const app = Testing.app();
  const east = cluster(app, { zones: ['a'], survive }, { nodeType: nodeType(), maxNodesPerZone: 2 });
  return stack(app, { cluster: east });
}

const cores = (n: number) => ({ cpu: Cpu.units(n), memory: Size.gibibytes(1) });

test('the least important stays out, as few pods as it takes, and the manifests say so', () => {
  const made = shop();
  const { cluster: east } = made;
  const [high, low] = [east.addPriority('high', { value: 10 }), east.addPriority('low', { value: 1 })];
  microservice(made, 'main', { replicas: Replicas.fixed(2), resources: cores(4), priority: high, maxSurge: 0 });
  const optional = { sheddable: true, maxSurge: 0 };
  microservice(made, 'better', { ...optional, replicas: Replicas.fixed(3), resources: cores(2), priority: high });
  microservice(made, 'good', { ...optional, replicas: Replicas.fixed(9), resources: cores(1), priority: low });
  const plan = planOf(made);
  expect([plan.status, plan.steady.unplaced]).toEqual([
    'feasible',
    [{ workload: 'shop/Deployment/good', count: 7, code: 'POD_SHED' }],
  ]);
  const objects = Testing.synth(made);
  const replicas = ['main', 'better', 'good'].map((name) => find(objects, 'Deployment', name).spec.replicas);
  expect(replicas).toEqual([2, 3, 2]);
  expect(plan.workloads.find(({ id }: any) => id.endsWith('good'))).toMatchObject({
    mayShed: true,
    replicas: { planned: 9, degraded: 0 },
  });
});

test('it makes room for what has to come back after a loss', () => {
  const made = shop(Survive.node());
  microservice(made, 'main', { replicas: Replicas.needed({ steady: 2 }), resources: cores(4), maxSurge: 0 });
  microservice(made, 'extra', { replicas: Replicas.fixed(2), resources: cores(4), sheddable: true, maxSurge: 0 });
  const plan = planOf(made);
  expect(plan.findings.filter(({ severity }: any) => severity === 'error')).toEqual([]);
});

test('it makes room for the surge that somebody wrote, and for a canary', () => {
  const made = shop();
  microservice(made, 'main', { replicas: Replicas.fixed(3), resources: cores(4), maxSurge: 1 });
  microservice(made, 'extra', { replicas: Replicas.fixed(4), resources: cores(1), sheddable: true, maxSurge: 0 });
  const plan = planOf(made);
  expect([plan.status, plan.steady.unplaced.map(({ count }: any) => count)]).toEqual(['feasible', [4]]);
  const app = Testing.app();
  const east = cluster(app, { zones: ['a'] }, { nodeType: nodeType(), maxNodesPerZone: 2 });
  const meshed = stack(app, { cluster: east, ...ISTIO });
  microservice(meshed, 'main', { replicas: Replicas.fixed(2), resources: cores(4), maxSurge: 0, inMesh: false });
  microservice(meshed, 'extra', {
    replicas: Replicas.fixed(12),
    resources: { cpu: Cpu.millis(900), memory: Size.gibibytes(1) },
    sheddable: true,
    canary: Canary.of({ steps: [50], metrics: [CanaryMetric.successRate(0.99)] }),
  });
  expect(planOf(meshed)).toMatchObject({ status: 'feasible', steady: { unplaced: [{ count: 7, code: 'POD_SHED' }] } });
});

test('where leaving it out does not help, the plan says what is wrong with the rest', () => {
  const made = shop();
  microservice(made, 'main', { replicas: Replicas.fixed(5), resources: cores(4), maxSurge: 0 });
  microservice(made, 'extra', { replicas: Replicas.fixed(2), resources: cores(1), sheddable: true, maxSurge: 0 });
  expect(planOf(made).findings[0].code).toBe('POOL_TOO_SMALL');
});

test('what fits is not left out', () => {
  const made = shop();
  microservice(made, 'extra', { replicas: Replicas.fixed(2), resources: cores(1), sheddable: true });
  expect(planOf(made).steady.unplaced).toEqual([]);
  expect(find(Testing.synth(made), 'Deployment', 'extra').spec.replicas).toBe(2);
});

test('services with data do not stay out', () => {
  expect(messageOf(() => statefulService(shop(), 'store', { sheddable: true }))).toContain(
    'is not for services with data',
  );
});
