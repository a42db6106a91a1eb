import { Duration, Size } from 'cdk8s';
import {
  AutonomousStack,
  Bandwidth,
  Bucket,
  BucketField,
  ClientAuth,
  Cpu,
  DataLake,
  EmqxBroker,
  EmqxUpgrade,
  HarborRegistry,
  KafkaCluster,
  KafkaStorage,
  ObjectStore,
  Rate,
  SecretRef,
  StreamTopic,
  TlsCertificate,
  TopicCleanup,
  TopicOrder,
} from 'cdk8s-autonomous';

/** Made by whoever keeps the secrets of the cluster. Brokers with the same cookie trust each other. */
const BROKER_LOGIN = SecretRef.existing('broker-login', ['cookie', 'password']);

/** The authority that signs the certificates of cars: its own alone, never its key. */
const VEHICLE_CA = SecretRef.existing('vehicle-ca', ['ca.crt']);

/** What services show to the broker, and the broker to everybody: issued in the cluster. */
export const TELEMETRY = 'telemetry';

/** What cars send, 150,000 times a second. */
const MESSAGES = Rate.perSecond(150_000);

/** Where messages from cars arrive, and where they are kept: for a day in Kafka, for a month in a bucket. Brokers speak their own protocols and stay outside the mesh; Strimzi runs Kafka. */
export function storage(stack: AutonomousStack, registry: HarborRegistry) {
  const broker = new EmqxBroker(stack, 'broker', {
    image: registry.image('docker-hub/emqx/emqx', { tag: '5.8.9' }),
    connections: 300_000,
    perNode: 50_000,
    messages: MESSAGES,
    resources: { cpu: Cpu.units(8), memory: Size.gibibytes(16) },
    certificate: TlsCertificate.issued({ issuer: TELEMETRY, hosts: ['mqtt.cars.example.com'] }),
    clientAuth: ClientAuth.mutual({ ca: VEHICLE_CA.key('ca.crt') }),
    topics: { publishes: ['vehicles/{id}/#'], subscribes: ['commands/{id}/#'] },
    services: { decode: { subscribes: ['vehicles/#'] }, command: { publishes: ['commands/#'] } },
    // A second set of nine brokers for each upgrade would be three nodes more.
    upgrade: EmqxUpgrade.oneByOne(),
    cookie: BROKER_LOGIN.key('cookie'),
    adminPassword: BROKER_LOGIN.key('password'),
  });
  broker.exposeOutside();
  const log = new KafkaCluster(stack, 'log', {
    version: '4.3.1',
    controllers: { resources: resources(500, 2), storage: disks(Size.gibibytes(20)) },
    // Every message is kept three times, once in each zone: four of six brokers still serve all partitions.
    brokers: { count: 6, resources: resources(8000, 32), storage: disks(Size.tebibytes(10)) },
    operators: { topics: resources(100, 0.5), users: resources(100, 0.5) },
    // How far consumers are behind, by which `rules` is scaled.
    exporter: resources(50, 0.125),
  });
  return { broker, topics: topicsOf(log), raw: rawData(stack) };
}

/** All that cars send, as they sent it: 12 TiB a day, of which Ceph keeps a month. */
function rawData(stack: AutonomousStack): Bucket {
  const store = ObjectStore.rook({
    name: 'telemetry',
    storageClass: 'rook-ceph-bucket',
    allows: [BucketField.BUCKET_LIFECYCLE],
    capacity: Size.tebibytes(512),
  });
  const lake = new DataLake(stack, 'lake', { store, uplink: Bandwidth.gigabitsPerSecond(10), busiestHour: 2 });
  // Ten thousand messages in one object: 1.3 million objects a day, not 13 billion.
  return lake.addBucket('raw', {
    ingest: { rate: MESSAGES, recordSize: Size.kibibytes(1), recordsPerObject: 10_000, growthPerYear: 0.2 },
    retention: Duration.days(30),
  });
}

/** What flows: frames as cars send them, signals decoded from them, and what rules make of these. */
function topicsOf(cluster: KafkaCluster): Record<'frames' | 'signals' | 'alarms', StreamTopic> {
  const rate = MESSAGES;
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
