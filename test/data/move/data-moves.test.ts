import { App, Duration, Size, Testing } from 'cdk8s';
import {
  AccessMode,
  AutonomousStack,
  Bandwidth,
  Bucket,
  Cpu,
  DataLake,
  DataMoveMode,
  DataMoveProps,
  DataPlace,
  ObjectStore,
  SecretRef,
  SharedVolume,
} from 'cdk8s-autonomous';
import { documents, find, IMAGE, ISTIO, messageOf, stack } from '../../support/apps';
import { planOf } from '../../support/edge';
import { Schemas } from '../../support/schemas';
import { describeWith } from '../../support/shared';

const GIB = 2 ** 30;
const store = ObjectStore.rook({ name: 'drives', storageClass: 'bulk' });
const keys = (name: string) => SecretRef.existing(name, ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']);

function placesOf(shop: AutonomousStack) {
  const raw = Bucket.claim(shop, 'raw', { store });
  const maps = new SharedVolume(shop, 'maps', { size: Size.gibibytes(10) });
  const archive = Bucket.existing(shop, 'archive', {
    bucketName: 'archive',
    endpoint: 'https://s3.example.com',
    region: 'eu',
    readWrite: keys('writer'),
    readOnly: keys('reader'),
    ca: SecretRef.existing('store-ca', ['ca.crt']),
  });
  return { raw, maps, archive };
}

function moved(props: (places: ReturnType<typeof placesOf>) => Partial<DataMoveProps>, shop = stack(Testing.app())) {
  const places = placesOf(shop);
  const lake = new DataLake(shop, 'lake', { store });
  const move = lake.move('export', {
    source: DataPlace.bucket(places.raw, 'tours/'),
    target: DataPlace.files(places.maps),
    image: IMAGE,
    ...props(places),
  });
  return { shop, move, lake, places };
}

function jobOf(shop: AutonomousStack, kind = 'Job') {
  const all = documents(shop.node.root as App);
  const { spec } = find(all, kind, 'export');
  const job = kind === 'Job' ? spec : spec.jobTemplate.spec;
  const [container] = job.template.spec.containers;
  const env = Object.fromEntries(container.env.map(({ name, value, valueFrom }: any) => [name, value ?? valueFrom]));
  return { all, spec, job, container, env, pod: job.template };
}

test('from a bucket to files, once: keys by reference, the source for reading', () => {
  const { shop } = moved(() => ({}));
  const { job, container, env, all } = jobOf(shop);
  expect(container.command).toEqual(['rclone']);
  expect(container.args.slice(0, 3)).toEqual(['copy', 'source:$(SOURCE_BUCKET)/tours', '/target']);
  expect(env).toMatchObject({
    SOURCE_BUCKET: 'shop-raw',
    RCLONE_CONFIG_SOURCE_TYPE: 's3',
    RCLONE_CONFIG_SOURCE_ENDPOINT: 'https://rook-ceph-rgw-drives.rook-ceph.svc',
    RCLONE_CONFIG_SOURCE_SECRET_ACCESS_KEY: { secretKeyRef: { name: 'raw', key: 'AWS_SECRET_ACCESS_KEY' } },
  });
  expect(container.volumeMounts).toContainEqual({ name: 'claim-maps', mountPath: '/target' });
  expect([job.parallelism, job.completions, job.completionMode]).toEqual([1, 1, 'Indexed']);
  const [rule] = find(all, 'NetworkPolicy', 'export').spec.egress;
  expect(rule.to[0].podSelector.matchLabels).toEqual({ app: 'rook-ceph-rgw', rook_object_store: 'drives' });
});

test('from files to a bucket every night, by several pods, each with its share of the bandwidth', () => {
  const { shop } = moved(({ maps, archive }) => ({
    source: DataPlace.files(maps, 'done'),
    target: DataPlace.bucket(archive),
    schedule: '0 1 * * *',
    parallelism: 4,
    bandwidth: Bandwidth.megabitsPerSecond(800),
    window: Duration.hours(2),
    data: Size.gibibytes(500),
  }));
  const { spec, job, container, env } = jobOf(shop, 'CronJob');
  expect([spec.schedule, spec.concurrencyPolicy]).toEqual(['0 1 * * *', 'Forbid']);
  expect([job.parallelism, job.activeDeadlineSeconds]).toEqual([4, 7200]);
  expect(container.args).toEqual(
    expect.arrayContaining([
      '/source/done',
      'target:$(TARGET_BUCKET)',
      '--bwlimit=25000000B',
      '--hash-filter=$(JOB_COMPLETION_INDEX)/4',
      '--ca-cert=/etc/target-ca/ca.crt',
    ]),
  );
  expect(container.volumeMounts).toContainEqual({ name: 'claim-maps', mountPath: '/source', readOnly: true });
  expect(env.RCLONE_CONFIG_TARGET_ACCESS_KEY_ID.secretKeyRef.name).toBe('writer');
  const plan = planOf(shop);
  expect(plan.workloads.find(({ id }: any) => id === 'shop/CronJob/export').replicas.planned).toBe(4);
  expect(plan.transfers).toMatchObject([{ name: 'move export', bytes: 500 * GIB, window: 7200 }]);
});

test.each([
  [DataMoveMode.COPY, 'reader', 'copy'],
  [DataMoveMode.MIRROR, 'reader', 'sync'],
  [DataMoveMode.MOVE, 'writer', 'move'],
])('%s: the keys are those that do no more than is needed', (mode, secret, command) => {
  const { shop } = moved(({ archive }) => ({ source: DataPlace.bucket(archive), mode }));
  const { container, env } = jobOf(shop);
  expect(env.RCLONE_CONFIG_SOURCE_ACCESS_KEY_ID.secretKeyRef.name).toBe(secret);
  expect(container.args[0]).toBe(command);
});

test('a move that takes longer than its window is an error of the plan', () => {
  const { shop } = moved(() => ({
    bandwidth: Bandwidth.megabitsPerSecond(100),
    data: Size.tebibytes(1),
    window: Duration.hours(4),
  }));
  expect(planOf(shop).findings.map(({ code }: any) => code)).toContain('TRANSFER_TOO_LONG');
});

test('in a mesh its pods have no sidecar, which would not end', () => {
  const { shop } = moved(() => ({}), stack(Testing.app(), ISTIO));
  expect(jobOf(shop).pod.metadata.labels['sidecar.istio.io/inject']).toBe('false');
});

test('with COSI the mover has keys of its own', () => {
  const shop = stack(Testing.app());
  const cosi = ObjectStore.cosi({ bucketClass: 'fast', accessClass: 'keys', endpoint: 'https://s3.example.com' });
  const own = Bucket.claim(shop, 'own', { store: cosi });
  const { env, all } = jobOf(moved(() => ({ source: DataPlace.bucket(own) }), shop).shop);
  expect(env.SOURCE_BUCKET).toEqual({ secretKeyRef: { name: 'own-export-readonly', key: 'COSI_S3_BUCKET_ID' } });
  expect(find(all, 'BucketAccess').spec.serviceAccountName).toBe('export');
});

describe('refused', () => {
  test.each<[string, (places: ReturnType<typeof placesOf>) => Partial<DataMoveProps>, string]>([
    ['to itself', ({ raw }) => ({ target: DataPlace.bucket(raw, 'tours') }), "target 'tours': is the source"],
    ['into itself', ({ raw }) => ({ target: DataPlace.bucket(raw, 'tours/2026') }), 'or in it, or around it'],
    ['around itself', ({ raw }) => ({ target: DataPlace.bucket(raw) }), 'or in it, or around it'],
    ['without direction', () => ({ target: undefined as any }), 'target'],
    ['with a field of seconds', () => ({ schedule: '0 0 1 * * *' }), "schedule '0 0 1 * * *': has a field for seconds"],
    ['by half a pod', () => ({ parallelism: 0.5 }), 'parallelism 0.5'],
    ['of no file at once', () => ({ filesAtOnce: 0 }), 'filesAtOnce 0'],
    ['of nothing', () => ({ data: Size.kibibytes(0) }), "data '0'"],
    ['in no time', () => ({ window: Duration.seconds(0) }), 'window'],
    [
      'in more time than there is',
      () => ({ schedule: '0 * * * *', window: Duration.hours(2) }),
      'is longer than the time between two runs',
    ],
    [
      'with too little memory',
      () => ({ filesAtOnce: 64, resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) } }),
      "resources.memory '1Gi': is less than 64 files at once take, 1344Mi",
    ],
  ])('%s', (_, props, message) => {
    expect(messageOf(() => moved(props))).toContain(message);
  });

  test('by several pods to a volume that one node has', () => {
    const shop = stack(Testing.app());
    const disk = new SharedVolume(shop, 'disk', { size: Size.gibibytes(1), accessMode: AccessMode.READ_WRITE_ONCE });
    const message = messageOf(() => moved(() => ({ target: DataPlace.files(disk), parallelism: 2 }), shop));
    expect(message).toContain('which pods on several nodes cannot have, and there are 2 pods at once');
  });

  test('to another namespace, and to what can only be read', () => {
    const shop = stack(Testing.app());
    const other = new AutonomousStack(shop.node.root as App, 'other', { cluster: shop.cluster });
    const theirs = new SharedVolume(other, 'theirs', { size: Size.gibibytes(1) });
    const fixed = new SharedVolume(shop, 'fixed', {
      size: Size.gibibytes(1),
      volumeName: 'nfs',
      accessMode: AccessMode.READ_ONLY_MANY,
    });
    expect(messageOf(() => moved(() => ({ target: DataPlace.files(theirs) }), shop))).toContain(
      "target 'other/theirs': is in namespace other, and its claim cannot be mounted in shop",
    );
    const again = stack(Testing.app());
    expect(messageOf(() => moved(() => ({ target: DataPlace.files(fixed) }), again))).toContain(
      "target 'fixed': can only be read",
    );
  });

  test.each(['a/../b', 'a b', 'c:\\d'])('a path of %s', (path) => {
    const { raw } = placesOf(stack(Testing.app()));
    expect(messageOf(() => DataPlace.bucket(raw, path))).toContain('must be folders');
  });
});

