import { App, Duration, Testing } from 'cdk8s';
import {
  Architecture,
  ArgoDelivery,
  AutonomousStack,
  Bandwidth,
  Cluster,
  DataSize,
  EdgeConfigUpdate,
  EdgeFleet,
  EdgePlatform,
  EdgeRuntime,
  HarborRegistry,
  Image,
  ImagePrewarm,
  ImagePrewarmProps,
  KubernetesVersion,
  NodeUpgrade,
  Peer,
  PrewarmNight,
  SecretRef,
  SecretStore,
  SiteLayout,
  SitePreset,
} from 'cdk8s-autonomous';
import * as fc from 'fast-check';
import { fewestAtOnce, planPrewarm, Pull } from '../../src/edge/operations/prewarm-plan';
import { find, messageOf, nodeType } from '../support/apps';
import { BOX, codesOf, edgePlatform, edgeService, fleet, GPU_BOX, PINNED, planOf, site, tenant } from '../support/edge';

const KUBE = (more: object = {}) =>
  EdgeRuntime.kubeEdge({ version: '1.23.1', cloudCores: 2, nodeLimit: 2000, ...more });

/** Four hundred stations with an uplink of 20 Mbit/s, and an image of 2.8 GB for one node of each. */
function stations(runtime = KUBE()): EdgePlatform {
  const edge = edgePlatform(undefined, runtime);
  fleet(edge, 400);
  return edge;
}

function prewarm(edge: EdgePlatform, more: Partial<ImagePrewarmProps> = {}, id = 'night'): ImagePrewarm {
  return new ImagePrewarm(edge, id, {
    images: [{ image: PINNED, size: DataSize.gigabytes(2.8) }],
    sites: edge.sites,
    architectures: [Architecture.ARM64],
    window: Duration.hours(4),
    ...more,
  });
}

