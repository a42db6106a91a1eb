import { App, Duration, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  Bandwidth,
  BucketConnection,
  ClientFormat,
  Cpu,
  Credential,
  Environment,
  Image,
  Origin,
  Plan,
  PostgresCluster,
  PostgresClusterProps,
  PostgresDurability,
  Replicas,
  SecretRef,
  SecretStore,
  Survive,
} from 'cdk8s-autonomous';
import { documents, find, ISTIO, messageOf, microservice, stack } from '../support/apps';

const LOGIN = SecretRef.existing('orders-login', ['username', 'password']);
const KEYS = SecretRef.existing('bucket', ['id', 'key']);
const IMAGE = Image.of('registry.example.com/cnpg/postgresql', { tag: '17.5-standard-bookworm' });
const BOUNCER = Image.of('registry.example.com/cnpg/pgbouncer', { tag: '1.24.1' });
const BUCKET = BucketConnection.s3({
  bucket: 'backups',
  region: 'eu-central-1',
  accessKey: Credential.fromSecret(KEYS.key('id')),
  secretKey: Credential.fromSecret(KEYS.key('key')),
});
const RESOURCES = { cpu: Cpu.units(1), memory: Size.gibibytes(4) };

function postgres(shop: AutonomousStack, props: Partial<PostgresClusterProps> = {}, id = 'db'): PostgresCluster {
  return new PostgresCluster(shop, id, {
    image: IMAGE,
    resources: RESOURCES,
    storage: Size.gibibytes(100),
    databases: [{ name: 'orders', credentials: LOGIN }],
    ...props,
  });
}

const surviving = (app: App = Testing.app(), props = {}) => stack(app, props, { survive: Survive.node() });
const planOf = (shop: AutonomousStack) => JSON.parse(Plan.of(shop.node.root as App).toJson()).clusters[0];

