import { Duration, Size } from 'cdk8s';
import {
  AutonomousStack,
  Bandwidth,
  Bucket,
  Cpu,
  Credential,
  DataSize,
  HarborExposure,
  HarborInstallation,
  HarborSecrets,
  HarborStorage,
  Image,
  Peer,
  PostgresCluster,
  RedisCluster,
  SecretRef,
  SecretStore,
} from 'cdk8s-autonomous';
import { Region } from './regions';

/** The registry of a region: Harbor, with a PostgreSQL and a Redis of its own, and its images in a bucket of the cloud. */
export function registryOf(region: Region, stack: AutonomousStack, store: SecretStore): HarborInstallation {
  const keys = (id: string, path: string, names: Record<string, string>) =>
    SecretRef.external(stack, id, {
      store,
      keys: Object.fromEntries(Object.entries(names).map(([key, property]) => [key, `${path}#${property}`])),
    });
  const s3 = (name: string) =>
    Bucket.existing(stack, name, {
      bucketName: `cars-${region.name}-${name}`,
      endpoint: `https://s3.${region.cloud}.amazonaws.com`,
      region: region.cloud,
      readWrite: keys(`${name}-bucket`, `platform/${region.name}/${name}`, {
        AWS_ACCESS_KEY_ID: 'access-key',
        AWS_SECRET_ACCESS_KEY: 'secret-key',
      }),
    });
  const database = new PostgresCluster(stack, 'registry-db', {
    image: Image.of('ghcr.io/cloudnative-pg/postgresql', { tag: '17.5-standard-bookworm' }),
    resources: { cpu: Cpu.units(2), memory: Size.gibibytes(8) },
    storage: Size.gibibytes(100),
    storageClass: 'gp3',
    maxConnections: 600,
    databases: [
      {
        name: 'harbor',
        credentials: keys('registry-db-harbor', 'platform/harbor-db', { username: 'username', password: 'password' }),
      },
    ],
    apiServer: Peer.cidr(region.apiServer, 443),
    backup: {
      bucket: s3('db-backups').connection(),
      keep: Duration.days(14),
      bandwidth: Bandwidth.megabitsPerSecond(800),
      window: Duration.hours(2),
    },
  });
  const cache = new RedisCluster(stack, 'registry-cache', {
    image: Image.of('docker.io/library/redis', { tag: '7.4.5' }),
    data: Size.gibibytes(2),
    auth: keys('registry-cache-auth', 'platform/harbor-cache', { password: 'password', replication: 'replication' }),
  });
  return new HarborInstallation(stack, 'harbor', {
    host: `harbor.${region.name}.cars.example.com`,
    secrets: HarborSecrets.stored(store, `platform/${region.name}/harbor`),
    database: database.connection('harbor', {
      password: Credential.fromStore(store, 'platform/harbor-db#password'),
      connections: 400,
    }),
    redis: cache.connection(Credential.fromStore(store, 'platform/harbor-cache#password')),
    storage: HarborStorage.bucket(s3('images').connection()),
    exposure: HarborExposure.istio(),
    load: {
      images: 20,
      imageSize: DataSize.gigabytes(1.2),
      tagsKept: 10,
      pushesPerDay: 40,
      pullingNodes: 12,
      pullWindow: Duration.minutes(5),
      egress: Bandwidth.gigabitsPerSecond(5),
    },
    login: {
      store,
      username: `platform/${region.name}/pull#username`,
      password: `platform/${region.name}/pull#password`,
    },
  });
}
