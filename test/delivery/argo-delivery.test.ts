import { App, Chart, Testing, YamlOutputType } from 'cdk8s';
import { ArgoDelivery, Replicas } from 'cdk8s-autonomous';
import { k8s } from 'cdk8s-plus-27';
import { cluster, documents, find, ISTIO, messageOf, microservice, stack } from '../support/apps';

const PROPS = { repository: 'https://git.example.com/m.git', revision: 'main', path: 'dist/' };

function delivered(app: App = new App({ yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE })) {
  const delivery = new ArgoDelivery(app, 'delivery', PROPS);
  const east = cluster(app, { delivery });
  const made = stack(app, { cluster: east, delivery, ...ISTIO });
  microservice(made, 'cart', { replicas: Replicas.autoscaled({ min: 3, max: 6 }) });
  return { app, delivery, east, made };
}

test('every kind that a chart renders is admitted by its project, and none else', () => {
  const { app, east, made } = delivered();
  east.addPriority('high', { value: 1 });
  const objects = documents(app);
  for (const [project, chart] of [
    ['east', east],
    ['east-shop', made],
  ] as [string, Chart][]) {
    const { spec } = find(objects, 'AppProject', project);
    const admitted = [...spec.clusterResourceWhitelist, ...spec.namespaceResourceWhitelist]
      .map(({ group, kind }: any) => `${group}/${kind}`)
      .sort();
    const rendered = [
      ...new Set(
        Testing.synth(chart).map(
          ({ apiVersion, kind }: any) => `${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}/${kind}`,
        ),
      ),
    ].sort();
    expect(admitted).toEqual(rendered);
  }
  expect(find(objects, 'AppProject', 'east-shop').spec.clusterResourceWhitelist).toEqual([
    { group: '', kind: 'Namespace' },
  ]);
});

test('one repository, one cluster, the namespaces of the chart', () => {
  const { app, made } = delivered();
  new k8s.KubeConfigMap(made, 'plain', { metadata: { name: 'plain', namespace: 'elsewhere' } });
  const { spec } = find(documents(app), 'AppProject', 'east-shop');
  expect(spec.sourceRepos).toEqual([PROPS.repository]);
  expect(spec.destinations).toEqual([
    { name: 'east', namespace: 'shop' },
    { name: 'east', namespace: 'elsewhere' },
  ]);
});

test('the application applies the folder of its chart and keeps it so', () => {
  const { app } = delivered();
  const { spec, metadata } = find(documents(app), 'Application', 'east-shop');
  expect(metadata.namespace).toBe('argocd');
  expect(spec).toMatchObject({
    project: 'east-shop',
    source: { repoURL: PROPS.repository, targetRevision: 'main', path: 'dist/shop' },
    destination: { name: 'east', namespace: 'shop' },
    syncPolicy: { automated: { prune: true, selfHeal: true, allowEmpty: false } },
  });
  expect(spec.syncPolicy.syncOptions).toEqual([
    'ApplyOutOfSyncOnly=true',
    'FailOnSharedResource=true',
    'ServerSideApply=true',
  ]);
});

test('with one file for each chart the file is named', () => {
  const { app } = delivered(new App({ yamlOutputType: YamlOutputType.FILE_PER_CHART }));
  expect(find(documents(app), 'Application', 'east-shop').spec.source).toMatchObject({
    path: 'dist',
    directory: { include: 'shop.k8s.yaml' },
  });
});

test('a cluster without objects is not delivered: Git has no empty folder', () => {
  expect(
    documents(delivered().app)
      .filter(({ kind }) => kind === 'Application')
      .map(({ metadata }) => metadata.name),
  ).toEqual(['east-shop']);
});

test.each([YamlOutputType.FILE_PER_APP, YamlOutputType.FILE_PER_RESOURCE])(
  'output type %s mixes charts and is refused',
  (yamlOutputType) => {
    const { app } = delivered(new App({ yamlOutputType }));
    expect(messageOf(() => app.synthYaml())).toContain('OUTPUT_MIXES_CHARTS');
  },
);

test('charts that depend on each other are refused', () => {
  const { app, made, delivery } = delivered();
  made.addDependency(delivery);
  expect(messageOf(() => app.synthYaml())).toContain('CHARTS_DEPEND shop');
});

test('nested charts are refused', () => {
  const { app, made } = delivered();
  new Chart(made, 'inner');
  expect(messageOf(() => app.synthYaml())).toContain('CHARTS_NESTED shop');
});
