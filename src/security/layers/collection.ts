import { Answers } from './answer';
import { devicesAnswer } from './devices';
import { Bucket } from '../../data/bucket/bucket';
import { LocalBroker } from '../../edge/broker/local-broker';
import { timeText } from '../../manifest/time-text';
import { inSeconds } from '../../manifest/times';
import { KafkaCluster } from '../../messaging/kafka/cluster/kafka-cluster';
import { StreamTopic } from '../../messaging/kafka/topic/stream-topic';
import { EmqxBroker } from '../../messaging/mqtt/emqx/emqx-broker';
import { MosquittoBroker } from '../../messaging/mqtt/mosquitto/mosquitto-broker';
import { DataClass } from '../../protection/data-class';
import { DataFlows } from '../../protection/data-flows';
import { CollectionLayer } from '../data-security-props';
import { SecurityRule } from '../security-rule';
import { Survey } from '../survey/survey';

/** Where data come from: who sends them, what they are, and how long they stay. */
export function collectionAnswer(survey: Survey, { vehicles }: CollectionLayer): Answers {
  const answers = new Answers();
  const brokers = survey.made(EmqxBroker);
  for (const broker of brokers) {
    const { path } = broker.node;
    answers.cover(
      SecurityRule.SENDERS_KNOWN,
      path,
      `${broker.apiObject.kind} ${broker.stack.namespaceName}/${broker.brokerName}`,
    );
    broker._gateways
      .filter(({ _withoutTls }) => _withoutTls !== undefined)
      .forEach(({ _parts: { name }, _withoutTls: why }) =>
        answers.hole(
          SecurityRule.SENDERS_KNOWN,
          path,
          `vehicles of ${name} connect without TLS (${why})`,
          'a gateway with TLS, or an exception',
        ),
      );
    signed(answers, path, broker.dataClasses);
  }
  assured(answers, brokers, vehicles);
  for (const broker of [...survey.made(MosquittoBroker), ...survey.made(LocalBroker)]) {
    answers.cover(SecurityRule.SENDERS_KNOWN, broker.node.path, 'mosquitto with TLS and names of clients');
  }
  for (const kafka of survey.made(KafkaCluster)) {
    answers.cover(SecurityRule.SENDERS_KNOWN, kafka.node.path, `Kafka ${kafka.stack.namespaceName}/${kafka.node.id}`);
  }
  const topics = survey.made(StreamTopic);
  for (const { node, dataClasses } of [
    ...brokers,
    ...survey.made(MosquittoBroker),
    ...survey.made(LocalBroker),
    ...topics,
  ]) {
    listed(answers, node.path, dataClasses);
  }
  topics.forEach(({ node, dataClasses, _keptSeconds }) => kept(answers, node.path, dataClasses, _keptSeconds));
  survey.made(Bucket).forEach((bucket) => keptInBucket(answers, bucket));
  devicesAnswer(survey, answers);
  lawKnown(survey, answers);
  return answers;
}

/** Every field that is collected is listed; a text of the fields stands in the table. */
function listed(answers: Answers, path: string, classes: readonly DataClass[] | undefined): void {
  const rule = SecurityRule.DATA_LISTED;
  if (!classes || classes.length === 0) {
    answers.hole(
      rule,
      path,
      'collects what nobody has listed: purpose and retention are not known',
      'dataClasses: [DataClass.technical({ purpose, retention, fields })], or personal or map',
    );
    return;
  }
  const bare = classes.filter(({ _kind, fields }) => _kind !== 'removed' && fields.length === 0);
  if (bare.length > 0) {
    answers.hole(
      rule,
      path,
      'lists no fields: what is not listed is not collected',
      'fields: [...] of each of its dataClasses',
    );
  }
  classes
    .filter((one) => !bare.includes(one))
    .forEach((one) =>
      answers.cover(rule, path, `${one.fields.join(', ')} for ${one.purpose}, ${timeText(one.retention)}`),
    );
}

