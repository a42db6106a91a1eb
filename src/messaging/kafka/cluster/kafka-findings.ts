import { KafkaBrokers } from './kafka-cluster-props';
import { STRIMZI_API } from './kafka-objects';
import { KafkaLoad, loadOf } from './load';
import { TopicView } from './topic-view';
import { Finding } from '../../../capacity/model';
import { someOf } from '../../../capacity/some-of';

/** Copies of partitions that a broker serves well. */
const MOST_PARTITIONS = 4000;

/** A resource of Strimzi that somebody else wrote. */
export interface StrimziResource {
  readonly path: string;
  readonly apiVersion: string;
  readonly kind: string;
}

/** Resources that an operator of release 1.0 or newer never sees. */
export function servedFindings(path: string, resources: readonly StrimziResource[]): Finding[] {
  const old = resources.filter(({ apiVersion }) => apiVersion !== STRIMZI_API);
  if (old.length === 0) {
    return [];
  }
  const versions = [...new Set(old.map(({ apiVersion }) => apiVersion))].sort();
  return [
    {
      code: 'KAFKA_API_NOT_SERVED',
      severity: 'error',
      path,
      paths: old.map((one) => one.path),
      message: `the API server takes ${STRIMZI_API} alone from Strimzi 1.0 on, and ${someOf(
        old.map(({ kind, path: own }) => `${kind} ${own}`),
        3,
      )} ${old.length === 1 ? 'is' : 'are'} of ${versions.join(', ')}`,
      expected: STRIMZI_API,
      actual: versions.join(', '),
      cure: [`apiVersion: ${STRIMZI_API}`],
    },
  ];
}

/** Whether brokers can keep and carry what their topics ask for, and whether consumers find partitions. */
export function kafkaFindings(path: string, brokers: KafkaBrokers, topics: readonly TopicView[]): Finding[] {
  const load = loadOf(brokers, topics);
  return [
    ...network(path, brokers, load),
    ...crowded(path, load),
    ...topics.flatMap((topic) => [...idle(topic), ...busy(topic), ...changed(topic)]),
  ];
}

function network(path: string, { network: given, count }: KafkaBrokers, { incoming, outgoing }: KafkaLoad): Finding[] {
  const most = Math.max(incoming, outgoing);
  const carries = given && given.toBitsPerSecond() / 8;
  return carries === undefined || most <= carries
    ? []
    : [
        {
          code: 'KAFKA_NETWORK_SHORT',
          severity: 'error',
          path,
          message: `each of its ${count} brokers takes ${rate(incoming)} and gives ${rate(outgoing)} with copies, its network carries ${rate(carries)} in one direction`,
          expected: `at least ${rate(most)}`,
          actual: rate(carries),
          cure: [`${Math.ceil((most / carries) * count)} brokers`, 'nodes with a faster network'],
        },
      ];
}

function crowded(path: string, { partitions }: KafkaLoad): Finding[] {
  return partitions <= MOST_PARTITIONS
    ? []
    : [
        {
          code: 'KAFKA_PARTITIONS_MANY',
          severity: 'warning',
          path,
          message: `each broker has ${Math.ceil(partitions)} copies of partitions: elections and starts take minutes with more than ${MOST_PARTITIONS}`,
          expected: `at most ${MOST_PARTITIONS}`,
          actual: String(Math.ceil(partitions)),
          cure: ['more brokers', 'fewer partitions of topics with little in them'],
        },
      ];
}

/** Of a group no more workers can read than there are partitions. */
function idle(topic: TopicView): Finding[] {
  const { _partitions: partitions, _neededPartitions: needed, topicName, _consumers: consumers } = topic;
  return consumers.groups
    .filter(({ workers }) => workers > partitions)
    .map(({ group, workers, readers }) => ({
      code: 'KAFKA_CONSUMERS_IDLE',
      severity: 'error',
      path: topic.node.path,
      message: `group ${group} has ${workers} workers at its maximum (${someOf(
        readers.map(({ path, replicas, workersPerReplica }) => `${path}: ${replicas} x ${workersPerReplica}`),
        3,
      )}), topic ${topicName} has ${partitions} partitions: ${workers - partitions} workers would idle`,
      expected: `at least ${workers} partitions`,
      actual: String(partitions),
      cure: [`partitions: ${needed}, or none, which follow from the consumers`, 'a lower maximum of replicas'],
    }));
}

function busy(topic: TopicView): Finding[] {
  const { _partitions: partitions, _busyPartitions: needed, topicName, _bytesPerSecond: perSecond } = topic;
  return needed <= partitions
    ? []
    : [
        {
          code: 'KAFKA_PARTITIONS_BUSY',
          severity: 'warning',
          path: topic.node.path,
          message: `topic ${topicName} takes ${rate(perSecond)} over ${partitions} partitions: each gets more than it carries`,
          expected: `at least ${needed} partitions`,
          actual: String(partitions),
          cure: [`partitions: ${needed}, or none`, 'a higher perPartition, where it was measured'],
        },
      ];
}

/** Partitions can only grow, and where they do keys move to others. */
function changed(topic: TopicView): Finding[] {
  const {
    _partitions: partitions,
    _earlierPartitions: before = partitions,
    topicName,
    node,
    _isOrdered: inOrder,
  } = topic;
  if (partitions < before) {
    return [
      {
        code: 'KAFKA_PARTITIONS_SHRINK',
        severity: 'error',
        path: node.path,
        message: `topic ${topicName} has ${before} partitions in the earlier plan, and ${partitions} are asked for: they can only grow`,
        expected: `at least ${before}`,
        actual: String(partitions),
        cure: [`partitions: ${before}, or none`, 'a topic of another name'],
      },
    ];
  }
  return partitions > before && inOrder
    ? [
        {
          code: 'KAFKA_PARTITIONS_MOVE_KEYS',
          severity: 'warning',
          path: node.path,
          message: `topic ${topicName} gets ${partitions} partitions in place of ${before}: keys move, and messages of one key that came before are read beside those that come after`,
          cure: [`partitions: ${before}, as long as they are enough`, 'a topic beside it, to which producers change'],
        },
      ]
    : [];
}

function rate(bytesPerSecond: number): string {
  return `${Math.ceil(bytesPerSecond / 1e6)} MB/s`;
}
