import { App, Size } from 'cdk8s';
import {
  AccessMode,
  AutonomousStack,
  Bucket,
  BucketConnection,
  ConnectionTls,
  Credential,
  DatabaseConnection,
  Environment,
  HarborExposure,
  HarborInstallation,
  HarborInstallationProps,
  HarborSecrets,
  HarborStorage,
  Mesh,
  ObjectStore,
  Origin,
  RedisConnection,
  SecretRef,
} from 'cdk8s-autonomous';
import { BUCKET, DATABASE, HARBOR, installed, platform, SENTINELS, stored, VAULT } from './support';
import { messageOf } from '../support/apps';

/** What is said of a Harbor that is refused; nothing half-made stays. */
function refusal(props: Partial<HarborInstallationProps>, stackProps = {}): string {
  const { made } = platform(stackProps);
  const message = messageOf(() => new HarborInstallation(made, 'harbor', { ...HARBOR, ...props }));
  expect(made.node.tryFindChild('harbor')).toBeUndefined();
  return message;
}

const inSecret = (key: string) => Credential.fromSecret(SecretRef.existing('login', [key]).key(key));
const volume = (accessMode: AccessMode) =>
  HarborStorage.volume({ size: Size.gibibytes(500), storageClass: 'fast', accessMode });

describe('passwords', () => {
  test.each([
    ['harborAdminPassword', { harborAdminPassword: 'Harbor12345' }],
    ['secretKey', { secretKey: 'not-a-secure-key' }],
    ['core.secret', { core: { secret: 'abcdefghijklmnop' } }],
    ['core.xsrfKey', { core: { xsrfKey: 'x'.repeat(32) } }],
    ['jobservice.secret', { jobservice: { secret: 'abcdefghijklmnop' } }],
    ['registry.secret', { registry: { secret: 'abcdefghijklmnop' } }],
    ['registry.credentials.password', { registry: { credentials: { password: 'harbor_registry_password' } } }],
  ])('%s stands in no values, also not that of the chart', (place, values) => {
    const message = refusal({ values });
    expect(message).toContain(`values.${place} 'given': is a`);
    expect(message).not.toMatch(/Harbor12345|not-a-secure-key|abcdefghijklmnop|harbor_registry_password/);
  });

  test('of Redis has to be in a store', () => {
    const redis = RedisConnection.sentinel({ ...SENTINELS, password: inSecret('password') });
    expect(refusal({ redis })).toContain('must be in a store: Harbor wants a URL with it');
  });

  test('of PostgreSQL has the key that the chart knows', () => {
    const database = (key: string) => DatabaseConnection.postgresql({ ...DATABASE, password: inSecret(key) });
    expect(refusal({ database: database('pw') })).toContain("must be the key 'password' of its Secret");
    expect(() => installed({ database: database('password') })).not.toThrow();
  });

  test('of Azure and Google are in a store, those of S3 both in one or in none', () => {
    const azure = BucketConnection.azure({ container: 'images', account: 'cars', accountKey: inSecret('k') });
    expect(refusal({ storage: HarborStorage.bucket(azure) })).toContain('must have its key in a store');
    const half = BucketConnection.s3({
      bucket: 'images',
      region: 'eu-central-1',
      accessKey: stored('a#b'),
      secretKey: inSecret('k'),
    });
    expect(refusal({ storage: HarborStorage.bucket(half) })).toContain('both keys in a store, or both in Secrets');
  });

  test('of a bucket that another stack claims are in another namespace', () => {
    const { made } = platform();
    const ops = new AutonomousStack(made.node.root as App, 'ops', { cluster: made.cluster });
    const store = ObjectStore.rook({ name: 'images', storageClass: 'bucket' });
    const storage = HarborStorage.bucket(Bucket.claim(ops, 'images', { store }).connection());
    expect(messageOf(() => new HarborInstallation(made, 'harbor', { ...HARBOR, storage }))).toContain(
      `storage 'ops-images': has its keys in namespace ops, and they are read in ${made.namespaceName}`,
    );
  });

  test('are found by the path of one entry', () => {
    expect(() => HarborSecrets.stored(VAULT, 'platform/harbor#key')).toThrow('must be the path of the entry alone');
    expect(() => HarborSecrets.stored(VAULT, '')).toThrow('must say where the store has it');
  });

  test('are needed', () => {
    const { made } = platform();
    const { secrets: _, ...without } = HARBOR;
    expect(() => new HarborInstallation(made, 'harbor', without as HarborInstallationProps)).toThrow('secrets');
  });
});

