import { Node } from 'constructs';
import { TopicConsumers } from './topic-consumers';

/** What a Kafka cluster knows of each of its topics. */
export interface TopicView {
  readonly node: Node;
  readonly topicName: string;
  readonly replication: number;
  readonly _consumers: TopicConsumers;
  /** Messages that arrive per second at peak. */
  readonly _messagesPerSecond: number;
  /** Seconds after which a message goes, read or not; absent: what goes follows from keys. */
  readonly _keptSeconds?: number;
  /** Bytes that arrive per second. */
  readonly _bytesPerSecond: number;
  /** Bytes that all copies keep. */
  readonly _kept: number;
  /** Whether it keeps a message of each key, however many come. */
  readonly _isCompacted: boolean;
  /** By which share of today's it is more after a year. */
  readonly _growth: number;
  readonly _partitions: number;
  /** Partitions that an earlier plan had. */
  readonly _earlierPartitions?: number;
  /** Partitions that its consumers and its rate need. */
  readonly _neededPartitions: number;
  /** Partitions that its rate alone needs. */
  readonly _busyPartitions: number;
  /** Whether messages of one key are in order. */
  readonly _isOrdered: boolean;
}
