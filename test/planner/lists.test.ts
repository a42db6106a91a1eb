import { ApiObject, App, Chart, Testing, YamlOutputType } from 'cdk8s';
import { ArgoDelivery, PodSecurity, Replicas } from 'cdk8s-autonomous';
import { Planner } from '../../src/planner/planner';
import { cluster, documents, find, microservice, stack } from '../support/apps';

/** A Deployment as it stands in a list. */
function deployment(name: string, replicas: number, namespace = 'shop', more: object = {}) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'c', image: 'c', resources: { requests: { cpu: '2', memory: '1Gi' } } }] },
      },
      ...more,
    },
  };
}

/** An app with one object, in a chart that the cluster includes. */
function included(object: object, props: ConstructorParameters<typeof App>[0] = {}) {
  const app = Object.keys(props).length > 0 ? new App(props) : Testing.app();
  const east = cluster(app);
  const chart = new Chart(app, 'foreign');
  const made = new ApiObject(chart, 'all', object as any);
  east.include(chart);
  return { app, east, chart, made };
}

const planned = (app: App) =>
  Object.fromEntries(
    Planner.of(app)
      .plans()
      .flatMap(({ model }) => model.workloads.map(({ id, replicas }) => [id, replicas.planned])),
  );
const codes = (app: App) =>
  Planner.of(app)
    .plans()
    .flatMap(({ findings }) => findings.map(({ code, path }) => [code, path]));

describe('objects in lists are planned like others', () => {
  test('a List, and a list inside a list', () => {
    const inner = { apiVersion: 'v1', kind: 'List', items: [deployment('b', 3)] };
    const { app } = included({ apiVersion: 'v1', kind: 'List', items: [deployment('a', 2), inner] });
    expect(planned(app)).toEqual({ 'shop/Deployment/a': 2, 'shop/Deployment/b': 3 });
  });

  test('items of a typed list need not say what they are', () => {
    const { apiVersion: _, kind: __, ...bare } = deployment('a', 2);
    const { app } = included({ apiVersion: 'apps/v1', kind: 'DeploymentList', items: [bare] });
    expect(planned(app)).toEqual({ 'shop/Deployment/a': 2 });
  });

  test('what changes how pods are read works from inside a list too', () => {
    const autoscaler = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'a', namespace: 'shop' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' },
        minReplicas: 2,
        maxReplicas: 7,
      },
    };
    const { app } = included({ apiVersion: 'v1', kind: 'List', items: [deployment('a', 2), autoscaler] });
    expect(Planner.of(app).plans()[0].model.workloads[0].replicas.max).toBe(7);
  });

  test('findings name the item, by its number where it has no name', () => {
    const items = [deployment('a', -1), { apiVersion: 'acme.example.com/v1', kind: 'Widget', spec: {} }];
    const { app } = included({ apiVersion: 'v1', kind: 'List', items });
    expect(codes(app)).toEqual([
      ['COUNT_INVALID', 'foreign/all[Deployment a]'],
      ['KIND_MAY_MAKE_PODS', 'east'],
    ]);
    const widgets = Planner.of(app)
      .plans()[0]
      .findings.find(({ code }) => code === 'KIND_MAY_MAKE_PODS');
    expect(widgets?.paths).toEqual(['foreign/all[1]']);
  });

  test.each([
    ['an item that is no object', [7]],
    ['an item without a kind', [{ metadata: { name: 'a' } }]],
  ])('%s is an error with its place', (_, items) => {
    const { app } = included({ apiVersion: 'v1', kind: 'List', items });
    expect(codes(app)).toEqual([['MANIFEST_UNREADABLE', 'foreign/all']]);
  });

  test('a custom resource whose kind ends like a list is none', () => {
    const { app } = included({ apiVersion: 'acme.example.com/v1', kind: 'PriceList', spec: { items: [1] } });
    expect(codes(app)).toEqual([['KIND_MAY_MAKE_PODS', 'east']]);
  });

  test('a List in a stack runs beside its services', () => {
    const app = Testing.app();
    const made = stack(app, { podSecurity: PodSecurity.BASELINE });
    microservice(made, 'cart', { replicas: Replicas.fixed(3) });
    new ApiObject(made, 'more', { apiVersion: 'v1', kind: 'List', items: [deployment('a', 4)] } as any);
    expect(planned(app)).toEqual({ 'shop/Deployment/a': 4, 'shop/Deployment/cart': 3 });
    // Four of 2 cores, three of 1 core, and the one more of 2 cores that a rollout starts.
    const { hard } = find(documents(app), 'ResourceQuota').spec;
    expect(Number(hard['requests.cpu'])).toBeGreaterThanOrEqual(13);
  });

  test('a value of the plan inside a list is no endless loop', () => {
    const app = Testing.app();
    const made = stack(app);
    microservice(made);
    const pods = Planner.of(app).planned(made.cluster, (plan) => String(plan.model.workloads.length));
    new ApiObject(made, 'more', {
      apiVersion: 'v1',
      kind: 'List',
      items: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'plan', namespace: 'shop' }, data: { pods } }],
    } as any);
    const list = documents(app).find(({ kind }) => kind === 'List');
    expect(list.items[0].data).toEqual({ pods: '1' });
  });
});

describe('who looks at objects looks into lists', () => {
  test('two objects of one identity, one of them in a list', () => {
    const { app, chart } = included({ apiVersion: 'v1', kind: 'List', items: [deployment('a', 2)] });
    new ApiObject(chart, 'again', deployment('a', 1));
    expect(() => Planner.of(app).plans()).toThrow(
      'IDENTITY_TAKEN foreign/again: Deployment a of namespace shop is already made at foreign/all[Deployment a]',
    );
  });

  test('workloads in a list that is in no cluster', () => {
    const app = Testing.app();
    cluster(app);
    const chart = new Chart(app, 'lost');
    new ApiObject(chart, 'all', { apiVersion: 'v1', kind: 'List', items: [deployment('a', 2)] } as any);
    expect(codes(app)).toEqual([['IN_NO_CLUSTER', 'lost/all[Deployment a]']]);
  });

  test('an AppProject admits the kinds inside, and their namespaces', () => {
    const app = new App({ yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE });
    const delivery = new ArgoDelivery(app, 'hub', {
      repository: 'https://git.example.com/fleet.git',
      revision: 'main',
      path: 'dist',
    });
    const made = stack(app, { delivery });
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'r' } };
    const items = [deployment('a', 1, 'elsewhere'), role];
    new ApiObject(made, 'more', { apiVersion: 'v1', kind: 'List', items } as any);
    const { spec } = find(Testing.synth(delivery), 'AppProject');
    const kinds = (list: any[]) => list.map(({ kind }) => kind);
    expect(kinds(spec.clusterResourceWhitelist)).toEqual(['Namespace', 'ClusterRole']);
    expect(kinds(spec.namespaceResourceWhitelist)).toContain('Deployment');
    expect(kinds(spec.namespaceResourceWhitelist)).not.toContain('List');
    expect(spec.destinations).toContainEqual({ name: 'east', namespace: 'elsewhere' });
  });
});
