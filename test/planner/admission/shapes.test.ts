import { deployment, findingsOf, object, planManifests, POOL, sized } from '../../support/admission';

const ZONE = 'topology.kubernetes.io/zone';
const own = { matchLabels: { app: 'web' } };
const constraint = { maxSkew: 1, topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule', labelSelector: own };
const withSpread = (...constraints: any[]) => ({
  topologySpreadConstraints: constraints.map((one) => ({ ...constraint, ...one })),
});
const required = (expression: any) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [expression] }] },
    },
  },
});
const listening = (ports: any[], more: any = {}) => ({ containers: [{ name: 'c', image: 'x:1', ports }], ...more });
const codesOf = (...manifests: any[]) => findingsOf(manifests).map(({ code }) => code);
const only = (code: string, ...manifests: any[]) => {
  const some = findingsOf(manifests).filter((one) => one.code === code);
  expect(some).toHaveLength(1);
  return some[0];
};

describe('POD_FIELDS_REFUSED', () => {
  // kubernetes 1.32 pkg/apis/core/validation/validation.go
  test.each<[string, any, string]>([
    ['skew 0', withSpread({ maxSkew: 0 }), 'must be greater than zero'],
    ['no answer', withSpread({ whenUnsatisfiable: undefined }), 'supported values: DoNotSchedule, ScheduleAnyway'],
    ['a policy in lower case', withSpread({ nodeTaintsPolicy: 'honor' }), 'Unsupported value "honor"'],
    [
      'soft minDomains',
      withSpread({ minDomains: 2, whenUnsatisfiable: 'ScheduleAnyway' }),
      'can only use minDomains if',
    ],
    ['one key twice', withSpread({}, { maxSkew: 2 }), 'Duplicate value'],
    ['a key that is selected', withSpread({ matchLabelKeys: ['app'] }), 'exists in both'],
    [
      'keys without a selector',
      withSpread({ matchLabelKeys: ['app'], labelSelector: undefined }),
      'labelSelector is not set',
    ],
    ['a value of Exists', { tolerations: [{ key: 'a', operator: 'Exists', value: 'b' }] }, 'value must be empty'],
    ['every key, Equal', { tolerations: [{ effect: 'NoSchedule' }] }, 'operator must be Exists'],
    [
      'seconds',
      { tolerations: [{ key: 'a', effect: 'NoSchedule', tolerationSeconds: 3 }] },
      "effect must be 'NoExecute'",
    ],
    ['In nothing', required({ key: 'a', operator: 'In', values: [] }), 'must be specified when'],
    ['Exists with values', required({ key: 'a', operator: 'Exists', values: ['b'] }), 'may not have values'],
    ['an operator', required({ key: 'a', operator: 'Equals', values: ['b'] }), 'not a valid selector operator'],
    [
      'another host port',
      listening([{ containerPort: 80, hostPort: 81 }], { hostNetwork: true }),
      'must match `hostPort`',
    ],
    [
      'a host port twice',
      listening([
        { containerPort: 1, hostPort: 80 },
        { containerPort: 2, hostPort: 80 },
      ]),
      'Duplicate value TCP 80',
    ],
  ])('%s', (_, spec, reason) => {
    const finding = only('POD_FIELDS_REFUSED', deployment(spec));
    expect(finding).toMatchObject({ severity: 'error', path: 'theirs/0' });
    expect(finding.message).toContain(`refuses the pods of shop/Deployment/web: `);
    expect(finding.message).toContain(reason);
    expect(finding.cure!.join()).not.toBe('');
  });

  test('what the API server takes is taken', () => {
    const spec = {
      ...withSpread({ minDomains: 2, matchLabelKeys: ['pod-template-hash'] }, { whenUnsatisfiable: 'ScheduleAnyway' }),
      ...required({ key: 'generation', operator: 'Gt', values: ['5'] }),
      ...listening(
        [
          { containerPort: 53, hostPort: 53, protocol: 'UDP' },
          { containerPort: 53, hostPort: 53 },
        ],
        { hostNetwork: true },
      ),
      tolerations: [
        { operator: 'Exists' },
        { key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 9 },
      ],
    };
    expect(codesOf(deployment(spec))).not.toContain('POD_FIELDS_REFUSED');
  });

  test('twelve workloads with one fault are one finding', () => {
    const many = Array.from({ length: 12 }, (_, i) => deployment(withSpread({ maxSkew: 0 }), {}, { name: `web-${i}` }));
    expect(only('POD_FIELDS_REFUSED', ...many).count).toBe(12);
  });
});

