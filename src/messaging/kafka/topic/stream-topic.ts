import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { busyPartitions, partitionsFor } from './partitions';
import { StreamTopicProps, TopicConsumerOptions, TopicOrder, TopicProducerOptions } from './stream-topic-props';
import { checkMessage, checkTopicConfig, checkTopicName, topicConfig } from './topic-config';
import { TopicConsumer, TopicProducer } from './topic-uses';
import { bytesOf } from '../../../manifest/amounts';
import { customResource } from '../../../manifest/custom-resource';
import { namespaced } from '../../../manifest/metadata';
import { isDnsSubdomain } from '../../../manifest/names';
import { pathOf, Problems } from '../../../manifest/problems';
import { AutonomousStack } from '../../../platform/autonomous-stack';
import { checked } from '../../../props/checked';
import { DataClass } from '../../../protection/data-class';
import { DataFlows } from '../../../protection/data-flows';
import { Use } from '../../../workload/pod/use/use';
import { KafkaCluster } from '../cluster/kafka-cluster';
import { STRIMZI_API } from '../cluster/kafka-objects';
import { TopicConsumers } from '../cluster/topic-consumers';

const MEGABYTES = 10e6;
const MOST_REPLICATION = 32_767;

/**
 * A topic of a Kafka cluster: a KafkaTopic (kafka.strimzi.io/v1). Its partitions follow from who reads it, its retention from what flows through it. Workloads use it
 * by `uses: [topic.consumer(), topic.producer()]`.
 *
 * @example
 * const log = new KafkaCluster(stack, 'log', {
 *   version: '4.3.1',
 *   brokers: {
 *     count: 3,
 *     resources: { cpu: Cpu.units(4), memory: Size.gibibytes(16) },
 *     storage: KafkaStorage.disks({ size: Size.tebibytes(1), storageClass: 'fast' }),
 *   },
 * });
 * const frames = new StreamTopic(log, 'frames', {
 *   cluster: log,
 *   rate: Rate.perSecond(5_000),
 *   messageSize: Size.kibibytes(1),
 *   cleanup: TopicCleanup.retention(Duration.hours(24)),
 * });
 * new Microservice(stack, 'decode', { image, resources, replicas, uses: [frames.consumer({ workersPerReplica: 4 })] });
 */
@checked
export class StreamTopic extends Construct {
  /** Name of the topic. */
  public readonly topicName: string;
  /** The Kafka cluster that it is of. */
  public readonly cluster: KafkaCluster;
  /** Copies of each message. */
  public readonly replication: number;
  /** The KafkaTopic. */
  public readonly kafkaTopic: ApiObject;
  /** @internal */
  public readonly _consumers = new TopicConsumers();
  private readonly props: StreamTopicProps;

  /**
   * @param scope Stack that it is in.
   * @param id Name of the topic, where none is given.
   * @param props The cluster, what is written and read, and how long it stays.
   */
  public constructor(scope: Construct, id: string, props: StreamTopicProps) {
    super(scope, id);
    const { cluster, topicName = id, replication = cluster.replication } = props;
    this.cluster = cluster;
    this.topicName = topicName;
    this.replication = replication;
    this.props = props;
    const problems = new Problems(pathOf(scope, id));
    this.check(problems, AutonomousStack.containing(this));
    problems.raiseFor(this);
    cluster._addTopic(this);
    const flows = DataFlows.of(this);
    flows.place({
      path: this.node.path,
      residency: () => cluster.stack.residency,
      law: props.residency,
      data: props.dataClasses,
      isStore: true,
    });
    flows.flow(this, cluster, 'is kept by');
    this.node.addValidation({ validate: () => this.slowReaders() });
    const resource = isDnsSubdomain(topicName) ? topicName : resourceName(topicName);
    this.kafkaTopic = customResource<object>(this, 'KafkaTopic', {
      apiVersion: STRIMZI_API,
      kind: 'KafkaTopic',
      metadata: namespaced('KafkaTopic', resource, cluster.stack._owner, { 'strimzi.io/cluster': cluster.node.id }),
      spec: {
        ...(resource !== topicName && { topicName }),
        partitions: Lazy.any({ produce: () => this._partitions }),
        replicas: replication,
        config: Lazy.any({ produce: () => this.config() }),
      },
    });
  }

  /**
   * How a workload reads it: it finds the brokers, the name of the topic and its group in variables, and its credentials in files. It may
   * read this topic in this group, and nothing else.
   * @param options Its group, and how many messages a replica works on at once.
   */
  public consumer(options: TopicConsumerOptions = {}): Use {
    return new TopicConsumer(this, options);
  }

  /**
   * How a workload writes to it: it finds the brokers and the name of the topic in variables, and its credentials in files.
   * @param options Its transactional id, and how much it may write.
   */
  public producer(options: TopicProducerOptions = {}): Use {
    return new TopicProducer(this, options);
  }

  /** What is in it; undefined where nobody said. */
  public get dataClasses(): DataClass[] | undefined {
    return this.props.dataClasses && [...this.props.dataClasses];
  }

  /**
   * Messages that arrive per second at peak.
   * @internal
   */
  public get _messagesPerSecond(): number {
    return this.props.rate.toPerSecond();
  }

  /**
   * Seconds after which a message goes, whether it was read or not.
   * @internal
   */
  public get _keptSeconds(): number | undefined {
    const { _millis: millis } = this.props.cleanup;
    return millis === undefined ? undefined : millis / 1000;
  }

