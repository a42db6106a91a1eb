import { App, Duration, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  Cluster,
  ClusterProps,
  Cpu,
  KafkaCluster,
  KafkaClusterProps,
  KafkaStorage,
  NodeType,
  NodeReserve,
  Rate,
  StreamTopic,
  StreamTopicProps,
  Survive,
  TopicCleanup,
} from 'cdk8s-autonomous';
import { cluster, stack } from './apps';

export const resources = (cores: number, gibibytes: number) => ({
  cpu: Cpu.units(cores),
  memory: Size.gibibytes(gibibytes),
});
export const disks = (gibibytes: number, count = 1, storageClass = 'fast') =>
  KafkaStorage.disks({ size: Size.gibibytes(gibibytes), storageClass, count });

/** Nodes of 16 cores and 64 GiB in three zones, of which any may be lost. */
export function kafkaStack(props: Partial<ClusterProps> = {}, app: App = Testing.app()): AutonomousStack {
  const made = cluster(app, { survive: Survive.zone(), ...props }, null);
  made.addNodePool('general', {
    nodeType: NodeType.of('16x64', {
      cpu: Cpu.units(17),
      memory: Size.gibibytes(65),
      ephemeralStorage: Size.gibibytes(100),
      reserve: NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(1) }),
      attachableVolumes: { 'ebs.csi.aws.com': 27 },
    }),
    ...(made.zones.length === 0 ? { maxNodes: 30 } : {}),
  });
  return stack(app, { cluster: made, namespace: 'streams' });
}

/** A stack of another namespace in the same cluster. */
export function otherStack(of: AutonomousStack, id = 'shop'): AutonomousStack {
  return new AutonomousStack(of.node.root as App, id === 'shop' ? 'store' : id, { cluster: of.cluster as Cluster });
}

export const BROKERS = { count: 6, resources: resources(4, 16), storage: disks(1000) };
export const CONTROLLERS = { resources: resources(1, 4), storage: disks(20) };

/** Six brokers and three controllers. */
export function kafkaCluster(scope: AutonomousStack, props: Partial<KafkaClusterProps> = {}): KafkaCluster {
  return new KafkaCluster(scope, 'log', { version: '4.3.1', brokers: BROKERS, controllers: CONTROLLERS, ...props });
}

/** 1,000 messages of 1 KiB per second, kept for a day. */
export function topic(kafka: KafkaCluster, id = 'raw', props: Partial<StreamTopicProps> = {}): StreamTopic {
  return new StreamTopic(kafka, id, {
    cluster: kafka,
    rate: Rate.perSecond(1000),
    messageSize: Size.kibibytes(1),
    cleanup: TopicCleanup.retention(Duration.hours(24)),
    ...props,
  });
}
