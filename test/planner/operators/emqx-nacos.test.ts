import { takenBySchemas } from '../../support/crd-check';
import { amounts, GIB, readObjects, resource } from '../../support/operators';

const emqx = (spec: object) => resource('apps.emqx.io/v2beta1', 'EMQX', 'broker', { image: 'emqx:5.8', ...spec });
const nacos = (spec: object) => resource('nacos.io/v1alpha1', 'Nacos', 'config', spec);

const CLUSTER = emqx({
  coreTemplate: {
    spec: {
      replicas: 3,
      resources: amounts('1', '2Gi'),
      volumeClaimTemplates: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
      maxUnavailable: 1,
      tolerations: [{ key: 'broker', operator: 'Exists' }],
    },
  },
  replicantTemplate: {
    spec: {
      resources: amounts('4', '8Gi'),
      topologySpreadConstraints: [
        {
          topologyKey: 'topology.kubernetes.io/zone',
          maxSkew: 1,
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels: { 'apps.emqx.io/db-role': 'replicant' } },
        },
      ],
      extraContainers: [{ name: 'exporter', image: 'e', resources: amounts('100m', '64Mi') }],
    },
  },
});
const NACOS = nacos({
  type: 'cluster',
  replicas: 3,
  resources: amounts('1', '2Gi'),
  volume: { enabled: true, requests: { storage: '5Gi' } },
  database: { type: 'mysql' },
  mysqlInitImage: 'mysql:8',
  k8sWrapper: {
    PodSpec: { spec: { containers: [{ name: 'logs', image: 'l', resources: amounts('100m', '128Mi') }] } },
  },
});

takenBySchemas({ EMQX: CLUSTER, Nacos: NACOS });

describe('EMQX', () => {
  test('core nodes and replicants with what stands beside them', () => {
    const { pods, of } = readObjects([CLUSTER]);
    expect(pods).toEqual({
      'data/EMQX/broker-core': [3, 1000, 2048],
      'data/EMQX/broker-replicant': [2, 4100, 8 * 1024 + 64],
    });
    expect(of('data/EMQX/broker-core')).toMatchObject({ zonePinned: true, disruption: { allowed: 1 } });
    expect(of('data/EMQX/broker-replicant')).toMatchObject({ zoneSkew: 1, replicas: { planned: 2 } });
    expect(of('data/EMQX/broker-replicant').disruption).toBeUndefined();
  });

  test('a new version needs room for a second set of all nodes', () => {
    const { of } = readObjects([CLUSTER]);
    expect([of('data/EMQX/broker-core').canary, of('data/EMQX/broker-replicant').canary]).toEqual([3, 2]);
  });

  test('two core nodes where nothing is said, three in the older version', () => {
    expect(readObjects([emqx({})]).pods).toEqual({ 'data/EMQX/broker-core': [2, 0, 0] });
    const old = resource('apps.emqx.io/v2alpha1', 'EMQX', 'broker', { image: 'emqx:5.0' });
    expect(readObjects([old]).pods).toEqual({ 'data/EMQX/broker-core': [3, 0, 0] });
  });

  test('an autoscaler scales the replicants', () => {
    const autoscaler = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'a', namespace: 'data' },
      spec: { scaleTargetRef: { apiVersion: 'apps.emqx.io/v2beta1', kind: 'EMQX', name: 'broker' }, maxReplicas: 6 },
    };
    const { of } = readObjects([CLUSTER, autoscaler]);
    expect(of('data/EMQX/broker-replicant').replicas.max).toBe(6);
    expect(of('data/EMQX/broker-core').replicas.max).toBeUndefined();
  });
});

describe('Nacos', () => {
  test('its pods with what is wrapped around them, and the job that fills its database', () => {
    const { pods, of } = readObjects([NACOS]);
    expect(pods).toEqual({
      'data/Nacos/config': [3, 1100, 2 * 1024 + 128],
      'data/Nacos/config-mysql': [1, 0, 0],
    });
    expect(of('data/Nacos/config')).toMatchObject({ zonePinned: true, requests: { memory: 2 * GIB + 2 ** 27 } });
  });

  test('a wrapper changes the container of its name', () => {
    const containers = [{ name: 'config', resources: { requests: { cpu: '2' } } }];
    const wrapped = nacos({
      replicas: 1,
      resources: amounts('1', '1Gi'),
      k8sWrapper: { PodSpec: { spec: { containers } } },
    });
    expect(readObjects([wrapped]).pods).toEqual({ 'data/Nacos/config': [1, 2000, 1024] });
  });
});
