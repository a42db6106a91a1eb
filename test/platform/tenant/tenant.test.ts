import { ApiObject, App, Testing } from 'cdk8s';
import {
  Access,
  AlertSeverity,
  ArgoDelivery,
  AutonomousStack,
  Cluster,
  KubernetesVersion,
  Receiver,
  SecretRef,
  Tenant,
  TenantProps,
} from 'cdk8s-autonomous';
import { cluster, documents, find, messageOf, microservice } from '../../support/apps';
import { Schemas } from '../../support/schemas';
import { describeWith } from '../../support/shared';

const PEOPLE = [Access.view('readers'), Access.operate('oncall'), Access.debug('developers')];

function delivery(app: App, id = 'delivery'): ArgoDelivery {
  const repository = 'https://git.example.com/platform/manifests.git';
  return new ArgoDelivery(app, id, { repository, revision: 'main', path: 'dist' });
}

function west(app: App): Cluster {
  const made = new Cluster(app, 'west', { zones: ['a'], kubernetesVersion: KubernetesVersion.V1_32 });
  made.addNodePool('general', { nodeType: cluster(Testing.app()).nodePools[0].nodeType });
  return made;
}

/** Two stacks of one tenant on two clusters, one of them with a ClusterRole, and a stack of nobody. */
function two() {
  const app = Testing.app();
  const to = delivery(app);
  const east = cluster(app);
  const clusters = [east, west(app)];
  const secret = SecretRef.existing('oncall', ['url']);
  const receivers = [
    Receiver.webhook(secret.key('url')),
    Receiver.slack(secret.key('url'), '#charging', { severities: [AlertSeverity.PAGE] }),
  ];
  const tenant = new Tenant(app, 'charging', { clusters, people: PEOPLE, receivers: receivers.slice(0, 1) });
  const stacks = clusters.map((one, i) => {
    const made = new AutonomousStack(app, `api-${i}`, { cluster: one, tenant, delivery: to, namespace: 'charging' });
    microservice(made, 'cart');
    return made;
  });
  new ApiObject(stacks[1], 'Role', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'reader' },
  });
  microservice(new AutonomousStack(app, 'shop', { cluster: east, delivery: to }));
  return { app, tenant, objects: documents(app) };
}

describe('a tenant on two clusters', () => {
  const { objects } = two();
  const project = find(objects, 'AppProject', 'charging').spec;

  test('has one project that admits its namespaces on its clusters, and of kinds without a namespace its own objects', () => {
    expect(project.destinations).toEqual([
      { name: 'east', namespace: 'charging' },
      { name: 'west', namespace: 'charging' },
    ]);
    expect(project.clusterResourceWhitelist).toEqual([
      { group: '', kind: 'Namespace', name: 'charging' },
      { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'reader' },
    ]);
    const kinds = project.namespaceResourceWhitelist.map(({ kind }: any) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['Deployment', 'ResourceQuota', 'AlertmanagerConfig', 'Role']));
    expect(kinds).not.toContain('Secret');
    expect(JSON.stringify(project)).not.toContain('*');
    const of = objects.filter(({ kind }) => kind === 'Application');
    expect(of.map(({ metadata, spec }) => [metadata.name, spec.project])).toEqual([
      ['east-api-0', 'charging'],
      ['west-api-1', 'charging'],
      ['east-shop', 'east-shop'],
    ]);
  });

  test('lets its people do in Argo CD what they are for, each Application by its name', () => {
    const roles = Object.fromEntries(
      project.roles.map(({ name, groups, policies }: any) => [name, { groups, policies }]),
    );
    expect(roles.view).toEqual({
      groups: ['readers'],
      policies: [
        'p, proj:charging:view, applications, get, charging/east-api-0, allow',
        'p, proj:charging:view, applications, get, charging/west-api-1, allow',
      ],
    });
    expect(roles.operate.policies.slice(0, 3)).toEqual([
      'p, proj:charging:operate, applications, get, charging/east-api-0, allow',
      'p, proj:charging:operate, applications, sync, charging/east-api-0, allow',
      'p, proj:charging:operate, applications, action/apps/Deployment/restart, charging/east-api-0, allow',
    ]);
    expect(roles.debug.policies[1]).toBe('p, proj:charging:debug, logs, get, charging/east-api-0, allow');
    const verbs = project.roles.flatMap(({ policies }: any) => policies).map((line: string) => line.split(', ')[3]);
    expect([...new Set(verbs)].sort()).toEqual(['action/apps/Deployment/restart', 'get', 'sync']);
  });

  test('is told of its alerts in each of its namespaces, and marks these', () => {
    const all = objects.filter(({ kind }) => kind === 'AlertmanagerConfig');
    expect(all.map(({ metadata }) => [metadata.namespace, metadata.name])).toEqual([
      ['charging', 'charging-alerts'],
      ['charging', 'charging-alerts'],
    ]);
    const marked = objects.filter(
      ({ kind, metadata }) => kind === 'Namespace' && metadata.labels['cdk8s-autonomous.dev/tenant'],
    );
    expect(marked.map(({ metadata }) => metadata.name)).toEqual(['charging', 'charging']);
  });

  describeWith('crds', 'official schemas', () => {
    test('take all that it emits', () => {
      const schemas = new Schemas('1.32');
      const own = objects.filter(({ kind }) => /^(AppProject|AlertmanagerConfig|Role|RoleBinding)$/.test(kind));
      expect(own.length).toBeGreaterThan(10);
      expect(own.flatMap((object) => schemas.check(object))).toEqual([]);
    });
  });
});