function signed(answers: Answers, path: string, classes: readonly DataClass[] = []): void {
  const unsigned = classes.some(({ isSigned }) => !isSigned);
  if (unsigned) {
    answers.hole(
      SecurityRule.MESSAGES_SIGNED,
      path,
      'takes messages of vehicles that are not signed',
      'isSigned: true of its dataClasses, where vehicles sign and readers check',
    );
  } else if (classes.length > 0) {
    answers.cover(SecurityRule.MESSAGES_SIGNED, path, 'messages are signed, as their dataClasses say');
  }
}

function assured(answers: Answers, [first]: readonly EmqxBroker[], vehicles: CollectionLayer['vehicles']): void {
  if (!first) {
    return;
  }
  const { path } = first.node;
  if (!vehicles) {
    answers.hole(
      SecurityRule.VEHICLES_ASSURED,
      path,
      'lets vehicles in, and nobody has looked at their boot, storage and programs',
      "collection: { vehicles: { secureBoot: '...', encryptedStorage: '...', integrity: '...' } }",
    );
    return;
  }
  const { secureBoot, encryptedStorage, integrity } = vehicles;
  answers.cover(SecurityRule.VEHICLES_ASSURED, path, `boot: ${secureBoot}`);
  answers.cover(SecurityRule.VEHICLES_ASSURED, path, `storage: ${encryptedStorage}`);
  answers.cover(SecurityRule.VEHICLES_ASSURED, path, `integrity: ${integrity}`);
}

/** Nothing is kept longer than was said; undefined: for ever. */
function kept(
  answers: Answers,
  path: string,
  classes: readonly DataClass[] = [],
  seconds: number | undefined,
  cure = 'a shorter retention of the topic, or a longer one of its dataClasses',
): void {
  const said = classes.filter(({ _kind }) => _kind !== 'removed');
  if (said.length === 0) {
    return;
  }
  const shortest = said.reduce((least, one) => (inSeconds(one.retention) < inSeconds(least.retention) ? one : least));
  if (seconds === undefined || seconds > inSeconds(shortest.retention)) {
    const time = seconds === undefined ? 'for ever' : `for ${Math.ceil(seconds / 3600)} h`;
    answers.hole(
      SecurityRule.RETENTION_KEPT,
      path,
      `keeps data ${time} that may be kept for ${timeText(shortest.retention)} (${shortest.purpose})`,
      cure,
    );
  } else {
    answers.cover(SecurityRule.RETENTION_KEPT, path, `kept for ${Math.ceil(seconds / 3600)} h`);
  }
}

/** Of buckets that others made nobody knows the rules. */
function keptInBucket(answers: Answers, { node, dataClasses, _claim: claim }: Bucket): void {
  if (claim) {
    const ends = (claim.lifecycle ?? []).filter(({ prefix, expireAfter }) => expireAfter && !prefix);
    const shortest = Math.min(...ends.map(({ expireAfter }) => inSeconds(expireAfter!)));
    const seconds = ends.length > 0 ? shortest : undefined;
    kept(answers, node.path, dataClasses, seconds, 'lifecycle: [{ expireAfter }] of the bucket for all its objects');
  }
}

/** Personal and map data are somewhere of which it is known under which law that is. */
function lawKnown({ cluster, constructs }: Survey, answers: Answers): void {
  const here = new Set(constructs.map(({ node }) => node.path));
  for (const { path, data = [], residency, law } of DataFlows.of(cluster).places) {
    const bound = data.filter(({ isBound }) => isBound);
    if (bound.length === 0 || (!here.has(path.replace(/\.[^./]+$/, '')) && !here.has(path))) {
      continue;
    }
    const unknown = bound.some((one) => !(one.residency ?? law ?? residency?.()));
    if (unknown) {
      answers.hole(
        SecurityRule.LAW_KNOWN,
        path,
        'holds personal or map data, and nobody says under which law',
        "residency: Residency.of('...') of the cluster",
      );
    } else {
      const codes = bound.map((one) => (one.residency ?? law ?? residency?.())!.code);
      answers.cover(SecurityRule.LAW_KNOWN, path, `residency ${[...new Set(codes)].join(', ')}`);
    }
  }
}
