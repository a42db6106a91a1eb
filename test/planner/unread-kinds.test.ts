import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { Plan } from 'cdk8s-autonomous';
import { Finding } from '../../src/capacity/model';
import { Planner } from '../../src/planner/planner';
import { isPodless } from '../../src/planner/reading/kinds/podless-kinds';
import { cluster, messageOf } from '../support/apps';

const resource = (apiVersion: string, kind: string, name: string, spec: object = {}, labels: object = {}) => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'data', labels },
  spec,
});

function included(...objects: any[]) {
  const app = Testing.app();
  const east = cluster(app);
  const chart = new Chart(app, 'foreign');
  objects.forEach((object, i) => new ApiObject(chart, `o${i}`, object));
  east.include(chart);
  return { app, east };
}

function findings(app: App): readonly Finding[] {
  return Planner.of(app).plans()[0].findings;
}

describe('kinds that the planner does not know', () => {
  const orders = resource('acme.example.com/v1', 'Database', 'orders', { instances: 3 });
  const stock = resource('acme.example.com/v1', 'Database', 'stock', { instances: 3 });
  const cache = resource('stores.example.org/v1beta1', 'Cache', 'sessions');

  test('are one finding, which says that the plan does not cover their pods', () => {
    const { app } = included(orders, stock, cache);
    expect(findings(app)).toEqual([
      {
        code: 'KIND_MAY_MAKE_PODS',
        severity: 'info',
        uncovered: true,
        path: 'east',
        message:
          'an operator may make pods of acme.example.com Database (2 objects), stores.example.org Cache: the plan counts none of these',
        count: 3,
        paths: ['foreign/o0', 'foreign/o1', 'foreign/o2'],
        cure: [
          'cluster.addFootprint(...) that counts them',
          "cluster.makesNoPods('acme.example.com', 'Database') where it makes none",
          "cluster.makesNoPods('stores.example.org', 'Cache') where it makes none",
        ],
      },
    ]);
    expect(Plan.of(app).toTable()).toContain('for what it sees');
  });

  test('are silenced by group and kind, and by no other kind of that name', () => {
    const { app, east } = included(orders, cache);
    east.makesNoPods('acme.example.com', 'Database');
    east.makesNoPods('acme.example.com', 'Cache');
    expect(findings(app).map(({ paths }) => paths)).toEqual([['foreign/o1']]);
    east.makesNoPods('stores.example.org', 'Cache');
    expect(findings(app)).toEqual([]);
  });

  test.each([
    ['acme.example.com/v1', 'Database', 'must be an API group without version'],
    ['acme.example.com', 'database', 'must be a kind'],
    ['apps', 'Deployment', 'is a kind whose pods the planner reads'],
    ['argoproj.io', 'Rollout', 'is a kind whose pods the planner reads'],
  ])('%s %s cannot be silenced: %s', (group, kind, reason) => {
    const { east } = included();
    expect(messageOf(() => east.makesNoPods(group, kind))).toContain(reason);
  });

  test('with a template of pods inside they surely make some', () => {
    const template = { spec: { containers: [{ name: 'c', image: 'c' }] } };
    const { app, east } = included(resource('acme.example.com/v1', 'Fleet', 'f', { template }));
    expect(findings(app)).toMatchObject([
      { code: 'KIND_NOT_MODELLED', severity: 'warning', path: 'foreign/o0', uncovered: true },
    ]);
    east.makesNoPods('acme.example.com', 'Fleet');
    expect(findings(app)).toEqual([]);
  });
});

