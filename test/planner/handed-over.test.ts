import { ApiObject, Chart, Testing } from 'cdk8s';
import { Plan } from 'cdk8s-autonomous';
import { cluster } from '../support/apps';
import { asking, codesOf, countsOf, podTemplate, readForeign } from '../support/foreign';

const deployment = (replicas?: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'n' },
  spec: { replicas, selector: { matchLabels: { app: 'w' } }, template: podTemplate([asking('700m', '1Gi')]) },
});
const canary = { canary: { steps: [{ setWeight: 20 }] } };
const rollout = (scaleDown?: string, replicas?: number, more: object = {}) => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Rollout',
  metadata: { name: 'web', namespace: 'n' },
  spec: {
    replicas,
    strategy: canary,
    workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', scaleDown },
    ...more,
  },
});
const ROLLOUT = 'n/Rollout/web';
const DEPLOYMENT = 'n/Deployment/web';

describe('a Rollout with the template of a Deployment', () => {
  test('runs these pods, as many as it says itself', () => {
    const model = readForeign([rollout(undefined, 4), deployment(0)]);
    expect(countsOf(model)).toEqual({ [ROLLOUT]: 4, [DEPLOYMENT]: 0 });
    const { requests, rollout: rolling, canary: extra } = model.workloads.find(({ id }) => id === ROLLOUT)!;
    expect(requests).toMatchObject({ cpu: 700, memory: 2 ** 30 });
    expect(rolling).toMatchObject({ surge: 1, maxUnavailable: 1 });
    expect(extra).toBeUndefined();
    expect(codesOf(model)).toEqual([]);
  });

  test('one pod where it does not say how many', () => {
    expect(countsOf(readForeign([rollout(), deployment(0)]))[ROLLOUT]).toBe(1);
  });

  test.each<[string | undefined, number, number, number | undefined, boolean | undefined]>([
    // The Deployment keeps its pods: both run.
    [undefined, 3, 2, undefined, undefined],
    ['never', 3, 2, undefined, undefined],
    // It goes once the Rollout is healthy: until then both need room.
    ['onsuccess', 3, 0, 2, true],
    // It goes pod by pod.
    ['progressively', 3, 0, undefined, true],
  ])('scaleDown %s', (scaleDown, ofRollout, ofDeployment, extra, uncovered) => {
    const model = readForeign([rollout(scaleDown, 3), deployment(2)]);
    expect(countsOf(model)).toEqual({ [ROLLOUT]: ofRollout, [DEPLOYMENT]: ofDeployment });
    expect(model.workloads.find(({ id }) => id === ROLLOUT)!.canary).toBe(extra);
    expect(model.findings.map(({ code, uncovered: open }) => [code, open])).toEqual([
      ['RUNS_BESIDE_ROLLOUT', uncovered],
    ]);
  });

  test('an autoscaler of the Rollout sets its range', () => {
    const hpa = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web', namespace: 'n' },
      spec: {
        scaleTargetRef: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web' },
        minReplicas: 3,
        maxReplicas: 9,
      },
    };
    const { workloads } = readForeign([rollout(), deployment(0), hpa]);
    expect(workloads.find(({ id }) => id === ROLLOUT)!.replicas).toMatchObject({ planned: 3, max: 9 });
    expect(workloads.find(({ id }) => id === DEPLOYMENT)!.replicas).toEqual({ needed: 0, planned: 0 });
  });

  test('the template may be that of a ReplicaSet or a PodTemplate', () => {
    const from = (apiVersion: string, kind: string) =>
      rollout(undefined, 2, { workloadRef: { apiVersion, kind, name: 'web' } });
    const template = {
      apiVersion: 'v1',
      kind: 'PodTemplate',
      metadata: { name: 'web', namespace: 'n' },
      template: podTemplate(),
    };
    expect(countsOf(readForeign([from('v1', 'PodTemplate'), template]))).toEqual({ [ROLLOUT]: 2 });
    const set = { ...deployment(0), kind: 'ReplicaSet' };
    expect(countsOf(readForeign([from('apps/v1', 'ReplicaSet'), set]))[ROLLOUT]).toBe(2);
  });

  test('that is in no chart, or in another namespace: the plan counts none and says so', () => {
    const elsewhere = { ...deployment(0), metadata: { name: 'web', namespace: 'm' } };
    for (const others of [[], [elsewhere]]) {
      const model = readForeign([rollout(undefined, 4), ...others]);
      expect(countsOf(model)[ROLLOUT]).toBeUndefined();
      expect(model.findings).toMatchObject([{ code: 'WORKLOAD_REF_UNKNOWN', uncovered: true, path: 'theirs/0' }]);
    }
  });

  test.each<[string, object]>([
    ['a template beside workloadRef must be empty', { template: podTemplate() }],
    [
      'workloadRef to apps/v1 StatefulSet is not supported',
      { workloadRef: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web' } },
    ],
    ['it has no strategy', { strategy: {} }],
    ['it has two strategies', { strategy: { ...canary, blueGreen: {} } }],
  ])('%s', (reason, more) => {
    const refused = readForeign([rollout(undefined, 1, more), deployment(0)]).findings;
    expect(refused).toMatchObject([
      { code: 'ROLLOUT_REFUSED', severity: 'error', message: expect.stringContaining(reason) },
    ]);
  });

  test('a plan counts each pod once', () => {
    const app = Testing.app();
    const chart = new Chart(app, 'theirs');
    [rollout('onsuccess', 4), deployment(0)].forEach((object, i) => new ApiObject(chart, `o${i}`, object));
    cluster(app).include(chart);
    const [plan] = JSON.parse(Plan.of(app).toJson()).clusters;
    const placed = plan.steady.nodes.flatMap(({ count, pods }: any) =>
      Object.values(pods).map((n) => count * Number(n)),
    );
    expect(placed.reduce((sum: number, n: number) => sum + n, 0)).toBe(4);
  });
});

describe('pods of a canary beside the stable ones', () => {
  const trafficRouting = { istio: {} };
  const extra = (strategy: object, replicas = 10) =>
    readForeign([rollout(undefined, replicas, { strategy }), deployment(0)]).workloads.find(({ id }) => id === ROLLOUT)!
      .canary;

  test.each<[string, object, number]>([
    [
      'a canary of its own size may be larger than the stable set',
      { canary: { trafficRouting, steps: [{ setCanaryScale: { replicas: 12 } }] } },
      12,
    ],
    ['a preview may be larger than the active set', { blueGreen: { previewReplicaCount: 11 } }, 11],
    ['a smaller preview grows before it is promoted', { blueGreen: { previewReplicaCount: 2 } }, 10],
    // Weights of 1,000: 25 of it are one pod, then all ten beside nine or ten.
    [
      'weights of another whole',
      { canary: { dynamicStableScale: true, trafficRouting: { maxTrafficWeight: 1000 }, steps: [{ setWeight: 25 }] } },
      10,
    ],
    // 4 + 10, 5 + 9, 9 + 5, then 10 + 4 pods.
    [
      'at least so many of each',
      {
        canary: {
          dynamicStableScale: true,
          trafficRouting,
          minPodsPerReplicaSet: 4,
          steps: [10, 50, 90].map((setWeight) => ({ setWeight })),
        },
      },
      4,
    ],
  ])('%s', (_, strategy, expected) => expect(extra(strategy)).toBe(expected));
});
