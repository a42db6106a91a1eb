import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { KafkaNames } from './kafka-names';
import { TopicView } from './topic-view';
import { secondsText } from '../../../capacity/forecast/texts';
import { sortedBy } from '../../../capacity/order';
import { customResource } from '../../../manifest/custom-resource';
import { namespaced, Owner } from '../../../manifest/metadata';

const API = 'monitoring.coreos.com/v1';

/** The port of metrics in all pods of Strimzi (MetricsModel of release 1.2). */
const METRICS_PORT = 'tcp-prometheus';

/** Seconds of what arrives that a group may be behind, and how long it may be so. */
const BEHIND = 600;

/** What is watched of a Kafka cluster. */
export interface MonitoringParts {
  readonly name: string;
  readonly names: KafkaNames;
  readonly owner: Owner;
  /** Whether nodes have metrics. */
  readonly metrics: boolean;
  /** Whether there is an exporter, which knows how far consumers are. */
  readonly exporter: boolean;
  readonly topics: () => readonly TopicView[];
}

/** PodMonitors for what has metrics, and with an exporter alerts on consumers that fall behind. */
export function emitMonitoring(scope: Construct, parts: MonitoringParts): void {
  const { name, names, owner, metrics, exporter, topics } = parts;
  const monitor = (id: string, own: string, component: 'kafka' | 'kafka-exporter') =>
    customResource<object>(scope, id, {
      apiVersion: API,
      kind: 'PodMonitor',
      metadata: namespaced('PodMonitor', own, owner),
      spec: {
        selector: { matchLabels: names.labelsOf(component) },
        podMetricsEndpoints: [{ port: METRICS_PORT, path: '/metrics' }],
      },
    });
  if (metrics) {
    monitor('PodMonitor', name, 'kafka');
  }
  if (exporter) {
    monitor('ExporterMonitor', `${name}-exporter`, 'kafka-exporter');
    customResource<object>(scope, 'PrometheusRule', {
      apiVersion: API,
      kind: 'PrometheusRule',
      metadata: namespaced('PrometheusRule', `${name}-consumers`, owner),
      spec: {
        groups: [
          {
            name: `kafka-${name}-consumers`,
            rules: Lazy.any({
              produce: () =>
                alertsOf(
                  owner.namespace!,
                  sortedBy(topics(), (one) => one.topicName),
                ),
            }),
          },
        ],
      },
    });
  }
}

/** What somebody is told of, by the metrics of the exporter. */
function alertsOf(namespace: string, topics: readonly TopicView[]): object[] {
  return [
    ...topics.flatMap((topic) => topic._consumers.groups.flatMap(({ group }) => lagAlerts(namespace, topic, group))),
    rule({
      alert: 'KafkaPartitionUnderReplicated',
      expr: `sum by (topic) (kafka_topic_partition_under_replicated_partition{namespace="${namespace}"}) > 0`,
      // A rollout takes brokers one after the other.
      for: 1800,
      severity: 'warning',
      summary: '{{ $value }} partitions of topic {{ $labels.topic }} have fewer copies than they should',
    }),
    rule({
      alert: 'KafkaConsumersNotWatched',
      expr: `absent(kafka_brokers{namespace="${namespace}"})`,
      for: 900,
      severity: 'warning',
      summary: 'Nobody knows how far consumers are: there are no metrics of the Kafka exporter',
    }),
  ];
}

/** A group is behind by minutes; or by half of what is kept, and will soon miss what goes before it was read. */
function lagAlerts(namespace: string, topic: TopicView, group: string): object[] {
  const { topicName, _messagesPerSecond: rate, _keptSeconds: kept = Infinity } = topic;
  const labels = `namespace="${namespace}",consumergroup="${escaped(group)}",topic="${topicName}"`;
  const behind = Math.min(BEHIND, kept / 4);
  const above = (seconds: number) =>
    `sum by (consumergroup, topic) (kafka_consumergroup_lag{${labels}}) > ${Math.ceil(rate * seconds)}`;
  const who = 'Group {{ $labels.consumergroup }} is {{ $value }} messages behind in topic {{ $labels.topic }}';
  return [
    rule({
      alert: 'KafkaConsumerBehind',
      expr: above(behind),
      for: BEHIND,
      severity: 'warning',
      summary: `${who}: more than arrive in ${secondsText(behind)}`,
    }),
    ...(kept === Infinity
      ? []
      : [
          rule({
            alert: 'KafkaConsumerMissesMessages',
            expr: above(kept / 2),
            for: 60,
            severity: 'critical',
            summary: `${who}: half of what is kept, and what it has not read goes after ${secondsText(kept)}`,
          }),
        ]),
  ];
}

/** A text within quotes of a query. */
function escaped(text: string): string {
  return text.replace(/[\\"]/g, '\\$&');
}

function rule(one: {
  readonly alert: string;
  readonly expr: string;
  readonly for: number;
  readonly severity: string;
  readonly summary: string;
}): object {
  const { alert, expr, for: seconds, severity, summary } = one;
  return { alert, expr, for: `${seconds}s`, labels: { severity }, annotations: { summary } };
}
