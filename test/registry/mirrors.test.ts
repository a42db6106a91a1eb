import { Duration, Size, Testing } from 'cdk8s';
import * as auto from 'cdk8s-autonomous';
import { configuration, LOGIN, NIGHTLY, ON_PUSH, registry } from './configurations';
import { documents, find, messageOf, microservice, nodeType, stack } from '../support/apps';
import { BOX, edgePlatform, edgeService, planOf, RUNTIMES, site, tenant } from '../support/edge';
import { Schemas } from '../support/schemas';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const SMALL = { cpu: auto.Cpu.millis(100), memory: Size.mebibytes(64) };
const STORE = auto.SecretStore.cluster('vault');

function login(path: string): auto.StoredLogin {
  return { store: STORE, username: `${path}#username`, password: `${path}#password` };
}

describe('a stack whose registry is a mirror', () => {
  function made() {
    const app = Testing.app();
    const platform = stack(app);
    const cn = registry(platform, 'cn', { login: login('harbor/cn') });
    const eu = registry(platform, 'eu', { login: login('harbor/eu') });
    const config = configuration(platform, { registry: cn });
    const telemetry = config.addProject('telemetry');
    const inEu = new auto.AutonomousStack(app, 'eu-shop', { cluster: platform.cluster, registry: eu });
    return { app, platform, cn, eu, config, telemetry, inEu };
  }

  test('has no project with maps of another law, unless it is under that law too', () => {
    for (const [code, words] of [
      ['EU', 'harbor.cn.example.com/maps -> harbor.eu.example.com/maps (harbor.cn.example.com/maps is copied to it)'],
      ['CN', ''],
    ]) {
      const app = Testing.app();
      const platform = stack(app);
      const cn = registry(platform, 'cn', { residency: auto.Residency.of('CN') });
      const eu = registry(platform, 'eu', { residency: auto.Residency.of(code) });
      const config = configuration(platform, { registry: cn });
      const dataClasses = [auto.DataClass.map({ purpose: 'driving', retention: Duration.days(30) })];
      const maps = config.addProject('maps', { dataClasses });
      config.replicateTo(eu, { projects: [maps], trigger: ON_PUSH, login: LOGIN });
      const said = app.node.validate().filter((line) => line.includes('that stay in'));
      expect(said.join()).toContain(words);
      expect(said).toHaveLength(words === '' ? 0 : 1);
    }
  });

  test('runs images of the original from it, with its pull secret, helpers and all', () => {
    const { app, cn, eu, config, telemetry, inEu } = made();
    config.replicateTo(eu, { projects: [telemetry], trigger: ON_PUSH, login: LOGIN });
    microservice(inEu, 'rules', {
      image: cn.image('telemetry/rules', { tag: '1.2.0', digest: DIGEST }),
      helpers: [
        auto.Helper.init('schema', { image: cn.image('telemetry/tools/schema', { tag: '1.0.0' }), resources: SMALL }),
      ],
    });
    const { spec } = find(documents(app), 'Deployment', 'rules').spec.template;
    expect(spec.containers[0].image).toBe(`harbor.eu.example.com/telemetry/rules:1.2.0@${DIGEST}`);
    expect(spec.initContainers[0].image).toBe('harbor.eu.example.com/telemetry/tools/schema:1.0.0');
    expect(spec.imagePullSecrets).toEqual([{ name: 'eu-login' }]);
  });

  test('pulls with its own login also what is public in the original, pods and custom resources', () => {
    const { app, eu, platform, inEu } = made();
    const open = registry(platform, 'open');
    const config = configuration(platform, { registry: open }, 'config-open');
    const tools = config.addProject('tools');
    config.replicateTo(eu, { projects: [tools], trigger: ON_PUSH, login: LOGIN });
    microservice(inEu, 'rules', { image: open.image('tools/rules', { tag: '1.2.0' }) });
    new auto.PostgresCluster(inEu, 'db', {
      image: open.image('tools/postgresql', { tag: '17.5-standard-bookworm' }),
      resources: { cpu: auto.Cpu.units(1), memory: Size.gibibytes(2) },
      storage: Size.gibibytes(10),
      storageClass: 'fast',
      databases: [{ name: 'orders', credentials: auto.SecretRef.existing('orders', ['username', 'password']) }],
      apiServer: auto.Peer.cidr('10.0.0.1/32', 443),
    });
    const objects = documents(app);
    const { spec } = find(objects, 'Deployment', 'rules').spec.template;
    expect([spec.containers[0].image, spec.imagePullSecrets]).toEqual([
      'harbor.eu.example.com/tools/rules:1.2.0',
      [{ name: 'eu-login' }],
    ]);
    const cluster = objects.find(({ kind }) => kind === 'Cluster').spec;
    expect([cluster.imageName, cluster.imagePullSecrets]).toEqual([
      'harbor.eu.example.com/tools/postgresql:17.5-standard-bookworm',
      [{ name: 'eu-login' }],
    ]);
  });

  test('takes the digest of a lock that was written for either name', () => {
    const { app, cn, eu, config, telemetry, platform } = made();
    config.replicateTo(eu, { projects: [telemetry], trigger: ON_PUSH, login: LOGIN });
    for (const host of ['cn', 'eu']) {
      const images = auto.ImageLock.of({ [`harbor.${host}.example.com/telemetry/rules:1.2.0`]: DIGEST });
      const environment = auto.Environment.development({ images });
      const pinned = new auto.AutonomousStack(app, `locked-${host}`, {
        cluster: platform.cluster,
        registry: eu,
        environment,
      });
      microservice(pinned, 'rules', { image: cn.image('telemetry/rules', { tag: '1.2.0' }) });
    }
    const images = documents(app)
      .filter(({ kind, metadata }) => kind === 'Deployment' && metadata.namespace.startsWith('locked'))
      .map(({ spec }) => spec.template.spec.containers[0].image);
    expect(images).toEqual(Array(2).fill(`harbor.eu.example.com/telemetry/rules:1.2.0@${DIGEST}`));
  });

  test('runs them also where they came over a third one', () => {
    const { app, platform, cn, eu, config, telemetry } = made();
    const us = registry(platform, 'us');
    const ofEu = configuration(platform, { registry: eu }, 'config-eu');
    config.replicateTo(eu, { projects: [telemetry], trigger: ON_PUSH, login: LOGIN });
    ofEu.replicateTo(us, { projects: [ofEu.addProject('telemetry')], trigger: ON_PUSH, login: LOGIN });
    const inUs = new auto.AutonomousStack(app, 'us-shop', { cluster: platform.cluster, registry: us });
    microservice(inUs, 'rules', { image: cn.image('telemetry/rules', { tag: '1.2.0' }) });
    const { spec } = find(documents(app), 'Deployment', 'rules').spec.template;
    expect(spec.containers[0].image).toBe('harbor.us.example.com/telemetry/rules:1.2.0');
    // It needs no login.
    expect(spec.imagePullSecrets ?? []).toEqual([]);
  });

  test('refuses images of projects that are not copied to it, and says what cures', () => {
    const { cn, eu, config, telemetry, inEu } = made();
    config.replicateTo(eu, { projects: [telemetry], trigger: ON_PUSH, login: LOGIN });
    const run = () => microservice(inEu, 'maps', { image: cn.image('maps/tiles', { tag: '3.0.0' }) });
    expect(messageOf(run)).toContain(
      "image 'harbor.cn.example.com/maps/tiles:3.0.0': must come from the registry of the stack, harbor.eu.example.com, and project maps is not copied there; replicateTo(...) on the HarborConfiguration of harbor.cn.example.com, before what runs it",
    );
  });

  test('leaves alone what is of its own, and stacks of the original', () => {
    const { app, platform, cn, eu, config, telemetry, inEu } = made();
    config.replicateTo(eu, { projects: [telemetry], trigger: ON_PUSH, login: LOGIN });
    const inCn = new auto.AutonomousStack(app, 'cn-shop', { cluster: platform.cluster, registry: cn });
    microservice(inCn, 'rules', { image: cn.image('telemetry/rules', { tag: '1.2.0' }) });
    microservice(inEu, 'local', { image: eu.image('own/local', { tag: '1.0.0' }) });
    const objects = documents(app);
    const imageOf = (name: string) => find(objects, 'Deployment', name).spec.template.spec.containers[0].image;
    expect(imageOf('rules')).toBe('harbor.cn.example.com/telemetry/rules:1.2.0');
    expect(imageOf('local')).toBe('harbor.eu.example.com/own/local:1.0.0');
  });
});

