import { App, YamlOutputType } from 'cdk8s';
import { ArgoDelivery, ChartRelease, Footprint, HelmChart, HelmChartProps } from 'cdk8s-autonomous';
import { Planner } from '../../src/planner/planner';
import { cluster, documents, find, messageOf } from '../support/apps';
import { Schemas } from '../support/schemas';
import { describeWith } from '../support/shared';

const GIT = { repository: 'https://git.example.com/m.git', revision: 'main', path: 'dist' };
const BROKER: HelmChartProps = {
  repository: 'https://charts.example.com',
  name: 'broker',
  version: '1.2.3',
  namespace: 'brokers',
  namespacedKinds: ['apps/Deployment', 'Service'],
  footprint: Footprint.none(),
};
const DIGEST = `sha256:${'ab'.repeat(32)}`;

/** The catalogue, with as little as each asks for. */
const CATALOGUE: Record<string, HelmChart> = {
  strimzi: HelmChart.strimzi({ watchNamespaces: ['streams', 'drives'] }),
  cnpg: HelmChart.cloudNativePg(),
  barman: HelmChart.barmanCloud(),
  emqx: HelmChart.emqxOperator(),
  velero: HelmChart.velero({ credentialsSecret: 'velero-login', nodeAgent: true }),
  nacos: HelmChart.nacosController(),
  secrets: HelmChart.externalSecrets(),
  certificates: HelmChart.certManager(),
};

function released(charts: Record<string, HelmChart>) {
  const app = new App({ yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE });
  const delivery = new ArgoDelivery(app, 'delivery', GIT);
  const east = cluster(app, { delivery });
  Object.entries(charts).forEach(([id, chart]) => new ChartRelease(east, id, { chart }));
  return { app, east, delivery, plan: () => Planner.of(app).plans()[0] };
}

const objectsOf = (charts: Record<string, HelmChart>) => documents(released(charts).app);

