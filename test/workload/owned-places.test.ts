import { describe, expect, test } from '@jest/globals';
import { Size, Testing } from 'cdk8s';
import { Cpu, Placement, Plan, Replicas, Survive, Taint } from 'cdk8s-autonomous';
import { Planner } from '../../src/planner/planner';
import { planDocument } from '../../src/report/plan-document';
import { cluster, documents, find, microservice, stack, statefulService } from '../support/apps';
import { expectPlaces, ROLE } from '../support/places-in-manifests';

/** Services of several sizes in a cluster whose workloads own places. */
function shop(placement: Placement, survive = Survive.zone()) {
  const app = Testing.app();
  const east = cluster(app, { placement, survive });
  const home = stack(app, { cluster: east });
  const sizes: [string, number, number, Replicas][] = [
    ['api', 2000, 2, Replicas.needed({ steady: 4, degraded: 3 })],
    ['cart', 500, 4, Replicas.autoscaled({ min: 3, max: 11, degraded: 2 })],
    ['search', 3500, 6, Replicas.needed({ steady: 2, degraded: 2 })],
  ];
  for (const [id, millis, gibibytes, replicas] of sizes) {
    microservice(home, id, {
      replicas,
      resources: { cpu: Cpu.millis(millis), memory: Size.gibibytes(gibibytes) },
    });
  }
  statefulService(home, 'store', { replicas: Replicas.needed({ steady: 3, degraded: 2 }) });
  return { app, east, home };
}

function planOf(app: ReturnType<typeof shop>['app']) {
  return planDocument(Planner.of(app).plans(), { name: 'test', version: '0' }).clusters[0];
}

describe('places that workloads own', () => {
  test.each([
    ['zone', Survive.zone()],
    ['node', Survive.node()],
    ['nothing', Survive.none()],
  ])('the manifests keep every pod to places that are its own, where the loss of a %s is survived', (_, survive) => {
    const { app } = shop(Placement.RESERVED, survive);
    const plan = planOf(app);
    expect(plan.strength).toEqual({ kind: 'reserved' });
    const owners = expectPlaces(documents(app), plan);
    expect(owners.map(({ id }) => id).sort()).toEqual(plan.workloads.map(({ id }) => id).sort());
  });

  test('a pod asks for its roles, tolerates their taint, and is limited on each node', () => {
    const { app } = shop(Placement.RESERVED);
    const { cap, roles } = planOf(app).workloads.find(({ id }) => id === 'shop/Deployment/api')!;
    const { spec } = find(documents(app), 'Deployment', 'api').spec.template;
    expect(spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms).toEqual([
      { matchExpressions: [{ key: ROLE, operator: 'In', values: roles }] },
    ]);
    expect(spec.tolerations).toContainEqual({ effect: 'NoSchedule', key: ROLE, operator: 'Exists' });
    expect(spec.topologySpreadConstraints[0]).toEqual({
      labelSelector: { matchLabels: { 'app.kubernetes.io/instance': 'shop', 'app.kubernetes.io/name': 'api' } },
      maxSkew: cap,
      minDomains: 10_000,
      nodeAffinityPolicy: 'Honor',
      nodeTaintsPolicy: 'Honor',
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'DoNotSchedule',
    });
  });

  test('no manifest refers to another part of itself', () => {
    expect(shop(Placement.RESERVED).app.synthYaml()).not.toMatch(/[&*]a\d/);
  });

  test('what its user asks of nodes stays in every term', () => {
    const app = Testing.app();
    const east = cluster(
      app,
      { placement: Placement.RESERVED },
      { labels: { disk: 'fast' }, taints: [Taint.noSchedule('only', 'shop')] },
    );
    microservice(stack(app, { cluster: east }), 'cart', {
      nodeLabels: { disk: 'fast' },
      tolerates: [Taint.noSchedule('only', 'shop')],
    });
    const { spec } = find(documents(app), 'Deployment').spec.template;
    const [term] = spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
    expect(term.matchExpressions).toEqual([
      { key: ROLE, operator: 'In', values: ['general-a'] },
      { key: 'disk', operator: 'In', values: ['fast'] },
    ]);
    expect(spec.tolerations).toHaveLength(2);
    const [pool] = planOf(app).pools;
    expect(pool).toMatchObject({ role: 'general-a', labels: { disk: 'fast', [ROLE]: 'general-a' } });
    expect(pool.taints).toEqual([
      { key: 'only', value: 'shop', effect: 'NoSchedule' },
      { key: ROLE, value: 'general-a', effect: 'NoSchedule' },
    ]);
  });

  test('nothing of it is written where pods are placed freely', () => {
    const { app } = shop(Placement.FREE);
    const plan = planOf(app);
    expect(plan.strength!.kind).toBe('free');
    expect(plan.pools.every(({ role }) => role === undefined)).toBe(true);
    expect(JSON.stringify(documents(app))).not.toContain(ROLE);
  });

  test('a manifest that is read before the plan is there, and after it, gives the same plan', () => {
    const { app } = shop(Placement.RESERVED);
    const before = Plan.of(app).toJson();
    documents(app);
    expect(Plan.of(app).toJson()).toBe(before);
    expect(Planner.of(app).solves).toBe(1);
  });
});
