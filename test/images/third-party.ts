/** What the image of somebody else's software needs to run, as read from its own files. */
export interface Software {
  /** Tags that were looked at. */
  readonly tags: RegExp;
  /** Ports that it listens on, as it is configured in the examples. */
  readonly ports: readonly number[];
  /** Port and path of each HTTP answer about its health, and of its metrics. */
  readonly answers: readonly string[];
  /** User that owns what it writes; undefined where any user will do. */
  readonly user?: number;
  /** Directories that it writes to. */
  readonly writable: readonly string[];
  /** Environment variables without which it does not start, or is open to everyone. */
  readonly env: readonly string[];
  /** Arguments that it needs. */
  readonly args?: RegExp;
  /** Where each of these is said, with the version. */
  readonly sources: readonly string[];
}

/** By repository, without the host: mirrors keep the name below the project of their proxy cache. */
export const THIRD_PARTY: Record<string, Software> = {
  'emqx/emqx': {
    tags: /^5\.8\.\d+$/,
    // 8884 by its settings.
    ports: [8883, 8884, 18083, 4370, 5369],
    answers: ['18083/status', '18083/api/v5/prometheus/stats'],
    user: 1000,
    writable: ['/opt/emqx/data', '/opt/emqx/log', '/tmp'],
    env: [
      'EMQX_NODE__COOKIE',
      'EMQX_DASHBOARD__DEFAULT_PASSWORD',
      'EMQX_CLUSTER__DISCOVERY_STRATEGY',
      'EMQX_CLUSTER__DNS__NAME',
      'EMQX_CLUSTER__DNS__RECORD_TYPE',
    ],
    sources: [
      'emqx/emqx v5.8.9 deploy/docker/Dockerfile: ports, volumes, user 1000 owns /opt/emqx',
      'emqx/emqx v5.8.9 deploy/docker/docker-entrypoint.sh: name of the node from EMQX_CLUSTER__DNS__*, port 5369 of gen_rpc',
      'emqx/emqx v5.8.9 bin/emqx: node.cookie has a known default, mktemp in /tmp',
      'emqx/emqx v5.8.9 deploy/charts/emqx/templates/StatefulSet.yaml: /status on 18083',
    ],
  },
  'nacos/nacos-server': {
    tags: /^v3\.0\.\d+$/,
    ports: [8848, 9848, 9849, 7848, 8080],
    answers: ['8848/nacos/v3/admin/core/state/readiness', '8848/nacos/v3/admin/core/state/liveness'],
    writable: ['/home/nacos/data', '/home/nacos/logs', '/tmp'],
    env: [
      'NACOS_AUTH_TOKEN',
      'NACOS_AUTH_IDENTITY_KEY',
      'NACOS_AUTH_IDENTITY_VALUE',
      // It writes the list of members here at its start, also an empty one: not to /home/nacos/conf, which is read-only.
      'CLUSTER_CONF',
      'MEMBER_LIST',
      'SERVER_TOMCAT_BASEDIR',
    ],
    sources: [
      'nacos-group/nacos-docker v3.0.3 build/Dockerfile: home, no user of its own',
      'nacos-group/nacos-docker v3.0.3 build/bin/docker-startup.sh: NACOS_AUTH_*, CLUSTER_CONF, MEMBER_LIST, logs/nacos_gc.log',
      'nacos-group/nacos-docker v3.0.3 build/conf/application.properties: server.tomcat.basedir is the working directory, which is read-only',
      'alibaba/nacos 3.0.3: main port 8848, +1000 and +1001 for gRPC, -1000 for Raft, console on 8080, /v3/admin/core/state',
    ],
  },
  'library/eclipse-mosquitto': {
    tags: /^2\.0\.22$/,
    ports: [8883],
    answers: [],
    user: 1883,
    writable: [],
    env: [],
    args: /^\/usr\/sbin\/mosquitto -c \/\S+\.conf$/,
    sources: [
      'eclipse-mosquitto/mosquitto docker/2.0-openssl/Dockerfile (2.0.22): user 1883, volumes, command',
      'mosquitto.conf(5) of 2.0: without listener and allow_anonymous it answers on loopback alone',
    ],
  },
  'apache/kafka': {
    tags: /^3\.9\.\d+$/,
    ports: [9092, 9093],
    answers: [],
    user: 1000,
    writable: ['/tmp', '/var/lib/kafka'],
    // Otherwise it writes its logs into its own folder.
    env: ['LOG_DIR'],
    sources: [
      'apache/kafka 3.9 docker/jvm/Dockerfile: user appuser, the first one of Alpine, bash, /opt/kafka',
      'apache/kafka 3.9 bin/kafka-run-class.sh: LOG_DIR, KAFKA_HEAP_OPTS; bin/kafka-storage.sh format --ignore-formatted',
      'apache/kafka KIP-651: ssl.keystore.type PEM, with key and certificates in one file',
    ],
  },
  'emqx/emqx-enterprise': {
    tags: /^5\.8\.\d+$/,
    // As EmqxBroker configures it: MQTT with TLS for vehicles and for services, GB/T 32960, the API, and what nodes say to each other.
    ports: [8883, 8884, 7325, 18083, 4370, 5369],
    answers: ['18083/status', '18083/api/v5/prometheus/stats'],
    user: 1000,
    writable: ['/opt/emqx/data', '/opt/emqx/log', '/tmp'],
    env: ['EMQX_NODE__COOKIE', 'EMQX_CLUSTER__DISCOVERY_STRATEGY', 'EMQX_CLUSTER__DNS__NAME'],
    sources: ['emqx/emqx e5.8.6 deploy/docker/Dockerfile and docker-entrypoint.sh: as those of emqx/emqx'],
  },
  // CloudNativePG starts it; no manifest of ours has its pods.
  'cloudnative-pg/postgresql': {
    tags: /^17\.\d+-standard-bookworm$/,
    ports: [],
    answers: [],
    writable: [],
    env: [],
    sources: ['cloudnative-pg/postgres-containers: images of PostgreSQL without an entry point, for the operator'],
  },
  ...Object.fromEntries(
    ['configservice', 'adminservice', 'portal'].map((part) => [
      `apolloconfig/apollo-${part}`,
      {
        tags: /^2\.\d+\.\d+$/,
        ports: [8080, 8090, 8070],
        answers: ['8080/health', '8090/health', '8070/health'],
        writable: ['/tmp'],
        env: ['SPRING_DATASOURCE_PASSWORD'],
        sources: [
          'apolloconfig/apollo 2.5 apollo-*/src/main/docker/Dockerfile and scripts/startup.sh: ports, logs by LOG_DIR',
        ],
      },
    ]),
  ),
  'library/node': {
    tags: /^22\.\d+\.\d+-bookworm-slim$/,
    ports: [],
    answers: [],
    writable: ['/tmp'],
    env: [],
    args: /^node \/\S+\.js( |$)/,
    sources: ['nodejs/docker-node 22/bookworm-slim/Dockerfile: node in the path, a user of its own that nothing needs'],
  },
  // The sentinel of a RedisCluster: the server of the same image in another role.
  'library/redis sentinel': {
    tags: /^7\.4\.\d+$/,
    ports: [26379],
    answers: [],
    user: 999,
    // It writes what it learns into its own settings.
    writable: ['/run/sentinel'],
    env: [],
    args: /^\/bin\/sh \/\S+\.sh$/,
    sources: ['redis/redis 7.4 src/sentinel.c: sentinelFlushConfig rewrites the file that it was started with'],
  },
  'library/redis': {
    tags: /^7\.4\.\d+$/,
    ports: [6379],
    answers: [],
    user: 999,
    writable: ['/data'],
    env: [],
    args: /^(\/\S+\.conf|\/bin\/sh \/\S+\.sh)$/,
    sources: [
      'redis/docker-library-redis 7.4 debian/Dockerfile: user 999, WORKDIR /data, redis-cli',
      'redis/docker-library-redis 7.4 debian/docker-entrypoint.sh: an argument that ends in .conf is that of redis-server',
    ],
  },
  'otel/opentelemetry-collector': {
    tags: /^0\.129\.\d+$/,
    ports: [13133],
    // The extension answers on every path below its own, which is /.
    answers: ['13133/ready', '13133/alive'],
    writable: [],
    env: [],
    args: /^--config=\/\S+\.yaml$/,
    sources: [
      'open-telemetry/opentelemetry-collector-releases distributions/otelcol/Dockerfile: entry point /otelcol, user 10001, from scratch',
      'open-telemetry/opentelemetry-collector-contrib extension/healthcheckextension: endpoint, path /',
    ],
  },
  'alpine/k8s': {
    tags: /^1\.32\.\d+$/,
    ports: [],
    answers: [],
    writable: ['/tmp'],
    env: [],
    sources: ['alpine-docker/k8s Dockerfile: kubectl, shell and date of BusyBox, no user of its own'],
  },
  'kubeedge/installation-package': {
    tags: /^v1\.\d+\.\d+$/,
    ports: [],
    answers: [],
    writable: [],
    env: [],
    sources: [
      'kubeedge/kubeedge v1.23 build/docker/installation-package: edgecore and keadm are copied out of it, no process of it runs',
    ],
  },
};