describe('sites with a registry of their own', () => {
  function made(
    runtime?: auto.EdgeRuntime,
    plantLogin: { login?: auto.StoredLogin } = { login: login('harbor/plant') },
  ) {
    const app = Testing.app();
    const edge = edgePlatform(app, runtime);
    edge.cluster.addNodePool('general', { nodeType: nodeType() });
    const platform = tenant(edge, 'platform');
    const cn = registry(platform, 'cn', { login: login('harbor/cn') });
    const plant = registry(platform, 'plant', plantLogin);
    const shop = tenant(edge, 'shop', { registry: cn });
    const config = configuration(platform, { registry: cn });
    const telemetry = config.addProject('telemetry');
    const near = site(edge, 'gz-1', { registry: plant, uplink: auto.Bandwidth.megabitsPerSecond(20) });
    const far = site(edge, 'gz-2', { uplink: auto.Bandwidth.megabitsPerSecond(20) });
    const copy = () => config.replicateToSites([near], { projects: [telemetry], trigger: NIGHTLY, login: LOGIN });
    const image = cn.image('telemetry/gateway', { tag: '2.0', digest: DIGEST });
    return { app, edge, shop, cn, plant, config, telemetry, near, far, copy, image };
  }

  test('of KubeEdge have overriders for them, with the digest that KubeEdge would drop', () => {
    const { app, shop, cn, near, far, copy, image } = made(undefined, {});
    copy();
    const schema = auto.Helper.init('schema', {
      image: cn.image('telemetry/schema', { tag: '1.0' }),
      resources: SMALL,
    });
    const service = edgeService(shop, 'gateway', { image, helpers: [schema] });
    [near, far].forEach((one) => one.deploy(service));
    const application = find(documents(app), 'EdgeApplication', 'gateway');
    const predicate = { path: '/spec/template/spec/containers/0/image' };
    expect(application.spec.workloadScope.targetNodeGroups).toEqual([
      {
        name: 'gz-1',
        overriders: {
          imageOverriders: [
            {
              predicate: { path: '/spec/template/spec/initContainers/0/image' },
              component: 'Registry',
              operator: 'replace',
              value: 'harbor.plant.example.com',
            },
            { predicate, component: 'Registry', operator: 'replace', value: 'harbor.plant.example.com' },
            { predicate, component: 'Tag', operator: 'replace', value: DIGEST },
          ],
        },
      },
      { name: 'gz-2' },
    ]);
    const [deployment] = application.spec.workloadTemplate.manifests;
    expect(deployment.spec.template.spec.imagePullSecrets).toEqual([{ name: 'cn-login' }]);
    expect(new Schemas('1.32').check(application)).toEqual([]);
  });

  test('of KubeEdge have an object of their own where they have a login: no overrider says it', () => {
    const { app, shop, near, far, copy, image } = made();
    copy();
    const service = edgeService(shop, 'gateway', { image });
    [near, far].forEach((one) => one.deploy(service));
    const applications = documents(app).filter(({ kind }) => kind === 'EdgeApplication');
    const shown = applications.map(({ spec }) => {
      const { imagePullSecrets, containers } = spec.workloadTemplate.manifests[0].spec.template.spec;
      const sites = spec.workloadScope.targetNodeGroups;
      return [sites, containers[0].image.split('/')[0], imagePullSecrets.map(({ name }: any) => name)];
    });
    expect(shown).toEqual([
      [[{ name: 'gz-2' }], 'harbor.cn.example.com', ['cn-login']],
      [[{ name: 'gz-1' }], 'harbor.plant.example.com', ['cn-login', 'plant-login']],
    ]);
  });

  test('of OpenYurt have a YurtAppSet of their own: a tweak would restart all', () => {
    const { app, shop, near, far, copy, image } = made(RUNTIMES[1][1]);
    copy();
    const service = edgeService(shop, 'gateway', { image });
    [near, far].forEach((one) => one.deploy(service));
    const sets = documents(app).filter(({ kind }) => kind === 'YurtAppSet');
    const shown = sets.map(({ spec }) => [
      spec.pools,
      spec.workload.workloadTemplate.deploymentTemplate.spec.template.spec.containers[0].image,
    ]);
    expect(shown).toEqual([
      [['gz-2'], `harbor.cn.example.com/telemetry/gateway:2.0@${DIGEST}`],
      [['gz-1'], `harbor.plant.example.com/telemetry/gateway:2.0@${DIGEST}`],
    ]);
  });

  test('of SuperEdge have a template for them', () => {
    const { app, shop, near, far, copy, image } = made(RUNTIMES[2][1]);
    copy();
    const service = edgeService(shop, 'gateway', { image });
    [near, far].forEach((one) => one.deploy(service));
    const { template, templatePool, templates } = find(documents(app), 'DeploymentGrid').spec;
    const variant = templates['gz-1'];
    expect(Object.keys(templates)).toEqual(['gz-1']);
    const imageOf = (spec: any) => spec.template.spec.containers[0].image;
    expect(imageOf(template)).toBe(`harbor.cn.example.com/telemetry/gateway:2.0@${DIGEST}`);
    expect(imageOf(templatePool[variant])).toBe(`harbor.plant.example.com/telemetry/gateway:2.0@${DIGEST}`);
  });

  test('get the login of their registry in the namespace of the service', () => {
    const { app, shop, near, copy, image } = made();
    copy();
    near.deploy(edgeService(shop, 'gateway', { image }));
    near.deploy(edgeService(shop, 'logger', { image }));
    const secrets = documents(app).filter(({ kind }) => kind === 'ExternalSecret');
    expect(secrets.map(({ metadata }) => metadata.name)).toContain('plant-login');
  });

  test('that have a Deployment of their own name the image in it', () => {
    const { app, shop, near, copy, image } = made();
    copy();
    const service = edgeService(shop, 'gateway', {
      image,
      buffer: { mountPath: '/data', perDay: auto.DataSize.megabytes(100) },
    });
    near.deploy(service);
    const { spec } = find(documents(app), 'Deployment', 'gateway-gz-1').spec.template;
    expect(spec.containers[0].image).toBe(`harbor.plant.example.com/telemetry/gateway:2.0@${DIGEST}`);
  });

  test('refuse what is not copied to them', () => {
    const { shop, near, image } = made();
    const service = edgeService(shop, 'gateway', { image });
    expect(messageOf(() => near.deploy(service))).toContain(
      'is not in harbor.plant.example.com, from which site gz-1 pulls: project telemetry is not copied there; replicateToSites(...) on the HarborConfiguration of harbor.cn.example.com, before the service is deployed',
    );
  });

  test('fetch images from it before they are needed', () => {
    const { app, edge, near, copy, image, cn } = made();
    copy();
    const images = [{ image, size: auto.DataSize.gigabytes(1) }];
    const props = { images, window: Duration.hours(4), namespace: 'shop' };
    new auto.ImagePrewarm(edge, 'warm', { ...props, sites: [near] });
    const { imagePrePullTemplate: template } = find(documents(app), 'ImagePrePullJob').spec;
    expect(template.images).toEqual([`harbor.plant.example.com/telemetry/gateway:2.0@${DIGEST}`]);
    expect(template.imageSecrets).toBe('shop/plant-login');
    const other = [{ ...images[0], image: cn.image('maps/tiles', { tag: '1', digest: DIGEST }) }];
    expect(messageOf(() => new auto.ImagePrewarm(edge, 'maps', { ...props, images: other, sites: [near] }))).toContain(
      'is not in harbor.plant.example.com, from which the sites pull',
    );
  });

  test('fetch them each from its own, in one wave, with the login that the stacks there have', () => {
    const { app, edge, shop, cn, plant, near, far, copy, image } = made();
    copy();
    near.deploy(edgeService(shop, 'gateway', { image }));
    const warm = new auto.ImagePrewarm(edge, 'warm', {
      images: [{ image, size: auto.DataSize.gigabytes(1) }],
      sites: [near, far],
      window: Duration.hours(4),
      concurrency: 2,
    });
    const jobs = documents(app).filter(({ kind }) => kind === 'ImagePrePullJob');
    const shown = jobs.map(({ metadata, spec: { imagePrePullTemplate: one } }) => [
      metadata.annotations['argocd.argoproj.io/sync-wave'],
      one.images[0].split('/')[0],
      one.imageSecrets,
      one.nodeNames.length,
    ]);
    expect(shown.sort()).toEqual([
      ['30', cn.host, 'shop/cn-login', near.nodes.length],
      ['30', plant.host, 'shop/plant-login', far.nodes.length],
    ]);
    expect(new Set(jobs.map(({ metadata }) => metadata.name)).size).toBe(2);
    // Each registry gives out what one of the uplinks takes.
    expect(warm.egressBitsPerSecond).toBe(20e6);
  });

  test('say that nobody knows where the login of their registry is', () => {
    const { edge, near, copy, image } = made();
    copy();
    const images = [{ image, size: auto.DataSize.gigabytes(1) }];
    const warm = () => new auto.ImagePrewarm(edge, 'warm', { images, sites: [near], window: Duration.hours(4) });
    expect(messageOf(warm)).toContain(
      'namespace undefined: is needed: secret plant-login is in one; that, or a stack before it of which harbor.plant.example.com is the registry, with a login',
    );
  });

  test('of a fleet have those of their region, else that of the fleet', () => {
    const { edge, cn, plant } = made();
    const props = {
      layouts: { station: auto.SiteLayout.of({ role: 'box', nodeType: BOX }) },
      sites: [{ name: 'a', region: 'gz' }, { name: 'b', region: 'constructor' }, { name: 'c' }],
      registry: cn,
    };
    const { sites } = new auto.EdgeFleet(edge, 'fleet', { ...props, regionRegistries: { gz: plant } });
    expect(sites.map((one) => one.registry!.host)).toEqual([plant.host, cn.host, cn.host]);
    expect(messageOf(() => new auto.EdgeFleet(edge, 'other', { ...props, regionRegistries: { gx: plant } }))).toContain(
      "regionRegistries 'gx': no site is in that region; there are constructor, gz",
    );
  });

  test('are in the plan with the time that a change takes over their uplinks', () => {
    const { app, config, near, telemetry } = made();
    config.replicateToSites([near], {
      projects: [telemetry],
      trigger: NIGHTLY,
      login: LOGIN,
      window: Duration.hours(8),
      change: { size: auto.DataSize.gigabytes(9) },
    });
    const { transfers } = planOf(app);
    expect(transfers).toEqual([
      {
        path: 'platform/config',
        name: 'images to gz-1',
        bytes: 9e9,
        bitsPerSecond: 19531 * 1024,
        window: 8 * 3600,
        seconds: (8 * 9e9) / (19531 * 1024),
      },
    ]);
  });
});