describe('nothing goes over the network in plain text', () => {
  test.each(['http://harbor.example.com', 'https://harbor.example.com', 'harbor.example.com:8080', 'harbor'])(
    "host '%s'",
    (host) => {
      expect(refusal({ host })).toContain(`host '${host}'`);
    },
  );

  test('TLS cannot be taken off, nor the URL changed', () => {
    expect(refusal({ values: { expose: { tls: { enabled: false } } } })).toContain('whose gateway ends TLS');
    const values = { externalURL: 'http://harbor.eu.example.com' };
    expect(refusal({ values })).toContain("values.externalURL 'given': follows from `host`, by https");
    expect(refusal({ values: { trivy: { insecure: true } } })).toContain('lets anybody stand in for the registry');
  });

  test('to PostgreSQL and Redis outside the cluster', () => {
    const host = 'db.example.com';
    const database = DatabaseConnection.postgresql({ ...DATABASE, host, tls: ConnectionTls.NONE });
    expect(refusal({ database })).toContain('in plain text out of the cluster, to db.example.com');
    const redis = RedisConnection.standalone({ host: 'cache.example.com', password: stored('a#b') });
    expect(refusal({ redis })).toContain('in plain text out of the cluster, to cache.example.com:6379');
  });

  test('and TLS of Redis with Sentinel, which the chart leaves half done', () => {
    const redis = RedisConnection.sentinel({ ...SENTINELS, tls: true });
    expect(refusal({ redis })).toContain('leaves the name of the primary out');
  });
});

describe('what would not be there when it is needed', () => {
  test('one replica in production', () => {
    const environment = Environment.production();
    expect(refusal({ replicas: 1 }, { environment })).toContain('no image can be pulled while its node is away');
    expect(() => installed({ replicas: 1 })).not.toThrow();
  });

  test('images on a volume of one node with several replicas', () => {
    expect(refusal({ storage: volume(AccessMode.READ_WRITE_ONCE) })).toContain(
      'is a volume of one node, and there are 3 replicas',
    );
    expect(() => installed({ storage: volume(AccessMode.READ_WRITE_MANY) })).not.toThrow();
  });

  test.each([
    ['database.type', { database: { type: 'internal' } }, 'one PostgreSQL with its password in plain text'],
    ['redis.type', { redis: { type: 'internal' } }, 'one Redis without a password'],
    ['persistence.enabled', { persistence: { enabled: false } }, 'loses images'],
  ])('%s of the chart itself', (place, values, why) => {
    const environment = Environment.production();
    const message = refusal({ values }, { environment });
    expect(message).toContain(`values.${place}`);
    expect(message).toContain(why);
  });

  test('pods that the plan does not know', () => {
    expect(refusal({ values: { core: { replicas: 9 } } })).toContain('is in the plan: `replicas` and `sizes`');
  });

  test.each([
    ['database.external', { database: { external: { sslmode: 'disable' } } }, 'follows from `database`, its TLS too'],
    ['database.maxOpenConns', { database: { maxOpenConns: 9000 } }, 'follows from `connectionsPerPod`'],
    ['redis.external', { redis: { external: { addr: 'elsewhere:6379' } } }, 'follows from `redis`'],
    ['existingSecretAdminPassword', { existingSecretAdminPassword: 'mine' }, 'follows from `secrets`'],
    ['core.existingSecret', { core: { existingSecret: 'mine' } }, 'follows from `secrets`'],
    ['core.extraEnvVars', { core: { extraEnvVars: [] } }, 'would take the place of the variables'],
    ['trivy.nodeSelector', { trivy: { nodeSelector: { disk: 'ssd' } } }, 'would make other pods than the plan has'],
    ['registry.registry.resources', { registry: { registry: { resources: {} } } }, 'is in the plan: `sizes`'],
    ['jobservice.serviceAccountName', { jobservice: { serviceAccountName: 'x' } }, 'policies know its pods by'],
    ['updateStrategy', { updateStrategy: { type: 'Recreate' } }, 'is in the plan'],
  ])('%s in place of what follows from the props', (place, values, why) => {
    const message = refusal({ values });
    expect(message).toContain(`values.${place} 'given'`);
    expect(message).toContain(why);
  });

  test('but not other values', () => {
    expect(() => installed({ values: { logLevel: 'debug', jobservice: { maxJobWorkers: 20 } } })).not.toThrow();
  });

  test('connections: too few for each pod, or more than there are', () => {
    const few = DatabaseConnection.postgresql({ ...DATABASE, maxConnections: 100 });
    expect(refusal({ database: few })).toContain('maxConnections of at least 138');
    expect(refusal({ connectionsPerPod: 900 })).toContain(
      'of 11 pods in a rollout are 9900, and the database takes 1000',
    );
  });

  test('a database that is no PostgreSQL', () => {
    const { pods, host, database, user, password } = DATABASE;
    const mysql = DatabaseConnection.mysql({ pods, host, database, user, password });
    expect(refusal({ database: mysql })).toContain('must be PostgreSQL');
  });
});

describe('ways in', () => {
  test('Istio without a mesh', () => {
    expect(refusal({}, { mesh: Mesh.none() })).toContain('needs a mesh with an ingress gateway');
  });

  test('a controller without identity before a mesh', () => {
    const controller = Origin.pods({ namespace: 'envoy-gateway-system' });
    const exposure = HarborExposure.gatewayApi({ className: 'envoy', controller });
    expect(refusal({ exposure })).toContain('has no identity in the mesh');
  });
});

test('floating versions, a stack that nobody delivers, figures that are none: all at once', () => {
  expect(messageOf(() => installed({ version: 'latest' }))).toContain('must be one exact version');
  const message = refusal({ replicas: 0, storage: HarborStorage.bucket(BUCKET) }, { delivery: undefined });
  expect(message).toContain('replicas 0: must be a whole number of at least 1');
  expect(message).toContain('of the stack is needed: the chart is delivered by Argo CD');
});
