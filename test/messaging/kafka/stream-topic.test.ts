import { Duration, Size } from 'cdk8s';
import {
  Bandwidth,
  KafkaCluster,
  Rate,
  Replicas,
  ScaleOn,
  StreamTopic,
  StreamTopicProps,
  TopicCleanup,
  TopicOrder,
} from 'cdk8s-autonomous';
import { messageOf, microservice } from '../../support/apps';
import { kafkaCluster, kafkaStack, otherStack, topic } from '../../support/kafka';

const HOUR = 3_600_000;
const of = (props: Partial<StreamTopicProps> = {}, kafka: KafkaCluster = kafkaCluster(kafkaStack())) =>
  topic(kafka, 'raw', props);
const specOf = ({ kafkaTopic }: StreamTopic) => kafkaTopic.toJson().spec;

describe('partitions', () => {
  test('follow from the largest group at its maximum, whoever comes after the topic', () => {
    const raw = of();
    expect(specOf(raw).partitions).toBe(6);
    const { stack } = raw.cluster;
    const scaled = { replicas: Replicas.autoscaled({ min: 3, max: 8 }), scaleOn: [ScaleOn.cpu()] };
    microservice(stack, 'decode', { ...scaled, uses: [raw.consumer({ workersPerReplica: 4 })] });
    // 8 x 4 workers, in a multiple of six brokers.
    expect(specOf(raw).partitions).toBe(36);
    // Two workloads of one group share its partitions.
    microservice(stack, 'decode-spot', { uses: [raw.consumer({ group: 'decode', workersPerReplica: 4 })] });
    expect(specOf(raw).partitions).toBe(48);
    microservice(stack, 'archive', { uses: [raw.consumer({ workersPerReplica: 10 })] });
    expect(specOf(raw).partitions).toBe(48);
  });

  test('and from the rate: 150,000 messages of 1 KiB per second at 10 MB/s', () => {
    expect(specOf(of({ rate: Rate.perSecond(150_000) })).partitions).toBe(18);
    const perPartition = Bandwidth.megabitsPerSecond(8);
    expect(specOf(of({ rate: Rate.perSecond(150_000), perPartition })).partitions).toBe(156);
  });

  test('where keys are in order, with the growth of a year at once', () => {
    const rate = Rate.perSecond(150_000);
    expect(specOf(of({ rate, growth: 1 })).partitions).toBe(18);
    expect(specOf(of({ rate, growth: 1, order: TopicOrder.BY_KEY })).partitions).toBe(36);
  });

  test('are those that the user says', () => {
    expect(specOf(of({ partitions: 7 })).partitions).toBe(7);
  });
});

describe('what is kept', () => {
  test('a time, and bytes of each partition with a tenth to spare, in ten segments', () => {
    const { replicas, config, topicName } = specOf(of());
    expect(replicas).toBe(3);
    expect(topicName).toBeUndefined();
    const perPartition = Math.ceil(((1000 * 1024 * 86_400) / 6) * 1.1);
    expect(config).toEqual({
      'cleanup.policy': 'delete',
      'min.insync.replicas': 2,
      'retention.bytes': perPartition,
      'retention.ms': 24 * HOUR,
      'segment.bytes': 2 ** 30,
      'segment.ms': 2.4 * HOUR,
    });
  });

  test('as long with the growth of a year as today', () => {
    const perPartition = Math.ceil(((1000 * 1024 * 86_400 * 4) / 6) * 1.1);
    expect(specOf(of({ growth: 3 })).config['retention.bytes']).toBe(perPartition);
  });

  test('the last message of each key', () => {
    const { config } = specOf(of({ cleanup: TopicCleanup.compaction(1_000_000) }));
    expect(config['cleanup.policy']).toBe('compact');
    expect(config).not.toHaveProperty('retention.ms');
    expect(config).not.toHaveProperty('retention.bytes');
    const both = TopicCleanup.compactionAndRetention(1_000_000, Duration.days(7));
    const other = of({ cleanup: both, config: { 'compression.type': 'producer' } });
    expect(specOf(other).config).toMatchObject({
      'cleanup.policy': 'compact,delete',
      'retention.ms': 7 * 24 * HOUR,
      'compression.type': 'producer',
    });
    // Two messages of each key, as half of the log may be old, in three copies.
    expect(other._kept).toBe(3 * 2 * 1_000_000 * 1024);
    expect(of({ cleanup: TopicCleanup.compactionAndRetention(1e9, Duration.minutes(1)) })._kept).toBe(
      3 * 60 * 1000 * 1024,
    );
  });

  test('segments of a topic with little in it are small, or it would be kept for days', () => {
    const { config } = specOf(of({ rate: Rate.perSecond(1), cleanup: TopicCleanup.retention(Duration.hours(1)) }));
    expect([config['segment.bytes'], config['segment.ms']]).toEqual([16 * 2 ** 20, 600_000]);
    expect(config['retention.bytes']).toBe(16 * 2 ** 20);
  });
});