test('a tenant without people, receivers and stacks emits nothing', () => {
  const app = Testing.app();
  const east = cluster(app);
  microservice(new AutonomousStack(app, 'shop', { cluster: east }));
  const before = documents(app);
  const again = Testing.app();
  const same = cluster(again);
  new Tenant(again, 'idle', { clusters: [same] });
  microservice(new AutonomousStack(again, 'shop', { cluster: same }));
  expect(documents(again)).toEqual(before);
});

describe('a tenant is refused', () => {
  const make = (
    props: (east: Cluster, app: App) => Partial<TenantProps>,
    name = 'charging',
    first?: Partial<TenantProps>,
  ) => {
    const app = Testing.app();
    const east = cluster(app);
    if (first) {
      new Tenant(app, 'billing', { clusters: [east], ...first });
    }
    return messageOf(() => new Tenant(app, name, { clusters: [east], ...props(east, app) }));
  };

  test('with a name that means something else', () => {
    expect(make(() => ({}), 'default')).toMatch(/name 'default': is the project of Argo CD that admits everything/);
    expect(make(() => ({}), 'Charging')).toMatch(/name 'Charging'/);
    expect(make(() => ({}), 'a'.repeat(51))).toMatch(/50/);
  });

  test('without a cluster, in that of another app, and with one that is its own and shared', () => {
    expect(make(() => ({ clusters: [] }))).toMatch(/clusters '\[\]': must have a part of at least one cluster/);
    expect(make(() => ({ clusters: [cluster(Testing.app())] }))).toMatch(/is in another app/);
    expect(make((east) => ({ ownClusters: [east] }))).toMatch(/ownClusters 'east': is among clusters too/);
  });

  test('where another has it alone, or has a part of what would be its own', () => {
    const app = Testing.app();
    const east = cluster(app);
    new Tenant(app, 'branch', { ownClusters: [east] });
    expect(messageOf(() => new Tenant(app, 'charging', { clusters: [east] }))).toMatch(
      /clusters 'east': is tenant branch's alone; clusters instead of ownClusters of branch/,
    );
    expect(make((one) => ({ clusters: [], ownClusters: [one] }), 'charging', {})).toMatch(
      /ownClusters 'east': tenant billing has a part of it/,
    );
    expect(make(() => ({}), 'billing', {})).toMatch(/is the name of billing already|already/);
  });

  test('in a stack of a cluster where it has no part', () => {
    const app = Testing.app();
    const tenant = new Tenant(app, 'charging', { clusters: [cluster(app)] });
    expect(messageOf(() => new AutonomousStack(app, 'api', { cluster: west(app), tenant }))).toMatch(
      /tenant 'charging': has no part of cluster west: it has east; the cluster among the clusters of the tenant/,
    );
  });

  test('by a second delivery, and where its project has the name of an Application', () => {
    const app = Testing.app();
    const east = cluster(app, { delivery: delivery(app) });
    const tenant = new Tenant(app, 'charging', { clusters: [east] });
    new AutonomousStack(app, 'api', { cluster: east, tenant, delivery: east._delivery });
    const second = delivery(app, 'second');
    expect(messageOf(() => new AutonomousStack(app, 'web', { cluster: east, tenant, delivery: second }))).toMatch(
      /stacks of tenant charging are delivered by delivery and by second.*one delivery for all stacks of a tenant/,
    );
    const named = new Tenant(app, 'east-shop', { clusters: [east] });
    new AutonomousStack(app, 'shop', { cluster: east, delivery: second });
    expect(
      messageOf(() => new AutonomousStack(app, 'own', { cluster: east, tenant: named, delivery: second })),
    ).toMatch(/AppProject east-shop is there already; give the tenant or the cluster another name/);
  });
});
