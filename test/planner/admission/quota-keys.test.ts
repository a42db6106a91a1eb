import { ApiObject, Chart, Testing } from 'cdk8s';
import { deployment, object, planManifests, sized } from '../../support/admission';
import { cluster } from '../../support/apps';
import { edgePlatform, planOf, site } from '../../support/edge';

const quota = (hard: any, more: any = {}, namespace = 'shop') =>
  object('v1', 'ResourceQuota', 'team', { hard, ...more }, { metadata: { name: 'team', namespace } });
const found = (manifests: any[]) => planManifests(manifests).findings.filter(({ code }) => code.startsWith('QUOTA_'));
const codes = (manifests: any[]) => found(manifests).map(({ code }) => code);
const ports = (...nodePorts: (number | undefined)[]) =>
  nodePorts.map((nodePort, i) => ({ port: 80 + i, ...(nodePort && { nodePort }) }));
const service = (name: string, spec: any) => object('v1', 'Service', name, spec);
const claim = (name: string, storageClassName?: string, size = '10Gi') =>
  object('v1', 'PersistentVolumeClaim', name, {
    ...(storageClassName && { storageClassName }),
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: size } },
  });
/** Exactly so many are admitted: one less is too few. */
function expectTaken(manifests: any[], name: string, amount: number, unit = '') {
  expect(codes([...manifests, quota({ [name]: `${amount}${unit}` })])).toEqual([]);
  expect(codes([...manifests, quota({ [name]: `${amount - 1}${unit}` })])).toEqual(['QUOTA_EXCEEDED']);
}

describe('objects', () => {
  const services = [
    service('a', { ports: ports(undefined) }),
    service('b', { type: 'NodePort', ports: ports(undefined, undefined) }),
    service('c', { type: 'LoadBalancer', ports: ports(undefined) }),
    service('d', { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false, ports: ports(30_080, undefined) }),
    object('serving.knative.dev/v1', 'Service', 'no-service-of-the-core', { template: { spec: { containers: [] } } }),
  ];
  test.each([
    ['services', 4],
    ['count/services', 4],
    ['services.loadbalancers', 2],
    ['services.nodeports', 4],
  ])('%s', (name, amount) => expectTaken(services, name, amount));

  test('configmaps: one is in every namespace; secrets; quotas themselves; accounts', () => {
    const manifests = [object('v1', 'ConfigMap', 'a', undefined), object('v1', 'Secret', 'b', undefined)];
    expectTaken(manifests, 'configmaps', 2);
    expectTaken([...manifests, object('v1', 'ConfigMap', 'kube-root-ca.crt', undefined)], 'configmaps', 2);
    expectTaken(manifests, 'secrets', 1);
    expectTaken(manifests, 'resourcequotas', 1);
    expectTaken(manifests, 'count/serviceaccounts', 1);
  });

  test('any kind, by the name of its resource', () => {
    const widgets = object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'oxen.acme.io', {
      group: 'acme.io',
      names: { kind: 'Ox', plural: 'oxen' },
    });
    const manifests = [
      object('networking.k8s.io/v1', 'Ingress', 'a', {}),
      object('networking.k8s.io/v1', 'NetworkPolicy', 'b', {}),
      object('gateway.networking.k8s.io/v1', 'Gateway', 'c', {}),
      object('acme.io/v1', 'Ox', 'd', {}),
      widgets,
    ];
    expectTaken(manifests, 'count/ingresses.networking.k8s.io', 1);
    expectTaken(manifests, 'count/networkpolicies.networking.k8s.io', 1);
    expectTaken(manifests, 'count/gateways.gateway.networking.k8s.io', 1);
    expectTaken(manifests, 'count/oxen.acme.io', 1);
  });

  test('also those that no plan reads, in the charts of an app', () => {
    const east = cluster(Testing.app());
    const chart = new Chart(east.node.root as any, 'theirs');
    [
      service('a', { ports: ports(undefined) }),
      service('b', { ports: ports(undefined) }),
      quota({ services: '1' }),
    ].forEach((json, i) => new ApiObject(chart, `o${i}`, json));
    east.include(chart);
    expect(planOf(east).findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ code: 'QUOTA_EXCEEDED', expected: 'services: 2', actual: '1' }),
      ]),
    );
  });
});

