import { ApiObject, Chart, Testing } from 'cdk8s';
import { Plan } from 'cdk8s-autonomous';
import { cluster } from '../support/apps';
import { codesOf, countsOf, podTemplate, readForeign } from '../support/foreign';

const named = (name: string, namespace?: string) => ({ name, ...(namespace !== undefined && { namespace }) });
const batchJob = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: named('index'),
  spec: { template: podTemplate(undefined, { restartPolicy: 'Never' }) },
};
const volcanoJob = {
  apiVersion: 'batch.volcano.sh/v1alpha1',
  kind: 'Job',
  metadata: named('index'),
  spec: { tasks: [{ name: 'map', replicas: 4, template: podTemplate() }] },
};
const pytorchJob = (name: string, roles: Record<string, number>) => ({
  apiVersion: 'kubeflow.org/v1',
  kind: 'PyTorchJob',
  metadata: named(name),
  spec: {
    pytorchReplicaSpecs: Object.fromEntries(
      Object.entries(roles).map(([role, replicas]) => [role, { replicas, template: podTemplate() }]),
    ),
  },
});

test('a kind of another group that has the name of one of Kubernetes stands with its group, in any order', () => {
  const expected = { 'default/Job/index': 1, 'default/Job.batch.volcano.sh/index': 4 };
  expect(countsOf(readForeign([batchJob, volcanoJob]))).toEqual(expected);
  expect(countsOf(readForeign([volcanoJob, batchJob]))).toEqual(expected);
  expect(countsOf(readForeign([volcanoJob]))).toEqual({ 'default/Job.batch.volcano.sh/index': 4 });
});

test('an app with both is planned', () => {
  const app = Testing.app();
  const chart = new Chart(app, 'theirs');
  [batchJob, volcanoJob].forEach((object, i) => new ApiObject(chart, `o${i}`, object));
  cluster(app).include(chart);
  const { workloads } = JSON.parse(Plan.of(app).toJson()).clusters[0];
  expect(workloads.map(({ id }: any) => id).sort()).toEqual([
    'default/Job.batch.volcano.sh/index',
    'default/Job/index',
  ]);
});

test('a role of one job and another job of that name are two workloads', () => {
  const objects = [pytorchJob('fit', { Master: 1, Worker: 3 }), pytorchJob('fit-worker', { Worker: 2 })];
  const expected = {
    'default/PyTorchJob.kubeflow.org/fit-worker': 2,
    'default/PyTorchJob.kubeflow.org/fit:worker': 3,
    'default/PyTorchJob/fit-master': 1,
  };
  expect(countsOf(readForeign(objects))).toEqual(expected);
  expect(countsOf(readForeign([...objects].reverse()))).toEqual(expected);
});

test('what the API server names is called by what it makes the name from; two of them are two', () => {
  const { metadata: _, ...nameless } = batchJob;
  const once = { ...nameless, metadata: { generateName: 'once-' } };
  expect(countsOf(readForeign([once]))).toEqual({ 'default/Job/once-*': 1 });
  expect(countsOf(readForeign([once, once]))).toEqual({
    'default/Job.batch/once-*theirs/0': 1,
    'default/Job.batch/once-*theirs/1': 1,
  });
});

test('one identity twice is refused, also where only one of them names the default namespace', () => {
  const twice = readForeign([batchJob, { ...batchJob, metadata: named('index', 'default') }]);
  expect(countsOf(twice)).toEqual({ 'default/Job/index': 1 });
  expect(twice.findings).toMatchObject([
    { code: 'IDENTITY_TAKEN', severity: 'error', path: 'theirs/1', message: expect.stringContaining('theirs/0') },
  ]);
  expect(codesOf(readForeign([batchJob, { ...batchJob, metadata: named('index', 'other') }]))).toEqual([]);
});
