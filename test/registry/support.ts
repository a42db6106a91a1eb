import { App, Testing } from 'cdk8s';
import {
  ArgoDelivery,
  AutonomousStackProps,
  BucketConnection,
  ClusterProps,
  Credential,
  DatabaseConnection,
  HarborExposure,
  HarborInstallation,
  HarborInstallationProps,
  HarborSecrets,
  HarborStorage,
  RedisConnection,
  SecretStore,
} from 'cdk8s-autonomous';
import { cluster, ISTIO, stack } from '../support/apps';

export const VAULT = SecretStore.cluster('vault');
export const stored = (key: string) => Credential.fromStore(VAULT, key);

export const DATABASE = {
  host: 'db-rw.shop.svc',
  database: 'registry',
  user: 'harbor',
  password: stored('platform/harbor-db#password'),
  pods: { 'cnpg.io/cluster': 'db' },
  maxConnections: 1000,
};
export const SENTINELS = {
  sentinels: [0, 1, 2].map((i) => `cache-${i}.cache.shop.svc.cluster.local:26379`),
  masterName: 'main',
  password: stored('platform/cache#password'),
  pods: { app: 'cache' },
};
export const BUCKET = BucketConnection.s3({
  bucket: 'harbor-images',
  region: 'eu-central-1',
  endpoint: 'https://s3.eu.example.com',
  accessKey: stored('platform/images#access'),
  secretKey: stored('platform/images#secret'),
});

/** A Harbor with as little as it asks for. */
export const HARBOR: HarborInstallationProps = {
  host: 'harbor.eu.example.com',
  secrets: HarborSecrets.stored(VAULT, 'platform/harbor'),
  database: DatabaseConnection.postgresql(DATABASE),
  redis: RedisConnection.sentinel(SENTINELS),
  storage: HarborStorage.bucket(BUCKET),
  exposure: HarborExposure.istio(),
};

/** An app with a stack, in a mesh and delivered. */
export function platform(
  props: Partial<AutonomousStackProps> = {},
  clusterProps: Partial<ClusterProps> = {},
  app: App = Testing.app(),
) {
  const delivery = new ArgoDelivery(app, 'delivery', {
    repository: 'https://git.example.com/m.git',
    revision: 'main',
    path: 'dist',
  });
  const made = stack(app, { cluster: cluster(app, { delivery, ...clusterProps }), delivery, ...ISTIO, ...props });
  return { app, made, delivery };
}

/** The same with a Harbor in it. */
export function installed(props: Partial<HarborInstallationProps> = {}, ...rest: Parameters<typeof platform>) {
  const place = platform(...rest);
  return { ...place, harbor: new HarborInstallation(place.made, 'harbor', { ...HARBOR, ...props }) };
}