describe('storage', () => {
  const fast = 'fast.storageclass.storage.k8s.io/requests.storage';
  const standard = (annotations = {}) =>
    object('storage.k8s.io/v1', 'StorageClass', 'fast', undefined, {
      metadata: { name: 'fast', annotations },
      provisioner: 'ebs.csi.aws.com',
    });

  test('of one class: claims of their own and those of pods', () => {
    const set = {
      ...deployment({}, { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim('data', 'fast').spec }] }),
      kind: 'StatefulSet',
    };
    const manifests = [set, claim('a', 'fast', '5Gi'), claim('b', 'slow'), standard()];
    expectTaken(manifests, fast, 35, 'Gi');
    expectTaken(manifests, 'fast.storageclass.storage.k8s.io/persistentvolumeclaims', 4);
    expectTaken(manifests, 'count/persistentvolumeclaims', 5);
    const [{ message }] = found([...manifests, quota({ [fast]: '34Gi' })]);
    expect(message).toContain(`admits ${fast} 34Gi, and at steady its pods and objects take 35Gi`);
  });

  test('the default class, where the charts say which it is', () => {
    const byDefault = standard({ 'storageclass.kubernetes.io/is-default-class': 'true' });
    expectTaken([claim('a'), byDefault], fast, 10, 'Gi');
    expect(found([claim('a'), quota({ [fast]: '100Gi' })])).toMatchObject([
      { code: 'QUOTA_NOT_COUNTED', severity: 'info', uncovered: true, message: expect.stringContaining(fast) },
    ]);
  });

  test('local disk of pods, and limits', () => {
    const disk = sized(
      { requests: { cpu: '1', 'ephemeral-storage': '1Gi' }, limits: { cpu: '2', 'ephemeral-storage': '2Gi' } },
      {},
      { strategy: { type: 'Recreate' } },
    );
    expectTaken([disk], 'requests.ephemeral-storage', 3, 'Gi');
    expectTaken([disk], 'ephemeral-storage', 3, 'Gi');
    expectTaken([disk], 'limits.ephemeral-storage', 6, 'Gi');
    expectTaken([disk], 'limits.cpu', 6);
  });
});

describe('QUOTA_NOT_COUNTED', () => {
  const cronJob = object('batch/v1', 'CronJob', 'nightly', {
    schedule: '0 3 * * *',
    jobTemplate: { spec: { template: { spec: { containers: [], restartPolicy: 'Never' } } } },
  });
  test.each<[string, any[], string, boolean]>([
    ['what controllers make', [], 'count/replicasets.apps', true],
    ['Jobs', [], 'count/jobs.batch', false],
    ['Jobs that a CronJob makes', [cronJob], 'count/jobs.batch', true],
    ['devices without requests., which the API server does not count', [], 'nvidia.com/gpu', true],
    ['pods', [], 'count/pods', false],
  ])('%s', (_, manifests, name, told) => {
    const own = found([...manifests, quota({ [name]: '9' })]).filter(({ code }) => code === 'QUOTA_NOT_COUNTED');
    expect(own.map(({ uncovered, message }) => [uncovered, message.includes(name)])).toEqual(
      told ? [[true, true]] : [],
    );
  });

  test('one for a quota, with all its names in order', () => {
    const hard = { 'count/leases.coordination.k8s.io': '9', 'count/events': '9', pods: '9' };
    expect(found([quota(hard)])).toMatchObject([
      { message: expect.stringContaining('bounds count/events, count/leases.coordination.k8s.io, of which') },
    ]);
  });
});

