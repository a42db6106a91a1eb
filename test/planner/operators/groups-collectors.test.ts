import { amounts, annotated, MIB, readObjects, resource } from '../../support/operators';

describe('groups of a leader and its workers', () => {
  const containers = (cpu: string) => ({ spec: { containers: [{ name: 'c', resources: amounts(cpu, '1Gi') }] } });
  const lws = (spec: object, metadata: object = {}) =>
    resource('leaderworkerset.x-k8s.io/v1', 'LeaderWorkerSet', 'llm', spec, metadata);
  const scaler = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'a', namespace: 'data' },
    spec: { scaleTargetRef: { kind: 'LeaderWorkerSet', name: 'llm' }, minReplicas: 2, maxReplicas: 5 },
  };

  test('groups times their size; without a template of its own the leader is as its workers', () => {
    const workerTemplate = containers('8');
    const equal = lws({ replicas: 3, leaderWorkerTemplate: { size: 4, workerTemplate } });
    expect(readObjects([equal]).pods).toEqual({ 'data/LeaderWorkerSet/llm': [12, 8000, 1024] });
    const leaderTemplate = containers('2');
    const led = lws({ replicas: 3, leaderWorkerTemplate: { size: 4, leaderTemplate, workerTemplate } });
    expect(readObjects([led]).pods).toEqual({
      'data/LeaderWorkerSet/llm-leader': [3, 2000, 1024],
      'data/LeaderWorkerSet/llm-worker': [9, 8000, 1024],
    });
  });

  test('an autoscaler and a surge count groups', () => {
    const rolloutStrategy = { rollingUpdateConfiguration: { maxSurge: 1, maxUnavailable: 1 } };
    const leaderWorkerTemplate = { size: 4, workerTemplate: containers('1') };
    const { of } = readObjects([lws({ replicas: 2, leaderWorkerTemplate, rolloutStrategy }), scaler]);
    expect(of('data/LeaderWorkerSet/llm')).toMatchObject({ replicas: { planned: 8, max: 20 }, canary: 4 });
  });

  test('each group that wants a domain of its own is a gang', () => {
    const annotations = { 'leaderworkerset.sigs.k8s.io/exclusive-topology': 'example.com/rack' };
    const leaderWorkerTemplate = { size: 4, workerTemplate: containers('1') };
    const { model, findings } = readObjects([lws({ replicas: 2, leaderWorkerTemplate }, { annotations })]);
    expect(model.workloads.map(({ id, gang }) => [id, gang])).toEqual([
      ['data/LeaderWorkerSet/llm-0', { size: 4, mode: 'required' }],
      ['data/LeaderWorkerSet/llm-1', { size: 4, mode: 'required' }],
    ]);
    expect(findings).toContainEqual(expect.objectContaining({ code: 'NOT_MODELLED', uncovered: true }));
  });
});

describe('collectors of OpenTelemetry', () => {
  const collector = (spec: object) =>
    resource('opentelemetry.io/v1beta1', 'OpenTelemetryCollector', 'otel', {
      resources: amounts('200m', '400Mi'),
      ...spec,
    });
  const app = (annotations: object) => annotated(annotations, '1', '1Gi');

  test('a deployment with an autoscaler, a budget, and what shares the targets out', () => {
    const { of, pods } = readObjects([
      collector({
        autoscaler: { minReplicas: 2, maxReplicas: 6 },
        targetAllocator: { enabled: true, replicas: 2, resources: amounts('100m', '100Mi') },
      }),
    ]);
    expect(of('data/OpenTelemetryCollector/otel')).toMatchObject({
      replicas: { planned: 2, max: 6 },
      disruption: { allowed: 1 },
      rollout: { ours: false },
    });
    expect(pods['data/OpenTelemetryCollector/otel-targetallocator']).toEqual([2, 100, 100]);
  });

  test('one of each set with its volumes, or one on every node', () => {
    const volumeClaimTemplates = [{ metadata: { name: 'd' }, spec: { resources: { requests: { storage: '1Gi' } } } }];
    const set = readObjects([collector({ mode: 'statefulset', replicas: 3, volumeClaimTemplates })]);
    expect(set.of('data/OpenTelemetryCollector/otel')).toMatchObject({ replicas: { planned: 3 }, zonePinned: true });
    expect(readObjects([collector({ mode: 'daemonset' })]).daemons).toEqual({
      'data/OpenTelemetryCollector/otel': { cpu: 200, memory: 400 * MIB, pods: 1 },
    });
  });

  test('a sidecar is in the pods that ask for one', () => {
    const sidecar = collector({ mode: 'sidecar' });
    const key = 'sidecar.opentelemetry.io/inject';
    const cpu = (annotations: object, ...more: any[]) =>
      readObjects([sidecar, app(annotations), ...more]).of('data/Deployment/w').requests.cpu;
    expect(cpu({ [key]: 'true' })).toBe(1200);
    expect(cpu({ [key]: 'otel' })).toBe(1200);
    expect(cpu({ [key]: 'data/otel' })).toBe(1200);
    expect(cpu({ [key]: 'other' })).toBe(1000);
    expect(cpu({ [key]: 'false' })).toBe(1000);
    expect(cpu({})).toBe(1000);
    const second = { ...sidecar, metadata: { name: 'second', namespace: 'data' } };
    expect(cpu({ [key]: 'true' }, second)).toBe(1000);
    const around = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'data', annotations: { [key]: 'true' } } };
    expect(cpu({}, around)).toBe(1200);
  });
});
