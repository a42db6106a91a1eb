import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ApiObject, App, Chart, Include, Testing } from 'cdk8s';
import { AutonomousStack, Mesh, PodSecurity } from 'cdk8s-autonomous';
import { Cpu, Deployment, k8s } from 'cdk8s-plus-33';
import { deployment, RESOURCES } from '../support/admission';
import { cluster, find, stack } from '../support/apps';
import { planOf } from '../support/edge';

const nameless = (name: string) => {
  const { namespace: _, ...metadata } = deployment({}, {}, { name }).metadata as any;
  return { ...deployment(), metadata } as any;
};
const baseline = (app: App = Testing.app(), more: any = {}) =>
  stack(app, { podSecurity: PodSecurity.BASELINE, ...more });
const namespaces = (objects: any[]) =>
  Object.fromEntries(objects.map(({ kind, metadata }) => [`${kind}/${metadata.name}`, metadata.namespace]));

describe('objects of a stack that name no namespace', () => {
  test('are of its namespace: plain, of cdk8s-plus, included; kinds without a namespace keep none', () => {
    const made = baseline(Testing.app(), { namespace: 'team-shop' });
    new ApiObject(made, 'plain', nameless('plain'));
    new k8s.KubeConfigMap(made, 'config', { metadata: { name: 'config' } });
    new Deployment(made, 'plus', {
      metadata: { name: 'plus' },
      containers: [{ image: 'registry.example.com/a:1', resources: { cpu: { request: Cpu.millis(100) } } }],
    });
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'include-')), 'a.yaml');
    fs.writeFileSync(
      file,
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: included\nspec:\n  ports: [{ port: 80 }]\n',
    );
    new Include(made, 'file', { url: file });
    for (const [apiVersion, kind] of [
      ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
      ['scheduling.k8s.io/v1', 'PriorityClass'],
      ['kueue.x-k8s.io/v1beta2', 'ResourceFlavor'],
      ['acme.example.com/v1', 'Shop'],
    ]) {
      new ApiObject(made, kind, { apiVersion, kind, metadata: { name: 'x' } });
    }
    new ApiObject(made, 'elsewhere', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'y', namespace: 'other' },
    });
    expect(namespaces(Testing.synth(made))).toMatchObject({
      'Deployment/plain': 'team-shop',
      'Deployment/plus': 'team-shop',
      'ConfigMap/config': 'team-shop',
      'Service/included': 'team-shop',
      'ClusterRole/x': undefined,
      'PriorityClass/x': undefined,
      'ResourceFlavor/x': undefined,
      'Namespace/team-shop': undefined,
      // Of kinds that nobody knows most have a namespace; the API server takes it off the others.
      'Shop/x': 'team-shop',
      'ConfigMap/y': 'other',
    });
  });

  test('a definition in some chart says that its kind has none', () => {
    const made = baseline();
    new ApiObject(made, 'crd', {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'shops.acme.example.com' },
      spec: { group: 'acme.example.com', scope: 'Cluster', names: { kind: 'Shop' } },
    } as any);
    new ApiObject(made, 'Shop', { apiVersion: 'acme.example.com/v1', kind: 'Shop', metadata: { name: 'x' } });
    expect(namespaces(Testing.synth(made))['Shop/x']).toBeUndefined();
  });

  test('the items of a list too', () => {
    const made = baseline();
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'r' } };
    new ApiObject(made, 'list', { apiVersion: 'v1', kind: 'List', items: [nameless('a'), role] } as any);
    const twice = [Testing.synth(made), Testing.synth(made)].map((objects) => find(objects, 'List').items);
    expect(twice[0].map(({ metadata }: any) => metadata.namespace)).toEqual(['shop', undefined]);
    expect(twice[1]).toEqual(twice[0]);
  });

  test('they are planned there: sidecar, quota and identity', () => {
    const made = baseline(Testing.app(), { mesh: Mesh.istio() });
    new ApiObject(made, 'plain', nameless('plain'));
    const { workloads } = planOf(made.cluster);
    expect(workloads).toMatchObject([{ id: 'shop/Deployment/plain', injected: { cpu: 100 } }]);
    // Three pods, and four of a rollout: one that starts, and all three that end at the same time.
    expect(find(Testing.synth(made), 'ResourceQuota').spec.hard).toMatchObject({ pods: '7', 'requests.cpu': '4200m' });
    expect(RESOURCES.requests.cpu).toBe('500m');
  });
});

test('in a plain chart no namespace is the default one, as for kubectl', () => {
  const app = Testing.app();
  const east = cluster(app);
  const chart = new Chart(app, 'foreign');
  east.include(chart);
  new ApiObject(chart, 'plain', nameless('plain'));
  expect(planOf(east).workloads.map(({ id }: any) => id)).toEqual(['default/Deployment/plain']);
  expect(find(Testing.synth(chart), 'Deployment').metadata.namespace).toBeUndefined();
});

test('two stacks, each with its own', () => {
  const app = Testing.app();
  const first = baseline(app);
  const second = new AutonomousStack(app, 'depot', { cluster: first.cluster, podSecurity: PodSecurity.BASELINE });
  new ApiObject(first, 'plain', nameless('plain'));
  new ApiObject(second, 'plain', nameless('plain'));
  expect(planOf(first.cluster).workloads.map(({ id }: any) => id)).toEqual([
    'depot/Deployment/plain',
    'shop/Deployment/plain',
  ]);
});
