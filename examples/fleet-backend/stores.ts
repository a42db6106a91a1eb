import { createHash } from 'crypto';
import { join } from 'path';
import { Size } from 'cdk8s';
import {
  ConfigFile,
  Configuration,
  ContainerOptions,
  Cpu,
  Health,
  Helper,
  Mount,
  Port,
  Replicas,
  SecretRef,
  StatefulService,
  Variable,
  VariableSource,
} from 'cdk8s-autonomous';
import { isShared } from './platform';
import { Tenant } from './tenant';

/** A store, and what its clients in the stack of a team need. */
export interface Store {
  readonly service: StatefulService;
  readonly clientOf: (tenant: Tenant) => ContainerOptions;
}

const PROPERTIES = '/var/lib/kafka/server.properties';

/** A broker is known by the number of its pod. A volume that has been formatted stays as it is. */
const FORMAT = `
cp /etc/kafka/fleet/server.properties ${PROPERTIES}
echo "node.id=\${HOSTNAME##*-}" >> ${PROPERTIES}
echo "advertised.listeners=SSL://$HOSTNAME.$DOMAIN:9092" >> ${PROPERTIES}
/opt/kafka/bin/kafka-storage.sh format --ignore-formatted --cluster-id "$CLUSTER_ID" --config ${PROPERTIES}
`.trim();

/** Brokers that are controllers too. They speak TLS themselves: the gateway of the vehicles, which is outside the mesh, calls them as well. */
export function kafka(tenant: Tenant): Store {
  const { stack, environment, registry, vault } = tenant;
  const brokers = isShared(environment) ? 3 : 1;
  const image = registry.image('docker-hub/apache/kafka', { tag: '3.9.1' });
  const domain = `kafka-headless.${stack.namespaceName}.svc.cluster.local`;
  const tls = SecretRef.external(stack, 'kafka-tls', {
    store: vault,
    keys: {
      'keystore.pem': `${environment.name}/kafka/broker#keystore`,
      'truststore.pem': `${environment.name}/kafka/ca#certificate`,
    },
  });
  const settings = new Configuration(stack, 'kafka', {
    files: {
      'server.properties': properties({
        'process.roles': 'broker,controller',
        'controller.quorum.voters': each(brokers, (i) => `${i}@kafka-${i}.${domain}:9093`),
        'controller.listener.names': 'CONTROLLER',
        'inter.broker.listener.name': 'SSL',
        listeners: 'SSL://:9092,CONTROLLER://:9093',
        'listener.security.protocol.map': 'SSL:SSL,CONTROLLER:SSL',
        'ssl.client.auth': 'required',
        'ssl.keystore.type': 'PEM',
        'ssl.keystore.location': '/etc/kafka/tls/keystore.pem',
        'ssl.truststore.type': 'PEM',
        'ssl.truststore.location': '/etc/kafka/tls/truststore.pem',
        'log.dirs': '/var/lib/kafka/log',
        'auto.create.topics.enable': 'false',
        'default.replication.factor': brokers,
        'offsets.topic.replication.factor': brokers,
        'transaction.state.log.replication.factor': brokers,
        'min.insync.replicas': Math.ceil(brokers / 2),
      }),
    },
  });
  const service = new StatefulService(stack, 'kafka', {
    image,
    ports: [Port.tcp(9092, { name: 'kafka' })],
    peerPorts: [Port.tcp(9093, { name: 'voters' })],
    resources: { cpu: Cpu.units(2), memory: Size.gibibytes(8) },
    replicas: Replicas.needed({ steady: brokers, degraded: Math.ceil(brokers / 2) }),
    security: { user: 1000 },
    volumes: [{ name: 'data', mountPath: '/var/lib/kafka', size: Size.gibibytes(500), storageClass: 'gp3' }],
    command: ['/opt/kafka/bin/kafka-server-start.sh', PROPERTIES],
    env: { LOG_DIR: '/tmp/logs' },
    // The rest of the memory is for the page cache, from which consumers read.
    variables: { KAFKA_HEAP_OPTS: Variable.jvmHeap({ share: 0.5 }) },
    mounts: [Mount.secret(tls, '/etc/kafka/tls')],
    helpers: [
      Helper.init('format', {
        image,
        resources: { cpu: Cpu.millis(500), memory: Size.mebibytes(512) },
        command: ['/bin/bash', '-ec', FORMAT],
        env: { LOG_DIR: '/tmp/logs', DOMAIN: domain, CLUSTER_ID: clusterId(environment.name) },
        mounts: [Mount.own('data', '/var/lib/kafka'), Mount.configuration(settings, '/etc/kafka/fleet')],
      }),
    ],
    inMesh: false,
  });
  const bootstrap = each(brokers, (i) => `kafka-${i}.${domain}:9092`);
  return { service, clientOf: (client) => kafkaClient(client, bootstrap) };
}

