import { deployment, findingsOf, object, sized } from '../../support/admission';

const refused = (manifests: any[]) =>
  findingsOf(manifests).filter(({ severity, code }) => severity === 'error' && code !== 'MANIFEST_UNREADABLE');

describe('RESOURCES_INVALID', () => {
  test.each<[string, any, string]>([
    [
      'a request above its limit',
      { requests: { cpu: '2' }, limits: { cpu: '1500m' } },
      'the cpu request 2 must be less than or equal to the limit 1500m',
    ],
    [
      'in another unit',
      { requests: { memory: '1Gi' }, limits: { memory: '1G' } },
      'the memory request 1Gi must be less than or equal to the limit 1G',
    ],
    [
      'devices without a limit',
      { requests: { 'nvidia.com/gpu': '1' } },
      'nvidia.com/gpu must have a limit: it cannot be overcommitted',
    ],
    [
      'fewer devices than the limit',
      { requests: { 'nvidia.com/gpu': '1' }, limits: { 'nvidia.com/gpu': '2' } },
      'the request 1 of nvidia.com/gpu must be equal to its limit 2',
    ],
    ['half a device', { limits: { 'nvidia.com/gpu': '500m' } }, 'nvidia.com/gpu 500m must be an integer'],
    [
      'huge pages without a limit',
      { requests: { 'hugepages-2Mi': '4Mi', memory: '1Gi' } },
      'hugepages-2Mi must have a limit: it cannot be overcommitted',
    ],
  ])('%s', (_, resources, text) => {
    const [finding, ...others] = refused([sized(resources)]).filter(({ code }) => code === 'RESOURCES_INVALID');
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ path: 'theirs/0' });
    expect(finding.message).toBe(`the API server refuses the pods of shop/Deployment/web: container c: ${text}`);
  });

  test.each<[string, any]>([
    ['a limit alone', { limits: { cpu: '1', memory: '1Gi', 'nvidia.com/gpu': '1' } }],
    ['equal amounts written otherwise', { requests: { cpu: '1' }, limits: { cpu: '1000m' } }],
    ['a request alone', { requests: { cpu: '64', memory: '12Ti' }, limits: { memory: '12Ti' } }],
    ['devices as 2.0', { limits: { 'nvidia.com/gpu': '2.0' } }],
  ])('%s is legal', (_, resources) => {
    expect(refused([sized(resources)]).filter(({ code }) => code === 'RESOURCES_INVALID')).toEqual([]);
  });

  test('init containers are held to it, and all faults of a pod are one finding', () => {
    const bad = { requests: { cpu: '2' }, limits: { cpu: '1' } };
    const made = deployment({
      initContainers: [{ name: 'i', resources: bad }],
      containers: [{ name: 'c', resources: bad }],
    });
    const findings = refused([made]);
    expect(findings).toHaveLength(1);
    expect(findings[0].message).toMatch(/container i: .*; container c: /);
  });
});