describe('a PostgreSQL', () => {
  const app = Testing.app();
  const shop = surviving(app);
  const db = postgres(shop, {
    walStorage: Size.gibibytes(20),
    storageClass: 'fast',
    databases: [
      { name: 'orders', credentials: LOGIN, extensions: ['postgis'] },
      { name: 'stock_levels', owner: 'stock', credentials: SecretRef.existing('stock', ['username', 'password']) },
    ],
    backup: {
      bucket: BUCKET,
      bandwidth: Bandwidth.megabitsPerSecond(400),
      window: Duration.hours(2),
      keep: Duration.days(14),
    },
  });
  microservice(shop, 'cart', { uses: [db.client('orders', { pool: 5 })] });
  microservice(shop, 'report', {
    uses: [db.client('stock_levels', { readOnly: true, format: ClientFormat.SPRING, pool: 4 })],
  });
  const all = documents(app);
  const { spec } = find(all, 'Cluster', 'db');

  test('has three instances on three nodes, of which two have every transaction', () => {
    expect(spec.instances).toBe(3);
    expect(spec.affinity).toMatchObject({ podAntiAffinityType: 'required', topologyKey: 'kubernetes.io/hostname' });
    expect(spec.topologySpreadConstraints).toHaveLength(1);
    expect(spec.postgresql.synchronous).toEqual({
      method: 'any',
      number: 1,
      dataDurability: 'required',
      failoverQuorum: true,
    });
  });

  test('has a volume for the log, and a quarter of the memory for buffers', () => {
    expect(spec.storage).toEqual({ size: '100Gi', storageClass: 'fast' });
    expect(spec.walStorage).toEqual({ size: '20Gi', storageClass: 'fast' });
    expect(spec.postgresql.parameters).toEqual({
      max_connections: '100',
      shared_buffers: '1024MB',
      effective_cache_size: '3072MB',
      maintenance_work_mem: '256MB',
    });
  });

  test('lets nobody in without TLS, nor as a superuser', () => {
    expect(spec.enableSuperuserAccess).toBe(false);
    expect(spec.postgresql.pg_hba).toEqual(['hostnossl all all all reject']);
  });

  test('has users with passwords of Secrets, and databases that stay when they are no longer named', () => {
    expect(spec.managed.roles.map(({ name, passwordSecret }: any) => [name, passwordSecret.name])).toEqual([
      ['orders', 'orders-login'],
      ['stock', 'stock'],
    ]);
    expect(spec.bootstrap.initdb).toMatchObject({
      database: 'orders',
      owner: 'orders',
      secret: { name: 'orders-login' },
    });
    expect(find(all, 'Database', 'db-stock-levels').spec).toEqual({
      cluster: { name: 'db' },
      name: 'stock_levels',
      owner: 'stock',
      databaseReclaimPolicy: 'retain',
    });
    expect(find(all, 'Database', 'db-orders').spec.extensions).toEqual([{ name: 'postgis' }]);
  });

  test('sends backups and log to the bucket by the plugin', () => {
    expect(spec.plugins).toEqual([
      {
        name: 'barman-cloud.cloudnative-pg.io',
        isWALArchiver: true,
        parameters: { barmanObjectName: 'db-backup', serverName: 'db' },
      },
    ]);
    const { configuration, retentionPolicy } = find(all, 'ObjectStore', 'db-backup').spec;
    expect(retentionPolicy).toBe('14d');
    expect(configuration).toMatchObject({
      destinationPath: 's3://backups/shop',
      s3Credentials: { accessKeyId: { name: 'bucket', key: 'id' }, secretAccessKey: { name: 'bucket', key: 'key' } },
    });
    expect(find(all, 'ScheduledBackup', 'db').spec).toMatchObject({ schedule: '0 0 2 * * *', method: 'plugin' });
  });

  test('is reached by its operator and clients, and reaches the API server and the bucket', () => {
    const { podSelector, ingress, egress } = find(all, 'NetworkPolicy', 'db').spec;
    expect(podSelector.matchLabels).toEqual({ 'cnpg.io/cluster': 'db' });
    const operator = ingress.find(
      ({ from: [one] }: any) => one.podSelector?.matchLabels['app.kubernetes.io/name'] === 'cloudnative-pg',
    );
    expect(operator.ports.map(({ port }: any) => port)).toEqual([5432, 8000]);
    const cart = ingress.find(
      ({ from: [one] }: any) => one.podSelector?.matchLabels['app.kubernetes.io/name'] === 'cart',
    );
    expect(cart.ports.map(({ port }: any) => port)).toEqual([5432]);
    expect(egress.flatMap(({ ports }: any) => ports.map(({ port }: any) => port))).toEqual(
      expect.arrayContaining([443, 6443, 5432, 8000]),
    );
  });

  test('tells clients where it is, and by whom they know it', () => {
    const { env, volumeMounts } = find(all, 'Deployment', 'cart').spec.template.spec.containers[0];
    const of = (name: string) => env.find((one: any) => one.name === name);
    expect(['PGHOST', 'PGDATABASE', 'PGSSLMODE'].map((name) => of(name).value)).toEqual([
      'db-rw.shop.svc.cluster.local',
      'orders',
      'verify-full',
    ]);
    expect(of('PGPASSWORD').valueFrom.secretKeyRef).toEqual({ name: 'orders-login', key: 'password' });
    expect(volumeMounts.map(({ mountPath }: any) => mountPath)).toContain(of('PGSSLROOTCERT').value);
    const report = find(all, 'Deployment', 'report').spec.template.spec.containers[0];
    const spring = (name: string) => report.env.find((one: any) => one.name === `SPRING_DATASOURCE_${name}`);
    expect(spring('URL').value).toMatch(
      /^jdbc:postgresql:\/\/db-ro\.shop\.svc\.cluster\.local:5432\/stock_levels\?sslmode=/,
    );
    expect(spring('HIKARI_MAXIMUM_POOL_SIZE').value).toBe('4');
  });

  test('is in the plan with the sidecar of each instance, and its backup with the time that it takes', () => {
    const { workloads, findings, transfers } = planOf(shop);
    expect(workloads.find(({ id }: any) => id === 'shop/Cluster/db')).toMatchObject({
      path: 'shop/db',
      replicas: { needed: 3, planned: 3, degraded: 2 },
      requests: { cpu: 1100, memory: (4096 + 256) * 2 ** 20 },
    });
    expect(findings.map(({ code }: any) => code)).not.toContain('KIND_MAY_MAKE_PODS');
    // 100 GiB at 400 Mbit/s.
    expect(JSON.stringify(transfers)).toContain('backup of db');
  });
});