describe('a release is an Application', () => {
  test('of one exact version, before everything that uses its kinds', () => {
    const app = find(objectsOf({ broker: HelmChart.of({ ...BROKER, values: { size: 3 } }) }), 'Application');
    expect(app.metadata.name).toBe('east-broker');
    expect(app.metadata.annotations['argocd.argoproj.io/sync-wave']).toBe('-9');
    expect(app.spec.source).toEqual({
      repoURL: 'https://charts.example.com',
      chart: 'broker',
      targetRevision: '1.2.3',
      helm: { releaseName: 'broker', valuesObject: { size: 3 } },
    });
    expect(app.spec.destination).toEqual({ name: 'east', namespace: 'brokers' });
  });

  test('by digest, where an OCI registry has it', () => {
    const repository = 'oci://registry.example.com/charts/broker';
    const source = (digest?: string) =>
      find(objectsOf({ broker: HelmChart.of({ ...BROKER, repository, digest }) }), 'Application').spec.source;
    expect(source(DIGEST)).toMatchObject({ repoURL: repository, path: '.', targetRevision: DIGEST });
    expect(source()).toMatchObject({ repoURL: repository, path: '.', targetRevision: '1.2.3' });
  });

  test('in a project that admits what it renders, in its namespaces, and nothing else', () => {
    const { spec } = find(objectsOf({ strimzi: CATALOGUE.strimzi }), 'AppProject');
    expect(spec.sourceRepos).toEqual(['https://strimzi.io/charts/']);
    expect(spec.destinations.map(({ namespace }: any) => namespace)).toEqual(['strimzi-system', 'drives', 'streams']);
    expect(spec.clusterResourceWhitelist).toEqual([
      { group: '', kind: 'Namespace', name: 'strimzi-system' },
      { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' },
      { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' },
      { group: 'rbac.authorization.k8s.io', kind: 'ClusterRoleBinding' },
    ]);
    expect(spec.namespaceResourceWhitelist).toContainEqual({ group: 'policy', kind: 'PodDisruptionBudget' });
  });

  test('that leaves alone what each rendering writes anew', () => {
    const { spec } = find(objectsOf({ nacos: CATALOGUE.nacos }), 'Application');
    expect(spec.ignoreDifferences).toContainEqual({ group: '', kind: 'Secret', jqPathExpressions: ['.data'] });
    expect(spec.syncPolicy.syncOptions).toContain('RespectIgnoreDifferences=true');
    expect(spec.source).toMatchObject({
      path: 'charts/nacos-controller',
      targetRevision: '7c9af96bfb7443b75268ca5da0af4c87c4ddc5eb',
    });
    expect(spec.source.helm.valuesObject.image.tag).not.toBe('main');
  });

  test('without wildcards, whatever the chart', () => {
    const text = JSON.stringify(objectsOf(CATALOGUE).filter(({ kind }) => kind === 'AppProject'));
    expect(text).not.toContain('*');
  });
});

describe('what a release runs is in the plan', () => {
  test('of each chart of the catalogue, as its values ask for', () => {
    const { plan } = released(CATALOGUE);
    const { model, findings } = plan();
    const pods = Object.fromEntries(
      model.workloads.map(({ id, replicas, requests }) => [
        id,
        `${replicas.planned} x ${requests.cpu}m ${requests.memory! / 2 ** 20}Mi`,
      ]),
    );
    expect(pods).toEqual({
      'strimzi-system/Footprint/east-strimzi': '2 x 200m 384Mi',
      'cnpg-system/Footprint/east-cnpg': '2 x 100m 100Mi',
      'cnpg-system/Footprint/east-barman': '1 x 100m 100Mi',
      'emqx-operator-system/Footprint/east-emqx': '2 x 100m 128Mi',
      'velero/Footprint/east-velero-server': '1 x 500m 128Mi',
      'nacos-controller/Footprint/east-nacos': '2 x 100m 128Mi',
      'external-secrets/Footprint/east-secrets-controller': '2 x 10m 64Mi',
      'external-secrets/Footprint/east-secrets-webhook': '2 x 10m 64Mi',
      'external-secrets/Footprint/east-secrets-cert-controller': '2 x 10m 64Mi',
      'cert-manager/Footprint/east-certificates-controller': '2 x 10m 64Mi',
      'cert-manager/Footprint/east-certificates-webhook': '2 x 10m 64Mi',
      'cert-manager/Footprint/east-certificates-cainjector': '2 x 10m 64Mi',
    });
    expect(Object.keys(model.pools[0].daemonsets)).toEqual(['velero/Footprint/east-velero-node-agent']);
    expect(findings.filter(({ code }) => code === 'CHART_NOT_COUNTED')).toEqual([]);
  });

  test('unless the user says what it runs', () => {
    const { east, plan } = released({ cnpg: CATALOGUE.cnpg });
    east.addFootprint('east-cnpg', Footprint.none());
    expect(plan().model.workloads).toEqual([]);
  });

  test('and nothing is delivered that nobody asked for', () => {
    expect(documents(released({}).app).filter(({ kind }) => kind === 'Application')).toEqual([]);
  });
});

describe('values of the user', () => {
  test('are laid over those of the library, key by key', () => {
    const values = { resources: { requests: { cpu: '300m' } }, logLevel: 'DEBUG' };
    const chart = HelmChart.strimzi({ values, replicas: 1 });
    const { helm } = find(objectsOf({ strimzi: chart }), 'Application').spec.source;
    expect(helm.valuesObject).toMatchObject({
      replicas: 1,
      logLevel: 'DEBUG',
      resources: { requests: { cpu: '300m', memory: '384Mi' } },
    });
  });
});

describe('refused is', () => {
  test.each(['latest', '1.x', '>=1.2.3', '~1.2.3', '^1.2.3', '*', '1.2', '', 'v1', 'main', '1.2.3 || 2.0.0'])(
    "version '%s', which is another chart tomorrow",
    (version) => {
      expect(() => HelmChart.of({ ...BROKER, version })).toThrow('must be one exact version');
    },
  );

  test('a branch of a Git repository, but not a commit', () => {
    const git = { ...BROKER, repository: 'https://git.example.com/broker.git', name: 'charts/broker' };
    expect(() => HelmChart.of({ ...git, version: 'main' })).toThrow("a tag such as 'v1.2.3', or a commit");
    expect(() => HelmChart.of({ ...git, version: 'c'.repeat(40) })).not.toThrow();
  });

  test.each(['http://charts.example.com', 'charts.example.com', 'https://charts.example.com/*', 'https://me:pw@c.de'])(
    "repository '%s'",
    (repository) => {
      expect(() => HelmChart.of({ ...BROKER, repository })).toThrow('must be the https://, oci:// or Git URL');
    },
  );

  test('a digest that nobody would check, or that is none', () => {
    expect(() => HelmChart.of({ ...BROKER, digest: DIGEST })).toThrow('is checked for charts in OCI registries alone');
    expect(() => HelmChart.of({ ...BROKER, repository: 'oci://r.example.com/b', digest: 'sha256:1' })).toThrow(
      'must be sha256: and 64 digits',
    );
  });

  test('a kind with a wildcard, and a chart that renders nothing', () => {
    expect(() => HelmChart.of({ ...BROKER, namespacedKinds: ['*'] })).toThrow('* is not allowed');
    expect(() => HelmChart.of({ ...BROKER, clusterKinds: ['*/*'] })).toThrow('* is not allowed');
    expect(() => HelmChart.of({ ...BROKER, namespacedKinds: [] })).toThrow('must name what the chart renders');
  });

  test('a secret in values, wherever it stands, and it is not shown', () => {
    const values = { auth: { users: [{ password: 'tr0ub4dor' }] } };
    const message = messageOf(() => HelmChart.of({ ...BROKER, values }));
    expect(message).toContain('values.auth.users.0.password');
    expect(message).toContain('looks like a password');
    expect(message).not.toContain('tr0ub4dor');
  });

  test('an image of a chart that is another one tomorrow', () => {
    expect(() => HelmChart.nacosController({ imageTag: 'main' })).toThrow('values.image.tag');
    expect(() => HelmChart.of({ ...BROKER, values: { image: { tag: 'latest' } } })).toThrow('a fixed tag');
  });

  test('a release without delivery, and the same chart twice in a namespace', () => {
    const chart = HelmChart.of(BROKER);
    expect(() => new ChartRelease(cluster(new App()), 'broker', { chart })).toThrow(
      'is needed: charts are delivered by Argo CD',
    );
    const { east } = released({ broker: chart });
    expect(() => new ChartRelease(east, 'second', { chart })).toThrow(
      'is in namespace brokers already, by east/broker',
    );
  });
});

describeWith('crds', 'the schemas of Argo CD', () => {
  test('take what is emitted for the whole catalogue', () => {
    const schemas = new Schemas('1.32');
    for (const object of objectsOf(CATALOGUE).filter(({ apiVersion }) => apiVersion.startsWith('argoproj.io'))) {
      expect(schemas.check(object)).toEqual([]);
    }
  });
});
