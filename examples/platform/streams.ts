import { Duration, Size } from 'cdk8s';
import {
  AutonomousStack,
  Bandwidth,
  Cpu,
  KafkaCluster,
  KafkaStorage,
  Rate,
  StreamTopic,
  TopicCleanup,
  TopicOrder,
} from 'cdk8s-autonomous';

/** What cars send, 150,000 times a second. */
export const MESSAGES = Rate.perSecond(150_000);

/** The log of all that cars send: three copies of each message, one in each zone. */
export function streams(stack: AutonomousStack) {
  const cluster = new KafkaCluster(stack, 'log', {
    version: '4.3.1',
    controllers: {
      resources: { cpu: Cpu.units(1), memory: Size.gibibytes(4) },
      storage: KafkaStorage.disks({ size: Size.gibibytes(20), storageClass: 'gp3' }),
    },
    brokers: {
      count: 6,
      resources: { cpu: Cpu.units(7), memory: Size.gibibytes(28) },
      storage: KafkaStorage.disks({ size: Size.tebibytes(10), storageClass: 'gp3' }),
      network: Bandwidth.gigabitsPerSecond(10),
    },
  });
  const topic = (id: string, rate: Rate, messageSize: Size, retention: Duration) =>
    new StreamTopic(cluster, id, {
      cluster,
      rate,
      messageSize,
      cleanup: TopicCleanup.retention(retention),
      order: TopicOrder.BY_KEY,
      growth: 0.3,
    });
  return {
    frames: topic('frames', MESSAGES, Size.kibibytes(1), Duration.hours(12)),
    signals: topic('signals', MESSAGES, Size.kibibytes(0.5), Duration.hours(6)),
    alarms: topic('alarms', Rate.perSecond(500), Size.kibibytes(2), Duration.days(7)),
  };
}
