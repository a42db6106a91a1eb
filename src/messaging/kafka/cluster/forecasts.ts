import { KafkaBrokers } from './kafka-cluster-props';
import { TopicView } from './topic-view';
import { StorageForecast } from '../../../capacity/forecast/forecast';
import { bytesText } from '../../../capacity/forecast/texts';
import { DAY_SECONDS } from '../../../manifest/times';

/** Room beside what topics keep: indexes, segments that are not full yet, copies while partitions move. */
const SPARE = 1.3;

/** What the brokers of a cluster keep over time, and each of its topics: a row for all, and one for each topic. */
export function storageOf(
  { path, id }: { readonly path: string; readonly id: string },
  { count, storage }: KafkaBrokers,
  topics: readonly TopicView[],
): StorageForecast[] {
  const rows = topics.map((topic) => ({
    path: topic.node.path,
    name: nameOf(id, topic.topicName),
    partitions: topic._partitions,
    ...growing([topic]),
  }));
  const all = `${id} on ${count} ${count === 1 ? 'broker' : 'brokers'} of ${bytesText(storage._bytes)} less ${100 - Math.round(100 / SPARE)} %`;
  return topics.length === 0
    ? []
    : [{ path, name: all, ...growing(topics), room: Math.floor((count * storage._bytes) / SPARE) }, ...rows];
}

/** Topics together, with all copies: what came is kept so long on average. */
function growing(topics: readonly TopicView[]): Pick<StorageForecast, 'already' | 'perDay' | 'growth' | 'keptDays'> {
  const sum = (some: readonly TopicView[], of: (topic: TopicView) => number) =>
    some.reduce((total, topic) => total + of(topic), 0);
  const timed = topics.filter(({ _isCompacted }) => !_isCompacted);
  const perDay = sum(timed, ({ _bytesPerSecond, replication }) => _bytesPerSecond * replication * DAY_SECONDS);
  const already = sum(
    topics.filter(({ _isCompacted }) => _isCompacted),
    ({ _kept }) => _kept,
  );
  const kept = sum(topics, ({ _kept }) => _kept);
  const growth = kept > 0 ? Math.round((1e4 * sum(topics, ({ _kept, _growth }) => _kept * _growth)) / kept) / 1e4 : 0;
  return {
    ...(already > 0 && { already: Math.ceil(already) }),
    perDay: Math.ceil(perDay),
    ...(growth > 0 && { growth }),
    ...(perDay > 0 && { keptDays: sum(timed, ({ _kept }) => _kept) / perDay }),
  };
}

/** What the plan calls a topic. */
function nameOf(kafka: string, topic: string): string {
  return `topic ${topic} of ${kafka}`;
}

/** Partitions that a topic had by the rows of an earlier plan; undefined where it had none. A Kafka of that name in another stack is another one. */
export function partitionsBefore(
  rows: readonly { readonly path: string; readonly name: string; readonly partitions?: number }[],
  stack: string,
  kafka: string,
  topic: string,
): number | undefined {
  return rows.find(({ path, name }) => name === nameOf(kafka, topic) && path.startsWith(`${stack}/`))?.partitions;
}
