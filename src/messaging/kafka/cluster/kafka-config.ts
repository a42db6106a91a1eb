import { sortedRecord } from '../../../capacity/order';
import { Problems } from '../../../manifest/problems';

/** Settings that follow from props, with the prop. */
const OURS: Readonly<Record<string, string>> = {
  'auto.create.topics.enable': 'false: topics are StreamTopics',
  'default.replication.factor': 'replication',
  'min.insync.replicas': 'replication',
  'offsets.topic.replication.factor': 'replication',
  'transaction.state.log.min.isr': 'replication',
  'transaction.state.log.replication.factor': 'replication',
  'unclean.leader.election.enable': 'false: an old copy never takes over',
};

/** Settings that Strimzi makes itself, by how they begin, and those among them that it takes (KafkaClusterSpec of release 1.2). */
const OF_STRIMZI =
  /^(listeners|advertised\.|broker\.|listener\.|host\.name|port|inter\.broker\.listener\.name|sasl\.|ssl\.|security\.|password\.|log\.dir|zookeeper\.|authorizer\.|super\.user|node\.id|process\.roles|controller\.|metadata\.log\.dir|prometheus\.metrics\.reporter\.|cordoned\.log\.dirs|cruise\.control\.metrics\.(topic$|reporter\.bootstrap\.servers)|client\.quota\.callback\.static\.)/;
const TAKEN =
  /^(sasl\.server\.max\.receive\.size|ssl\.(cipher\.suites|protocol|enabled\.protocols|secure\.random\.implementation)|broker\.(session\.timeout|heartbeat\.interval)\.ms|controller\.(socket\.timeout\.ms|quorum\.(election\.backoff\.max|election\.timeout|fetch\.timeout)\.ms))$/;

/** Copies that have to have a message before its producer hears that it is kept. */
export function minInSync(replication: number): number {
  return Math.max(1, replication - 1);
}

/** Settings of brokers: what is kept outlives one broker, and nothing appears by a misspelt name. */
export function brokerConfig(replication: number, more: Readonly<Record<string, string>>): Record<string, unknown> {
  const inSync = minInSync(replication);
  return sortedRecord({
    ...more,
    'auto.create.topics.enable': false,
    'default.replication.factor': replication,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': replication,
    'transaction.state.log.min.isr': inSync,
    'transaction.state.log.replication.factor': replication,
    'unclean.leader.election.enable': false,
  });
}

/** Checks settings that users add. */
export function checkBrokerConfig(problems: Problems, config: Readonly<Record<string, string>>): void {
  for (const key of Object.keys(config)) {
    const prop = `config['${key}']`;
    const given = config[key];
    if (Object.hasOwn(OURS, key)) {
      problems.check(false, prop, given, `follows from ${OURS[key]}`, 'leave it out');
    } else if (key === 'inter.broker.protocol.version' || key === 'log.message.format.version') {
      problems.check(false, prop, given, 'is not used with KRaft', 'metadataVersion');
    } else {
      problems.check(!OF_STRIMZI.test(key) || TAKEN.test(key), prop, given, 'is set by Strimzi itself', 'leave it out');
    }
  }
}
