import { codesOf, countsOf, podTemplate, readForeign } from '../support/foreign';

const owned = (apiVersion: string, kind: string, name: string) => ({
  ownerReferences: [{ apiVersion, kind, name, uid: '6f1c', controller: true, blockOwnerDeletion: true }],
});
const exported = (
  apiVersion: string,
  kind: string,
  name: string,
  spec: object,
  more: object = {},
  status: object = {},
) => ({
  apiVersion,
  kind,
  metadata: {
    name,
    namespace: 'n',
    uid: '0a7e',
    resourceVersion: '4711',
    managedFields: [{ manager: 'kubectl', operation: 'Update' }],
    ...more,
  },
  spec,
  status,
});
const deployment = exported(
  'apps/v1',
  'Deployment',
  'web',
  { replicas: 3, template: podTemplate() },
  {},
  { replicas: 3 },
);
const replicaSet = exported(
  'apps/v1',
  'ReplicaSet',
  'web-5d9',
  { replicas: 3, template: podTemplate() },
  owned('apps/v1', 'Deployment', 'web'),
);
const pod = (name: string, owner: object = {}, phase = 'Running', annotations?: object) =>
  exported('v1', 'Pod', name, podTemplate().spec, { labels: { app: 'w' }, annotations, ...owner }, { phase });
const podOfWeb = pod('web-5d9-x1', owned('apps/v1', 'ReplicaSet', 'web-5d9'));

test('what a Deployment makes is not counted beside it, in any order', () => {
  for (const objects of [
    [deployment, replicaSet, podOfWeb],
    [podOfWeb, replicaSet, deployment],
    [deployment, podOfWeb, replicaSet],
  ]) {
    const model = readForeign(objects);
    expect(countsOf(model)).toEqual({ 'n/Deployment/web': 3 });
    expect(codesOf(model)).toEqual([]);
  }
});

test('a pod of a Job of a CronJob is counted with it, through an owner that makes no pods itself too', () => {
  const never = podTemplate(undefined, { restartPolicy: 'Never' });
  const cronJob = exported('batch/v1', 'CronJob', 'tidy', {
    schedule: '0 3 * * *',
    concurrencyPolicy: 'Forbid',
    jobTemplate: { spec: { template: never } },
  });
  const job = exported('batch/v1', 'Job', 'tidy-29', { template: never }, owned('batch/v1', 'CronJob', 'tidy'));
  const service = exported('serving.knative.dev/v1', 'Service', 'fn', {
    template: { metadata: { annotations: { 'autoscaling.knative.dev/max-scale': '5' } }, ...podTemplate() },
  });
  const revision = exported(
    'serving.knative.dev/v1',
    'Revision',
    'fn-1',
    {},
    owned('serving.knative.dev/v1', 'Service', 'fn'),
  );
  const inner = exported(
    'apps/v1',
    'Deployment',
    'fn-1-deployment',
    { replicas: 1, template: podTemplate() },
    owned('serving.knative.dev/v1', 'Revision', 'fn-1'),
  );
  expect(countsOf(readForeign([cronJob, job, pod('tidy-29-p', owned('batch/v1', 'Job', 'tidy-29'))]))).toEqual({
    'n/CronJob/tidy': 1,
  });
  expect(Object.keys(countsOf(readForeign([service, revision, inner])))).toEqual(['n/Service.serving.knative.dev/fn']);
});

test('an owner of another namespace, or one that is no controller, does not count', () => {
  const other = { ...deployment, metadata: { ...deployment.metadata, namespace: 'm' } };
  expect(countsOf(readForeign([other, replicaSet]))).toEqual({ 'm/Deployment/web': 3, 'n/ReplicaSet/web-5d9': 3 });
  const loose = exported('apps/v1', 'ReplicaSet', 'web-5d9', replicaSet.spec, {
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }],
  });
  expect(countsOf(readForeign([deployment, loose]))).toEqual({ 'n/Deployment/web': 3, 'n/ReplicaSet/web-5d9': 3 });
});

test('an owner in no chart: the pods are counted as written, and the plan says who decides', () => {
  const model = readForeign([replicaSet]);
  expect(countsOf(model)).toEqual({ 'n/ReplicaSet/web-5d9': 3 });
  expect(model.findings).toMatchObject([
    { code: 'OWNER_UNKNOWN', uncovered: true, message: expect.stringContaining('Deployment web') },
  ]);
});

test('pods that have ended hold nothing; pods that kubelet runs by itself are nobody’s to apply', () => {
  const mirror = pod(
    'kube-proxy-node1',
    { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'node1', controller: true }] },
    'Running',
    { 'kubernetes.io/config.mirror': '1f' },
  );
  const model = readForeign([
    pod('done', {}, 'Succeeded'),
    pod('broken', {}, 'Failed'),
    pod('runs'),
    pod('waits', {}, 'Pending'),
    mirror,
  ]);
  expect(countsOf(model)).toEqual({ 'n/Pod/runs': 1, 'n/Pod/waits': 1 });
  expect(model.findings).toMatchObject([{ code: 'MIRROR_POD', severity: 'info', uncovered: true, path: 'theirs/4' }]);
});

test('a ReplicationController runs pods', () => {
  const controller = exported('v1', 'ReplicationController', 'old', {
    replicas: 2,
    selector: { app: 'w' },
    template: podTemplate(),
  });
  const model = readForeign([controller, pod('old-x', owned('v1', 'ReplicationController', 'old'))]);
  expect(countsOf(model)).toEqual({ 'n/ReplicationController/old': 2 });
  expect(codesOf(model)).toEqual([]);
});

test('a Job that has ended starts no more pods', () => {
  const never = podTemplate(undefined, { restartPolicy: 'Never' });
  const job = (name: string, ...conditions: object[]) =>
    exported('batch/v1', 'Job', name, { template: never }, {}, { conditions });
  const model = readForeign([
    job('done', { type: 'SuccessCriteriaMet', status: 'True' }, { type: 'Complete', status: 'True' }),
    job('given-up', { type: 'Failed', status: 'True' }),
    job('stopped', { type: 'Suspended', status: 'False' }),
    job('running'),
  ]);
  expect(countsOf(model)).toEqual({ 'n/Job/running': 1, 'n/Job/stopped': 1 });
});

test('the selector that was generated for an exported Job is its own', () => {
  const labels = { 'batch.kubernetes.io/controller-uid': '0a7e' };
  const template = { metadata: { labels }, spec: podTemplate(undefined, { restartPolicy: 'Never' }).spec };
  const spec = { selector: { matchLabels: labels }, template };
  expect(codesOf(readForeign([exported('batch/v1', 'Job', 'load', spec)]))).toEqual([]);
  expect(codesOf(readForeign([exported('batch/v1', 'Job', 'copy', spec, { uid: undefined })]))).toEqual([
    'SELECTOR_MISMATCH',
  ]);
});