test('a pooler is known by its name, has few connections for many clients, and stands between', () => {
  const app = Testing.app();
  const shop = surviving(app, ISTIO);
  const db = postgres(shop, {
    pooler: { image: BOUNCER, resources: { cpu: Cpu.millis(500), memory: Size.mebibytes(256) } },
  });
  microservice(shop, 'cart', { uses: [db.client('orders', { pool: 50 })], replicas: Replicas.fixed(9) });
  const all = documents(app);
  const { spec } = find(all, 'Pooler', 'db-pooler');
  expect(spec).toMatchObject({ type: 'rw', instances: 2, pgbouncer: { poolMode: 'transaction' } });
  expect(spec.template.metadata.labels['sidecar.istio.io/inject']).toBe('false');
  expect(find(all, 'Cluster', 'db').spec.certificates.serverAltDNSNames).toContain('db-pooler.shop.svc.cluster.local');
  expect(find(all, 'Cluster', 'db').spec.inheritedMetadata.labels['sidecar.istio.io/inject']).toBe('false');
  const [{ to }] = find(all, 'NetworkPolicy', 'cart').spec.egress;
  expect(to[0].podSelector.matchLabels).toEqual({ 'cnpg.io/poolerName': 'db-pooler' });
  expect(planOf(shop).workloads.map(({ id }: any) => id)).toContain('shop/Pooler/db-pooler');
});

test('it begins with a backup of another one, at a moment', () => {
  const app = Testing.app();
  postgres(surviving(app), { restore: { bucket: BUCKET, server: 'old-db', until: '2026-11-30 14:05:00+00' } });
  const { spec } = find(documents(app), 'Cluster', 'db');
  expect(spec.bootstrap.recovery).toMatchObject({
    source: 'origin',
    database: 'orders',
    recoveryTarget: { targetTime: '2026-11-30 14:05:00+00' },
  });
  const [{ plugin }] = spec.externalClusters;
  expect(plugin.parameters).toEqual({ barmanObjectName: 'db-restore', serverName: 'old-db' });
  expect(spec.bootstrap.initdb).toBeUndefined();
});

test('keys of a bucket that are in a store outside are fetched', () => {
  const app = Testing.app();
  const store = SecretStore.cluster('vault');
  const [accessKey, secretKey] = ['s3#id', 's3#key'].map((key) => Credential.fromStore(store, key));
  const bucket = BucketConnection.s3({
    bucket: 'backups',
    region: 'eu',
    endpoint: 'https://s3.example.com',
    accessKey,
    secretKey,
  });
  postgres(surviving(app), { backup: { bucket } });
  const all = documents(app);
  expect(find(all, 'ExternalSecret', 'db-backup-bucket').spec.data).toHaveLength(2);
  expect(find(all, 'ObjectStore', 'db-backup').spec.configuration).toMatchObject({
    endpointURL: 'https://s3.example.com',
    s3Credentials: { secretAccessKey: { name: 'db-backup-bucket', key: 'secretKey' } },
  });
});

test('a chart connects as the owner, and is let in', () => {
  const app = Testing.app();
  const db = postgres(surviving(app));
  const password = Credential.fromSecret(LOGIN.key('password'));
  const made = db.connection('orders', { password, connections: 40, clients: Origin.pods({ namespace: 'harbor' }) });
  expect([made.host, made.user, made.caSecret, made.maxConnections]).toEqual([
    'db-rw.shop.svc.cluster.local',
    'orders',
    'db-ca',
    100,
  ]);
  const { ingress } = find(documents(app), 'NetworkPolicy', 'db').spec;
  const from = ingress.map((rule: any) => rule.from[0].namespaceSelector.matchLabels['kubernetes.io/metadata.name']);
  expect(from).toContain('harbor');
});