describeWith('crds', 'the schemas of Kubernetes', () => {
  test('take the Job and the CronJob', () => {
    const schemas = new Schemas('1.32');
    for (const schedule of [undefined, '0 1 * * *']) {
      const { all } = jobOf(moved(() => ({ schedule, parallelism: 2 })).shop, schedule ? 'CronJob' : 'Job');
      const ours = all.filter(({ metadata }) => metadata.name === 'export');
      expect(ours.map(({ kind }) => kind)).toContain(schedule ? 'CronJob' : 'Job');
      expect(ours.flatMap((one) => schemas.check(one))).toEqual([]);
    }
  });
});

test('a move that is not over when the next one should start is refused, as there is no window', () => {
  const bandwidth = Bandwidth.megabitsPerSecond(10);
  const { shop } = moved(() => ({ schedule: '0 * * * *', data: Size.gibibytes(100), bandwidth }));
  const finding = planOf(shop).findings.find(({ code }: any) => code === 'TRANSFER_TOO_LONG');
  expect(finding.message).toContain('move export: 100 GiB at 10 Mbit/s take 23.9 h, and the window is 60 min');
  const once = moved(() => ({ data: Size.gibibytes(100), bandwidth }));
  expect(planOf(once.shop).transfers[0]).not.toHaveProperty('window');
});

test('a window without an end is none', () => {
  expect(messageOf(() => moved(() => ({ window: Duration.hours(Infinity) })))).toContain("window 'Infinity seconds'");
});
