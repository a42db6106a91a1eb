import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ApiObject, App, Chart, Duration, Size, Testing } from 'cdk8s';
import {
  AutonomousApp,
  AutonomousStack,
  BackupSchedule,
  BackupScheduleProps,
  BackupVolumes,
  Bandwidth,
  Cpu,
  Footprint,
  HarborRegistry,
  Image,
  Peer,
  Plan,
  RestoreDrillProps,
  SecretRef,
  SecretStore,
  SharedVolume,
} from 'cdk8s-autonomous';
import { documents, find, IMAGE, messageOf, microservice, stack, statefulService } from '../../support/apps';
import { planOf } from '../../support/edge';
import { Schemas } from '../../support/schemas';
import { describeWith } from '../../support/shared';

const GIB = 2 ** 30;
const COPY = { bandwidth: Bandwidth.megabitsPerSecond(800), window: Duration.hours(4) };
const DRILL: RestoreDrillProps = {
  schedule: '0 6 * * 0',
  image: Image.of('registry.example.com/tools/kubectl', { tag: '1.32.1' }),
  apiServer: [Peer.cidr('10.0.0.1/32', 443)],
};

/** A stack with 3 x 100 GiB in a stateful service and 200 GiB that many have. */
function shopOf(app: App = Testing.app()): AutonomousStack {
  const shop = stack(app);
  statefulService(shop, 'store', { volumes: [{ name: 'data', mountPath: '/data', size: Size.gibibytes(100) }] });
  new SharedVolume(shop, 'maps', { size: Size.gibibytes(200) });
  return shop;
}

const backup = (shop: AutonomousStack, props: Partial<BackupScheduleProps> = {}) =>
  new BackupSchedule(shop, 'nightly', {
    schedule: '0 2 * * *',
    keep: Duration.days(30),
    volumes: BackupVolumes.copy(COPY),
    ...props,
  });

const entryOf = (shop: AutonomousStack) => JSON.parse(Plan.of(shop.node.root as App).toJson()).clusters[0];

describe('a schedule', () => {
  test('saves the namespace of its stack, and copies volumes', () => {
    const app = Testing.app();
    backup(shopOf(app), { storageLocation: 'east', volumes: BackupVolumes.copy({ ...COPY, parallelFiles: 8 }) });
    const { metadata, spec } = find(documents(app), 'Schedule');
    expect(metadata).toMatchObject({ name: 'shop-nightly', namespace: 'velero' });
    expect(spec).toEqual({
      schedule: '0 2 * * *',
      useOwnerReferencesInBackup: false,
      template: {
        includedNamespaces: ['shop'],
        ttl: '720h0m0s',
        snapshotVolumes: true,
        snapshotMoveData: true,
        defaultVolumesToFsBackup: false,
        storageLocation: 'east',
        uploaderConfig: { parallelFilesUpload: 8 },
      },
    });
  });

  test.each([
    [BackupVolumes.none(), [false, false, false]],
    [BackupVolumes.snapshot(), [true, false, false]],
    [BackupVolumes.copy(COPY), [true, true, false]],
    [BackupVolumes.files(COPY), [false, false, true]],
  ])('volumes %#', (volumes, expected) => {
    const { template } = backup(shopOf(), { volumes }).apiObject.toJson().spec;
    expect([template.snapshotVolumes, template.snapshotMoveData, template.defaultVolumesToFsBackup]).toEqual(expected);
  });

  test('runs commands in pods before and after', () => {
    const hooks = [
      { name: 'freeze', selector: { app: 'db' }, container: 'db', before: ['/bin/freeze'], after: ['/bin/thaw'] },
      { name: 'note', selector: { app: 'db' }, after: ['/bin/note'], timeout: Duration.minutes(2), optional: true },
    ];
    const { template } = backup(shopOf(), { hooks }).apiObject.toJson().spec;
    const exec = (command: string, more = {}) => [
      { exec: { command: [command], onError: 'Fail', timeout: '0h0m30s', container: 'db', ...more } },
    ];
    const of = { includedNamespaces: ['shop'], labelSelector: { matchLabels: { app: 'db' } } };
    expect(template.hooks.resources).toEqual([
      { name: 'freeze', ...of, pre: exec('/bin/freeze'), post: exec('/bin/thaw') },
      { name: 'note', ...of, post: [{ exec: { command: ['/bin/note'], onError: 'Continue', timeout: '0h2m0s' } }] },
    ]);
  });
});