describe('images before they are needed', () => {
  test('story 2: 2 x 20 at a time are ten waves in 3.1 hours, 0.8 Gbit/s', () => {
    const edge = stations();
    const made = prewarm(edge, { concurrency: 20 });
    expect([made.waves, made.duration.toSeconds(), made.egressBitsPerSecond]).toEqual([10, 11_200, 0.8e9]);
    // Half as long again, and as long again for the second CloudCore.
    expect(made.timeout.toSeconds()).toBe(3360);
    const jobs = Testing.synth(edge).filter(({ kind }) => kind === 'ImagePrePullJob');
    expect(jobs.map(({ metadata }) => metadata.name).slice(0, 2)).toEqual([
      expect.stringMatching(/^night-aaaaaaaaaaaa-w01-[0-9a-f]{6}$/),
      expect.stringMatching(/^night-aaaaaaaaaaaa-w02-[0-9a-f]{6}$/),
    ]);
    expect(jobs.map(({ metadata }) => metadata.annotations['argocd.argoproj.io/sync-wave'])).toEqual(
      Array.from({ length: 10 }, (_, i) => String(30 + i)),
    );
    const { nodeNames, ...template } = jobs[0].spec.imagePrePullTemplate;
    expect(nodeNames).toHaveLength(40);
    expect(nodeNames.every((name: string) => name.endsWith('-gpu'))).toBe(true);
    expect(template).toEqual({
      images: [PINNED.reference],
      checkItems: ['disk'],
      concurrency: 20,
      failureTolerate: '0.1',
      retryTimes: 2,
      timeoutSeconds: 3360,
    });
    expect(new Set(jobs.flatMap(({ spec }) => spec.imagePrePullTemplate.nodeNames)).size).toBe(400);
  });

  test('story 2: one at a time takes 5.2 days; three hours are refused with what meets them', () => {
    const message = messageOf(() => prewarm(stations(), { concurrency: 20, window: Duration.hours(3) }));
    expect(message).toBe(
      "[edge/night] window '3 h': 400 pulls of 18.7 min each, 2 x 20 at a time, take 3.11 h in 10 waves (one at a time 5.19 days); concurrency 23: 2 x 23 (9 waves, 2.8 h, 920 Mbit/s)",
    );
  });

  test('without a number the fewest at a time that meet the window', () => {
    expect(prewarm(stations()).concurrency).toBe(17);
    expect(prewarm(stations(KUBE({ cloudCores: 1 }))).concurrency).toBe(34);
    expect(prewarm(stations(), { window: Duration.minutes(19) }).waves).toBe(1);
  });

  test('a window that nothing meets says how long one pull takes', () => {
    expect(messageOf(() => prewarm(stations(), { window: Duration.minutes(18) }))).toContain(
      'a window of at least 19 min: no concurrency makes it shorter',
    );
  });

  test('a registry that gives out less is refused', () => {
    expect(
      messageOf(() => prewarm(stations(), { concurrency: 20, registryBandwidth: Bandwidth.megabitsPerSecond(500) })),
    ).toContain("registryBandwidth '500 Mbit/s': 2 x 20 nodes at a time fetch 800 Mbit/s");
  });

  test('two nodes of a site share its uplink: apart where they can be, slower where they cannot', () => {
    const edge = edgePlatform(undefined, KUBE({ cloudCores: 1 }));
    fleet(edge, 4);
    const all = { architectures: undefined, window: Duration.days(1) };
    expect(new ImagePrewarm(edge, 'a', { ...props(edge), ...all, concurrency: 4 }).duration.toSeconds()).toBe(2 * 1120);
    const together = new ImagePrewarm(edge, 'b', { ...props(edge), ...all, concurrency: 8 });
    expect([together.waves, together.duration.toSeconds(), together.egressBitsPerSecond]).toEqual([1, 2240, 80e6]);
  });

  test('a private image is fetched with its secret', () => {
    const edge = stations();
    const harbor = new HarborRegistry(edge.node.root as any, 'harbor', { host: 'h.example.com', pullSecret: 'pull' });
    const image = harbor.image('a/b', { digest: `sha256:${'b'.repeat(64)}` });
    const images = [{ image, size: DataSize.gigabytes(1) }];
    expect(messageOf(() => prewarm(edge, { images }))).toContain(
      'namespace undefined: is needed: secret pull is in one',
    );
    const made = prewarm(edge, { images, namespace: 'kubeedge', failureTolerance: 0.2 });
    expect(made.jobs[0].toJson().spec.imagePrePullTemplate).toMatchObject({
      imageSecrets: 'kubeedge/pull',
      failureTolerate: '0.2',
    });
  });

  test('one login is in the shape of KubeEdge too, and says where it is; a secret without user and password is refused', () => {
    const edge = stations();
    const shop = tenant(edge);
    const digest = `sha256:${'b'.repeat(64)}`;
    const pulledWith = (secret: SecretRef) => [
      { image: Image.of('h.example.com/a/b', { digest }).pulledWith(secret), size: DataSize.gigabytes(1) },
    ];
    const store = SecretStore.cluster('vault');
    const login = SecretRef.registryLogin(shop, 'pull', {
      store,
      host: 'h.example.com',
      username: 'harbor#user',
      password: 'harbor#password',
    });
    expect(prewarm(edge, { images: pulledWith(login) }).jobs[0].toJson().spec.imagePrePullTemplate.imageSecrets).toBe(
      `${shop.namespaceName}/pull`,
    );
    const plain = SecretRef.existing('plain', ['.dockerconfigjson']);
    expect(messageOf(() => prewarm(stations(), { images: pulledWith(plain), namespace: 'shop' }))).toContain(
      'its pull secret plain has no keys username and password, from which KubeEdge reads its login; SecretRef.registryLogin(...)',
    );
  });

  test('images with several secrets are fetched by jobs of their own', () => {
    const edge = stations();
    const images = ['one', 'two'].map((secret) => {
      const harbor = new HarborRegistry(edge.node.root as any, secret, { host: 'h.example.com', pullSecret: secret });
      return { image: harbor.image('a/b', { digest: `sha256:${'b'.repeat(64)}` }), size: DataSize.gigabytes(1) };
    });
    expect(messageOf(() => prewarm(edge, { images, namespace: 'kubeedge' }))).toContain(
      "images ['one', 'two']: have several secrets, a job takes one; an ImagePrewarm for each",
    );
  });

  test('a plan of waves that later sites change is refused', () => {
    const edge = edgePlatform(undefined, EdgeRuntime.kubeEdge({ version: '1.23.1' }));
    const more = (id: string, from: number) =>
      new EdgeFleet(edge, id, {
        layouts: { a: SiteLayout.of({ role: 'a', nodeType: GPU_BOX }) },
        uplink: Bandwidth.megabitsPerSecond(20),
        sites: Array.from({ length: 400 }, (_, i) => ({ name: `s-${from + i}` })),
      });
    more('few', 0);
    prewarm(edge);
    expect(() => Testing.synth(edge)).not.toThrow();
    more('many', 400);
    expect(messageOf(() => Testing.synth(edge))).toContain(
      'sites were added after it, and their CloudCores with them: make it after the sites, or give cloudCores',
    );
  });

  test.each([EdgeRuntime.openYurt(), EdgeRuntime.superEdge()])('OpenKruise fetches for other runtimes', (runtime) => {
    const edge = stations(runtime);
    const images = [PINNED, Image.of('r.example.com/b', { digest: `sha256:${'b'.repeat(64)}` })];
    const made = prewarm(edge, {
      images: images.map((image) => ({ image, size: DataSize.gigabytes(1.4) })),
      concurrency: 40,
    });
    expect(made.jobs).toHaveLength(20);
    expect(made.jobs[0].toJson()).toMatchObject({
      apiVersion: 'apps.kruise.io/v1beta1',
      kind: 'ImagePullJob',
      metadata: { namespace: 'kruise-system' },
      spec: {
        image: PINNED.reference,
        parallelism: 40,
        completionPolicy: { type: 'Always', activeDeadlineSeconds: 5040 },
        pullPolicy: { timeoutSeconds: 1680, backoffLimit: 2 },
      },
    });
    expect(new Set(made.jobs.map(({ name }) => name)).size).toBe(20);
  });

  test('any number of pulls is in exactly one wave, waves are full, and the fewest are the fewest', () => {
    const pull = fc.record({
      site: fc.integer({ min: 0, max: 5 }).map((n) => `s${n}`),
      seconds: fc.integer({ min: 1, max: 100 }),
      uplink: fc.constant(1e6),
    });
    fc.assert(
      fc.property(fc.array(pull, { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 8 }), (some, slots) => {
        const pulls: Pull[] = some.map((one, i) => ({ ...one, node: `n${i}` }));
        const plan = planPrewarm(pulls, slots);
        expect(plan.waves.flatMap((wave) => wave.pulls.map(({ node }) => node)).sort()).toEqual(
          pulls.map(({ node }) => node).sort(),
        );
        expect(plan.waves.slice(0, -1).every((wave) => wave.pulls.length === slots)).toBe(true);
        const enough = fewestAtOnce(pulls, 1, plan.seconds);
        expect(enough).toBeDefined();
        expect(planPrewarm(pulls, enough!).seconds).toBeLessThanOrEqual(plan.seconds);
      }),
    );
  });

  test.each<[string, Partial<ImagePrewarmProps>, string]>([
    ['no images', { images: [] }, "images '[]': must name at least one image"],
    [
      'an image without digest',
      { images: [{ image: Image.of('r.example.com/a', { tag: '1' }), size: DataSize.gigabytes(1) }] },
      'has no digest: jobs are named by it',
    ],
    ['no sites', { sites: [] }, "sites '[]': must name at least one site"],
    ['sites of another platform', { sites: [site(edgePlatform())] }, 'sites are of another platform'],
    ['no node', { architectures: [] }, 'no node of the sites has one of them'],
    ['no concurrency', { concurrency: 0 }, 'concurrency 0: must be a whole number above 0'],
    ['no window', { window: Duration.millis(0) }, 'must be above 0'],
    ['a share above 1', { failureTolerance: 2 }, 'failureTolerance 2: must be from 0 to 1'],
  ])('%s is refused', (_, more, message) => {
    expect(messageOf(() => prewarm(stations(), more))).toContain(message);
  });

  test('sites without a known uplink, and a name in capitals, are refused', () => {
    const edge = edgePlatform();
    site(edge, 'a', { uplink: undefined });
    expect(messageOf(() => prewarm(edge))).toContain("sites ['a']: have no uplink");
    expect(messageOf(() => new ImagePrewarm(stations(), 'A', props(stations())))).toContain("name 'A'");
    expect(messageOf(() => DataSize.gigabytes(0))).toContain('DataSize.gigabytes(0): must be above 0');
  });
});