describe('LimitRange', () => {
  const range = (limits: any[], namespace = 'shop') =>
    object('v1', 'LimitRange', 'bounds', { limits }, { metadata: { name: 'bounds', namespace } });

  test('LIMIT_BELOW_REQUEST: a default limit below the request', () => {
    const made = sized({ requests: { cpu: '1', memory: '1Gi' } });
    const [finding] = refused([made, range([{ type: 'Container', default: { memory: '256Mi' } }])]);
    expect(finding).toMatchObject({
      code: 'LIMIT_BELOW_REQUEST',
      cure: ['a memory limit of at least 1Gi in container c', 'a larger default limit in the LimitRange of shop'],
    });
    expect(finding.message).toContain('the memory request 1Gi must be less than or equal to the limit 256Mi');
    expect(refused([made, range([{ type: 'Container', default: { memory: '1Gi' } }])])).toEqual([]);
    expect(refused([made, range([{ type: 'Container', default: { memory: '256Mi' } }], 'other')])).toEqual([]);
  });

  const two = { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '2', memory: '2Gi' } };

  test.each<[string, any, any, string[]]>([
    [
      'a limit above the maximum',
      two,
      { type: 'Container', max: { memory: '1500Mi' } },
      ['maximum memory usage per Container is 1500Mi, but the limit of container c is 2Gi'],
    ],
    [
      'a request below the minimum',
      two,
      { type: 'Container', min: { cpu: '1500m' } },
      ['minimum cpu usage per Container is 1500m, but the request of container c is 1'],
    ],
    [
      'the ratio',
      two,
      { type: 'Container', maxLimitRequestRatio: { cpu: '1.5', memory: '2' } },
      ['cpu max limit to request ratio per Container is 1.5, but the ratio of container c is 2'],
    ],
    [
      'the ratio needs both',
      { requests: { cpu: '1' } },
      { type: 'Container', maxLimitRequestRatio: { cpu: '4' } },
      ['cpu max limit to request ratio per Container is 4, but container c has no limit'],
    ],
    [
      'a maximum is the default of those without a limit',
      { requests: { cpu: '500m' } },
      { type: 'Container', max: { cpu: '1' } },
      [],
    ],
    ['a minimum is the default of those without a request', {}, { type: 'Container', min: { cpu: '100m' } }, []],
    [
      'a pod without a limit',
      { requests: { cpu: '1' } },
      { type: 'Pod', max: { cpu: '4' } },
      ['maximum cpu usage per Pod is 4, but the pod has no limit'],
    ],
  ])('LIMIT_RANGE_REFUSES: %s', (_, resources, item, texts) => {
    const findings = refused([sized(resources), range([item])]);
    expect(findings.map(({ code, message }) => [code, message])).toEqual(
      texts.map((text) => [
        'LIMIT_RANGE_REFUSES',
        `LimitRange bounds of namespace shop refuses the pods of shop/Deployment/web: ${text}`,
      ]),
    );
  });

  test('a pod is the sum of its containers, or its largest init container', () => {
    const limits = (cpu: string) => ({ requests: { cpu }, limits: { cpu } });
    const made = deployment({
      initContainers: [{ name: 'i', resources: limits('3') }],
      containers: [
        { name: 'a', resources: limits('1') },
        { name: 'b', resources: limits('1500m') },
      ],
    });
    const most = (cpu: string) => refused([made, range([{ type: 'Pod', max: { cpu } }])]).map(({ message }) => message);
    expect(most('3')).toEqual([]);
    expect(most('2')[0]).toContain('maximum cpu usage per Pod is 2, but the limit of the pod is 3');
    made.spec.template.spec.initContainers = [];
    expect(most('2')[0]).toContain('the limit of the pod is 2500m');
  });

  test('claims: of their own, of a StatefulSet, of a pod', () => {
    const claim = (storage: string) => ({ resources: { requests: { storage } } });
    const item = { type: 'PersistentVolumeClaim', min: { storage: '1Gi' }, max: { storage: '10Gi' } };
    const set = {
      ...deployment({}, { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim('20Gi') }] }),
      kind: 'StatefulSet',
    };
    const scratch = deployment({
      volumes: [{ name: 's', ephemeral: { volumeClaimTemplate: { spec: claim('512Mi') } } }],
    });
    const own = object('v1', 'PersistentVolumeClaim', 'logs', claim('11Gi'));
    expect(refused([set, scratch, own, range([item])]).map(({ message }) => message.split(': ')[1])).toEqual([
      'minimum storage usage per PersistentVolumeClaim is 1Gi, but the request of s is 512Mi',
      'maximum storage usage per PersistentVolumeClaim is 10Gi, but the request of data is 20Gi',
      'maximum storage usage per PersistentVolumeClaim is 10Gi, but the request of logs is 11Gi',
    ]);
  });
});

describe('templates', () => {
  test('SELECTOR_MISMATCH: the selector does not match the labels of the pods', () => {
    const [finding] = refused([deployment({}, { selector: { matchLabels: { app: 'shop' } } })]);
    expect(finding).toMatchObject({ code: 'SELECTOR_MISMATCH' });
    expect(finding.message).toBe(
      'the API server refuses Deployment web: selector {"matchLabels":{"app":"shop"}} does not match template labels {"app":"web"}',
    );
  });

  test.each<[string, any, any, string[]]>([
    ['an expression that matches', {}, { matchExpressions: [{ key: 'app', operator: 'Exists' }] }, []],
    [
      'an expression that does not',
      {},
      { matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
      ['SELECTOR_MISMATCH'],
    ],
    ['an empty selector', {}, {}, ['SELECTOR_MISMATCH']],
    ['a StatefulSet', { kind: 'StatefulSet' }, { matchLabels: { a: 'b' } }, ['SELECTOR_MISMATCH']],
    [
      'a Job with a selector of its own',
      { apiVersion: 'batch/v1', kind: 'Job' },
      { matchLabels: { app: 'web' } },
      ['SELECTOR_MISMATCH'],
    ],
    [
      'another kind with a selector',
      { apiVersion: 'batch.volcano.sh/v1alpha1', kind: 'Job' },
      { matchLabels: { a: 'b' } },
      [],
    ],
  ])('%s', (_, owner, selector, codes) => {
    const restartPolicy = (owner as { kind?: string }).kind === 'Job' ? 'Never' : undefined;
    const made = { ...deployment({ restartPolicy }, { selector }), ...owner };
    expect(refused([made]).map(({ code }) => code)).toEqual(codes);
  });

  test.each<[string, string, string, string[]]>([
    ['apps/v1', 'Deployment', 'Never', ['RESTART_POLICY_INVALID']],
    ['apps/v1', 'Deployment', 'Always', []],
    ['batch/v1', 'Job', 'Always', ['RESTART_POLICY_INVALID']],
    ['batch/v1', 'Job', 'OnFailure', []],
  ])('%s %s with restartPolicy %s', (apiVersion, kind, restartPolicy, codes) => {
    const made = { ...deployment({ restartPolicy }), apiVersion, kind };
    delete (made.spec as any).selector;
    expect(refused([made]).map(({ code }) => code)).toEqual(codes);
  });
});