describe('the plan', () => {
  test('has the first backup, a nightly one against its window, the way back, and what is kept', () => {
    const shop = shopOf();
    backup(shop, { drill: DRILL });
    const { transfers, storage } = entryOf(shop);
    // 500 GiB at 800 Mbit/s are 5369 seconds; a tenth of it changes in a day.
    expect(transfers).toMatchObject([
      { name: 'backup of shop', bytes: 50 * GIB, window: 4 * 3600 },
      { name: 'first backup of shop', bytes: 500 * GIB },
      { name: 'restore of shop', bytes: 500 * GIB, window: 4 * 3600 },
    ]);
    expect(transfers[1].seconds).toBeCloseTo(5368.7, 1);
    expect(storage).toMatchObject([{ name: 'backups of shop', already: 500 * GIB, perDay: 50 * GIB, keptDays: 30 }]);
  });

  test('fails where the window is too short, with the bandwidth that is enough', () => {
    const shop = shopOf();
    backup(shop, {
      volumes: BackupVolumes.copy({ bandwidth: Bandwidth.megabitsPerSecond(20), window: Duration.hours(2) }),
    });
    const plan = Plan.of(shop.node.root as App);
    expect(plan.feasible).toBe(false);
    // 50 GiB x 8 / 7200 s = 59.7 Mbit/s
    expect(plan.findings.join('\n')).toMatch(
      /TRANSFER_TOO_LONG.*backup of shop: 50 GiB at 20 Mbit\/s take 5.97 h, and the window is 2 h[^]*a bandwidth of 60 Mbit\/s/,
    );
  });

  test('fails where the way back takes longer than it may', () => {
    const shop = shopOf();
    backup(shop, { drill: { ...DRILL, within: Duration.hours(1) } });
    expect(Plan.of(shop.node.root as App).findings.join('\n')).toContain(
      'restore of shop: 500 GiB at 800 Mbit/s take 89.5 min, and the window is 60 min',
    );
  });

  test('a weekly backup has the changes of a week, and until the next one where nobody says a window', () => {
    const shop = shopOf();
    const volumes = BackupVolumes.copy({ bandwidth: COPY.bandwidth, changePerDay: 0.02 });
    backup(shop, { schedule: '0 2 * * 6', volumes, data: Size.gibibytes(100) });
    expect(entryOf(shop).transfers[0]).toMatchObject({ bytes: 14 * GIB, window: 7 * 86_400 });
  });

  test('counts the agent on every node, once, and not beside a footprint that has it', () => {
    const shop = shopOf();
    backup(shop);
    new BackupSchedule(shop, 'weekly', {
      schedule: '0 3 * * 6',
      keep: Duration.days(90),
      volumes: BackupVolumes.files(COPY),
    });
    const taken = (of: AutonomousStack) => Object.values(entryOf(of).pools[0].daemonsets);
    expect(taken(shop)).toMatchObject([{ cpu: 500 }]);
    const other = shopOf();
    backup(other);
    const agent = { name: 'node-agent', cpu: Cpu.millis(100), memory: Size.mebibytes(100) };
    const server = { name: 'server', cpu: Cpu.millis(100), memory: Size.mebibytes(100) };
    other.cluster.addFootprint('velero', Footprint.of({ daemons: [agent], pods: [server] }));
    expect(taken(other)).toMatchObject([{ cpu: 100 }]);
  });

  test('knows that a schedule runs no pods of its own, and snapshots move nothing', () => {
    const shop = shopOf();
    backup(shop, { volumes: BackupVolumes.snapshot() });
    const { findings, transfers } = entryOf(shop);
    expect(findings.map(({ code }: any) => code)).not.toContain('KIND_MAY_MAKE_PODS');
    expect(transfers).toBeUndefined();
  });
});