function props(edge: EdgePlatform): ImagePrewarmProps {
  return { images: [{ image: PINNED, size: DataSize.gigabytes(2.8) }], sites: edge.sites, window: Duration.hours(4) };
}

describe('jobs on nodes', () => {
  test('an upgrade, named by its version, with everything said', () => {
    const edge = edgePlatform();
    site(edge, 'car-1', { preset: SitePreset.vehicle() });
    new NodeUpgrade(edge, 'upgrade', {
      version: 'v1.23.1',
      sites: edge.sites,
      digests: { arm64: `sha256:${'c'.repeat(64)}` },
    });
    expect(find(Testing.synth(edge), 'NodeUpgradeJob')).toMatchObject({
      apiVersion: 'operations.kubeedge.io/v1alpha2',
      metadata: { name: expect.stringMatching(/^upgrade-v1-23-1-[0-9a-f]{8}$/) },
      spec: {
        version: 'v1.23.1',
        image: 'docker.io/kubeedge/installation-package',
        imageDigestGatter: { arm64: `sha256:${'c'.repeat(64)}` },
        nodeNames: ['car-1-box', 'car-1-gpu'],
        checkItems: ['cpu', 'mem', 'disk'],
        concurrency: 1,
        failureTolerate: '0.1',
        timeoutSeconds: 600,
        requireConfirmation: true,
      },
    });
    expect(edge._switches.cloud).toEqual(expect.arrayContaining(['controllerManager', 'taskManager']));
    const racing = () => planOf(edge).findings.find(({ code }: any) => code === 'EDGE_JOBS_WITH_REPLICAS');
    expect(racing()).toMatchObject({
      severity: 'warning',
      cure: [expect.stringContaining('failureTolerance: 1'), expect.anything()],
    });
  });

  test('a job that goes on whatever fails is no reason to warn', () => {
    const edge = edgePlatform();
    site(edge);
    new NodeUpgrade(edge, 'upgrade', { version: 'v1.23.1', sites: edge.sites, failureTolerance: 1 });
    prewarm(edge, { failureTolerance: 1 });
    const found = planOf(edge).findings.find(({ code }: any) => code === 'EDGE_JOBS_WITH_REPLICAS');
    expect(found.severity).toBe('info');
    prewarm(edge, { failureTolerance: 0.5 }, 'again');
    expect(codesOf(planOf(edge))).toEqual(['EDGE_JOBS_WITH_REPLICAS']);
  });

  test('a change of settings, named by what changes', () => {
    const names = ['15', '30'].map((seconds) => {
      const edge = edgePlatform();
      site(edge);
      const fields = { 'modules.edged.nodeStatusUpdateFrequency': seconds };
      new EdgeConfigUpdate(edge, 'beat', { fields, sites: edge.sites });
      const job = find(Testing.synth(edge), 'ConfigUpdateJob');
      expect(job.spec.updateFields).toEqual(fields);
      return job.metadata.name;
    });
    expect(new Set(names).size).toBe(2);
  });

  const on = (edge: EdgePlatform) => ({ sites: [site(edge)] });
  test.each<[string, (edge: EdgePlatform) => unknown, string]>([
    [
      'a version with a command',
      (edge) => new NodeUpgrade(edge, 'u', { ...on(edge), version: 'v1.23.1;reboot' }),
      "version 'v1.23.1;reboot': must be like 'v1.23.1'",
    ],
    [
      'a version newer than CloudCore',
      (edge) => new NodeUpgrade(edge, 'u', { ...on(edge), version: 'v1.24.0' }),
      'is newer than CloudCore, 1.23.1',
    ],
    [
      'a version with known holes',
      (edge) => new NodeUpgrade(edge, 'u', { ...on(edge), version: 'v1.23.0' }),
      "version 'v1.23.0': has known holes",
    ],
    [
      'an image with a tag',
      (edge) => new NodeUpgrade(edge, 'u', { ...on(edge), version: 'v1.23.1', image: 'docker.io/a/b:1' }),
      'must be <host>/<repository>, without tag or digest',
    ],
    [
      'an image with a command',
      (edge) => new NodeUpgrade(edge, 'u', { ...on(edge), version: 'v1.23.1', image: 'docker.io/a$(x)' }),
      "image 'docker.io/a$(x)'",
    ],
    [
      'digests of other machines',
      (edge) => new NodeUpgrade(edge, 'u', { ...on(edge), version: 'v1.23.1', digests: { riscv: 'x' } }),
      "digests 'riscv'",
    ],
    [
      'a setting with a command',
      (edge) => new EdgeConfigUpdate(edge, 'u', { ...on(edge), fields: { a: '1 && reboot' } }),
      "fields['a'] '1 && reboot'",
    ],
    [
      'a setting with a comma',
      (edge) => new EdgeConfigUpdate(edge, 'u', { ...on(edge), fields: { a: '1,b=2' } }),
      "fields['a'] '1,b=2'",
    ],
    [
      'a path with an equals sign',
      (edge) => new EdgeConfigUpdate(edge, 'u', { ...on(edge), fields: { 'a=b': '1' } }),
      "fields 'a=b': must be names with dots",
    ],
    ['no settings', (edge) => new EdgeConfigUpdate(edge, 'u', { ...on(edge), fields: {} }), "fields '{}'"],
    ['no sites', (edge) => new EdgeConfigUpdate(edge, 'u', { sites: [], fields: { a: '1' } }), "sites '[]'"],
    [
      'bad numbers',
      (edge) =>
        new EdgeConfigUpdate(edge, 'u', {
          ...on(edge),
          fields: { a: '1' },
          concurrency: 0,
          timeout: Duration.millis(0),
          failureTolerance: -1,
        }),
      'failureTolerance -1',
    ],
    [
      'sites of another platform',
      (edge) => new EdgeConfigUpdate(edge, 'u', { sites: [site(edgePlatform())], fields: { a: '1' } }),
      'sites are of another platform',
    ],
  ])('%s is refused', (_, action, message) => {
    expect(messageOf(() => action(edgePlatform()))).toContain(message);
  });

  test('other runtimes have no such jobs', () => {
    const edge = edgePlatform(undefined, EdgeRuntime.superEdge());
    expect(messageOf(() => new NodeUpgrade(edge, 'u', { ...on(edge), version: 'v1.23.1' }))).toContain(
      "runtime 'SuperEdge': has no such jobs",
    );
  });
});

