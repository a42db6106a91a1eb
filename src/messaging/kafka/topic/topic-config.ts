import { TopicCleanup } from './topic-cleanup';
import { sortedRecord } from '../../../capacity/order';
import { Problems } from '../../../manifest/problems';
import { minInSync } from '../cluster/kafka-config';

/** Settings that follow from props, with the prop. */
const OURS: Readonly<Record<string, string>> = {
  'cleanup.policy': 'cleanup',
  'min.insync.replicas': 'replication',
  'retention.bytes': 'cleanup, rate and messageSize',
  'retention.ms': 'cleanup',
  'segment.bytes': 'cleanup, rate and messageSize',
  'segment.ms': 'cleanup',
};

/** Partitions get more than their share of messages. */
const UNEVEN = 1.1;
/** What is too old goes by whole segments: with ten of them a tenth more is there than is kept. */
const SEGMENTS = 10;
const MOST_SEGMENT = 2 ** 30;
const LEAST_SEGMENT = 16 * 2 ** 20;
const LEAST_SEGMENT_MILLIS = 600_000;
const MOST_SEGMENT_MILLIS = 7 * 86_400_000;

/** What the settings of a topic follow from. */
export interface ConfigParts {
  readonly cleanup: TopicCleanup;
  readonly replication: number;
  readonly partitions: number;
  /** Bytes of one copy of the topic. */
  readonly bytes: number;
  readonly more: Readonly<Record<string, string>>;
}

/** Settings of a KafkaTopic. */
export function topicConfig({ cleanup, replication, partitions, bytes, more }: ConfigParts): Record<string, unknown> {
  const perPartition = Math.ceil((bytes / partitions) * UNEVEN);
  const segment = Math.min(MOST_SEGMENT, Math.max(LEAST_SEGMENT, Math.ceil(perPartition / SEGMENTS)));
  const millis = cleanup._millis;
  return sortedRecord({
    ...more,
    'cleanup.policy': cleanup._policy,
    'min.insync.replicas': minInSync(replication),
    'segment.bytes': segment,
    ...(millis !== undefined && {
      'retention.ms': millis,
      'segment.ms': Math.min(MOST_SEGMENT_MILLIS, Math.max(LEAST_SEGMENT_MILLIS, Math.ceil(millis / SEGMENTS))),
    }),
    // Of a log that is compacted the cleaner says how large it is.
    ...(cleanup._policy === 'delete' && { 'retention.bytes': Math.max(perPartition, segment) }),
  });
}

/** Largest message of Kafka where nobody says another (max.message.bytes), and what a batch of one message has beside it. */
const LARGEST_MESSAGE = 1_048_588;
const BATCH_OVERHEAD = 100;

/** Checks that brokers take a message: by what its topic says, the brokers, or Kafka itself. */
export function checkMessage(
  problems: Problems,
  bytes: number,
  config: Readonly<Record<string, string>>,
  ofBrokers: string | undefined,
): void {
  const given = config['max.message.bytes'] ?? ofBrokers;
  const most = given === undefined ? LARGEST_MESSAGE : Number(given);
  problems.check(
    !(bytes + BATCH_OVERHEAD > most),
    'messageSize',
    `${bytes} bytes`,
    `is more than brokers take, ${most} bytes with its batch (max.message.bytes)`,
    `config: { 'max.message.bytes': '${bytes + BATCH_OVERHEAD}' } and clients that take as much, or smaller messages with the data in a bucket`,
  );
}

/** Checks settings that users add. */
export function checkTopicConfig(problems: Problems, config: Readonly<Record<string, string>>): void {
  for (const key of Object.keys(config)) {
    const prop = `config['${key}']`;
    problems.check(!Object.hasOwn(OURS, key), prop, config[key], `follows from ${OURS[key]}`, 'leave it out');
  }
}

/** Checks the name of a topic as Kafka does (org.apache.kafka.common.internals.Topic). */
export function checkTopicName(problems: Problems, name: string): void {
  const taken = /^[-._a-zA-Z0-9]{1,249}$/.test(name) && name !== '.' && name !== '..';
  problems.check(taken, 'topicName', name, "must be 1 to 249 letters, digits, '.', '_' and '-'");
  problems.check(!name.startsWith('__'), 'topicName', name, "begins like Kafka's own topics", 'another name');
}
