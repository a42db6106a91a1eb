import { TopicConsumerOptions, TopicProducerOptions } from './stream-topic-props';
import { Problems } from '../../../manifest/problems';
import { DataFlows } from '../../../protection/data-flows';
import { Bandwidth } from '../../../units/bandwidth';
import { PodUser, Use, UseParts, UserPods } from '../../../workload/pod/use/use';
import { KafkaCluster } from '../cluster/kafka-cluster';
import { TopicView } from '../cluster/topic-view';

/** A topic that workloads use. */
export interface UsedTopic extends TopicView {
  readonly cluster: KafkaCluster;
}

/** How a workload reads a topic. */
export class TopicConsumer extends Use {
  public constructor(
    private readonly topic: UsedTopic,
    private readonly options: TopicConsumerOptions,
  ) {
    super();
  }

  /** @internal */
  public _partsFor(user: PodUser): UseParts {
    const { workersPerReplica = 1 } = this.options;
    const group = this.groupOf(user);
    const problems = new Problems(user.construct.node.path);
    const whole = Number.isInteger(workersPerReplica) && workersPerReplica >= 1;
    problems.check(whole, 'uses.workersPerReplica', workersPerReplica, 'must be a whole number of at least 1');
    problems.check(
      /^[\x21-\x7e]{1,249}$/.test(group),
      'uses.group',
      group,
      'must be 1 to 249 characters without blanks',
    );
    return partsOf(this.topic, user, problems, { KAFKA_GROUP_ID: group });
  }

  /** @internal */
  public _usedBy(user: PodUser, pods: UserPods): void {
    const { topic } = this;
    const { workersPerReplica = 1, quota } = this.options;
    const group = this.groupOf(user);
    DataFlows.of(user.construct).flow(topic.node.path, user.construct, 'is read by');
    topic._consumers.add({
      path: user.construct.node.path,
      group,
      workersPerReplica,
      replicas: pods.max,
      ...(quota && { quota: bytesOf(quota) }),
    });
    topic.cluster._users.grant(user, {
      rights: [
        { type: 'topic', name: topic.topicName, operations: ['Describe', 'Read'] },
        { type: 'group', name: group, operations: ['Read'] },
      ],
      ...(quota && { consumes: bytesOf(quota) }),
    });
  }

  private groupOf({ name }: PodUser): string {
    return this.options.group ?? name;
  }
}

/** How a workload writes to a topic. */
export class TopicProducer extends Use {
  public constructor(
    private readonly topic: UsedTopic,
    private readonly options: TopicProducerOptions,
  ) {
    super();
  }

  /** @internal */
  public _partsFor(user: PodUser): UseParts {
    const { quota, transactionalId } = this.options;
    const problems = new Problems(user.construct.node.path);
    const need = this.topic._bytesPerSecond;
    problems.check(
      quota === undefined || bytesOf(quota) >= need,
      'uses.quota',
      quota && `${bytesOf(quota)} bytes/s`,
      `is below the ${Math.ceil(need)} bytes/s that arrive in topic ${this.topic.topicName}`,
      'a higher quota, or none',
    );
    const named = transactionalId === undefined || /^[\x21-\x7e]{1,200}$/.test(transactionalId);
    problems.check(named, 'uses.transactionalId', transactionalId, 'must be 1 to 200 characters without blanks');
    return partsOf(this.topic, user, problems, transactionalId ? { KAFKA_TRANSACTIONAL_ID: transactionalId } : {});
  }

  /** @internal */
  public _usedBy(user: PodUser): void {
    const { topic } = this;
    const { quota, transactionalId } = this.options;
    DataFlows.of(user.construct).flow(user.construct, topic.node.path, 'writes to');
    topic.cluster._users.grant(user, {
      rights: [
        // Who may write to a topic may also do so idempotently (KIP-679).
        { type: 'topic', name: topic.topicName, operations: ['Describe', 'Write'] },
        ...(transactionalId === undefined
          ? []
          : [
              {
                type: 'transactionalId' as const,
                name: transactionalId,
                prefix: true,
                operations: ['Describe', 'Write'],
              },
            ]),
      ],
      ...(quota && { produces: bytesOf(quota) }),
    });
  }
}

function partsOf(topic: UsedTopic, user: PodUser, problems: Problems, env: Record<string, string>): UseParts {
  const { cluster, topicName } = topic;
  problems.check(
    user.stack.cluster === cluster.stack.cluster,
    'uses',
    topic.node.path,
    `is in cluster ${cluster.stack.cluster.clusterName}, the workload in ${user.stack.cluster.clusterName}`,
    'a topic of its own cluster',
  );
  const parts = cluster._users.partsFor(user, problems);
  problems.raise();
  return { ...parts, env: { ...parts.env, ...env, [`KAFKA_TOPIC_${variable(topic.node.id)}`]: topicName } };
}

function variable(id: string): string {
  return id.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
}

function bytesOf(quota: Bandwidth): number {
  return Math.floor(quota.toBitsPerSecond() / 8);
}
