import { asking, codesOf, countsOf, podTemplate, readForeign } from '../support/foreign';

const never = { restartPolicy: 'Never' };
const template = (containers?: object[], metadata?: object) => podTemplate(containers, never, metadata);
const job = (spec: object = {}, more: object = {}) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'j', namespace: 'n' },
  spec: { template: template(), ...spec },
  ...more,
});
const cronJob = (spec: object = {}, jobSpec: object = {}) => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'j', namespace: 'n' },
  spec: { schedule: '0 * * * *', jobTemplate: { spec: { template: template(), ...jobSpec } }, ...spec },
});
const pods = (object: object) => Object.values(countsOf(readForeign([object])))[0];

describe('pods of a Job', () => {
  test.each<[string, object, number]>([
    ['one', {}, 1],
    ['as many as run at once', { parallelism: 3, completions: 10 }, 3],
    ['no more than are left to complete', { parallelism: 8, completions: 2, completionMode: 'Indexed' }, 2],
    ['a queue of work', { parallelism: 4 }, 4],
    ['completions one after the other', { completions: 5 }, 1],
    ['none while nothing may run', { parallelism: 0, completions: 5 }, 0],
    ['none while it is suspended', { suspend: true, parallelism: 2 }, 0],
    ['failed pods are replaced, not added', { parallelism: 2, completions: 4, backoffLimit: 10 }, 2],
  ])('%s', (_, spec, expected) => expect(pods(job(spec))).toBe(expected));
});

describe('runs of a CronJob', () => {
  test.each<[string, object, object, number]>([
    // A run takes its deadline and the 30 seconds in which its pods stop.
    ['end before the next one starts', {}, { activeDeadlineSeconds: 3570 }, 1],
    ['overlap by a second', {}, { activeDeadlineSeconds: 3571 }, 2],
    [
      'take a longer time to stop',
      {},
      {
        activeDeadlineSeconds: 3570,
        template: podTemplate(undefined, { ...never, terminationGracePeriodSeconds: 60 }),
      },
      2,
    ],
    [
      'of several pods, four at a time',
      { schedule: '*/15 * * * *' },
      { activeDeadlineSeconds: 3570, parallelism: 3, completions: 6 },
      12,
    ],
    ['are kept from each other', { concurrencyPolicy: 'Forbid' }, { activeDeadlineSeconds: 90_000 }, 1],
    ['replace each other', { concurrencyPolicy: 'Replace' }, { activeDeadlineSeconds: 90_000, parallelism: 2 }, 2],
    ['are suspended', { suspend: true }, { activeDeadlineSeconds: 90_000 }, 0],
    ['may start late', { startingDeadlineSeconds: 200 }, { activeDeadlineSeconds: 60 }, 1],
  ])('%s', (_, spec, jobSpec, expected) => {
    const model = readForeign([cronJob(spec, jobSpec)]);
    expect(Object.values(countsOf(model))).toEqual([expected]);
    expect(codesOf(model)).toEqual([]);
  });

  test('that nothing bounds: one is counted, and the plan says so', () => {
    const model = readForeign([cronJob({}, { parallelism: 2, completions: 2 })]);
    expect(countsOf(model)).toEqual({ 'n/CronJob/j': 2 });
    expect(model.findings).toMatchObject([{ code: 'CRONJOB_MAY_OVERLAP', severity: 'warning', uncovered: true }]);
    expect(codesOf(readForeign([cronJob({ concurrencyPolicy: 'Forbid' })]))).toEqual([]);
    expect(codesOf(readForeign([cronJob({ suspend: true })]))).toEqual([]);
  });
});

describe('what the API server refuses', () => {
  test.each<[string, object]>([
    ['restartPolicy of its pods must be OnFailure or Never', job({ template: podTemplate() })],
    ['completionMode Indexed needs completions', job({ completionMode: 'Indexed', parallelism: 2 })],
    [
      'podFailurePolicy needs restartPolicy Never',
      job({ podFailurePolicy: { rules: [] }, template: podTemplate(undefined, { restartPolicy: 'OnFailure' }) }),
    ],
    ["schedule '0 25 * * *' cannot be read", cronJob({ schedule: '0 25 * * *', concurrencyPolicy: 'Forbid' })],
    [
      "schedule 'TZ=UTC 0 2 * * *' cannot be read",
      cronJob({ schedule: 'TZ=UTC 0 2 * * *', concurrencyPolicy: 'Forbid' }),
    ],
    ["schedule '' cannot be read", cronJob({ schedule: undefined, concurrencyPolicy: 'Forbid' })],
  ])('%s', (reason, object) => {
    expect(readForeign([object]).findings).toMatchObject([
      { code: 'JOB_REFUSED', severity: 'error', message: expect.stringContaining(reason) },
    ]);
  });
});