/** Where the brokers are, and the certificate by which they know the client: one for each team. */
function kafkaClient({ stack, environment, vault }: Tenant, bootstrap: string): ContainerOptions {
  const settings = new Configuration(stack, 'kafka-client', {
    values: {
      KAFKA_BOOTSTRAP_SERVERS: bootstrap,
      KAFKA_SECURITY_PROTOCOL: 'SSL',
      KAFKA_SSL_KEYSTORE_LOCATION: '/etc/kafka/client.pem',
      KAFKA_SSL_TRUSTSTORE_LOCATION: '/etc/kafka/ca.pem',
    },
  });
  const login = SecretRef.external(stack, 'kafka-client', {
    store: vault,
    keys: {
      'client.pem': `${environment.name}/kafka/${stack.namespaceName}#keystore`,
      'ca.pem': `${environment.name}/kafka/ca#certificate`,
    },
  });
  return { variablesFrom: [VariableSource.configuration(settings)], mounts: [Mount.secret(login, '/etc/kafka')] };
}

/** A cache: clients spread keys over its pods by name, and read from their databases what a lost one had. */
export function redis(tenant: Tenant): Store {
  const { stack, environment, registry, vault } = tenant;
  const path = `${environment.name}/redis`;
  const users = SecretRef.external(stack, 'redis', {
    store: vault,
    keys: { 'users.acl': `${path}#users`, password: `${path}#password` },
  });
  const settings = new Configuration(stack, 'redis', {
    files: { 'redis.conf': ConfigFile.fromFile(join(__dirname, 'config/redis.conf')) },
  });
  const service = new StatefulService(stack, 'redis', {
    image: registry.image('docker-hub/library/redis', { tag: '7.4.7' }),
    ports: [Port.tcp(6379, { name: 'redis' })],
    resources: { cpu: Cpu.units(1), memory: Size.gibibytes(4) },
    replicas: Replicas.needed({ steady: isShared(environment) ? 3 : 1, degraded: 1 }),
    security: { user: 999 },
    args: ['/etc/redis/conf/redis.conf'],
    writable: ['/data'],
    mounts: [
      Mount.configuration(settings, '/etc/redis/conf'),
      Mount.secret(users, '/etc/redis/acl', { keys: ['users.acl'] }),
    ],
    // The command that asks for its health takes the password from nowhere else.
    variables: { REDISCLI_AUTH: users.key('password') },
    health: Health.exec({ readiness: ['redis-cli', '-e', 'ping'], liveness: ['redis-cli', 'ping'] }),
  });
  const hosts = each(
    service.plannedReplicas,
    (i) => `redis-${i}.redis-headless.${stack.namespaceName}.svc.cluster.local:6379`,
  );
  return {
    service,
    clientOf: (client) => ({
      env: { REDIS_HOSTS: hosts, REDIS_PASSWORD_FILE: '/etc/redis/password' },
      mounts: [
        Mount.secretFile(client === tenant ? users : passwordFor(client, path), 'password', '/etc/redis/password'),
      ],
    }),
  };
}

/** The same password in the namespace of another team. */
function passwordFor({ stack, vault }: Tenant, path: string): SecretRef {
  return SecretRef.external(stack, 'redis', { store: vault, keys: { password: `${path}#password` } });
}

const each = (count: number, name: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => name(i)).join(',');

const properties = (values: Record<string, string | number>): ConfigFile =>
  ConfigFile.text(
    Object.entries(values)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
  );

/** 16 bytes in base64, which tell the brokers of one environment from those of another. */
const clusterId = (name: string): string =>
  createHash('sha256').update(`fleet ${name}`).digest().subarray(0, 16).toString('base64url');