describe('QUOTA_INVALID', () => {
  test.each<[string, any, any, string]>([
    ['a name', { memmory: '1Gi' }, {}, 'memmory must be a standard resource for quota'],
    ['half a pod', { pods: '1.5' }, {}, 'pods 1.5 must be an integer'],
    ['half an object', { 'count/jobs.batch': '500m' }, {}, 'count/jobs.batch 500m must be an integer'],
    ['a scope', { services: '3' }, { scopes: ['NotBestEffort'] }, 'unsupported scope applied to resource services'],
    ['another one', { cpu: '3' }, { scopes: ['BestEffort'] }, 'unsupported scope applied to resource cpu'],
    [
      'opposite scopes',
      { pods: '3' },
      { scopes: ['Terminating', 'NotTerminating'] },
      'conflicting scopes Terminating and NotTerminating',
    ],
  ])('%s', (_, hard, more, message) => {
    expect(found([quota(hard, more)])).toMatchObject([
      { code: 'QUOTA_INVALID', severity: 'error', message: expect.stringContaining(message) },
    ]);
  });

  test('an amount that is none', () => {
    const all = planManifests([quota({ pods: 'many' })]).findings.map(({ code }) => code);
    expect(all).toContain('QUANTITY_INVALID');
  });

  test.each([{ pods: '1k' }, { 'hugepages-2Mi': '0' }, { 'requests.hugepages-2Mi': 0 }])('legal: %j', (hard) => {
    expect(codes([quota(hard)])).toEqual([]);
  });
});

describe('at edge sites', () => {
  const requests = { cpu: '1', memory: '1Gi' };
  const tolerations = [{ key: 'node-role.kubernetes.io/edge', operator: 'Exists', effect: 'NoSchedule' }];
  const labels = { app: 'web' };
  const workload = (name: string, namespace: string, spec: any = {}) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } },
      template: {
        metadata: { labels },
        spec: { tolerations, containers: [{ name: 'c', image: 'r/a:1', resources: { requests } }], ...spec },
      },
    },
  });
  const copied = {
    apiVersion: 'apps.kubeedge.io/v1alpha1',
    kind: 'EdgeApplication',
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      workloadTemplate: { manifests: [workload('web', 'shop')] },
      workloadScope: {
        targetNodeGroups: [
          { name: 's-1' },
          { name: 's-2' },
          {
            name: 's-3',
            overriders: { resourcesOverriders: [{ containerName: 'c', value: { requests: { cpu: '2' } } }] },
          },
        ],
      },
    },
  };
  function quotasOf(...manifests: any[]) {
    const edge = edgePlatform();
    ['s-1', 's-2', 's-3'].forEach((name) => site(edge, name));
    const chart = new Chart(edge.node.root as any, 'theirs');
    manifests.forEach((json, i) => new ApiObject(chart, `o${i}`, json));
    edge.cluster.include(chart);
    return planOf(edge)
      .findings.filter(({ code }: any) => code.startsWith('QUOTA_'))
      .map(({ code, expected }: any) => [code, expected]);
  }

  test('all copies count, with what each asks for, and all are rolled out at the same time', () => {
    expect(quotasOf(copied, quota({ pods: '2' }))).toEqual([['QUOTA_EXCEEDED', 'pods: 3']]);
    expect(quotasOf(copied, quota({ cpu: '3' }))).toEqual([['QUOTA_EXCEEDED', 'cpu: 4']]);
    expect(quotasOf(copied, quota({ pods: '3' }))).toEqual([['QUOTA_SHORTENS_ROLLOUT', 'pods: 6']]);
    expect(quotasOf(copied, quota({ pods: '6' }))).toEqual([]);
    expect(quotasOf(copied, quota({ 'count/deployments.apps': '2' }))).toEqual([
      ['QUOTA_EXCEEDED', 'count/deployments.apps: 3'],
    ]);
  });

  test('equal sites with other namespaces: each counts for its own', () => {
    const at = (name: string, namespace: string) =>
      workload('web', namespace, { nodeSelector: { 'apps.kubeedge.io/belonging-to': name } });
    const two = [at('s-1', 'north'), at('s-2', 'south')];
    expect(quotasOf(...two, quota({ pods: '0' }, {}, 'south'))).toEqual([['QUOTA_EXCEEDED', 'pods: 1']]);
    expect(quotasOf(...two, quota({ pods: '2' }, {}, 'south'))).toEqual([]);
  });
});
