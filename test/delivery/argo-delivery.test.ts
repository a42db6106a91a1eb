import { App, Chart, Duration, Testing, YamlOutputType } from 'cdk8s';
import {
  ArgoDelivery,
  Bandwidth,
  DataSize,
  EdgePlatform,
  EdgeRuntime,
  ImagePrewarm,
  NodeClass,
  Provisioner,
  Replicas,
} from 'cdk8s-autonomous';
import { k8s } from 'cdk8s-plus-33';
import { cluster, documents, find, ISTIO, messageOf, microservice, stack } from '../support/apps';
import { KUBE_EDGE, PINNED, site } from '../support/edge';

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
    { group: '', kind: 'Namespace', name: 'shop' },
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
    'RespectIgnoreDifferences=true',
    'ServerSideApply=true',
  ]);
});

/** Whether a project admits an object without namespace: AppProject.IsGroupKindNamePermitted of Argo CD 3.6. */
const admits = ({ spec }: any, group: string, kind: string, name: string): boolean =>
  spec.clusterResourceWhitelist.some(
    (one: any) => one.group === group && one.kind === kind && (one.name === undefined || one.name === name),
  );

test('a project admits its own Namespace, and not one that somebody else has', () => {
  const { app, delivery } = delivered();
  delivery._deliverHelm('broker', {
    cluster: 'east',
    namespace: 'brokers',
    repository: 'https://charts.example.com',
    path: 'broker',
    revision: '1.0.0',
    values: {},
    kinds: {
      cluster: [
        { group: '', kind: 'Namespace' },
        { group: 'a.b', kind: 'C' },
      ],
      namespaced: [],
    },
  });
  const objects = documents(app);
  const project = (name: string) => find(objects, 'AppProject', name);
  expect(admits(project('east-shop'), '', 'Namespace', 'shop')).toBe(true);
  expect(admits(project('east-shop'), '', 'Namespace', 'kube-system')).toBe(false);
  expect(admits(project('broker'), '', 'Namespace', 'brokers')).toBe(true);
  expect(admits(project('broker'), '', 'Namespace', 'shop')).toBe(false);
  expect(admits(project('broker'), 'a.b', 'C', 'any')).toBe(true);
});

const waveOf = ({ metadata }: any): number => Number(metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0);

test('what brings kinds and priorities comes before the stacks that name them; projects and settings come first', () => {
  const { app, edge, east } = (() => {
    const made = delivered();
    made.east.addPriority('high', { value: 1 });
    const platform = new EdgePlatform(made.app, 'edge', {
      cluster: made.east,
      runtime: KUBE_EDGE,
      delivery: made.delivery,
    });
    return { ...made, edge: platform };
  })();
  const here = site(edge, 'gz-1', { uplink: Bandwidth.megabitsPerSecond(20) });
  new ImagePrewarm(edge, 'vision', {
    images: [{ image: PINNED, size: DataSize.gigabytes(1) }],
    sites: [here],
    window: Duration.hours(4),
  });
  const objects = documents(app);
  const applications = objects.filter(({ kind }) => kind === 'Application');
  const order = applications.sort((a, b) => waveOf(a) - waveOf(b)).map(({ metadata }) => metadata.name);
  expect(order).toEqual(['east-cloudcore', 'east', 'east-edge', 'east-shop', 'east-edge-jobs']);
  expect(new Set(applications.map(waveOf)).size).toBe(5);
  const first = objects.filter(({ kind, metadata }) => kind === 'AppProject' || metadata.name === 'argocd-cm');
  expect(Math.max(...first.map(waveOf))).toBeLessThan(Math.min(...applications.map(waveOf)));
  // Hours of waves hold nothing else.
  const kindsOf = (chart: string) =>
    Testing.synth(app.node.findChild(chart) as Chart).map(({ kind }: any) => kind as string);
  expect(new Set(kindsOf('edge-jobs'))).toEqual(new Set(['ImagePrePullJob']));
  expect(kindsOf('edge')).not.toContain('ImagePrePullJob');
  expect(east.node.path).toBe('east');
});

describe('what others own or name stays when it is no longer in Git', () => {
  /** What Argo CD 3.6 does with an object that is gone from Git, or whose Application is deleted (sync_context.go, appcontroller.go). */
  const options = ({ metadata }: any): string[] =>
    (metadata.annotations?.['argocd.argoproj.io/sync-options'] ?? '').split(',');

  test('the settings of Argo CD, priorities, runtime classes', () => {
    const { app, east } = delivered();
    east.addPriority('high', { value: 1 });
    const objects = documents(app);
    for (const object of [find(objects, 'ConfigMap', 'argocd-cm'), find(objects, 'PriorityClass')]) {
      expect(options(object)).toEqual(expect.arrayContaining(['Prune=false', 'Delete=false']));
    }
    const { metadata, data } = find(objects, 'ConfigMap', 'argocd-cm');
    expect(metadata.labels).toEqual({ 'app.kubernetes.io/part-of': 'argocd' });
    expect(Object.keys(data)).toEqual(['resource.customizations.health.argoproj.io_Application']);
  });

  test('pools of nodes go when somebody confirms: their nodes go with them', () => {
    const app = new App();
    const provisioner = Provisioner.karpenter({ nodeClass: NodeClass.ec2('default') });
    cluster(app, { provisioner });
    expect(options(documents(app).find(({ kind }) => kind === 'NodePool'))).toEqual([
      'Delete=confirm',
      'Prune=confirm',
    ]);
  });

  test('the settings are values for their owner, where nothing of them is to be patched', () => {
    const app = Testing.app();
    const delivery = new ArgoDelivery(app, 'delivery', { ...PROPS, patchSettings: false });
    new EdgePlatform(app, 'edge', { cluster: cluster(app), runtime: EdgeRuntime.openYurt(), delivery });
    expect(Testing.synth(delivery).map(({ kind }: any) => kind)).not.toContain('ConfigMap');
    expect(Object.keys(delivery.settings)).toEqual([
      'resource.customizations.health.apps.openyurt.io_YurtAppSet',
      'resource.customizations.health.argoproj.io_Application',
    ]);
  });
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