test('the namespace of a drill gets the pull secret of the registry, as stacks do', () => {
  const app = Testing.app();
  const login = { store: SecretStore.cluster('vault'), username: 'harbor#user', password: 'harbor#password' };
  const registry = new HarborRegistry(app, 'harbor', { host: 'harbor.example.com', login });
  const image = registry.image('tools/kubectl', { tag: '1.32.1' });
  const shop = stack(app, { registry });
  statefulService(shop, 'store', { image, volumes: [{ name: 'data', mountPath: '/data', size: Size.gibibytes(1) }] });
  backup(shop, { drill: { ...DRILL, image } });
  const secrets = documents(app).filter(({ kind }) => kind === 'ExternalSecret');
  expect(secrets.map(({ metadata }) => [metadata.namespace, metadata.name]).sort()).toEqual([
    ['shop', 'harbor-login'],
    ['shop-nightly-drill', 'harbor-login'],
  ]);
});

describe('a drill', () => {
  const app = Testing.app();
  backup(shopOf(app), { drill: DRILL });
  const all = documents(app);
  const inDrill = all.filter(({ metadata }) => metadata.namespace === 'shop-nightly-drill');
  const claims = ['data-store-0', 'data-store-1', 'data-store-2', 'maps'];

  test('brings the volumes of the last backup into a namespace of its own, and no pods', () => {
    expect(JSON.parse(find(inDrill, 'ConfigMap').data['restore.json'])).toEqual({
      apiVersion: 'velero.io/v1',
      kind: 'Restore',
      metadata: { name: 'shop-nightly-drill', namespace: 'velero' },
      spec: {
        scheduleName: 'shop-nightly',
        includedNamespaces: ['shop'],
        namespaceMapping: { shop: 'shop-nightly-drill' },
        includedResources: [
          'persistentvolumeclaims',
          'persistentvolumes',
          'volumesnapshotcontents.snapshot.storage.k8s.io',
          'volumesnapshots.snapshot.storage.k8s.io',
        ],
        restorePVs: true,
      },
    });
    expect(find(all, 'Namespace', 'shop-nightly-drill').metadata.labels['pod-security.kubernetes.io/enforce']).toBe(
      'restricted',
    );
  });

  test('looks into all of them', () => {
    const { template } = find(inDrill, 'CronJob', 'nightly-check').spec.jobTemplate.spec;
    const { volumes, containers } = template.spec;
    const mounted = volumes.flatMap(({ persistentVolumeClaim }: any) => persistentVolumeClaim?.claimName ?? []);
    expect(mounted).toEqual(claims);
    expect(containers[0].volumeMounts.map(({ mountPath }: any) => mountPath)).toEqual(
      expect.arrayContaining(claims.map((name) => `/restored/${name}`)),
    );
    expect(containers[0].command[2]).toContain('is empty');
  });

  test('may make one Restore, see its job and remove its claims, and no more', () => {
    const rules = (name: string, namespace: string) =>
      find(
        all.filter(({ metadata }) => metadata.namespace === namespace),
        'Role',
        name,
      ).rules;
    expect(rules('shop-nightly-drill', 'velero')).toEqual([
      { apiGroups: ['velero.io'], resources: ['restores'], verbs: ['create'] },
      {
        apiGroups: ['velero.io'],
        resources: ['restores'],
        resourceNames: ['shop-nightly-drill'],
        verbs: ['get', 'delete'],
      },
    ]);
    expect(rules('nightly-drill', 'shop-nightly-drill')).toEqual([
      { apiGroups: ['batch'], resources: ['jobs'], verbs: ['get'] },
      { apiGroups: [''], resources: ['persistentvolumeclaims'], resourceNames: claims, verbs: ['get', 'delete'] },
    ]);
    const [main] = find(inDrill, 'CronJob', 'nightly-drill').spec.jobTemplate.spec.template.spec.containers;
    expect(main.env).toContainEqual({ name: 'CLAIMS', value: claims.join(' ') });
  });

  test('reaches the API server and nothing else', () => {
    const policies = inDrill.filter(({ kind }) => kind === 'NetworkPolicy').map(({ metadata }) => metadata.name);
    expect(policies.sort()).toEqual(['nightly-deny', 'nightly-dns', 'nightly-drill']);
    expect(find(inDrill, 'NetworkPolicy', 'nightly-drill').spec.egress).toEqual([
      { to: [{ ipBlock: { cidr: '10.0.0.1/32' } }], ports: [{ port: 443, protocol: 'TCP' }] },
    ]);
  });

  test('is in the plan: its pods have their places', () => {
    const shop = shopOf();
    backup(shop, { drill: DRILL });
    const { workloads, findings } = entryOf(shop);
    // The claims that come back are in no chart, and known.
    expect(findings.map(({ code }: any) => code)).not.toContain('CLAIM_UNKNOWN');
    const ids = workloads.map(({ id }: any) => id);
    expect(ids).toEqual(
      expect.arrayContaining(['shop-nightly-drill/CronJob/nightly-check', 'shop-nightly-drill/CronJob/nightly-drill']),
    );
  });

  test('may be there twice in a stack, with a file for each object', () => {
    const own = new AutonomousApp({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'backups-')) });
    const shop = shopOf(own);
    backup(shop, { drill: DRILL });
    const weekly = { schedule: '0 3 * * 6', keep: Duration.days(90), volumes: BackupVolumes.snapshot(), drill: DRILL };
    new BackupSchedule(shop, 'weekly', weekly);
    expect(() => own.synth()).not.toThrow();
    fs.rmSync(own.outdir, { recursive: true });
  });

  test('runs a check of its own in an image of its own', () => {
    const shop = shopOf();
    backup(shop, { drill: { ...DRILL, checkImage: IMAGE, check: ['/bin/verify'] } });
    const { template } = find(Testing.synth(shop), 'CronJob', 'nightly-check').spec.jobTemplate.spec;
    expect(template.spec.containers[0]).toMatchObject({ image: IMAGE.reference, command: ['/bin/verify'] });
  });
});

