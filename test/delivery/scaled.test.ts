import { ApiObject, App, YamlOutputType } from 'cdk8s';
import {
  ArgoDelivery,
  AutonomousStack,
  Canary,
  CanaryMetric,
  MicroserviceProps,
  PodSecurity,
  Replicas,
  Scaler,
} from 'cdk8s-autonomous';
import { cluster, documents, find, ISTIO, microservice, stack } from '../support/apps';

const RANGE = Replicas.autoscaled({ min: 3, max: 9 });
const CANARY = Canary.of({ steps: [10, 50], metrics: [CanaryMetric.successRate(0.99)] });

function delivered(props: Partial<MicroserviceProps>, more: (made: AutonomousStack) => void = () => undefined) {
  const app = new App({ yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE });
  const delivery = new ArgoDelivery(app, 'delivery', {
    repository: 'https://git.example.com/m.git',
    revision: 'main',
    path: 'dist',
  });
  const made = stack(app, { cluster: cluster(app), delivery, podSecurity: PodSecurity.BASELINE, ...ISTIO });
  microservice(made, 'cart', props);
  more(made);
  const objects = documents(app);
  return { objects, application: find(objects, 'Application', 'east-shop').spec };
}

/**
 * The replicas that a sync of Argo CD 3.6 writes: with RespectIgnoreDifferences those that are there in place of what is ignored
 * (normalizeTargetResources in controller/sync.go); server-side apply removes a number that it has written before and that is gone.
 */
function synced(application: any, target: any, live?: number): number {
  const group = target.apiVersion.split('/')[0];
  const ignored =
    application.syncPolicy.syncOptions.includes('RespectIgnoreDifferences=true') &&
    (application.ignoreDifferences ?? []).some(
      (one: any) =>
        one.group === group &&
        one.kind === target.kind &&
        (one.name ?? target.metadata.name) === target.metadata.name &&
        (one.namespace ?? target.metadata.namespace) === target.metadata.namespace &&
        one.jsonPointers?.includes('/spec/replicas'),
    );
  // The API server takes 1 for a number that nobody gives.
  return live !== undefined && ignored ? live : (target.spec.replicas ?? 1);
}

describe.each<[string, string, Partial<MicroserviceProps>]>([
  ['a HorizontalPodAutoscaler of a Deployment', 'Deployment', { replicas: RANGE }],
  [
    'a ScaledObject of a Deployment',
    'Deployment',
    { replicas: RANGE, scaler: Scaler.keda({ prometheus: 'http://prometheus:9090' }) },
  ],
  ['a HorizontalPodAutoscaler of a Rollout', 'Rollout', { replicas: RANGE, canary: CANARY }],
])('beside %s', (_, kind, props) => {
  const { objects, application } = delivered(props);
  const target = find(objects, kind, 'cart');

  test('the first install, or that of a new region, starts with the minimum', () => {
    expect(synced(application, target)).toBe(3);
  });

  test('a sync leaves what the autoscaler has set, also where it comes to a service that runs', () => {
    expect(synced(application, target, 7)).toBe(7);
  });

  test('the autoscaler is in the wave of what it scales', () => {
    const wave = ({ metadata }: any) => metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? '0';
    const scaler = objects.find((one) => ['HorizontalPodAutoscaler', 'ScaledObject'].includes(one.kind));
    expect(wave(scaler)).toBe(wave(target));
  });
});

test('without an autoscaler the number in Git is written', () => {
  const { objects, application } = delivered({ replicas: Replicas.fixed(4) });
  expect(application.ignoreDifferences).toBeUndefined();
  expect(application.syncPolicy.syncOptions).not.toContain('RespectIgnoreDifferences=true');
  expect(synced(application, find(objects, 'Deployment'), 7)).toBe(4);
});

test('autoscalers that somebody else wrote count, of each only its own target', () => {
  const { objects, application } = delivered({ replicas: Replicas.fixed(4) }, (made) => {
    microservice(made, 'web', { replicas: Replicas.fixed(2) });
    new ApiObject(made, 'theirs', {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'theirs' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        minReplicas: 2,
        maxReplicas: 4,
      },
    } as any);
  });
  expect(synced(application, find(objects, 'Deployment', 'web'), 3)).toBe(3);
  expect(synced(application, find(objects, 'Deployment', 'cart'), 3)).toBe(4);
});
