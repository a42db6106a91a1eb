import { deployment, object, planManifests, RESOURCES, sized } from '../../support/admission';

const quota = (hard: any, more: any = {}, namespace = 'shop') =>
  object('v1', 'ResourceQuota', 'team', { hard, ...more }, { metadata: { name: 'team', namespace } });
const found = (manifests: any[], cluster: any = {}) =>
  planManifests(manifests, cluster).findings.filter(({ code }) => code.startsWith('QUOTA_'));
const codes = (manifests: any[], cluster: any = {}) => found(manifests, cluster).map(({ code }) => code);
const fixed = (maxSurge: any, maxUnavailable: any) => ({ strategy: { rollingUpdate: { maxSurge, maxUnavailable } } });
const hpa = (maxReplicas: number) =>
  object('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    minReplicas: 3,
    maxReplicas,
  });
// Three pods of 500m and 1 GiB that are replaced in place.
const three = deployment({}, fixed(0, 1));

describe('QUOTA_EXCEEDED', () => {
  test.each<[string, any, string[]]>([
    ['as many pods as run', { pods: '3' }, []],
    ['fewer pods', { pods: '2' }, ['QUOTA_EXCEEDED']],
    ['cpu to the core', { 'requests.cpu': '1500m' }, []],
    ['less cpu', { 'requests.cpu': '1499m' }, ['QUOTA_EXCEEDED']],
    ['cpu by its short name', { cpu: '1' }, ['QUOTA_EXCEEDED']],
    ['limits of memory', { 'limits.memory': '3Gi' }, []],
    ['less of them', { 'limits.memory': '3000Mi' }, ['QUOTA_EXCEEDED']],
    ['objects', { 'count/deployments.apps': '1' }, []],
    ['none of them', { 'count/deployments.apps': '0' }, ['QUOTA_EXCEEDED']],
  ])('at steady: %s', (_, hard, expected) => {
    expect(codes([three, quota(hard)])).toEqual(expected);
  });

  test('it says what the server says, and the amount that does', () => {
    expect(found([three, quota({ pods: '2' })])).toMatchObject([
      {
        severity: 'error',
        message:
          'ResourceQuota team of namespace shop admits pods 2, and at steady its pods and objects take 3: the API server refuses the rest (exceeded quota: team, limited: pods=2)',
        cure: ['pods: 3 in ResourceQuota team'],
      },
    ]);
  });

  test('at HPA maximum', () => {
    expect(codes([three, hpa(6), quota({ pods: '6' })])).toEqual([]);
    expect(found([three, hpa(6), quota({ pods: '5' })])[0].message).toContain(
      'at HPA maximum its pods and objects take 6',
    );
  });

  test('devices, claims and storage', () => {
    const gpus = sized({ limits: { 'nvidia.com/gpu': '2' } }, {}, fixed(0, 1));
    expect(codes([gpus, quota({ 'requests.nvidia.com/gpu': '5' })])).toEqual(['QUOTA_EXCEEDED']);
    expect(codes([gpus, quota({ 'requests.nvidia.com/gpu': '6' })])).toEqual([]);
    const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } };
    const set = {
      ...deployment({}, { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim }] }),
      kind: 'StatefulSet',
    };
    const own = object('v1', 'PersistentVolumeClaim', 'logs', claim);
    const hard = (claims: string, storage: string) =>
      quota({ persistentvolumeclaims: claims, 'requests.storage': storage });
    expect(codes([set, own, hard('4', '40Gi')])).toEqual([]);
    expect(codes([set, own, hard('3', '39Gi')])).toEqual(['QUOTA_EXCEEDED', 'QUOTA_EXCEEDED']);
  });

  test('a quota of another namespace says nothing of these', () => {
    expect(codes([three, quota({ pods: '0' }, {}, 'other')])).toEqual([]);
  });
});

describe('scopes', () => {
  test.each<[string, any, any, boolean]>([
    ['BestEffort leaves out who requests', { scopes: ['BestEffort'] }, {}, false],
    ['NotBestEffort counts it', { scopes: ['NotBestEffort'] }, {}, true],
    ['Terminating counts who has a deadline', { scopes: ['Terminating'] }, { activeDeadlineSeconds: 60 }, true],
    ['NotTerminating does not', { scopes: ['NotTerminating'] }, { activeDeadlineSeconds: 60 }, false],
    [
      'a priority class that is named',
      {
        scopeSelector: {
          matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['system-node-critical'] }],
        },
      },
      { priorityClassName: 'system-node-critical' },
      true,
    ],
    [
      'another one',
      { scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['gold'] }] } },
      { priorityClassName: 'system-node-critical' },
      false,
    ],
    [
      'any one',
      { scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'Exists' }] } },
      {},
      false,
    ],
  ])('%s', (_, scope, pod, counted) => {
    expect(codes([deployment(pod, fixed(0, 1)), quota({ pods: '1' }, scope)])).toEqual(
      counted ? ['QUOTA_EXCEEDED'] : [],
    );
  });
});

describe('rollouts', () => {
  test('QUOTA_STOPS_ROLLOUT: no old pod may go first, and no new one is admitted', () => {
    const surging = deployment({}, fixed(1, 0));
    expect(found([surging, quota({ pods: '3' })])).toMatchObject([
      { code: 'QUOTA_STOPS_ROLLOUT', severity: 'error', cure: ['pods: 4 in ResourceQuota team'] },
    ]);
    expect(codes([surging, quota({ pods: '4' })])).toEqual([]);
  });

  test('QUOTA_SHORTENS_ROLLOUT: an old pod may go, so it goes on', () => {
    expect(found([deployment({}, fixed(1, 1)), quota({ pods: '3' })])).toMatchObject([
      { code: 'QUOTA_SHORTENS_ROLLOUT', severity: 'warning' },
    ]);
  });

  test('at the same time', () => {
    const two = [deployment({}, fixed(1, 1), { name: 'a' }), deployment({}, fixed(1, 1), { name: 'b' })];
    expect(codes([...two, quota({ pods: '7' })])).toEqual([]);
    expect(codes([...two, quota({ pods: '7' })], { concurrentRollouts: 2 })).toEqual(['QUOTA_SHORTENS_ROLLOUT']);
    expect(codes([...two, quota({ pods: '8' })], { concurrentRollouts: 2 })).toEqual([]);
  });
});

describe('QUOTA_REFUSES_PODS: what the quota counts has to be set', () => {
  test('by every container', () => {
    const containers = [
      { name: 'c', image: 'registry.example.com/web:1', resources: RESOURCES },
      { name: 'd', image: 'registry.example.com/web:1' },
    ];
    const made = deployment({ containers }, fixed(0, 1));
    const hard = { 'requests.cpu': '20', 'limits.cpu': '20' };
    expect(found([made, quota(hard)])).toMatchObject([
      {
        severity: 'error',
        message:
          'ResourceQuota team of namespace shop refuses the pods of shop/Deployment/web: must specify requests.cpu for: d; limits.cpu for: c,d',
      },
    ]);
    const range = object('v1', 'LimitRange', 'r', {
      limits: [{ type: 'Container', default: { cpu: '1' }, defaultRequest: { cpu: '100m' } }],
    });
    expect(codes([made, quota(hard), range])).toEqual([]);
  });

  test('storage and devices do not', () => {
    expect(codes([three, quota({ 'requests.nvidia.com/gpu': '0', 'requests.ephemeral-storage': '0' })])).toEqual([]);
  });
});