describe('versions of KubeEdge', () => {
  test.each(['1.21.0', '1.21.1', '1.22.1', 'v1.23.0'])('%s is refused in production', (version) => {
    expect(messageOf(() => EdgeRuntime.kubeEdge({ version }))).toContain(
      'lets whoever may create upgrade jobs run commands on edge nodes',
    );
    expect(EdgeRuntime.kubeEdge({ version, allowVulnerable: true }).runtimeName).toBe('KubeEdge');
  });

  test.each(['1.21.2', '1.22.2', '1.23.1', '1.24.0'])('%s is not', (version) => {
    expect(() => EdgeRuntime.kubeEdge({ version })).not.toThrow();
  });

  test.each<[string, object, string]>([
    ['too old', { version: '1.20.0' }, "version '1.20.0': must be a release 1.21.0 to 1.x of KubeEdge; '1.23.1'"],
    ['of no KubeEdge', { version: '9.9.9' }, "version '9.9.9': must be a release 1.21.0 to 1.x of KubeEdge"],
    ['no version', { version: 'latest' }, "version 'latest'"],
    ['no limit', { version: '1.23.1', nodeLimit: 0 }, 'nodeLimit 0'],
    ['half a CloudCore', { version: '1.23.1', cloudCores: 0.5 }, 'cloudCores 0.5'],
    ['an address', { version: '1.23.1', addresses: ['a b'] }, "addresses 'a b'"],
  ])('%s', (_, given, message) => {
    expect(messageOf(() => EdgeRuntime.kubeEdge(given as any))).toContain(message);
  });
});

