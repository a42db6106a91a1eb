import { deployment, findingsOf, object } from '../../support/admission';

const job = (name = 'train', queue = 'team') => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name, namespace: 'shop', labels: { 'kueue.x-k8s.io/queue-name': queue } },
  spec: { suspend: true, template: deployment().spec.template },
});
const GROUPS = [
  {
    coveredResources: ['cpu', 'memory'],
    flavors: [
      {
        name: 'default',
        resources: [
          { name: 'cpu', nominalQuota: '100' },
          { name: 'memory', nominalQuota: '100Gi' },
        ],
      },
    ],
  },
];
const cluster = (spec: any = {}) =>
  object(
    'kueue.x-k8s.io/v1beta2',
    'ClusterQueue',
    'all',
    { namespaceSelector: {}, resourceGroups: GROUPS, ...spec },
    { metadata: { name: 'all' } },
  );
const local = (spec: any = {}, namespace = 'shop') =>
  object(
    'kueue.x-k8s.io/v1beta2',
    'LocalQueue',
    'team',
    { clusterQueue: 'all', ...spec },
    { metadata: { name: 'team', namespace } },
  );
const flavor = (name = 'default') =>
  object('kueue.x-k8s.io/v1beta2', 'ResourceFlavor', name, {}, { metadata: { name } });
const namespace = (labels: any) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } });
const CODES = ['QUEUE_UNKNOWN', 'QUEUE_STOPPED', 'QUEUE_REFUSES_NAMESPACE', 'QUEUE_FLAVOR_UNKNOWN'];
const found = (...manifests: any[]) => findingsOf(manifests).filter(({ code }) => CODES.includes(code));

test('queues that are there and open admit', () => {
  expect(found(job(), local(), cluster(), flavor())).toEqual([]);
  expect(found(deployment(), cluster({ stopPolicy: 'Hold', namespaceSelector: undefined }))).toEqual([]);
});

describe('QUEUE_STOPPED', () => {
  test.each<[string, any[], string]>([
    ['a ClusterQueue on hold', [local(), cluster({ stopPolicy: 'Hold' })], 'ClusterQueue all has stopPolicy Hold'],
    [
      'a ClusterQueue that is drained',
      [local(), cluster({ stopPolicy: 'HoldAndDrain' })],
      'ClusterQueue all has stopPolicy HoldAndDrain',
    ],
    ['a LocalQueue on hold', [local({ stopPolicy: 'Hold' }), cluster()], 'LocalQueue team has stopPolicy Hold'],
  ])('%s', (_, queues, text) => {
    const findings = found(job(), ...queues, flavor());
    expect(findings).toMatchObject([{ code: 'QUEUE_STOPPED', severity: 'error', path: 'theirs/0' }]);
    expect(findings[0].message).toContain(`${text}: shop/Job/train is never admitted`);
  });

  test('stopPolicy None is none, and five jobs that wait are one finding', () => {
    expect(found(job(), local({ stopPolicy: 'None' }), cluster(), flavor())).toEqual([]);
    const jobs = [1, 2, 3, 4, 5].map((i) => job(`train-${i}`));
    const findings = found(...jobs, local(), cluster({ stopPolicy: 'Hold' }), flavor());
    expect(findings).toMatchObject([{ count: 5 }]);
    expect(findings[0].message).toContain('shop/Job/train-1, shop/Job/train-2, shop/Job/train-3 and 2 more');
  });
});

describe('QUEUE_REFUSES_NAMESPACE', () => {
  const team = (value: string) => ({ matchLabels: { team: value } });

  test('a queue without a selector admits nobody', () => {
    const [finding] = found(job(), local(), cluster({ namespaceSelector: undefined }), flavor());
    expect(finding).toMatchObject({ code: 'QUEUE_REFUSES_NAMESPACE', severity: 'error' });
    expect(finding.message).toContain('has no namespaceSelector, which selects nothing');
    expect(finding.cure).toContain('namespaceSelector: {"matchLabels":{"kubernetes.io/metadata.name":"shop"}}');
  });

  test('by the labels of the namespace, its name among them', () => {
    const selecting = (namespaceSelector: any) =>
      found(job(), local(), cluster({ namespaceSelector }), flavor(), namespace({ team: 'blue' }));
    expect(selecting(team('blue'))).toEqual([]);
    expect(selecting({ matchLabels: { 'kubernetes.io/metadata.name': 'shop' } })).toEqual([]);
    expect(selecting(team('red'))).toMatchObject([{ severity: 'error' }]);
  });

  test('of a namespace that is in no chart nobody knows the labels', () => {
    expect(found(job(), local(), cluster({ namespaceSelector: team('blue') }), flavor())).toMatchObject([
      { severity: 'warning', uncovered: true },
    ]);
  });
});

describe('QUEUE_UNKNOWN', () => {
  test.each<[string, any[], string]>([
    [
      'no LocalQueue of that name',
      [job('train', 'teem'), local(), cluster(), flavor()],
      'LocalQueue teem of namespace shop',
    ],
    ['one in another namespace', [job(), local({}, 'other'), cluster(), flavor()], 'LocalQueue team of namespace shop'],
    ['no ClusterQueue behind it', [job(), local({ clusterQueue: 'some' }), cluster(), flavor()], 'ClusterQueue some'],
  ])('%s', (_, manifests, what) => {
    expect(found(...manifests)).toMatchObject([
      {
        code: 'QUEUE_UNKNOWN',
        severity: 'error',
        message: expect.stringContaining(`${what} is in no chart of the cluster`),
      },
    ]);
  });

  test('where the charts have no queues at all, somebody else may make them', () => {
    expect(found(job())).toMatchObject([{ code: 'QUEUE_UNKNOWN', severity: 'warning', uncovered: true }]);
  });

  test('a queue of Volcano', () => {
    const pods = (queue?: string) =>
      deployment({
        schedulerName: 'volcano',
        metadata: { labels: { app: 'web' }, annotations: queue ? { 'scheduling.volcano.sh/queue-name': queue } : {} },
      });
    expect(found(pods('gold'))).toMatchObject([{ code: 'QUEUE_UNKNOWN', severity: 'warning' }]);
    expect(found(pods())).toEqual([]);
    const gold = object('scheduling.volcano.sh/v1beta1', 'Queue', 'gold', {}, { metadata: { name: 'gold' } });
    expect(found(pods('gold'), gold)).toEqual([]);
  });
});

test('QUEUE_FLAVOR_UNKNOWN: a queue with a flavor that nobody makes is inactive', () => {
  expect(found(job(), local(), cluster(), flavor('other'))).toMatchObject([
    { severity: 'error', message: expect.stringContaining('references missing ResourceFlavor(s): default') },
  ]);
  expect(found(job(), local(), cluster())).toMatchObject([{ severity: 'warning', uncovered: true }]);
});
