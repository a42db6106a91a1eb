import { ApiObject, App, Duration } from 'cdk8s';
import { KafkaCluster, KafkaClusterProps, Plan, TopicCleanup } from 'cdk8s-autonomous';
import { objectsIn } from '../../../src/manifest/objects';
import { microservice } from '../../support/apps';
import { kafkaCluster, kafkaStack, resources, topic } from '../../support/kafka';
import { Schemas } from '../../support/schemas';
import { describeWith } from '../../support/shared';

const EXPORTER = { exporter: resources(1, 1) };

/** `decode` reads a topic of 1,000 messages per second that are kept for a day. */
function made(props: Partial<KafkaClusterProps> = EXPORTER): KafkaCluster {
  const kafka = kafkaCluster(kafkaStack(), props);
  const raw = topic(kafka);
  microservice(kafka.stack, 'decode', { uses: [raw.consumer()] });
  return kafka;
}

const monitoring = ({ stack }: KafkaCluster): ApiObject[] =>
  objectsIn([stack.node.root as App]).filter(({ apiGroup }) => apiGroup === 'monitoring.coreos.com');
const named = (kafka: KafkaCluster) => monitoring(kafka).map(({ kind, name }) => `${kind} ${name}`);
const rulesOf = (kafka: KafkaCluster) =>
  monitoring(kafka)
    .find(({ kind }) => kind === 'PrometheusRule')!
    .toJson().spec.groups[0].rules;

describe('monitors', () => {
  test('for nodes by the port of Strimzi, and for the exporter', () => {
    const [nodes, exporter] = monitoring(made()).map((object) => object.toJson());
    expect([nodes.metadata.name, nodes.metadata.namespace]).toEqual(['log', 'streams']);
    expect(nodes.spec).toEqual({
      selector: { matchLabels: { 'strimzi.io/cluster': 'log', 'strimzi.io/name': 'log-kafka' } },
      podMetricsEndpoints: [{ port: 'tcp-prometheus', path: '/metrics' }],
    });
    expect(exporter.spec.selector.matchLabels['strimzi.io/name']).toBe('log-kafka-exporter');
  });

  test('only for what has metrics, and none where nobody wants them', () => {
    expect(named(made())).toEqual(['PodMonitor log', 'PodMonitor log-exporter', 'PrometheusRule log-consumers']);
    expect(named(made({}))).toEqual(['PodMonitor log']);
    expect(named(made({ metrics: false }))).toEqual([]);
    expect(named(made({ ...EXPORTER, podMonitor: false }))).toEqual([]);
  });

  test('make no pods', () => {
    const { findings } = JSON.parse(Plan.of(made()).toJson()).clusters[0];
    expect(findings.map(({ code }: any) => code)).not.toContain('KIND_MAY_MAKE_PODS');
  });
});

describe('alerts', () => {
  test('a group is ten minutes behind, or has half of what is kept before it, in messages of its topic', () => {
    const [behind, misses] = rulesOf(made());
    const lag = 'kafka_consumergroup_lag{namespace="streams",consumergroup="decode",topic="raw"}';
    expect(behind).toMatchObject({ alert: 'KafkaConsumerBehind', for: '600s', labels: { severity: 'warning' } });
    expect(behind.expr).toBe(`sum by (consumergroup, topic) (${lag}) > 600000`);
    expect(misses).toMatchObject({ alert: 'KafkaConsumerMissesMessages', labels: { severity: 'critical' } });
    expect(misses.expr).toBe(`sum by (consumergroup, topic) (${lag}) > ${1000 * 12 * 3600}`);
    expect(misses.annotations.summary).toContain('what it has not read goes after 24 h');
  });

  test('of groups that come after the cluster, of short topics sooner, of compacted ones without an end', () => {
    const kafka = made();
    const short = topic(kafka, 'short', { cleanup: TopicCleanup.retention(Duration.minutes(8)) });
    const state = topic(kafka, 'state', { cleanup: TopicCleanup.compaction(1000) });
    microservice(kafka.stack, 'late', { uses: [short.consumer(), state.consumer()] });
    const of = (name: string) => rulesOf(kafka).filter(({ expr }: any) => expr.includes(`topic="${name}"`));
    // Two of eight minutes, and four.
    expect(of('short').map(({ expr }: any) => expr.split(' > ')[1])).toEqual(['120000', '240000']);
    expect(of('state').map(({ alert }: any) => alert)).toEqual(['KafkaConsumerBehind']);
  });

  test('copies that are missing, and an exporter that is away, also where nobody reads', () => {
    const kafka = kafkaCluster(kafkaStack(), EXPORTER);
    expect(rulesOf(kafka).map(({ alert }: any) => alert)).toEqual([
      'KafkaPartitionUnderReplicated',
      'KafkaConsumersNotWatched',
    ]);
  });

  test('names of groups stand in quotes', () => {
    const kafka = kafkaCluster(kafkaStack(), EXPORTER);
    microservice(kafka.stack, 'odd', { uses: [topic(kafka).consumer({ group: 'a"b\\c' })] });
    expect(rulesOf(kafka)[0].expr).toContain('consumergroup="a\\"b\\\\c"');
  });
});

describeWith('crds', 'official schemas', () => {
  test('take monitors and rules', () => {
    const schemas = new Schemas('1.32');
    expect(monitoring(made()).flatMap((object) => schemas.check(object.toJson()))).toEqual([]);
  });
});
