import { KafkaBrokers } from './kafka-cluster-props';
import { TopicView } from './topic-view';

/** What the topics of a Kafka cluster ask of each of its brokers. */
export interface KafkaLoad {
  /** Bytes per second into it: from producers, and copies from other brokers. */
  readonly incoming: number;
  /** Bytes per second out of it: to consumers, and copies to other brokers. */
  readonly outgoing: number;
  /** Copies of partitions that it has. */
  readonly partitions: number;
}

/** Partitions and their leaders are spread evenly over brokers. */
export function loadOf({ count }: KafkaBrokers, topics: readonly TopicView[]): KafkaLoad {
  const each = (of: (topic: TopicView) => number) => topics.reduce((all, topic) => all + of(topic), 0) / count;
  return {
    incoming: each(({ _bytesPerSecond, replication }) => _bytesPerSecond * replication),
    outgoing: each(
      ({ _bytesPerSecond, replication, _consumers }) => _bytesPerSecond * (replication - 1 + _consumers.groups.length),
    ),
    partitions: each(({ _partitions, replication }) => _partitions * replication),
  };
}