describe('refused', () => {
  const refused = (props: Partial<PostgresClusterProps>, shop = surviving(), id = 'db') =>
    messageOf(() => postgres(shop, props, id));

  test('fewer connections than the pools of all clients may have, also during a rollout', () => {
    const app = Testing.app();
    const shop = surviving(app);
    const db = postgres(shop, { maxConnections: 100 });
    microservice(shop, 'cart', {
      uses: [db.client('orders', { pool: 10 })],
      replicas: Replicas.autoscaled({ min: 2, max: 8 }),
    });
    expect(messageOf(() => app.synth())).toContain(
      '[shop/db] maxConnections 100: must be at least 103: shop/cart 90 (8 pods and one of a rollout, 10 each), and 13 for the operator and superusers',
    );
  });

  test('a pooler that has more connections than the server takes, or takes fewer clients than there are', () => {
    const app = Testing.app();
    const shop = surviving(app);
    const db = postgres(shop, {
      maxConnections: 60,
      pooler: { image: BOUNCER, resources: RESOURCES, poolSize: 20, maxClients: 30 },
    });
    microservice(shop, 'cart', { uses: [db.client('orders', { pool: 10 })], replicas: Replicas.fixed(3) });
    const message = messageOf(() => app.synth());
    expect(message).toContain('maxConnections 60: must be at least 73: 2 pods of the pooler and one of a rollout');
    expect(message).toContain('pooler.maxClients 30: 40 connections of clients would not all be taken');
  });

  test('connections that the memory does not hold', () => {
    expect(refused({ maxConnections: 1000 })).toContain('maxConnections 1000: take at least 6667 MiB');
  });

  test('one instance where a loss is to be outlived, and in production', () => {
    expect(refused({ instances: 1 })).toContain('is to outlive the loss of a node: one has no other to take over');
    const production = stack(Testing.app(), {}, { environment: Environment.production() });
    const message = refused({ instances: 1, placement: { survive: Survive.none() } }, production);
    expect(message).toContain('is production: one has no other to take over');
    expect(message).toContain('backup undefined: environment production is production');
    expect(message).toContain(
      "image 'registry.example.com/cnpg/postgresql:17.5-standard-bookworm': environment production asks for a digest",
    );
  });

  test('standbys of which one may not be lost', () => {
    expect(refused({ synchronousStandbys: 2 })).toContain('with 3 instances writes would stop as soon as one is lost');
    expect(refused({ instances: 2, durability: PostgresDurability.REQUIRED })).toContain('with 2 instances writes');
    expect(() => postgres(surviving(), { instances: 2 })).not.toThrow();
  });

  test('names and parameters that are those of PostgreSQL or the operator', () => {
    const databases = [{ name: 'postgres', owner: 'streaming_replica', credentials: LOGIN }];
    const message = refused({ databases, parameters: { ssl: 'off', shared_buffers: '1GB', work_mem: '8MB' } });
    expect(message).toContain("databases.name 'postgres': is a database of PostgreSQL itself");
    expect(message).toContain("databases.owner 'streaming_replica': is a user of PostgreSQL or of the operator");
    expect(message).toContain("parameters 'ssl': is set by the operator");
    expect(message).toContain("parameters 'shared_buffers': follows from maxConnections or resources");
    expect(message).not.toContain('work_mem');
  });

  test('a schedule of five fields, and a window without a bandwidth', () => {
    const message = refused({ backup: { bucket: BUCKET, schedule: '0 2 * * *', window: Duration.hours(1) } });
    expect(message).toContain("backup.schedule '0 2 * * *': must have six fields: the operator reads seconds first");
    expect(message).toContain('backup.window');
  });

  test('a restore from the archive that it writes to', () => {
    const message = refused({ backup: { bucket: BUCKET }, restore: { bucket: BUCKET, server: 'db' } });
    expect(message).toContain("restore.server 'db': would be restored from the archive that it writes to");
  });

  test('an image whose tag does not say the version, a long name and a small volume for the log', () => {
    const image = Image.of('registry.example.com/cnpg/postgresql', { digest: `sha256:${'a1'.repeat(32)}` });
    const message = refused({ image, walStorage: Size.gibibytes(1) }, surviving(), 'd'.repeat(51));
    expect(message).toContain('must have a tag that begins with the version');
    expect(message).toContain("walStorage '1Gi': must be at least 2Gi");
    expect(message).toContain('50 characters at most');
  });

  test('a backup that takes longer than its window', () => {
    const app = Testing.app();
    const bandwidth = Bandwidth.megabitsPerSecond(100);
    postgres(surviving(app), { backup: { bucket: BUCKET, bandwidth, window: Duration.hours(2) } });
    expect(messageOf(() => app.synth())).toContain('backup of db');
  });

  test('a database that is not there, and a client of another namespace without a password there', () => {
    const app = Testing.app();
    const shop = surviving(app);
    const db = postgres(shop);
    expect(() => db.client('order')).toThrow("has no database 'order': it has orders; did you mean 'orders'?");
    const other = new AutonomousStack(app, 'other', { cluster: shop.cluster });
    const message = messageOf(() => microservice(other, 'cart', { uses: [db.client('orders')] }));
    expect(message).toContain('credentials undefined: is needed: Secrets of namespace shop are not there in other');
    expect(message).toContain('authority undefined: is needed');
  });
});
