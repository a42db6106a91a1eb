import { Duration, Size } from 'cdk8s';
import {
  AutonomousStack,
  Cpu,
  HarborRegistry,
  KafkaCluster,
  KafkaStorage,
  Port,
  Rate,
  Replicas,
  SecretRef,
  StatefulService,
  StreamTopic,
  TopicCleanup,
  TopicOrder,
} from 'cdk8s-autonomous';

/** Brokers among themselves: Erlang's distribution, and the calls that EMQX makes beside it. */
const BROKERS = [Port.tcp(4370, { name: 'erlang' }), Port.tcp(5369, { name: 'rpc' })];

/** Made by whoever keeps the secrets of the cluster. Brokers with the same cookie trust each other. */
const BROKER_LOGIN = SecretRef.existing('broker-login', ['cookie', 'password']);

/** Where messages from cars arrive, and where they are kept. Both speak their own protocols and stay outside the mesh; Strimzi runs the second. */
export function storage(stack: AutonomousStack, registry: HarborRegistry) {
  const broker = new StatefulService(stack, 'broker', {
    image: registry.image('docker-hub/emqx/emqx', { tag: '5.8.9' }),
    ports: [Port.tcp(1883, { name: 'mqtt' })],
    peerPorts: BROKERS,
    // The dashboard: it answers while the broker works.
    metricsPort: Port.http(18083, { name: 'metrics' }),
    metricsPath: '/api/v5/prometheus/stats',
    resources: { cpu: Cpu.units(8), memory: Size.gibibytes(16) },
    replicas: Replicas.forConnections({ connections: 300_000, perReplica: 50_000 }),
    // Owner of what the image writes.
    security: { user: 1000 },
    writable: ['/opt/emqx/data', '/opt/emqx/log'],
    scratch: Size.gibibytes(1),
    env: {
      EMQX_CLUSTER__DISCOVERY_STRATEGY: 'dns',
      EMQX_CLUSTER__DNS__NAME: `broker-headless.${stack.namespaceName}.svc.cluster.local`,
      EMQX_CLUSTER__DNS__RECORD_TYPE: 'srv',
    },
    variables: {
      EMQX_NODE__COOKIE: BROKER_LOGIN.key('cookie'),
      EMQX_DASHBOARD__DEFAULT_PASSWORD: BROKER_LOGIN.key('password'),
    },
    inMesh: false,
  });
  const log = new KafkaCluster(stack, 'log', {
    version: '4.3.1',
    controllers: { resources: resources(500, 2), storage: disks(Size.gibibytes(20)) },
    // Every message is kept three times, once in each zone: four of six brokers still serve all partitions.
    brokers: { count: 6, resources: resources(8000, 32), storage: disks(Size.tebibytes(10)) },
    operators: { topics: resources(100, 0.5), users: resources(100, 0.5) },
    // How far consumers are behind, by which `rules` is scaled.
    exporter: resources(50, 0.125),
  });
  return { broker, topics: topicsOf(log) };
}

/** What flows: frames as cars send them, signals decoded from them, and what rules make of these. */
function topicsOf(cluster: KafkaCluster): Record<'frames' | 'signals' | 'alarms', StreamTopic> {
  const rate = Rate.perSecond(150_000);
  return {
    frames: new StreamTopic(cluster, 'frames', {
      cluster,
      rate,
      messageSize: Size.kibibytes(1),
      cleanup: TopicCleanup.retention(Duration.hours(24)),
      order: TopicOrder.BY_KEY,
    }),
    signals: new StreamTopic(cluster, 'signals', {
      cluster,
      rate,
      messageSize: Size.kibibytes(0.5),
      cleanup: TopicCleanup.retention(Duration.hours(6)),
      order: TopicOrder.BY_KEY,
    }),
    alarms: new StreamTopic(cluster, 'alarms', {
      cluster,
      rate: Rate.perSecond(500),
      messageSize: Size.kibibytes(2),
      cleanup: TopicCleanup.retention(Duration.days(7)),
    }),
  };
}

const resources = (millicores: number, gibibytes: number) => ({
  cpu: Cpu.millis(millicores),
  memory: Size.mebibytes(gibibytes * 1024),
});

const disks = (size: Size) => KafkaStorage.disks({ size, storageClass: 'zonal-ssd' });