/** Hosts that no maker has: what is there is the imaginary car maker's own, but for the projects that mirror other registries. */
const OWN = /^(registry|harbor(\.[a-z0-9-]+)*)\.example\.com\/(.+)$/;
const MIRROR = /^(?:docker-hub|ghcr-io)\/(.+)$/;
/** Names of software that nobody can call their own. */
const OF_OTHERS =
  /(^|[-/])(emqx|nacos|mosquitto|kafka|redis|postgres(ql)?|mysql|mongo(db)?|minio|nginx|envoy|carla|vllm|triton|ollama|kubectl|busybox|alpine|ubuntu|python|prometheus|grafana|influxdb|rabbitmq|nats|etcd|kubeedge|dcgm)([-/.]|$)/;

/** The repository of third-party software; undefined for what is plainly the car maker's own. */
export function thirdPartyOf(repository: string): string | undefined {
  const own = OWN.exec(repository);
  const mirrored = own && MIRROR.exec(own[3]);
  if (mirrored) {
    return mirrored[1];
  }
  return own && !OF_OTHERS.test(own[3]) ? undefined : repository.replace(/^(docker|ghcr)\.io\//, '');
}

/** Repository and tag of a reference. */
export function parts(reference: string): { readonly repository: string; readonly tag: string } {
  const [named] = reference.split('@');
  const [, repository, tag = ''] = /^(.*?)(?::([^:/]+))?$/.exec(named)!;
  return { repository, tag };
}
