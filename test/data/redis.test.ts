import { App, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  ClientFormat,
  Cpu,
  Credential,
  Environment,
  Origin,
  Plan,
  RedisCluster,
  RedisClusterProps,
  RedisEviction,
  SecretRef,
  Survive,
} from 'cdk8s-autonomous';
import { cluster, documents, find, IMAGE, ISTIO, messageOf, microservice, stack } from '../support/apps';

const AUTH = SecretRef.existing('cache-auth', ['password', 'replication']);
const TLS = SecretRef.existing('cache-tls', ['tls.crt', 'tls.key', 'ca.crt']);
const CPU = Cpu.units(1);
const HOSTS = [0, 1, 2].map((i) => `cache-${i}.cache-headless.shop.svc.cluster.local`);

function redis(shop: AutonomousStack, props: Partial<RedisClusterProps> = {}): RedisCluster {
  return new RedisCluster(shop, 'cache', { image: IMAGE, data: Size.gibibytes(4), auth: AUTH, ...props });
}

const findingsOf = (shop: AutonomousStack) => JSON.parse(Plan.of(shop.node.root as App).toJson()).clusters[0].findings;

const surviving = (app: App = Testing.app()) => stack(app, {}, { survive: Survive.node() });

describe('a Redis', () => {
  const app = Testing.app();
  const shop = surviving(app);
  const made = redis(shop, { persistence: { storageClass: 'fast' } });
  microservice(shop, 'cart', { uses: [made.client()] });
  microservice(shop, 'tours', { uses: [made.client({ format: ClientFormat.SPRING })] });
  const all = documents(app);
  const { spec } = find(all, 'StatefulSet', 'cache');
  const pod = spec.template.spec;

  test('has three servers on three hosts, each with a sentinel beside it, and lets one go at a time', () => {
    expect(spec.replicas).toBe(3);
    const [apart] = pod.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    expect(apart.topologyKey).toBe('kubernetes.io/hostname');
    expect(pod.initContainers.map((one: any) => [one.name, one.restartPolicy])).toEqual([['sentinel', 'Always']]);
    expect(find(all, 'PodDisruptionBudget', 'cache').spec.maxUnavailable).toBe(1);
  });

  test('asks for its data, a tenth of it, half of it while a copy is made, and 192 MiB', () => {
    expect(pod.containers[0].resources.limits.memory).toBe(`${Math.ceil(4096 * 1.6 + 192)}Mi`);
  });

  test('keeps data, and what sentinels agreed on, on a volume of four times the data', () => {
    const [{ spec: claim }] = spec.volumeClaimTemplates;
    expect(claim).toMatchObject({ storageClassName: 'fast', resources: { requests: { storage: '16Gi' } } });
    expect(pod.initContainers[0].volumeMounts).toContainEqual({ mountPath: '/data', name: 'data' });
    const { data } = find(all, 'ConfigMap', 'cache-settings');
    expect(data['redis.conf']).toContain(`maxmemory ${4 * 2 ** 30}\nmaxmemory-policy noeviction\n`);
    expect(data['redis.conf']).toContain('appendonly yes');
    expect(data['start-sentinel.sh']).toContain('file=/data/sentinel/sentinel.conf');
  });

  test('takes no password from anywhere but a file', () => {
    const { data } = find(all, 'ConfigMap', 'cache-settings');
    expect(JSON.stringify(data)).not.toMatch(/requirepass|masterauth "[^$]/);
    expect(data['start-redis.sh']).toContain('user default on #$(hash password) ~* &* +@all -@admin -@dangerous');
    expect(JSON.stringify(pod)).not.toContain('secretKeyRef');
  });

  test('has names for its pods before they are ready, with the ports of both', () => {
    const { ports, publishNotReadyAddresses } = find(all, 'Service', 'cache-headless').spec;
    expect(publishNotReadyAddresses).toBe(true);
    expect(ports.map(({ port }: any) => port)).toEqual([6379, 26379]);
  });

  test('tells clients the sentinels and lets them through to both ports', () => {
    const cart = find(all, 'Deployment', 'cart').spec.template.spec.containers[0];
    const value = (name: string) => cart.env.find((one: any) => one.name === name)?.value;
    expect(value('REDIS_SENTINELS')).toBe(HOSTS.map((host) => `${host}:26379`).join(','));
    expect([value('REDIS_MASTER'), value('REDIS_PASSWORD_FILE')]).toEqual(['main', '/etc/redis-client/password']);
    const [{ ports }] = find(all, 'NetworkPolicy', 'cart').spec.egress;
    expect(ports.map(({ port }: any) => port)).toEqual([6379, 26379]);
  });

  test('speaks to Spring in its properties', () => {
    const { env } = find(all, 'Deployment', 'tours').spec.template.spec.containers[0];
    const names = env.map(({ name }: any) => name).filter((name: string) => name.startsWith('SPRING'));
    expect(names.sort()).toEqual([
      'SPRING_DATA_REDIS_PASSWORD',
      'SPRING_DATA_REDIS_SENTINEL_MASTER',
      'SPRING_DATA_REDIS_SENTINEL_NODES',
      'SPRING_DATA_REDIS_SENTINEL_PASSWORD',
    ]);
  });

  test('says that passwords are read by whoever reads the network', () => {
    const [found] = findingsOf(shop).filter(({ code }: any) => code === 'PASSWORDS_IN_PLAIN_TEXT');
    expect(found).toMatchObject({ severity: 'warning', path: 'shop/cache' });
  });
});

test('without volumes it is a cache: what was not used for long goes, and sentinels keep their passwords in memory', () => {
  const app = Testing.app();
  redis(surviving(app));
  const { data } = find(documents(app), 'ConfigMap', 'cache-settings');
  expect(data['redis.conf']).toContain('maxmemory-policy allkeys-lru');
  expect(data['start-sentinel.sh']).toContain('file=/run/sentinel/sentinel.conf');
  const { volumes } = find(documents(app), 'StatefulSet', 'cache').spec.template.spec;
  expect(volumes.filter(({ emptyDir }: any) => emptyDir?.medium === 'Memory')).toHaveLength(1);
  // A replica writes the copy that it gets to its disk before it reads it.
  expect(volumes.map(({ emptyDir }: any) => emptyDir?.sizeLimit)).toContain(`${Math.ceil(4096 * 1.1)}Mi`);
});

test('with TLS nothing listens without, and clients have the authority', () => {
  const app = Testing.app();
  const shop = surviving(app);
  const made = redis(shop, { tls: TLS, eviction: RedisEviction.LEAST_FREQUENT });
  microservice(shop, 'cart', { uses: [made.client({ format: ClientFormat.SPRING })] });
  const all = documents(app);
  const { data } = find(all, 'ConfigMap', 'cache-settings');
  for (const file of ['redis.conf', 'sentinel.conf']) {
    expect(data[file]).toMatch(/port 0\ntls-port \d+\n/);
    expect(data[file]).toContain('tls-replication yes');
  }
  const cart = find(all, 'Deployment', 'cart').spec.template.spec.containers[0];
  expect(cart.env).toContainEqual({ name: 'SPRING_DATA_REDIS_SSL_ENABLED', value: 'true' });
  expect(cart.volumeMounts.map(({ mountPath }: any) => mountPath)).toContain('/etc/redis-client/ca.crt');
  expect(findingsOf(shop).map(({ code }: any) => code)).not.toContain('PASSWORDS_IN_PLAIN_TEXT');
});

test('in a mesh the sidecars encrypt', () => {
  const shop = stack(Testing.app(), ISTIO, { survive: Survive.node() });
  redis(shop);
  expect(findingsOf(shop).map(({ code }: any) => code)).not.toContain('PASSWORDS_IN_PLAIN_TEXT');
});

test('a chart connects by the sentinels, and is let in', () => {
  const app = Testing.app();
  const made = redis(surviving(app));
  const password = Credential.fromSecret(AUTH.key('password'));
  const connection = made.connection(password, Origin.pods({ namespace: 'harbor' }));
  expect([connection.addresses, connection.masterName]).toEqual([HOSTS.map((host) => `${host}:26379`), 'main']);
  const { ingress } = find(documents(app), 'NetworkPolicy', 'cache').spec;
  const from = ingress.map((rule: any) => rule.from[0].namespaceSelector.matchLabels['kubernetes.io/metadata.name']);
  expect(from).toContain('harbor');
});

describe('refused', () => {
  const refused = (props: Partial<RedisClusterProps>, shop = surviving()) => messageOf(() => redis(shop, props));

  test.each([2, 4])('%d servers: most of an even number are no more than of one less', (replicas) => {
    expect(refused({ replicas })).toContain(`replicas ${replicas}: must be odd`);
  });

  test('one server where a loss is to be outlived, and in production whatever is said', () => {
    expect(refused({ replicas: 1 })).toContain('is to outlive the loss of a node: one has no other to take over');
    const production = stack(Testing.app(), {}, { environment: Environment.production() });
    const alone = { replicas: 1, placement: { survive: Survive.none() } };
    expect(refused(alone, production)).toContain('environment production is production: one has no other');
  });

  test('three servers on two hosts', () => {
    const app = Testing.app();
    const small = cluster(app, { survive: Survive.node(), zones: ['a'] }, { minNodesPerZone: 2, maxNodesPerZone: 2 });
    expect(refused({}, stack(app, { cluster: small }))).toContain(
      'no two of them may share a node, and 2 nodes have room',
    );
  });

  test('less memory than data and a copy of what changes take', () => {
    const message = refused({ resources: { cpu: CPU, memory: Size.gibibytes(5) } });
    expect(message).toContain("resources.memory '5Gi': must be at least 6746Mi: 4Gi of data");
    expect(() =>
      redis(surviving(), { rewritten: 0, resources: { cpu: CPU, memory: Size.gibibytes(5) } }),
    ).not.toThrow();
  });

  test('a volume that has no room for the file that is written anew', () => {
    expect(refused({ persistence: { size: Size.gibibytes(11) } })).toContain(
      'must be at least three times the data of 4Gi',
    );
  });

  test('a secret without a password for the servers among themselves', () => {
    const message = refused({ auth: SecretRef.existing('cache-auth', ['password']) });
    expect(message).toContain("auth 'Secret cache-auth': has no key 'replication'");
  });

  test('a client of another namespace that has no password there', () => {
    const app = Testing.app();
    const shop = surviving(app);
    const made = redis(shop, { tls: TLS });
    const other = new AutonomousStack(app, 'other', { cluster: shop.cluster });
    const message = messageOf(() => microservice(other, 'cart', { uses: [made.client()] }));
    expect(message).toContain('credentials undefined: is needed: Secrets of namespace shop are not there in other');
    expect(message).toContain('ca undefined: is needed');
  });
});
