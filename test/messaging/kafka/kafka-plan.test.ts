import { ApiObject, App, Chart, Duration, Testing } from 'cdk8s';
import {
  Bandwidth,
  Environment,
  KafkaCluster,
  Plan,
  Rate,
  Replicas,
  StreamTopicProps,
  TopicCleanup,
  TopicOrder,
} from 'cdk8s-autonomous';
import { Planner } from '../../../src/planner/planner';
import { PlanDocument } from '../../../src/report/document';
import { microservice } from '../../support/apps';
import { BROKERS, disks, kafkaCluster, kafkaStack, otherStack, topic } from '../../support/kafka';

const planOf = (kafka: KafkaCluster) => JSON.parse(Plan.of(kafka).toJson()) as PlanDocument;
const findings = (kafka: KafkaCluster, code: string) =>
  planOf(kafka).clusters[0].findings.filter((finding) => finding.code === code);

describe('what the plan counts', () => {
  const kafka = kafkaCluster(kafkaStack(), { brokers: { ...BROKERS, storage: disks(1000) } });
  topic(kafka, 'raw', { rate: Rate.perSecond(10_000), growth: 0.3 });
  topic(kafka, 'state', { cleanup: TopicCleanup.compaction(1_000_000) });
  const [cluster] = planOf(kafka).clusters;
  const workload = (id: string) => cluster.workloads.find((one) => one.id === id)!;

  test('every pod: brokers, controllers and both operators, on hosts of their own and in all zones', () => {
    expect(cluster.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(cluster.status).toBe('feasible');
    expect(workload('streams/KafkaNodePool/brokers').replicas).toMatchObject({ planned: 6, degraded: 4 });
    expect(workload('streams/KafkaNodePool/controllers').replicas).toMatchObject({ planned: 3, degraded: 2 });
    expect(workload('streams/Kafka/log-entity-operator').replicas).toMatchObject({ planned: 1 });
  });

  test('the loss of a zone leaves a majority and enough copies, and a drain takes one node at a time', () => {
    const lost = cluster.scenarios.filter((scenario) => JSON.stringify(scenario).includes('zone'));
    expect(lost).toHaveLength(3);
    expect(lost.flatMap(({ unplaced }) => unplaced).map(({ code }) => code)).not.toContain('NO_ROOM_AFTER_LOSS');
    expect(workload('streams/KafkaNodePool/brokers').disruption).toBe(1);
    expect(workload('streams/KafkaNodePool/controllers').disruption).toBe(1);
  });

  test('what is kept over time, of all topics and of each', () => {
    const rows = cluster.storage!;
    expect(rows.map(({ name }) => name)).toEqual([
      'log on 6 brokers of 1000 GiB less 23 %',
      'topic raw of log',
      'topic state of log',
    ]);
    expect(rows.map(({ partitions }) => partitions)).toEqual([undefined, 6, 6]);
    const [all, raw, state] = rows;
    const day = 3 * 10_000 * 1024 * 86_400;
    const compacted = 3 * 2 * 1_000_000 * 1024;
    expect(raw).toMatchObject({ perDay: day, keptDays: 1, growth: 0.3 });
    expect(state).toMatchObject({ already: compacted, perDay: 0 });
    expect(all).toMatchObject({ already: compacted, perDay: day, keptDays: 1 });
    expect(all.room).toBe(Math.floor((6 * 1000 * 2 ** 30) / 1.3));
    expect(all.after.year).toBeGreaterThan(1.29 * day);
  });
});

test('production asks for two replicas of what can have two: the operators of topics and users are one pod', () => {
  const kafka = kafkaCluster(kafkaStack({ environment: Environment.production() }));
  const codes = planOf(kafka).clusters[0].findings.map(({ code }) => code);
  expect(codes).not.toContain('SINGLE_REPLICA');
  microservice(kafka.stack, 'lone', { replicas: Replicas.fixed(1) });
  expect(findings(kafka, 'SINGLE_REPLICA')[0].message).toContain('streams/Deployment/lone runs one replica');
});

describe('what does not fit', () => {
  test('a retention above the disks, with both numbers', () => {
    const kafka = kafkaCluster(kafkaStack());
    topic(kafka, 'raw', { rate: Rate.perSecond(150_000) });
    const [finding] = findings(kafka, 'STORAGE_TOO_SMALL');
    expect(finding).toMatchObject({ severity: 'error', path: 'shop/log' });
    expect(finding.message).toBe(
      'log on 6 brokers of 1000 GiB less 23 % has room for 4.51 TiB, and what is kept for 24 h takes 36.2 TiB',
    );
    expect(finding.cure).toEqual(['room for 37 TiB', 'keep it at most 2 h']);
  });

  test('growth that fills the disks within a year is a warning', () => {
    const kafka = kafkaCluster(kafkaStack());
    topic(kafka, 'raw', { rate: Rate.perSecond(15_000), growth: 1 });
    expect(findings(kafka, 'STORAGE_FILLS')).toHaveLength(1);
  });

  test('consumers above partitions, with both numbers', () => {
    const kafka = kafkaCluster(kafkaStack());
    const raw = topic(kafka, 'raw', { partitions: 12 });
    const replicas = Replicas.autoscaled({ min: 3, max: 9 });
    microservice(kafka.stack, 'decode', { uses: [raw.consumer({ workersPerReplica: 4 })], replicas });
    const [finding] = findings(kafka, 'KAFKA_CONSUMERS_IDLE');
    expect(finding).toMatchObject({ severity: 'error', path: 'shop/log/raw', expected: 'at least 36 partitions' });
    expect(finding.message).toContain('group decode has 36 workers at its maximum (shop/decode: 9 x 4)');
    expect(finding.message).toContain('topic raw has 12 partitions: 24 workers would idle');
  });

  test('a network that is too slow for copies and consumers', () => {
    const kafka = kafkaCluster(kafkaStack(), {
      brokers: { ...BROKERS, network: Bandwidth.megabitsPerSecond(100) },
    });
    const raw = topic(kafka, 'raw', {
      rate: Rate.perSecond(30_000),
      cleanup: TopicCleanup.retention(Duration.hours(1)),
    });
    microservice(kafka.stack, 'decode', { uses: [raw.consumer()] });
    microservice(kafka.stack, 'rules', { uses: [raw.consumer()] });
    // In: 30.72 MB/s x 3 copies / 6. Out: x (2 copies + 2 groups) / 6.
    const [finding] = findings(kafka, 'KAFKA_NETWORK_SHORT');
    expect(finding.message).toContain('takes 16 MB/s and gives 21 MB/s with copies, its network carries 13 MB/s');
    expect(finding.cure![0]).toBe('10 brokers');
  });

  test('partitions that carry too much, or are too many', () => {
    const kafka = kafkaCluster(kafkaStack());
    topic(kafka, 'busy', {
      rate: Rate.perSecond(100_000),
      partitions: 3,
      cleanup: TopicCleanup.retention(Duration.hours(1)),
    });
    topic(kafka, 'many', { partitions: 9000, rate: Rate.perSecond(1) });
    expect(findings(kafka, 'KAFKA_PARTITIONS_BUSY')).toMatchObject([
      { severity: 'warning', path: 'shop/log/busy', expected: 'at least 11 partitions', actual: '3' },
    ]);
    expect(findings(kafka, 'KAFKA_PARTITIONS_MANY')[0].message).toContain('each broker has 4502 copies of partitions');
  });

  test('resources of APIs that Strimzi does not serve any more', () => {
    const kafka = kafkaCluster(kafkaStack());
    const chart = new Chart(kafka.stack.node.root as App, 'old');
    new ApiObject(chart, 'topic', {
      apiVersion: 'kafka.strimzi.io/v1beta2',
      kind: 'KafkaTopic',
      metadata: { name: 'old', namespace: 'streams' },
    });
    kafka.stack.cluster.include(chart);
    const [finding] = findings(kafka, 'KAFKA_API_NOT_SERVED');
    expect(finding.severity).toBe('error');
    expect(finding.message).toContain('KafkaTopic old/topic is of kafka.strimzi.io/v1beta2');
  });
});

describe('beside an earlier plan', () => {
  const made = (props: Partial<StreamTopicProps>, previous?: PlanDocument) => {
    const kafka = kafkaCluster(kafkaStack({}, Testing.app()));
    const raw = topic(kafka, 'raw', props);
    if (previous) {
      Planner.of(kafka).startFrom(previous);
    }
    return { kafka, raw };
  };
  const before = planOf(made({ partitions: 48 }).kafka);

  test('partitions stay as many as there were', () => {
    const { raw } = made({}, before);
    expect(raw.kafkaTopic.toJson().spec.partitions).toBe(48);
    expect(made({}).raw.kafkaTopic.toJson().spec.partitions).toBe(6);
  });

  test('those of a cluster of the same name in another namespace are others', () => {
    const { kafka } = made({}, before);
    const other = topic(kafkaCluster(otherStack(kafka.stack)), 'raw');
    expect(other.kafkaTopic.toJson().spec.partitions).toBe(6);
  });

  test('fewer are refused', () => {
    const { kafka } = made({ partitions: 24 }, before);
    const [finding] = findings(kafka, 'KAFKA_PARTITIONS_SHRINK');
    expect(finding).toMatchObject({ severity: 'error', path: 'shop/log/raw' });
    expect(finding.message).toContain('has 48 partitions in the earlier plan, and 24 are asked for');
  });

  test('more move keys, which only those notice whose messages are in order', () => {
    const more = { partitions: 96, order: TopicOrder.BY_KEY };
    expect(findings(made(more, before).kafka, 'KAFKA_PARTITIONS_MOVE_KEYS')).toHaveLength(1);
    expect(findings(made({ partitions: 96 }, before).kafka, 'KAFKA_PARTITIONS_MOVE_KEYS')).toEqual([]);
  });
});