describe('sidecars that do not end', () => {
  const meshed = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'n', labels: { 'istio-injection': 'enabled' } },
  };
  const annotated = (native: string) => ({ annotations: { 'sidecar.istio.io/nativeSidecar': native } });
  const about = (kubernetesVersion: string, object: object, others: object[] = [meshed]) =>
    readForeign([object, ...others], { kubernetesVersion }).findings.filter(({ code }) => code === 'JOB_NEVER_ENDS');

  test.each<[string, object, number]>([
    ['1.32', job(), 1],
    ['1.33', job(), 0],
    ['1.33', job({ template: template(undefined, annotated('false')) }), 1],
    ['1.30', job({ template: template(undefined, annotated('true')) }), 0],
    ['1.28', job({ template: template(undefined, annotated('true')) }), 1],
    ['1.32', job({ template: template(undefined, { labels: { 'sidecar.istio.io/inject': 'false' } }) }), 0],
    [
      '1.32',
      job({
        template: template([asking('1', '1Gi', { args: ['work && curl -X POST localhost:15020/quitquitquit'] })]),
      }),
      0,
    ],
  ])('of Istio on Kubernetes %s: %#', (version, object, expected) => {
    expect(about(version, object)).toHaveLength(expected);
  });

  test('a proxy beside the work; as a native sidecar, alone, or in a Deployment it is none', () => {
    const proxy = asking('50m', '64Mi', { name: 'proxy', image: 'gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1' });
    expect(about('1.34', job({ template: template([asking(), proxy]) }), [])).toMatchObject([
      {
        severity: 'warning',
        message: expect.stringContaining('container proxy in the pods of n/Job/j'),
        cure: ['proxy as an init container with restartPolicy Always'],
      },
    ]);
    const native = podTemplate([asking()], { ...never, initContainers: [{ ...proxy, restartPolicy: 'Always' }] });
    expect(about('1.34', job({ template: native }), [])).toEqual([]);
    expect(about('1.34', job({ template: template([proxy]) }), [])).toEqual([]);
    const deployment = {
      ...job({ template: podTemplate([asking(), proxy]) }),
      apiVersion: 'apps/v1',
      kind: 'Deployment',
    };
    expect(about('1.34', deployment, [])).toEqual([]);
  });

  test('runs of a CronJob then pile up, which the plan does not cover; one cause, one finding', () => {
    const piles = readForeign([cronJob(), meshed], { kubernetesVersion: '1.31' });
    expect(piles.findings).toMatchObject([{ code: 'JOB_NEVER_ENDS', uncovered: true }]);
    const forbid = readForeign([cronJob({ concurrencyPolicy: 'Forbid' }), meshed], { kubernetesVersion: '1.31' });
    expect(forbid.findings[0].uncovered).toBeUndefined();
  });

  test('in jobs of other groups too', () => {
    const roles = { Worker: { replicas: 2, template: podTemplate() } };
    const pytorch = {
      apiVersion: 'kubeflow.org/v1',
      kind: 'PyTorchJob',
      metadata: { name: 'j', namespace: 'n' },
      spec: { pytorchReplicaSpecs: roles },
    };
    expect(about('1.32', pytorch)).toHaveLength(1);
  });
});

test('a Job of another controller: in another cluster it has no pods here, otherwise the plan says what it hangs on', () => {
  const elsewhere = job({ managedBy: 'kueue.x-k8s.io/multikueue' });
  expect(pods(elsewhere)).toBe(0);
  expect(countsOf(readForeign([elsewhere], { kubernetesVersion: '1.31' }))).toEqual({ 'n/Job/j': 1 });
  const model = readForeign([job({ managedBy: 'example.com/own' })]);
  expect(countsOf(model)).toEqual({ 'n/Job/j': 1 });
  expect(model.findings).toMatchObject([{ code: 'JOB_MANAGED_ELSEWHERE', uncovered: true }]);
});
