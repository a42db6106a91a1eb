import { Size } from 'cdk8s';
import { TopicCleanup } from './topic-cleanup';
import { DataClass } from '../../../protection/data-class';
import { Residency } from '../../../protection/residency';
import { Bandwidth } from '../../../units/bandwidth';
import { Rate } from '../../../workload/sizing/rate';
import { KafkaCluster } from '../cluster/kafka-cluster';

/** In which order consumers see messages. */
export enum TopicOrder {
  /** In any: messages go to all partitions alike. */
  NONE = 'none',
  /**
   * Those of one key as they were sent, as all of them are in one partition. More partitions later break that for a while: the plan reckons with the growth
   * of a year at once.
   */
  BY_KEY = 'by-key',
}

/** A topic, by what flows through it. */
export interface StreamTopicProps {
  /** The Kafka cluster that it is of, in whose stack it has to be. */
  readonly cluster: KafkaCluster;
  /**
   * Name of the topic: up to 249 letters, digits, '.', '_' and '-'.
   * @default - the id
   */
  readonly topicName?: string;
  /** Messages that arrive at peak. */
  readonly rate: Rate;
  /** Size of a message as it is stored, which is after its producer has compressed it. */
  readonly messageSize: Size;
  /** What is kept, and for how long: `TopicCleanup.retention(Duration.hours(24))`. */
  readonly cleanup: TopicCleanup;
  /**
   * Copies of each message.
   * @default - those of the cluster
   */
  readonly replication?: number;
  /**
   * In which order consumers see messages.
   * @default TopicOrder.NONE
   */
  readonly order?: TopicOrder;
  /**
   * Partitions, which can only grow.
   * @default - as many as the consumers have workers at their maximum, and as the rate needs, in a multiple of the brokers
   */
  readonly partitions?: number;
  /**
   * What one partition carries at most.
   * @default - 10 MB/s
   */
  readonly perPartition?: Bandwidth;
  /**
   * By how much it grows in a year: 0.5 is half as much again.
   * @default 0
   */
  readonly growth?: number;
  /**
   * More settings of the topic. What follows from other props cannot be set.
   * @default - none
   */
  readonly config?: Record<string, string>;
  /**
   * What is in it, and what for: with all fields that are collected.
   * @default - nobody says: whatever is written to it
   */
  readonly dataClasses?: DataClass[];
  /**
   * Under which law its personal and map data stay.
   * @default - that of its stack
   */
  readonly residency?: Residency;
}

/** How a workload reads a topic. */
export interface TopicConsumerOptions {
  /**
   * Consumer group: its members share the partitions.
   * @default - the name of the workload
   */
  readonly group?: string;
  /**
   * Threads in each replica that read partitions of their own.
   * @default 1
   */
  readonly workersPerReplica?: number;
  /**
   * The most that all its pods together may read, which the brokers hold them to.
   * @default - no limit
   */
  readonly quota?: Bandwidth;
}

/** How a workload writes to a topic. */
export interface TopicProducerOptions {
  /**
   * How the ids of its transactions begin, one for each replica: what it writes is then seen at once or not at all.
   * @default - none: writes are idempotent
   */
  readonly transactionalId?: string;
  /**
   * The most that all its pods together may write, which the brokers hold them to. Below the rate of the topic it is refused.
   * @default - no limit
   */
  readonly quota?: Bandwidth;
}