test('a name that Kubernetes does not take stands in topicName', () => {
  const { kafkaTopic } = of({ topicName: 'Raw_Frames.v1' });
  const { metadata, spec } = kafkaTopic.toJson();
  expect([metadata.name, spec.topicName]).toEqual(['raw-frames.v1', 'Raw_Frames.v1']);
  expect(metadata.labels['strimzi.io/cluster']).toBe('log');
  expect(metadata.namespace).toBe('streams');
});

describe('what is refused', () => {
  test.each<[Partial<StreamTopicProps>, string]>([
    [{ topicName: 'with blank' }, "topicName 'with blank': must be 1 to 249 letters"],
    [{ topicName: 'a'.repeat(250) }, 'must be 1 to 249 letters'],
    [{ topicName: '..' }, 'must be 1 to 249 letters'],
    [{ topicName: '__consumer_offsets' }, "begins like Kafka's own topics"],
    [{ replication: 7 }, 'needs a broker for each copy, and shop/log has 6'],
    [{ replication: 1 }, 'loses messages with a zone'],
    [{ replication: 0 }, 'must be a whole number from 1'],
    [{ partitions: 0 }, 'must be a whole number above 0'],
    [{ growth: -0.5 }, 'must be a share of at least 0'],
    [{ messageSize: Size.kibibytes(0) }, 'messageSize'],
    [{ cleanup: TopicCleanup.retention(Duration.seconds(5)) }, 'must keep messages for a minute at least'],
    [{ cleanup: TopicCleanup.retention(Duration.hours(Infinity)) }, 'and not for ever'],
    [{ cleanup: TopicCleanup.retention(Duration.hours(NaN)) }, "cleanup 'NaN seconds'"],
    [{ messageSize: Size.mebibytes(5) }, 'is more than brokers take, 1048588 bytes with its batch'],
    [{ messageSize: Size.mebibytes(5), config: { 'max.message.bytes': '5242880' } }, 'more than brokers take, 5242880'],
    [{ cleanup: TopicCleanup.compaction(0.5) }, 'must be a whole number of keys'],
    // Copies that have to be in sync are one less than there are: no number of ours reaches replication.
    [{ config: { 'min.insync.replicas': '3' } }, 'follows from replication'],
    [{ config: { 'retention.ms': '1' } }, 'follows from cleanup'],
  ])('%j', (props, message) => {
    expect(messageOf(() => of(props))).toContain(message);
  });

  test('messages as large as topic or brokers say are taken', () => {
    const messageSize = Size.mebibytes(5);
    expect(() => of({ messageSize, config: { 'max.message.bytes': '6000000' } })).not.toThrow();
    const kafka = kafkaCluster(kafkaStack(), { config: { 'message.max.bytes': '6000000' } });
    expect(() => of({ messageSize }, kafka)).not.toThrow();
  });

  test('two topics of one name, and two that Kafka takes for one', () => {
    const kafka = kafkaCluster(kafkaStack());
    topic(kafka, 'raw');
    const twin = (topicName: string) => messageOf(() => topic(kafka, 'twin', { topicName }));
    expect(twin('raw')).toContain("topicName 'raw': is the name of shop/log/raw");
    topic(kafka, 'dotted', { topicName: 'raw.v1' });
    expect(twin('raw_v1')).toContain('is raw.v1 of shop/log/dotted where Kafka names its metrics');
  });

  test('a topic in a namespace that the operator does not watch', () => {
    const kafka = kafkaCluster(kafkaStack());
    const other = otherStack(kafka.stack);
    const made = () =>
      new StreamTopic(other, 'raw', {
        cluster: kafka,
        rate: Rate.perSecond(1),
        messageSize: Size.kibibytes(1),
        cleanup: TopicCleanup.retention(Duration.hours(1)),
      });
    expect(messageOf(made)).toContain('the operator sees only topics in namespace streams');
  });
});
