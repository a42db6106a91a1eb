import { CatalogueEntry } from './entry';

/** Kafka clusters and their topics. */
export const KAFKA_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  KAFKA_API_NOT_SERVED: {
    severity: 'error',
    meaning: 'a resource of Strimzi beside a KafkaCluster is of an API that Strimzi does not serve from release 1.0 on',
    cure: 'apiVersion kafka.strimzi.io/v1',
  },
  KAFKA_CONSUMERS_IDLE: {
    severity: 'error',
    meaning: 'a consumer group has more workers at its maximum than the topic has partitions: some would idle',
    cure: 'more partitions, or none, which follow from the consumers; or a lower maximum of replicas',
  },
  KAFKA_NETWORK_SHORT: {
    severity: 'error',
    meaning: 'topics need more of the network of each broker than it carries, with copies and consumers',
    cure: 'more brokers, or nodes with a faster network',
  },
  KAFKA_PARTITIONS_BUSY: {
    severity: 'warning',
    meaning: 'a topic takes more than its partitions carry',
    cure: 'more partitions, or a higher perPartition where it was measured',
  },
  KAFKA_PARTITIONS_MANY: {
    severity: 'warning',
    meaning: 'brokers have so many partitions that elections and starts take minutes',
    cure: 'more brokers, or fewer partitions',
  },
  KAFKA_PARTITIONS_MOVE_KEYS: {
    severity: 'warning',
    meaning: 'a topic whose messages are in order by key gets more partitions than in the earlier plan: keys move',
    cure: 'the partitions of the earlier plan, or a topic beside it',
  },
  KAFKA_PARTITIONS_SHRINK: {
    severity: 'error',
    meaning: 'a topic has fewer partitions than in the earlier plan, and partitions can only grow',
    cure: 'the partitions of the earlier plan, or a topic of another name',
  },
};
