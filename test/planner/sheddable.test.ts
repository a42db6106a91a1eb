import { ApiObject, Testing } from 'cdk8s';
import { Plan, Replicas } from 'cdk8s-autonomous';
import { messageOf, microservice, stack } from '../support/apps';

test.each<[string, string, object]>([
  [
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart' }, minReplicas: 2, maxReplicas: 8 },
  ],
  ['keda.sh/v1alpha1', 'ScaledObject', { scaleTargetRef: { name: 'cart' }, maxReplicaCount: 5, triggers: [] }],
])('what may stay out has no autoscaler, not one of somebody else either: %s %s', (apiVersion, kind, spec) => {
  const app = Testing.app();
  const made = stack(app);
  microservice(made, 'cart', { sheddable: true, replicas: Replicas.fixed(3) });
  new ApiObject(made, 'Scaler', { apiVersion, kind, metadata: { name: 'theirs', namespace: 'shop' }, spec } as any);
  const { findings, workloads } = JSON.parse(Plan.of(app).toJson()).clusters[0];
  expect(findings).toContainEqual(
    expect.objectContaining({ code: 'SHEDDABLE_AUTOSCALED', severity: 'error', path: 'shop/cart' }),
  );
  expect(workloads[0].replicas).toMatchObject({ planned: 3 });
  expect(messageOf(() => Testing.synth(made))).toContain(
    `may stay out where not everything fits, and ${kind} theirs sets`,
  );
});