test('nodes of a fleet are counted for CloudCore: by the limit, the loss of one, and a reconnect within a minute', () => {
  const size = (sites: number, more: object) => {
    const edge = edgePlatform(undefined, EdgeRuntime.kubeEdge({ version: '1.23.1', ...more }));
    new EdgeFleet(edge, 'f', {
      layouts: { a: SiteLayout.of({ role: 'a', nodeType: BOX }, { role: 'b', nodeType: GPU_BOX }) },
      sites: Array.from({ length: sites }, (_, i) => ({ name: `s${i}` })),
    });
    return planOf(edge).findings.find(({ code }: any) => /^EDGE_CLOUDCORE/.test(code));
  };
  expect(size(400, { nodeLimit: 2000 })).toMatchObject({
    code: 'EDGE_CLOUDCORE_SIZE',
    message:
      '2 CloudCores of 480m and 1856Mi for 800 nodes: after the loss of one each has at most 800 of 2000, and 14 connections per second when all come back within a minute',
  });
  expect(size(400, {}).message).toMatch(/^3 CloudCores/);
  expect(size(400, { cloudCores: 1 })).toMatchObject({
    code: 'EDGE_CLOUDCORE_TOO_FEW',
    severity: 'warning',
    cure: ['cloudCores: 2'],
  });
});

