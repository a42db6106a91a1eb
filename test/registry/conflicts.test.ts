import { Duration, Size, Testing } from 'cdk8s';
import * as auto from 'cdk8s-autonomous';
import { configuration, LOGIN, NIGHTLY, NODE, ON_PUSH, registry } from './configurations';
import { installed, platform } from './support';
import { documents, find, messageOf, microservice, stack } from '../support/apps';
import { edgePlatform, site } from '../support/edge';

const VAULT = auto.SecretStore.cluster('vault');

/** A stack with a Harbor that is there, and what it is to be like. */
function made() {
  const scope = stack(Testing.app());
  const config = configuration(scope);
  return { scope, config, telemetry: config.addProject('telemetry') };
}

/** Another construct for the same Harbor. */
function again(scope: auto.AutonomousStack, { host }: auto.HarborRegistry): auto.HarborRegistry {
  return new auto.HarborRegistry(scope, 'again', { host, pullSecret: 'again' });
}

describe('a registry that several constructs stand for', () => {
  test('is one registry: copies to itself, and back to where they are from, are refused', () => {
    const { scope, config, telemetry } = made();
    const copy = { projects: [telemetry], trigger: ON_PUSH, login: LOGIN };
    expect(messageOf(() => config.replicateTo(again(scope, config.registry), copy))).toContain(
      'would go in a circle: harbor.cn.example.com -> harbor.cn.example.com',
    );
    const eu = configuration(scope, { registry: registry(scope, 'eu') }, 'config-eu');
    config.replicateTo(eu.registry, copy);
    const back = { ...copy, projects: [eu.addProject('telemetry')] };
    expect(messageOf(() => eu.replicateTo(config.registry, back))).toContain('would go in a circle');
    const other = new auto.HarborRegistry(scope, 'cn-2', { host: config.registry.host });
    expect(messageOf(() => eu.replicateTo(other, back))).toContain(
      'would go in a circle: harbor.eu.example.com -> harbor.cn.example.com -> harbor.eu.example.com',
    );
  });

  test('is a mirror under each of them, with the login of the one that the stack has', () => {
    const { scope, config, telemetry } = made();
    config.replicateTo(registry(scope, 'eu'), { projects: [telemetry], trigger: ON_PUSH, login: LOGIN });
    const eu = new auto.HarborRegistry(scope, 'tenant', { host: 'harbor.eu.example.com', pullSecret: 'of-tenant' });
    const tenant = new auto.AutonomousStack(scope.node.root as any, 'tenant', { cluster: scope.cluster, registry: eu });
    microservice(tenant, 'rules', { image: config.registry.image('telemetry/rules', { tag: '1.0.0' }) });
    const { spec } = find(documents(scope.node.root as any), 'Deployment', 'rules').spec.template;
    expect([spec.containers[0].image, spec.imagePullSecrets]).toEqual([
      'harbor.eu.example.com/telemetry/rules:1.0.0',
      [{ name: 'of-tenant' }],
    ]);
  });

  test('has one configuration for each project, robot and schedule', () => {
    const { scope, config, telemetry } = made();
    config.addRobot('reader', { projects: [telemetry] });
    const other = configuration(scope, { registry: again(scope, config.registry) }, 'other');
    expect(messageOf(() => other.addProject('telemetry'))).toContain(
      "name 'telemetry': project 'telemetry' of harbor.cn.example.com is brought about by shop/config already; all of it in one configuration",
    );
    expect(messageOf(() => other.addRobot('reader', { projects: [other.addProject('maps')] }))).toContain(
      "robot 'reader' of harbor.cn.example.com is brought about by shop/config already",
    );
    const first = configuration(scope, { registry: registry(scope, 'us'), scanAll: '0 0 3 * * *' }, 'first');
    expect(
      messageOf(() => configuration(scope, { registry: first.registry, scanAll: '0 0 4 * * *' }, 'second')),
    ).toContain('scanAll of harbor.us.example.com is brought about by shop/first already');
  });

  test('is no cache of itself', () => {
    const { config } = made();
    const upstream = auto.HarborUpstream.harbor(config.registry.host);
    expect(messageOf(() => config.addProxyCache('self', { upstream }))).toContain('is this Harbor itself');
  });
});

describe('replications beside each other', () => {
  test('of one project to one registry are refused: Harbor would have two of one name', () => {
    const { scope, config, telemetry } = made();
    const eu = registry(scope, 'eu');
    const maps = config.addProject('maps');
    const copy = (projects: auto.HarborProject[], more: object = {}) =>
      config.replicateTo(eu, { projects, trigger: ON_PUSH, login: LOGIN, ...more });
    copy([telemetry, maps]);
    expect(messageOf(() => copy([telemetry, maps], { trigger: NIGHTLY }))).toContain(
      "projects ['telemetry', 'maps']: are in another replication to harbor.eu.example.com already; one replication of them",
    );
    expect(messageOf(() => copy([maps]))).toContain("projects ['maps']: are in another replication");
  });

  test('of sites that have one registry are refused, as each would take the whole line', () => {
    const edge = edgePlatform(Testing.app());
    const scope = stack(edge.node.root as any, { cluster: edge.cluster });
    const config = configuration(scope);
    const shared = registry(scope, 'region');
    const uplink = auto.Bandwidth.megabitsPerSecond(1);
    const sites = ['gz-1', 'gz-2'].map((name) => site(edge, name, { registry: shared, uplink }));
    const props = { projects: [config.addProject('telemetry')], trigger: NIGHTLY, login: LOGIN };
    expect(messageOf(() => config.replicateToSites(sites, props))).toContain(
      "sites ['gz-1', 'gz-2']: have one registry, harbor.region.example.com: it would be copied there 2 times; replicateTo(...) that registry, with its line",
    );
  });

  test('are divided by the jobs that all pods of an installation run at once', () => {
    const { harbor, made: scope } = installed({ replicas: 3 });
    const config = new auto.HarborConfiguration(harbor, 'config', { registry: harbor, image: NODE });
    config.replicateTo(registry(scope, 'us'), {
      projects: [config.addProject('telemetry')],
      trigger: ON_PUSH,
      login: LOGIN,
      line: auto.Bandwidth.megabitsPerSecond(100),
      change: { size: auto.DataSize.gigabytes(1), repositories: 40 },
    });
    const state = JSON.parse(config.configMap.toJson().data['state.json']);
    expect(state.replications[0].speed).toBe(Math.floor(100e6 / 30 / 1024));
  });

  test('take a window above 0', () => {
    const { scope, config, telemetry } = made();
    const change = { size: auto.DataSize.gigabytes(1) };
    const line = auto.Bandwidth.megabitsPerSecond(1);
    const props = { projects: [telemetry], trigger: NIGHTLY, login: LOGIN, line, change };
    expect(
      messageOf(() => config.replicateTo(registry(scope, 'eu'), { ...props, window: Duration.seconds(0) })),
    ).toContain('must be above 0');
  });
});

