import { takenBySchemas } from '../../support/crd-check';
import { amounts, MIB, readObjects, resource } from '../../support/operators';

const V1 = 'monitoring.coreos.com/v1';
const prometheus = (spec: object = {}) =>
  resource(V1, 'Prometheus', 'main', { resources: amounts('2', '8Gi'), ...spec });
const volumeClaimTemplate = { spec: { resources: { requests: { storage: '50Gi' } } } };
const autoscaler = (maxReplicas: number) => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'a', namespace: 'data' },
  spec: { scaleTargetRef: { apiVersion: V1, kind: 'Prometheus', name: 'main' }, minReplicas: 1, maxReplicas },
});

const FULL = prometheus({
  replicas: 2,
  shards: 3,
  storage: { volumeClaimTemplate },
  thanos: { resources: amounts('500m', '512Mi') },
  containers: [{ name: 'config-reloader', resources: { requests: { memory: '100Mi' } } }],
  priorityClassName: 'system-cluster-critical',
  tolerations: [{ operator: 'Exists' }],
});
const ZONES = prometheus({
  shards: 3,
  shardingStrategy: { mode: 'Topology', topology: { values: ['a', 'b', 'c'] } },
});
const AGENT = resource('monitoring.coreos.com/v1alpha1', 'PrometheusAgent', 'node', {
  mode: 'DaemonSet',
  resources: amounts('100m', '200Mi'),
});
const ALERTS = resource(V1, 'Alertmanager', 'main', { replicas: 3, resources: { requests: { cpu: '50m' } } });

takenBySchemas({ Prometheus: FULL, 'Prometheus by zone': ZONES, PrometheusAgent: AGENT, Alertmanager: ALERTS });

describe('Prometheus', () => {
  test('replicas of every shard, with the sidecars of the operator', () => {
    const { pods, of } = readObjects([FULL]);
    // 2 cores, 10m for the reloader, 500m for Thanos; the reloader was given more memory.
    expect(pods).toEqual({ 'data/Prometheus/main': [6, 2510, 8 * 1024 + 100 + 512] });
    expect(of('data/Prometheus/main')).toMatchObject({ zonePinned: true, priority: 2_000_000_000 });
    expect(of('data/Prometheus/main').rollout).toBeUndefined();
  });

  test('one of each where nothing is said', () => {
    const { pods, of } = readObjects([prometheus()]);
    expect(pods).toEqual({ 'data/Prometheus/main': [1, 2010, 8 * 1024 + 50] });
    expect(of('data/Prometheus/main').zonePinned).toBeUndefined();
  });

  test('shards that are each for a zone are looked at one by one', () => {
    const { model } = readObjects([ZONES]);
    expect(model.workloads.map(({ id, eligible }) => [id, eligible])).toEqual([
      ['data/Prometheus/main-shard-0', ['general/a']],
      ['data/Prometheus/main-shard-1', ['general/b']],
      ['data/Prometheus/main-shard-2', ['general/c']],
    ]);
  });

  test('an autoscaler sets the number of shards', () => {
    const { of } = readObjects([prometheus({ replicas: 2 }), autoscaler(4)]);
    expect(of('data/Prometheus/main').replicas).toMatchObject({ planned: 2, max: 8 });
    const apart = readObjects([ZONES, autoscaler(5)]).model.workloads;
    expect(apart.map(({ replicas: { planned, max } }) => [planned, max])).toEqual([
      [1, undefined],
      [1, undefined],
      [1, undefined],
      [0, 1],
      [0, 1],
    ]);
  });

  test('a spread of the pods of a shard', () => {
    const rule = {
      topologyKey: 'kubernetes.io/hostname',
      maxSkew: 1,
      whenUnsatisfiable: 'DoNotSchedule',
      additionalLabelSelectors: 'OnShard',
    };
    const { model, codes } = readObjects([prometheus({ shards: 2, replicas: 2, topologySpreadConstraints: [rule] })]);
    expect(model.workloads.map(({ id }) => id)).toEqual([
      'data/Prometheus/main-shard-0',
      'data/Prometheus/main-shard-1',
    ]);
    expect(codes).not.toContain('NOT_MODELLED');
  });

  test('on the network of its nodes no two share one', () => {
    expect(readObjects([prometheus({ replicas: 2, hostNetwork: true })]).model.workloads[0].maxPerNode).toBe(1);
  });

  test('a number of shards that is none is an error', () => {
    expect(readObjects([prometheus({ shards: 'many' })]).findings).toMatchObject([
      { code: 'COUNT_INVALID', path: 'test/0', actual: 'many' },
    ]);
  });
});

test('an agent on every node is a daemonset', () => {
  const { daemons, pods } = readObjects([AGENT]);
  expect(pods).toEqual({});
  expect(daemons).toEqual({ 'data/PrometheusAgent/node': { cpu: 110, memory: 250 * MIB, pods: 1 } });
  const { mode: _, ...spec } = AGENT.spec;
  expect(readObjects([{ ...AGENT, spec: { ...spec, replicas: 2 } }]).pods).toEqual({
    'data/PrometheusAgent/node': [2, 110, 250],
  });
});

test('Alertmanager and the ruler of Thanos request 200Mi where nothing is said', () => {
  const ruler = resource(V1, 'ThanosRuler', 'r', { replicas: 2, ruleSelector: {}, storage: { emptyDir: {} } });
  const { pods } = readObjects([ALERTS, ruler]);
  expect(pods).toEqual({ 'data/Alertmanager/main': [3, 60, 250], 'data/ThanosRuler/r': [2, 10, 250] });
});
