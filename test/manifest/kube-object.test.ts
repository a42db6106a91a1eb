import * as fs from 'fs';
import * as path from 'path';
import { Lazy, Testing } from 'cdk8s';
import { kubeTypes } from '../../projenrc/kube-types';
import { kubeObject, plain } from '../../src/manifest/k8s/kube-object';

test('the types are those of the oldest version of Kubernetes: npx projen kube-types', () => {
  const types = path.resolve(__dirname, '../../src/manifest/k8s/types.ts');
  expect(fs.readFileSync(types, 'utf8')).toBe(kubeTypes());
});

test('an object is of the version that its kind has', () => {
  const chart = Testing.chart();
  const spec = { minAvailable: 1, maxUnavailable: undefined };
  kubeObject(chart, 'budget', 'PodDisruptionBudget', { metadata: { name: 'cart' }, spec });
  expect(Testing.synth(chart)).toEqual([
    { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'cart' }, spec: { minAvailable: 1 } },
  ]);
});

test('a plain copy shares nothing, leaves out what is undefined, and keeps what is known later', () => {
  const shared = { runAsUser: 1000, runAsGroup: undefined };
  const late = Lazy.any({ produce: () => 3 });
  const copy = plain({ containers: [{ securityContext: shared }, null], replicas: late });
  expect(copy).toStrictEqual({ containers: [{ securityContext: { runAsUser: 1000 } }, null], replicas: late });
  copy.containers[0].securityContext.runAsUser = 0;
  expect(shared.runAsUser).toBe(1000);
});