describe('images at night', () => {
  const DIGEST = `sha256:${'c'.repeat(64)}`;
  const NODE = Image.of('registry.example.com/library/node', { tag: '22.11.0', digest: DIGEST });

  function atNight(more: Partial<ImagePrewarmProps> = {}, night: Partial<PrewarmNight> = {}, runtime = KUBE()) {
    const edge = stations(runtime);
    edge.cluster.addNodePool('general', { nodeType: nodeType() });
    const stack = tenant(edge, 'operations');
    const apiServer = Peer.cidr('10.0.0.1/32', 443);
    const start = { at: '01:30', timeZone: 'Asia/Shanghai', stack, image: NODE, apiServer, ...night };
    return { edge, stack, made: prewarm(edge, { concurrency: 20, night: start, ...more }, 'vision') };
  }

  test('a CronJob starts the waves at a time of day of its zone and stops with the window; Argo CD has no job to wait for', () => {
    const { edge, stack, made } = atNight();
    expect(made.jobs).toEqual([]);
    expect(Testing.synth(edge).filter(({ kind }) => kind === 'ImagePrePullJob')).toEqual([]);
    // The jobs of the night need what those of the day do.
    expect(edge._switches.cloud).toEqual(expect.arrayContaining(['controllerManager', 'taskManager']));
    const objects = Testing.synth(stack);
    const { spec } = find(objects, 'CronJob', 'vision-prewarm');
    expect(spec).toMatchObject({
      schedule: '30 1 * * *',
      timeZone: 'Asia/Shanghai',
      concurrencyPolicy: 'Forbid',
      jobTemplate: { spec: { activeDeadlineSeconds: 4 * 3600, backoffLimit: 0 } },
    });
    expect(find(objects, 'NetworkPolicy', 'vision-prewarm').spec.egress).toContainEqual({
      to: [{ ipBlock: { cidr: '10.0.0.1/32' } }],
      ports: [{ port: 443, protocol: 'TCP' }],
    });
    expect(codesOf(planOf(edge))).not.toContain('UNPLACED');
  });

  test('the jobs are those of the day, and the right is to these alone', () => {
    const { stack } = atNight();
    const byDay = prewarm(stations(), { concurrency: 20 }, 'vision').jobs.map((job) => job.toJson());
    const objects = Testing.synth(stack);
    const { data } = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith('vision-'))!;
    const waves = JSON.parse(data['jobs.json']);
    expect(waves).toHaveLength(10);
    expect(waves.map(([{ job }]: any) => job.spec)).toEqual(byDay.map(({ spec }) => spec));
    const names = byDay.map(({ metadata }) => metadata.name);
    expect(waves[0][0].path).toBe(`/apis/operations.kubeedge.io/v1alpha2/imageprepulljobs/${names[0]}`);
    const [rule] = find(objects, 'ClusterRole').rules;
    expect(rule).toEqual({
      apiGroups: ['operations.kubeedge.io'],
      resources: ['imageprepulljobs'],
      resourceNames: names,
      verbs: ['create', 'get', 'patch'],
    });
  });

  test.each<[string, Partial<PrewarmNight>, string]>([
    ['a time that is none', { at: '24:00' }, "night.at '24:00': must be a time of day from '00:00' to '23:59'"],
    [
      'a zone that is none',
      { timeZone: 'Shanghai' },
      "night.timeZone 'Shanghai': must be the IANA name of a time zone",
    ],
    ['a program without digest', { image: Image.of('r.example.com/node', { tag: '22' }) }, 'has no digest'],
  ])('%s is refused', (_, night, message) => {
    expect(messageOf(() => atNight({}, night))).toContain(message);
  });

  test('before a service: it runs at no other sites and with no other images', () => {
    const { edge, made } = atNight();
    const stack = tenant(edge);
    const service = edgeService(stack, 'vision', { image: PINNED });
    edge.site('s-00001').deploy(service);
    made.before(service);
    const text = () => (edge.node.root as App).synthYaml();
    expect(text).not.toThrow();
    const other = edgeService(stack, 'other', { image: NODE });
    site(edge, 'far').deploy(other);
    made.before(other);
    expect(messageOf(text)).toContain('images: shop/other needs registry.example.com/library/node:22.11.0');
    expect(messageOf(text)).toContain('at far, where nothing fetches it before the rollout');
    // Another prewarm may have it.
    prewarm(
      edge,
      { images: [{ image: NODE, size: DataSize.gigabytes(1) }], sites: [edge.site('far')] },
      'far-images',
    ).before(other);
    expect(text).not.toThrow();
  });
});