  /**
   * Bytes that arrive per second.
   * @internal
   */
  public get _bytesPerSecond(): number {
    return this.props.rate.toPerSecond() * bytesOf(this.props.messageSize);
  }

  /**
   * Bytes that all copies keep.
   * @internal
   */
  public get _kept(): number {
    return this.copyBytes * this.replication;
  }

  /**
   * By which share of today's it is more after a year.
   * @internal
   */
  public get _growth(): number {
    return this.props.growth ?? 0;
  }

  /** @internal */
  public get _partitions(): number {
    return this.props.partitions ?? Math.max(this._neededPartitions, this._earlierPartitions ?? 1);
  }

  /** @internal */
  public get _earlierPartitions(): number | undefined {
    return this.cluster._earlierPartitions(this.topicName);
  }

  /** @internal */
  public get _isCompacted(): boolean {
    const { rate, messageSize, cleanup } = this.props;
    return cleanup._isBounded(rate.toPerSecond(), bytesOf(messageSize));
  }

  /**
   * Partitions that its consumers and its rate need.
   * @internal
   */
  public get _neededPartitions(): number {
    return partitionsFor({
      workers: this._consumers.most,
      bytesPerSecond: this._bytesPerSecond * (this._isOrdered ? 1 + this._growth : 1),
      perPartition: this.perPartition,
      brokers: this.cluster.brokers,
    });
  }

  /**
   * Partitions that its rate alone needs.
   * @internal
   */
  public get _busyPartitions(): number {
    return busyPartitions(this._bytesPerSecond, this.perPartition);
  }

  /** @internal */
  public get _isOrdered(): boolean {
    return this.props.order === TopicOrder.BY_KEY;
  }

  private get perPartition(): number {
    const { perPartition } = this.props;
    return perPartition ? perPartition.toBitsPerSecond() / 8 : MEGABYTES;
  }

  private get copyBytes(): number {
    const { rate, messageSize, cleanup } = this.props;
    return cleanup._bytes(rate.toPerSecond(), bytesOf(messageSize));
  }

  private config(): Record<string, unknown> {
    const { cleanup, config: more = {} } = this.props;
    const { replication, _partitions: partitions } = this;
    // What it grows by in a year must not shorten the time.
    const bytes = this.copyBytes * (1 + (this._isCompacted ? 0 : this._growth));
    return topicConfig({ cleanup, replication, partitions, bytes, more });
  }

  /** Groups of which all readers are held to less than arrives: they never catch up. */
  private slowReaders(): string[] {
    return this._consumers.groups
      .filter(({ quota = Infinity }) => quota < this._bytesPerSecond)
      .map(
        ({ group, quota }) =>
          `[${this.node.path}] uses.quota: group ${group} may read ${quota} bytes/s, and ${Math.ceil(this._bytesPerSecond)} bytes/s arrive in topic ${this.topicName}; a higher quota, or none`,
      );
  }

  private check(problems: Problems, stack: AutonomousStack): void {
    const { cluster, topicName, replication, props } = this;
    const { messageSize, cleanup, partitions, growth = 0, config = {} } = props;
    checkTopicName(problems, topicName);
    checkTopicConfig(problems, config);
    cleanup._check(problems);
    problems.check(bytesOf(messageSize) > 0, 'messageSize', `${bytesOf(messageSize)} bytes`, 'must be above 0');
    checkMessage(problems, bytesOf(messageSize), config, cluster._largestMessage);
    problems.check(
      stack === cluster.stack,
      'cluster',
      cluster.node.path,
      `is in another stack, and the operator sees only topics in namespace ${cluster.stack.namespaceName}`,
      'the Kafka cluster as the scope of the topic',
    );
    const copies = Number.isInteger(replication) && replication >= 1 && replication <= MOST_REPLICATION;
    problems.check(copies, 'replication', replication, `must be a whole number from 1 to ${MOST_REPLICATION}`);
    problems.check(
      !copies || replication <= cluster.brokers,
      'replication',
      replication,
      `needs a broker for each copy, and ${cluster.node.path} has ${cluster.brokers}`,
      `replication of ${cluster.brokers} at most, or ${replication} brokers`,
    );
    cluster._checkCopies(problems, replication);
    const whole = partitions === undefined || (Number.isInteger(partitions) && partitions >= 1);
    problems.check(whole, 'partitions', partitions, 'must be a whole number above 0');
    problems.check(Number.isFinite(growth) && growth >= 0, 'growth', growth, 'must be a share of at least 0');
    const twin = cluster._topics.find((other) => collision(other.topicName) === collision(topicName));
    problems.check(
      twin === undefined,
      'topicName',
      topicName,
      twin?.topicName === topicName
        ? `is the name of ${twin.node.path}`
        : `is ${twin?.topicName} of ${twin?.node.path} where Kafka names its metrics, and is refused by it`,
      'another name',
    );
  }
}

/** Kafka takes '.' and '_' for the same, as both become '_' in the names of its metrics. */
function collision(topicName: string): string {
  return topicName.replace(/\./g, '_');
}

/** A name of Kubernetes for a topic whose own name is none; two of them differ where the topics do, or the app says so. */
function resourceName(topicName: string): string {
  return (
    topicName
      .toLowerCase()
      .replace(/[^-.a-z0-9]+/g, '-')
      .replace(/\.[-.]+|-+\./g, '.')
      .replace(/^[-.]+|[-.]+$/g, '')
      .slice(0, 200) || 'topic'
  );
}