describe('UPDATE_STRATEGY_REFUSED', () => {
  const rolling = (rollingUpdate: any) => deployment({}, { strategy: { rollingUpdate } });
  const set = (spec: any) => ({ ...deployment({}, spec), kind: 'StatefulSet' });
  test.each<[string, any, string]>([
    ['a share above all', rolling({ maxSurge: 0, maxUnavailable: '150%' }), 'must not be greater than 100%'],
    ['a number as text', rolling({ maxSurge: '1' }), 'must be an integer or percentage'],
    ['a negative surge', rolling({ maxSurge: -1 }), 'must be greater than or equal to 0'],
    ['both strategies', deployment({}, { strategy: { type: 'Recreate', rollingUpdate: {} } }), 'may not be specified'],
    ['a type', deployment({}, { strategy: { type: 'Rolling' } }), 'Unsupported value "Rolling"'],
    ['a deadline', deployment({}, { minReadySeconds: 600 }), 'must be greater than minReadySeconds'],
    ['a partition', set({ updateStrategy: { rollingUpdate: { partition: -1 } } }), 'partition -1'],
    ['an order', set({ podManagementPolicy: 'Serial' }), 'Unsupported value "Serial"'],
  ])('%s', (_, manifest, reason) => {
    expect(only('UPDATE_STRATEGY_REFUSED', manifest).message).toContain(reason);
  });

  test('a surge above all pods is legal', () => {
    expect(codesOf(rolling({ maxSurge: '300%', maxUnavailable: 0 }))).not.toContain('UPDATE_STRATEGY_REFUSED');
  });
});

describe('budgets', () => {
  const budget = (spec: any) => object('policy/v1', 'PodDisruptionBudget', 'web', { selector: own, ...spec });
  test.each([{ maxUnavailable: '150%' }, { maxUnavailable: -1 }, { minAvailable: 'most' }])(
    'BUDGET_INVALID %p',
    (spec) => {
      const codes = codesOf(deployment(), budget(spec));
      expect(codes).toContain('BUDGET_INVALID');
      expect(codes).not.toContain('BUDGET_BLOCKS_DRAIN');
    },
  );

  test('a budget without a bound lets none go', () => {
    expect(only('BUDGET_BLOCKS_DRAIN', deployment(), budget({})).message).toContain('neither minAvailable nor');
  });
});

describe('LimitRanges', () => {
  const range = (...limits: any[]) => object('v1', 'LimitRange', 'team', { limits });

  test('one that is refused refuses no pods', () => {
    const codes = codesOf(sized({}), range({ type: 'Container', max: { cpu: '1' }, default: { cpu: '2' } }));
    expect(codes).toContain('LIMIT_RANGE_INVALID');
    expect(codes).not.toContain('LIMIT_RANGE_REFUSES');
  });

  test('a request above the maximum, which is the default limit too, is told once', () => {
    const asks = sized({ requests: { cpu: '1' } });
    expect(codesOf(asks, range({ type: 'Container', max: { cpu: '500m' } }))).toEqual(['LIMIT_RANGE_REFUSES']);
    expect(codesOf(asks, range({ type: 'Container', default: { cpu: '500m' } }))).toEqual(['LIMIT_BELOW_REQUEST']);
  });
});

test('selectors of twelve workloads that match none of their pods are one finding', () => {
  const many = Array.from({ length: 12 }, (_, i) => {
    const name = `web-${i}`;
    return deployment({ metadata: { labels: { app: name } } }, { selector: { matchLabels: { tier: 'a' } } }, { name });
  });
  const found = planManifests(many).findings.filter(({ code }) => code === 'SELECTOR_MISMATCH');
  expect(found).toMatchObject([{ count: 12 }]);
});

test('a daemonset that is too large for a pool of three zones is one finding', () => {
  const daemon = { ...sized({ requests: { cpu: '9' }, limits: { memory: '1Gi' } }), kind: 'DaemonSet' };
  const pools = [{ ...POOL, zones: ['a', 'b', 'c'] }];
  const found = findingsOf([daemon], { pools });
  expect(found.filter(({ code }) => code === 'DAEMONSET_DOES_NOT_FIT')).toHaveLength(1);
});

test('fewer replicas as a cure have the rollout of so many: 25% of 3 may hang where 25% of 4 does not', () => {
  const term = { labelSelector: own, topologyKey: ZONE };
  const apart = { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };
  const pools = [{ ...POOL, zones: ['a', 'b', 'c'] }];
  const codes = (replicas: number) =>
    planManifests([deployment(apart, { replicas })], { pools }).findings.map(({ code }) => code);
  const [finding] = planManifests([deployment(apart, { replicas: 4 })], { pools }).findings;
  expect(finding).toMatchObject({ code: 'DOES_NOT_FIT', cure: ['2 replicas of theirs/0'] });
  expect(codes(3)).toContain('ROLLOUT_CANNOT_PROGRESS');
  expect(codes(2)).not.toContain('ROLLOUT_CANNOT_PROGRESS');
});