describe('a rollout that waits for its images', () => {
  const NODE = Image.of('r.example.com/node', { tag: '22.11.0', digest: `sha256:${'e'.repeat(64)}` });
  const GATE = { image: NODE, apiServer: Peer.cidr('10.0.0.1/32', 443) };
  const WAVE = 'argocd.argoproj.io/sync-wave';

  function delivered(atNight = false) {
    const app = Testing.app();
    const delivery = new ArgoDelivery(app, 'delivery', {
      repository: 'https://git.example.com/m.git',
      revision: 'main',
      path: 'dist',
    });
    const cluster = new Cluster(app, 'swap', { zones: ['a'], kubernetesVersion: KubernetesVersion.V1_32 });
    cluster.addNodePool('general', { nodeType: nodeType() });
    const edge = new EdgePlatform(app, 'edge', { cluster, runtime: KUBE(), delivery });
    const one = site(edge, 's-1', { uplink: Bandwidth.megabitsPerSecond(20) });
    const [shop, operations] = ['shop', 'operations'].map(
      (name) => new AutonomousStack(app, name, { cluster, delivery }),
    );
    const service = edgeService(shop, 'vision', { image: PINNED });
    one.deploy(service);
    const night = { at: '01:30', timeZone: 'Asia/Shanghai', stack: operations, ...GATE };
    const made = prewarm(edge, { architectures: undefined, ...(atNight && { night }) }, 'vision');
    return { app, delivery, edge, shop, operations, service, made, one };
  }

  test.each([false, true])('Argo CD applies no workload of the stack before, at night: %p', (atNight) => {
    const { shop, service, made, delivery, edge } = delivered(atNight);
    made.before(service, GATE);
    const objects = Testing.synth(shop);
    const gate = find(objects, 'Job', 'vision-fetched');
    expect(gate.metadata.annotations).toMatchObject({
      'argocd.argoproj.io/hook': 'Sync',
      'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
      [WAVE]: '-1',
    });
    expect(gate.spec).toMatchObject({
      activeDeadlineSeconds: (atNight ? 32 : 8) * 3600,
      template: { spec: { containers: [{ command: ['node', '/etc/prewarm/run.js', 'wait'] }] } },
    });
    // What the gate needs comes before it, what runs at sites after it.
    const wave = ({ metadata }: any) => Number(metadata.annotations?.[WAVE] ?? 0);
    const own = objects.filter(({ kind, metadata }) => kind !== 'Job' && /vision-fetched/.test(metadata.name));
    expect(own.map(({ kind }) => kind).sort()).toEqual([
      'ClusterRole',
      'ClusterRoleBinding',
      'ConfigMap',
      'NetworkPolicy',
      'ServiceAccount',
    ]);
    own.forEach((object) => expect(wave(object)).toBeLessThan(-1));
    expect(wave(find(objects, 'EdgeApplication'))).toBeGreaterThan(-1);
    expect(find(own, 'ClusterRole').rules[0].verbs).toEqual(['get']);
    const [[{ path }]] = JSON.parse(find(own, 'ConfigMap').data['jobs.json']);
    expect(find(own, 'ClusterRole').rules[0].resourceNames).toEqual([path.split('/').pop()]);
    // Where one Application applies all others, it waits for the jobs and not they for it; nobody else waits for either.
    const waves = Object.fromEntries(
      Testing.synth(delivery)
        .filter(({ kind }) => kind === 'Application')
        .map((one) => [one.metadata.name, wave(one)]),
    );
    const { 'swap-shop': held, ...others } = waves as Record<string, number>;
    expect(Math.max(...Object.values(others))).toBeLessThan(held);
    expect(waves['swap-operations']).toBe(0);
    expect(codesOf(planOf(edge))).not.toContain('UNPLACED');
  });

  test('one for a stack, whatever of it waits, and as long as it was told', () => {
    const { shop, service, made, one } = delivered();
    const other = edgeService(shop, 'other', { image: PINNED });
    one.deploy(other);
    [service, other].forEach((each) => made.before(each, { ...GATE, patience: Duration.minutes(90) }));
    const gates = Testing.synth(shop).filter(({ kind }) => kind === 'Job');
    expect(gates.map(({ spec }) => spec.activeDeadlineSeconds)).toEqual([5400]);
  });

  test('what could not hold, or would hold itself, is refused', () => {
    const { made, service, edge, one } = delivered();
    expect(messageOf(() => made.before(service, { ...GATE, patience: Duration.seconds(1) }))).toContain(
      "gate.patience '1 second': must be at least a minute",
    );
    const bare = edgeService(tenant(edge, 'bare'), 'bare', { image: PINNED });
    one.deploy(bare);
    expect(messageOf(() => made.before(bare, GATE))).toContain(
      'is not delivered by Argo CD: nothing else waits for a Job before it applies what comes after it; delivery on the stack',
    );
    const tag = Image.of('r.example.com/node', { tag: '22' });
    expect(messageOf(() => made.before(service, { ...GATE, image: tag }))).toContain('has no digest');
    const night = delivered(true);
    const inNight = edgeService(night.operations, 'vision', { image: PINNED });
    night.one.deploy(inNight);
    expect(messageOf(() => night.made.before(inNight, GATE))).toContain(
      'is held until the images are there, and with it what fetches them; another stack for the CronJob',
    );
  });
});