describe('refused', () => {
  test.each([
    [
      { schedule: '0 0 2 * * *' },
      "schedule '0 0 2 * * *': has a field for seconds, which is not taken here; '0 2 * * *'",
    ],
    [{ schedule: 'nightly' }, "schedule 'nightly': must be a cron schedule of five fields"],
    [{ schedule: '0 2 30 2 *' }, "schedule '0 2 30 2 *': never starts twice"],
    [
      { schedule: '0 2 * * 6', keep: Duration.days(3) },
      "keep '3 days': is shorter than the time between two backups, up to 7 days: there would be times without any",
    ],
    [{ keepAtLeast: Duration.days(180) }, "keep '30 days': is shorter than it has to be kept, 180 days (keepAtLeast)"],
    [{ data: Size.kibibytes(0) }, "data '0': must be above 0"],
    [{ storageLocation: 'East 1' }, "storageLocation 'East 1': must be the name of a BackupStorageLocation"],
    [
      { volumes: BackupVolumes.copy({ ...COPY, window: Duration.hours(30) }) },
      "volumes.window '1 day 6 hours': is longer than the time between two backups, 24 h",
    ],
    [{ volumes: BackupVolumes.copy({ ...COPY, changePerDay: 0 }) }, 'volumes.changePerDay 0'],
    [{ keep: Duration.days(Infinity) }, "keep 'Infinity seconds': must be above 0, and end"],
    [{ drill: { ...DRILL, within: Duration.hours(Infinity) } }, 'drill.within'],
    [{ hooks: [{ name: 'x', selector: {} }] }, "hooks 'x': does nothing"],
    [{ hooks: [{ name: 'x', selector: { app: 'db' }, before: ['mysql', '--password=Xk29dkeL02mq'] }] }, 'hooks.before'],
    [{ drill: { ...DRILL, schedule: '0 0 6 * * 0' } }, "drill.schedule '0 0 6 * * 0': has a field for seconds"],
    [{ drill: { ...DRILL, apiServer: [] } }, 'drill.apiServer'],
    [{ drill: { ...DRILL, namespace: 'shop' } }, "drill.namespace 'shop': is used"],
    [{ drill: DRILL, volumes: BackupVolumes.none() }, "drill 'of volumes: none': has nothing to look into"],
    [{ drill: DRILL, volumes: BackupVolumes.files(COPY) }, 'Velero restores files into pods'],
  ])('%#: %j', (props, message) => {
    const shop = shopOf();
    expect(messageOf(() => backup(shop, props))).toContain(message);
    expect(shop.node.tryFindChild('nightly')).toBeUndefined();
  });

  test('an image of a drill whose pull secret is in the namespace that is saved', () => {
    const shop = shopOf();
    const login = {
      store: SecretStore.cluster('vault'),
      host: 'registry.example.com',
      username: 'r#u',
      password: 'r#p',
    };
    const image = DRILL.image.pulledWith(SecretRef.registryLogin(shop, 'login', login));
    const fine = DRILL.image;
    const where = 'its pull secret login is in namespace shop, and it runs in shop-nightly-drill';
    expect(messageOf(() => backup(shop, { drill: { ...DRILL, image } }))).toContain(where);
    expect(messageOf(() => backup(shop, { drill: { ...DRILL, image: fine, checkImage: image } }))).toContain(
      `drill.checkImage 'registry.example.com/tools/kubectl:1.32.1': ${where}`,
    );
  });

  test('volumes of a namespace that has none', () => {
    const shop = stack(Testing.app());
    microservice(shop);
    backup(shop);
    expect(messageOf(() => Testing.synth(shop))).toContain(
      "[shop/nightly] volumes 'copy': namespace shop has no volume claims in the charts of the cluster; BackupVolumes.none()",
    );
    const other = stack(Testing.app());
    backup(other, { volumes: BackupVolumes.none() });
    expect(Testing.synth(other).some(({ kind }) => kind === 'Schedule')).toBe(true);
  });

  test('a drill of volumes that an operator names; their size counts', () => {
    const shop = stack(Testing.app());
    const database = new Chart(shop.node.root, 'database', { namespace: 'shop' });
    shop.cluster.include(database);
    new ApiObject(database, 'db', {
      apiVersion: 'postgresql.cnpg.io/v1',
      kind: 'Cluster',
      metadata: { name: 'orders', namespace: 'shop' },
      spec: { instances: 3, storage: { size: '10Gi' } },
    });
    backup(shop, { drill: DRILL });
    expect(messageOf(() => Testing.synth(shop))).toContain(
      '[shop/nightly] drill: operators make the volumes of Cluster orders under names of their own',
    );
    const fine = planOf(shop).transfers.find(({ name }: any) => name === 'first backup of shop');
    expect(fine.bytes).toBe(30 * GIB);
  });
});

describeWith('crds/velero', 'the schemas of Velero', () => {
  test('take all of it', () => {
    const app = Testing.app();
    backup(shopOf(app), {
      hooks: [{ name: 'freeze', selector: { app: 'db' }, before: ['/bin/freeze'] }],
      drill: DRILL,
      storageLocation: 'east',
    });
    const all = documents(app);
    const schemas = new Schemas('1.32');
    const restore = JSON.parse(find(all, 'ConfigMap', 'nightly-drill').data['restore.json']);
    const ours = [
      ...all.filter(({ metadata }) => ['velero', 'shop-nightly-drill'].includes(metadata.namespace)),
      restore,
    ];
    expect(ours.flatMap((one) => schemas.check(one))).toEqual([]);
  });
});
