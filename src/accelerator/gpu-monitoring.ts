import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { customResource } from '../manifest/custom-resource';
import { namespaced } from '../manifest/metadata';
import { isDnsLabel } from '../manifest/names';
import { pathOf, Problems } from '../manifest/problems';

/** What is watched on GPUs and in queues. */
export interface GpuMonitoringProps {
  /**
   * Namespace of NVIDIA's operator with its DCGM exporter.
   * @default 'gpu-operator'
   */
  readonly operatorNamespace?: string;
  /**
   * Labels by which Prometheus picks its rules and monitors.
   * @default - none
   */
  readonly labels?: Record<string, string>;
  /**
   * How long a GPU that a pod holds may do nothing before somebody is told.
   * @default Duration.minutes(30)
   */
  readonly idleFor?: Duration;
  /**
   * How long a job may wait in its queue before somebody is told.
   * @default Duration.hours(4)
   */
  readonly waitFor?: Duration;
}

/** Share of a GPU in percent below which it does nothing. */
const IDLE_PERCENT = 5;

/**
 * Metrics of GPUs and alerts on them: a ServiceMonitor for NVIDIA's DCGM exporter, and a PrometheusRule for GPUs that are held and idle, that report
 * errors (Xid), and for jobs that wait too long. Needs the Prometheus operator.
 */
export class GpuMonitoring extends Construct {
  /** The ServiceMonitor. */
  public readonly serviceMonitor: ApiObject;
  /** The PrometheusRule. */
  public readonly prometheusRule: ApiObject;

  public constructor(cluster: Cluster, id: string, props: GpuMonitoringProps = {}) {
    super(cluster, id);
    const { operatorNamespace = 'gpu-operator', labels = {}, idleFor, waitFor } = props;
    const problems = new Problems(pathOf(cluster, id));
    const named = isDnsLabel(operatorNamespace);
    problems.check(named, 'operatorNamespace', operatorNamespace, 'must be the name of a namespace');
    for (const [prop, time] of Object.entries({ idleFor, waitFor })) {
      const long = time === undefined || time.toMilliseconds() >= 60_000;
      problems.check(long, prop, time?.toHumanString(), 'must be at least a minute');
    }
    problems.raiseFor(this);
    cluster._deliverOwn();
    const owner = { partOf: cluster.clusterName, namespace: operatorNamespace };
    this.serviceMonitor = customResource(this, 'ServiceMonitor', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: namespaced('ServiceMonitor', 'gpu-metrics', owner, labels),
      spec: {
        selector: { matchLabels: { app: 'nvidia-dcgm-exporter' } },
        endpoints: [{ port: 'gpu-metrics', path: '/metrics', interval: '15s' }],
      },
    });
    this.prometheusRule = customResource(this, 'PrometheusRule', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: namespaced('PrometheusRule', 'gpu-alerts', owner, labels),
      spec: {
        groups: [
          {
            name: 'gpus',
            rules: rulesOf(seconds(idleFor, Duration.minutes(30)), seconds(waitFor, Duration.hours(4))),
          },
        ],
      },
    });
  }
}

function seconds(given: Duration | undefined, fallback: Duration): number {
  return Math.ceil((given ?? fallback).toSeconds({ integral: false }));
}

function rulesOf(idle: number, wait: number): object[] {
  const rule = (alert: string, expr: string, forSeconds: number, severity: string, summary: string) => ({
    alert,
    expr,
    for: `${forSeconds}s`,
    labels: { severity },
    annotations: { summary },
  });
  return [
    rule(
      'GpuHeldAndIdle',
      `avg by (exported_namespace, exported_pod) (DCGM_FI_DEV_GPU_UTIL{exported_pod!=""}) < ${IDLE_PERCENT}`,
      idle,
      'warning',
      'Pod {{ $labels.exported_namespace }}/{{ $labels.exported_pod }} holds GPUs and does not use them',
    ),
    rule(
      'GpuXidError',
      'DCGM_FI_DEV_XID_ERRORS > 0',
      60,
      'critical',
      'GPU {{ $labels.gpu }} of node {{ $labels.Hostname }} reports Xid {{ $value }}',
    ),
    rule(
      'JobsWaitTooLong',
      `histogram_quantile(0.9, sum by (le, cluster_queue) (rate(kueue_admission_wait_time_seconds_bucket[1h]))) > ${wait}`,
      900,
      'warning',
      'One in ten jobs of queue {{ $labels.cluster_queue }} waits longer than it should',
    ),
  ];
}
