import { deployment, findingsOf, object, planManifests, readManifests, sized } from '../../support/admission';

const budget = (spec: any, name = 'web', selector: any = { matchLabels: { app: 'web' } }) =>
  object('policy/v1', 'PodDisruptionBudget', name, { ...spec, selector });
const named = (name: string, replicas: number, labels: any = {}) => {
  const made = deployment({ metadata: { labels: { app: 'web', ...labels } } }, { replicas }, { name });
  return made;
};
const job = (name = 'load') => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name, namespace: 'shop' },
  spec: { parallelism: 2, template: deployment().spec.template },
});
const pod = (name: string) => ({
  ...deployment().spec.template,
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { app: 'web' } },
});
const found = (...manifests: any[]) => findingsOf(manifests).filter(({ code }) => code.startsWith('BUDGET'));
const allowed = (...manifests: any[]) =>
  Object.fromEntries(readManifests(manifests).workloads.map(({ id, disruption }) => [id, disruption?.allowed]));

test('BUDGETS_OVERLAP: two budgets on one pod', () => {
  const [finding, ...others] = found(
    deployment(),
    budget({ maxUnavailable: 1 }),
    budget({ minAvailable: 1 }, 'all', {}),
  );
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ code: 'BUDGETS_OVERLAP', severity: 'error', path: 'theirs/0' });
  expect(finding.message).toContain(
    'more than one PodDisruptionBudget (all, web), which the eviction API does not support',
  );
});

test('BUDGET_INVALID: both bounds', () => {
  expect(found(deployment(), budget({ maxUnavailable: 1, minAvailable: 1 })).map(({ code }) => code)).toContain(
    'BUDGET_INVALID',
  );
});

describe('a budget over several workloads counts them together', () => {
  const both = [named('a', 3), named('b', 5)];

  test.each<[string, any, number]>([
    ['a number that may be missing', { maxUnavailable: 2 }, 2],
    // 25 % of 8 is 2.
    ['a share that may be missing', { maxUnavailable: '25%' }, 2],
    ['a number that must be there', { minAvailable: 5 }, 3],
    // 60 % of 8 is 4.8, rounded up.
    ['a share that must be there', { minAvailable: '60%' }, 3],
  ])('%s', (_, spec, count) => {
    expect(allowed(...both, budget(spec))).toEqual({ 'shop/Deployment/a': count, 'shop/Deployment/b': count });
    expect(found(...both, budget(spec))).toEqual([]);
  });

  test('enough of one of them is not enough of both', () => {
    expect(found(...both, budget({ minAvailable: 8 }))).toMatchObject([
      {
        code: 'BUDGET_BLOCKS_DRAIN',
        message: expect.stringContaining('none of the 8 pods of shop/Deployment/a, shop/Deployment/b'),
      },
    ]);
  });

  test('a drain stops where both have to wait and the budget lets one go', () => {
    // One full node: both pods of it have to wait for another one.
    const four = { requests: { cpu: '4', memory: '1Gi' }, limits: { memory: '1Gi' } };
    const pair = [sized(four, {}, { replicas: 1 }, { name: 'a' }), sized(four, {}, { replicas: 1 }, { name: 'b' })];
    const stops = (maxUnavailable: number) =>
      planManifests([...pair, budget({ maxUnavailable })], { pools: [onePool(1)] }).findings.filter(
        ({ code }) => code === 'DRAIN_STOPS',
      );
    expect(stops(2)).toEqual([]);
    expect(stops(1)).toHaveLength(1);
    expect(stops(1)[0].message).toContain('the budget lets 1 go of all that it selects');
  });
});

test('a budget that lets none go is told once, and not as a drain that another node would help', () => {
  const single = sized({ requests: { cpu: '4', memory: '1Gi' } }, {}, { replicas: 1 }, { name: 'a' });
  const plan = planManifests([single, budget({ minAvailable: 1 })], { pools: [onePool(1)] });
  expect(plan.findings.map(({ code }) => code)).toEqual(['BUDGET_BLOCKS_DRAIN']);
});

const onePool = (maxNodes: number) => ({
  name: 'general',
  path: 'east/general',
  zones: ['a'],
  nodeType: '8x32',
  capacity: { cpu: 8000, memory: 2 ** 35, pods: 110 },
  reserved: {},
  labels: {},
  taints: [],
  minNodes: 0,
  maxNodes,
});

describe('pods without a scale', () => {
  test.each<[string, any, string | undefined]>([
    ['a share of the pods of a Job', { minAvailable: '50%' }, 'Job does not implement the scale subresource'],
    [
      'a number of the pods of a Job that may be missing',
      { maxUnavailable: 1 },
      'Job does not implement the scale subresource',
    ],
    ['a number that must be there', { minAvailable: 1 }, undefined],
  ])('%s', (_, spec, reason) => {
    const findings = found(job(), budget(spec));
    expect(findings.map(({ code }) => code)).toEqual(reason ? ['BUDGET_BLOCKS_DRAIN'] : []);
    expect(findings.every(({ message }) => message.includes(reason!))).toBe(true);
  });

  test('a Job stops the budget of the Deployment beside it', () => {
    expect(found(deployment(), job(), budget({ maxUnavailable: 1 }))).toMatchObject([
      { code: 'BUDGET_BLOCKS_DRAIN', cure: ['minAvailable 4, as a number', 'no budget'] },
    ]);
  });

  test('pods that nobody controls are not expected', () => {
    expect(found(pod('a'), pod('b'), budget({ maxUnavailable: 1 }))[0].message).toContain(
      'its pods have no controller',
    );
    expect(found(pod('a'), pod('b'), budget({ minAvailable: 1 }))).toEqual([]);
    // Two of the three of the Deployment have to stay, and the pod counts for one of them.
    expect(allowed(deployment(), pod('a'), budget({ maxUnavailable: 1 }))).toEqual({
      'shop/Deployment/web': 2,
      'shop/Pod/a': 2,
    });
  });
});
