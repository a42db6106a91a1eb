import { App, Duration, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  BackupSchedule,
  BackupVolumes,
  Bucket,
  Cluster,
  Cpu,
  DataClass,
  DataMove,
  DataPlace,
  ExistingBucketProps,
  KubernetesVersion,
  Mount,
  Peer,
  Residency,
  SecretRef,
  SharedVolume,
} from 'cdk8s-autonomous';
import { IMAGE, ISTIO, messageOf, microservice, nodeType, statefulService } from '../support/apps';
import { disks, kafkaCluster, topic } from '../support/kafka';

const CN = Residency.of('CN');
const EU = Residency.of('EU');
const PERSONAL = DataClass.personal({ purpose: 'help', retention: Duration.days(7), fields: ['vin'] });
const SMALL = { count: 1, resources: { cpu: Cpu.units(2), memory: Size.gibibytes(8) }, storage: disks(100) };
const KEYS = SecretRef.existing('s3', ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']);
const ARCHIVE: ExistingBucketProps = {
  bucketName: 'archive',
  endpoint: 'https://s3.example.com',
  region: 'one',
  readWrite: KEYS,
};

/** A cluster under the law of one place, with a stack. */
function china(mesh = {}) {
  const app = Testing.app();
  const cluster = new Cluster(app, 'east', { zones: ['a'], kubernetesVersion: KubernetesVersion.V1_32, residency: CN });
  cluster.addNodePool('general', { nodeType: nodeType('32x128', 32, 128) });
  return { app, cluster, shop: new AutonomousStack(app, 'shop', { cluster, ...mesh }) };
}

/** What validation says of flows; nothing where all is well. */
function said(app: App): string {
  return app.node
    .validate()
    .filter((line) => line.includes('that stay in'))
    .join('\n');
}

test('a call to a host under another law is a flow; under the same, or where nothing is marked, it is none', () => {
  for (const [peer, classes, words] of [
    [Peer.host('maps.example.com', 443).within(EU), [PERSONAL], 'which is in EU: shop/cart -> maps.example.com:443'],
    [Peer.host('maps.example.com', 443), [PERSONAL], 'of which nobody says under which law it is'],
    [Peer.host('maps.example.com', 443).within(CN), [PERSONAL], ''],
    [Peer.host('maps.example.com', 443).within(EU), undefined, ''],
  ] as const) {
    const { app, shop } = china();
    microservice(shop, 'cart', { dataClasses: classes && [...classes] }).calls(peer);
    expect(said(app)).toContain(words);
    expect(said(app) === '').toBe(words === '');
  }
});

test('the path goes over topics, workloads and buckets', () => {
  const { app, shop } = china();
  const raw = topic(kafkaCluster(shop, { controllers: undefined, brokers: SMALL }), 'raw', {
    dataClasses: [PERSONAL],
    replication: 1,
  });
  const abroad = Bucket.existing(shop, 'abroad', { ...ARCHIVE, residency: EU });
  microservice(shop, 'decode', { uses: [raw.consumer(), abroad.readWrite()] });
  expect(said(app)).toBe(
    "[shop/log/raw] personal data that stay in CN reach shop/abroad, which is in EU: shop/log/raw -> shop/decode -> shop/abroad (shop/decode writes to it); a place in CN for it, or DataClass.removed('...') on the one of the path that passes on nothing of them",
  );
});

test('what removes them lets nothing through; a topic that lists other data takes none of them', () => {
  const { app, shop } = china();
  const log = kafkaCluster(shop, { controllers: undefined, brokers: SMALL });
  const raw = topic(log, 'raw', { dataClasses: [PERSONAL], replication: 1 });
  const counts = topic(log, 'counts', {
    dataClasses: [DataClass.technical({ purpose: 'load', retention: Duration.days(9), fields: ['n'] })],
    replication: 1,
  });
  microservice(shop, 'count', { uses: [raw.consumer(), counts.producer()] });
  microservice(shop, 'show', { uses: [counts.consumer()] }).calls(Peer.host('a.example.com', 443).within(EU));
  expect(said(app)).toBe('');
  const blur = microservice(shop, 'blur', { uses: [raw.consumer()], dataClasses: [DataClass.removed('blurs faces')] });
  blur.calls(Peer.host('b.example.com', 443).within(EU));
  expect(said(app)).toBe('');
});

test('a stack, a topic and a class of data may be under a law of their own', () => {
  const { app, cluster, shop } = china(ISTIO);
  const export_ = new AutonomousStack(app, 'export', { cluster, residency: EU, ...ISTIO });
  const web = microservice(export_, 'web');
  microservice(shop, 'cart', { dataClasses: [PERSONAL] }).calls(web);
  expect(said(app)).toContain('shop/cart -> export/web (shop/cart calls it)');
  const bound = DataClass.map({ purpose: 'map', retention: Duration.days(1), residency: EU });
  microservice(shop, 'maps', { dataClasses: [bound] });
  expect(said(app)).toContain('[shop/maps] map data that stay in EU are kept in CN; a place in EU for them');
});

test('a route answers its clients, and what is mirrored goes on', () => {
  const { app, cluster, shop } = china(ISTIO);
  const abroad = new AutonomousStack(app, 'abroad', { cluster, residency: EU, ...ISTIO });
  const api = microservice(shop, 'api', { dataClasses: [PERSONAL] });
  abroad.route('api.example.com', api);
  expect(said(app)).toContain('shop/api -> abroad route api.example.com (shop/api answers it)');
});

test('copies and backups of volumes are flows', () => {
  const { app, shop } = china();
  const files = new SharedVolume(shop, 'files', { size: Size.gibibytes(10), storageClass: 'shared' });
  microservice(shop, 'cart', { dataClasses: [PERSONAL], mounts: [Mount.shared(files, '/files')] });
  const target = Bucket.existing(shop, 'target', { ...ARCHIVE, residency: EU });
  new DataMove(shop, 'export', { source: DataPlace.files(files), target: DataPlace.bucket(target), image: IMAGE });
  expect(said(app)).toContain('shop/cart -> shop/files -> shop/export -> shop/target (shop/export copies to it)');
});

test.each([
  [EU, 'reach east velero/default, which is in EU: shop/store -> east velero/default (shop/store is saved to it)'],
  [undefined, 'of which nobody says under which law it is'],
  [CN, ''],
])('what has volumes is saved to the location of a backup', (residency, words) => {
  const { app, shop } = china();
  statefulService(shop, 'store', {
    dataClasses: [PERSONAL],
    volumes: [{ name: 'data', mountPath: '/data', size: Size.gibibytes(10) }],
  });
  new BackupSchedule(shop, 'nightly', {
    schedule: '0 2 * * *',
    keep: Duration.days(3),
    volumes: BackupVolumes.snapshot(),
    residency,
  });
  expect(said(app)).toContain(words);
  expect(said(app) === '').toBe(words === '');
});

test('synth fails on it', () => {
  const { app, shop } = china();
  microservice(shop, 'cart', { dataClasses: [PERSONAL] }).calls(Peer.cidr('10.0.0.0/8', 5432).within(EU));
  expect(messageOf(() => app.synth())).toContain('personal data that stay in CN reach 10.0.0.0/8:5432, which is in EU');
});