describe('logins', () => {
  const login = (path: string) => ({ store: VAULT, username: `${path}#username`, password: `${path}#password` });

  test('of a robot that the stack of its own configuration waits for are refused, as Argo CD would wait for ever', () => {
    const { app, made: scope } = platform();
    const harbor = new auto.HarborRegistry(app, 'harbor', { host: 'h.example.com', login: login('robots/reader') });
    const own = new auto.AutonomousStack(app, 'own', {
      cluster: scope.cluster,
      delivery: scope._delivery,
      registry: harbor,
    });
    const config = configuration(own, { registry: harbor, image: harbor.image('base/node', { tag: '22.11.0' }) });
    config.addRobot('reader', {
      projects: [config.addProject('telemetry')],
      pushTo: { store: VAULT, path: 'robots/reader' },
    });
    expect(config.node.validate().join()).toContain(
      "robot reader: its login goes to 'robots/reader', and ExternalSecret harbor-login of the same stack takes it from there: Argo CD would wait for that before the Job that makes the robot",
    );
    const elsewhere = configuration(scope, { registry: registry(scope, 'eu') }, 'elsewhere');
    elsewhere.addRobot('reader', {
      projects: [elsewhere.addProject('telemetry')],
      pushTo: { store: VAULT, path: 'robots/reader' },
    });
    expect(elsewhere.node.validate()).toEqual([]);
  });

  test('of two registries in one namespace have two names', () => {
    const { scope } = made();
    const first = new auto.HarborRegistry(scope, 'near', { host: 'a.example.com', login: login('a') });
    const inner = new auto.HarborRegistry(new auto.AutonomousApp(), 'near', {
      host: 'b.example.com',
      login: login('b'),
    });
    first._emitLogin(scope, scope._owner);
    first._emitLogin(scope, scope._owner);
    expect(messageOf(() => inner._emitLogin(scope, scope._owner))).toContain(
      "pullSecret 'near-login': is that of another login in shop already",
    );
  });
});

test('the Job of an installation does not run an image of it', () => {
  const { harbor } = installed();
  const image = harbor.image('base/node', { tag: '22.11.0' });
  expect(messageOf(() => new auto.HarborConfiguration(harbor, 'config', { registry: harbor, image }))).toContain(
    'is in the Harbor that it configures, which has no projects until then; an image of another registry',
  );
});

test('a quota is held against immutable tags only where it is said how many there will be', () => {
  const { config } = made();
  const props = {
    quota: Size.gibibytes(20),
    retention: auto.HarborRetention.latestPushed(10),
    immutableTags: ['v*'],
  };
  const images = { repositories: 1, size: auto.DataSize.gigabytes(1) };
  expect(messageOf(() => config.addProject('maps', { ...props, images }))).toContain(
    'images.tags undefined: is not known: retention removes no immutable tags, so there are more than it keeps; tags: the most of them that there are at a time',
  );
  expect(messageOf(() => config.addProject('maps', { ...props, images: { ...images, tags: 30 } }))).toContain(
    '1 repositories x 954 MiB x 30 tags',
  );
  expect(
    messageOf(() => config.addProject('maps', { ...props, images: { ...images, repositories: NaN } })),
  ).not.toContain('NaN tags');
});

test.each([
  ['0 61 3 * * *', 'its minute must be *, or numbers from 0 to 59'],
  ['0 0 24 * * *', 'its hour must be'],
  ['0 0 3 0 * *', 'its day of month must be'],
  ['0 0 3 * foo *', 'its month must be *, or numbers from 1 to 12'],
  ['0 0 3 * * 7', 'its day of week must be *, or numbers from 0 to 6'],
  ['0 */0 3 * * *', 'its minute must be'],
  ['0 0 5-1 * * *', 'its hour must be'],
  ['0 0  3 * * *', 'must be 6 fields with a space between'],
])('schedule %s is one that Harbor does not read', (scanAll, message) => {
  expect(messageOf(() => configuration(stack(Testing.app()), { scanAll }))).toContain(message);
});

test.each(['0 0 3 * * *', '0 0/15 3,15 1-5 JAN-mar sun', '0 */15 ? 2 */3 1-5/2'])(
  'schedule %s is one that Harbor reads',
  (scanAll) => {
    expect(() => configuration(stack(Testing.app()), { scanAll })).not.toThrow();
  },
);