describe('kinds that are known to make no pods', () => {
  test.each([
    ['cert-manager.io/v1', 'Certificate'],
    ['external-secrets.io/v1', 'ExternalSecret'],
    ['monitoring.coreos.com/v1', 'PrometheusRule'],
    ['monitoring.coreos.com/v1', 'ServiceMonitor'],
    ['kyverno.io/v1', 'ClusterPolicy'],
    ['gateway.networking.k8s.io/v1', 'HTTPRoute'],
    ['kueue.x-k8s.io/v1beta2', 'ClusterQueue'],
    ['cilium.io/v2', 'CiliumNetworkPolicy'],
    ['karpenter.sh/v1', 'NodePool'],
    ['keda.sh/v1alpha1', 'ScaledObject'],
    ['argoproj.io/v1alpha1', 'AppProject'],
    ['argoproj.io/v1alpha1', 'AnalysisTemplate'],
    ['networking.istio.io/v1', 'VirtualService'],
    ['s3.services.k8s.aws/v1alpha1', 'Bucket'],
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
  ])('%s %s', (apiVersion, kind) => {
    const { app } = included(resource(apiVersion, kind, 'x', { rules: [{ validate: { pattern: {} } }] }));
    expect(findings(app)).toEqual([]);
  });

  test('a policy may show containers, and runs none', () => {
    const pattern = { spec: { containers: [{ name: '*', image: 'registry.example.com/*' }] } };
    const rules = [{ name: 'registry', validate: { pattern } }];
    expect(findings(included(resource('kyverno.io/v1', 'ClusterPolicy', 'p', { rules })).app)).toEqual([]);
  });

  test('an analysis that runs a job does run pods', () => {
    const job = { spec: { template: { spec: { containers: [{ name: 'c', image: 'c' }] } } } };
    const metrics = [{ name: 'smoke', provider: { job } }];
    const { app } = included(resource('argoproj.io/v1alpha1', 'AnalysisTemplate', 'a', { metrics }));
    expect(findings(app).map(({ code }) => code)).toEqual(['KIND_NOT_MODELLED']);
  });

  test('a kind of another group that has the name of one is not known', () => {
    expect(isPodless('karpenter.sh', 'NodePool')).toBe(true);
    expect(isPodless('acme.example.com', 'NodePool')).toBe(false);
    const { app } = included(resource('acme.example.com/v1', 'NodePool', 'x'));
    expect(findings(app).map(({ code }) => code)).toEqual(['KIND_MAY_MAKE_PODS']);
  });
});

describe('charts and folders that somebody else renders', () => {
  const source = { repoURL: 'https://charts.example.com', chart: 'harbor', targetRevision: '1.18.0' };
  const application = (spec: object, labels: object = {}) =>
    resource('argoproj.io/v1alpha1', 'Application', 'harbor', spec, labels);

  test('an Application of a Helm chart is a finding with the call that counts it', () => {
    const { app } = included(application({ source, destination: { server: 'https://kubernetes.default.svc' } }));
    expect(findings(app)).toMatchObject([
      {
        code: 'CHART_NOT_COUNTED',
        severity: 'info',
        uncovered: true,
        path: 'east',
        paths: ['foreign/o0'],
        cure: ["cluster.addFootprint('harbor', Footprint.of({ pods: [...] })) with what it runs"],
      },
    ]);
  });

  test.each([
    ['several sources', resource('argoproj.io/v1alpha1', 'Application', 'a', { sources: [source] })],
    [
      'a set of Applications',
      resource('argoproj.io/v1alpha1', 'ApplicationSet', 'a', { template: { spec: { source } } }),
    ],
    ['a HelmRelease of Flux', resource('helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'a', { chart: {} })],
    ['a HelmChart of k3s', resource('helm.cattle.io/v1', 'HelmChart', 'a', { chart: 'x' })],
    ['a folder of somebody else', application({ source: { path: 'manifests' } })],
  ])('%s too', (_, object) => {
    expect(findings(included(object).app).map(({ code }) => code)).toEqual(['CHART_NOT_COUNTED']);
  });

  test('not where it is for another cluster, or applies a chart of this program', () => {
    const elsewhere = application({ source, destination: { name: 'west' } });
    const ours = application(
      { source: { path: 'dist/shop' }, destination: { name: 'east' } },
      { 'app.kubernetes.io/managed-by': 'cdk8s-autonomous' },
    );
    expect(findings(included(elsewhere, { ...ours, metadata: { ...ours.metadata, name: 'shop' } }).app)).toEqual([]);
    const named = application({ source, destination: { name: 'east' } });
    expect(findings(included(named).app).map(({ code }) => code)).toEqual(['CHART_NOT_COUNTED']);
  });
});
