import { App, Duration, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  Bandwidth,
  Bucket,
  ClientFormat,
  Cpu,
  Image,
  ObjectStore,
  Plan,
  PostgresBackup,
  PostgresCluster,
  PostgresClusterProps,
  Replicas,
  SecretRef,
  SecretStore,
  Survive,
} from 'cdk8s-autonomous';
import { documents, find, messageOf, microservice, stack } from '../support/apps';

const LOGIN = SecretRef.existing('orders-login', ['username', 'password']);
const CEPH = ObjectStore.rook({
  name: 'backups',
  storageClass: 'bucket',
  ca: SecretRef.existing('ceph-authority', ['ca.crt']),
});

function postgres(shop: AutonomousStack, props: Partial<PostgresClusterProps> = {}): PostgresCluster {
  return new PostgresCluster(shop, 'db', {
    image: Image.of('registry.example.com/cnpg/postgresql', { tag: '17.5' }),
    resources: { cpu: Cpu.units(1), memory: Size.gibibytes(4) },
    storage: Size.gibibytes(100),
    databases: [{ name: 'orders', credentials: LOGIN }],
    ...props,
  });
}

const surviving = () => stack(Testing.app(), {}, { survive: Survive.node() });
const other = (shop: AutonomousStack) => new AutonomousStack(shop.node.root as App, 'ops', { cluster: shop.cluster });
const bucketIn = (shop: AutonomousStack) => Bucket.claim(shop, 'backups', { store: CEPH }).connection();
const planOf = (shop: AutonomousStack) => JSON.parse(Plan.of(shop.node.root as App).toJson()).clusters[0];

/** With backups into a bucket of the same namespace. */
function backedUp(backup: Partial<PostgresBackup>, shop = surviving()): PostgresCluster {
  return postgres(shop, { backup: { bucket: bucketIn(shop), ...backup } });
}

describe('the bucket', () => {
  test('of a store with an authority of its own is known by that', () => {
    const db = backedUp({});
    const { configuration } = find(documents(db.stack.node.root as App), 'ObjectStore', 'db-backup').spec;
    expect(configuration).toMatchObject({
      endpointURL: 'https://rook-ceph-rgw-backups.rook-ceph.svc',
      endpointCA: { name: 'ceph-authority', key: 'ca.crt' },
    });
  });

  test('of another namespace is refused: its keys are not there', () => {
    const shop = surviving();
    const bucket = bucketIn(other(shop));
    expect(messageOf(() => postgres(shop, { backup: { bucket } }))).toContain(
      "backup.bucket 'ops-backups': has its keys in namespace ops, and they are read in shop",
    );
    expect(messageOf(() => postgres(shop, { restore: { bucket, server: 'old' } }))).toContain('restore.bucket');
  });

  test('so are logins of databases, and certificates', () => {
    const shop = surviving();
    const store = SecretStore.cluster('vault');
    const external = (id: string, keys: string[]) =>
      SecretRef.external(other(shop), id, { store, keys: Object.fromEntries(keys.map((key) => [key, `a#${key}`])) });
    const credentials = external('login', ['username', 'password']);
    expect(messageOf(() => postgres(shop, { databases: [{ name: 'orders', credentials }] }))).toContain(
      "databases.credentials 'Secret login': is in namespace ops, and is read in shop",
    );
  });
});

describe('the schedule', () => {
  test.each([
    ['99 99 99 * * *', 'is no schedule of cron'],
    ['x 0 2 * * *', 'is no schedule of cron'],
    ['0 2 * * *', 'must have six fields'],
    ['0 0 2 31 2 *', 'never starts twice'],
  ])('%s is refused', (schedule, message) => {
    expect(messageOf(() => backedUp({ schedule }))).toContain(`backup.schedule '${schedule}': ${message}`);
  });

  test.each(['0 0 2 * * *', '30 15 3 * * MON', '0 */30 * * * *'])('%s is taken', (schedule) => {
    expect(() => backedUp({ schedule })).not.toThrow();
  });

  test('is the window where none is given: the next one would start before this one is over', () => {
    const db = backedUp({ bandwidth: Bandwidth.megabitsPerSecond(5) });
    const finding = planOf(db.stack).findings.find(({ code }: any) => code === 'TRANSFER_TOO_LONG');
    expect(finding.message).toContain('backup of db: 100 GiB at 5 Mbit/s take 47.7 h, and the window is 24 h');
  });

  test('a window beyond the next one, and one without an end', () => {
    const bandwidth = Bandwidth.megabitsPerSecond(500);
    expect(messageOf(() => backedUp({ bandwidth, window: Duration.hours(30) }))).toContain(
      'is longer than the time between two backups, 24 h',
    );
    expect(messageOf(() => backedUp({ bandwidth, window: Duration.hours(Infinity) }))).toContain('backup.window');
  });
});

test('one instance has no budget, which would let nobody drain its node', () => {
  const shop = stack();
  postgres(shop, { instances: 1 });
  expect(find(documents(shop.node.root as App), 'Cluster', 'db').spec.enablePDB).toBe(false);
  expect(planOf(shop).status).toBe('feasible');
});

test('a database whose Database would have no name', () => {
  expect(messageOf(() => postgres(surviving(), { databases: [{ name: 'orders_', credentials: LOGIN }] }))).toContain(
    "databases.name 'orders_': ends with _",
  );
});

test('a workload that uses a database in two ways has two pools', () => {
  const shop = surviving();
  const db = postgres(shop, { maxConnections: 60 });
  const ways = [db.client('orders', { pool: 20, format: ClientFormat.SPRING }), db.client('orders', { pool: 2 })];
  microservice(shop, 'cart', { uses: ways, replicas: Replicas.fixed(2) });
  expect(db.node.validate()).toEqual([expect.stringContaining('must be at least 79: shop/cart 6 ')]);
});
