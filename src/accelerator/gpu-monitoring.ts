import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { gpuAlerts } from './gpu-alerts';
import { Cluster } from '../cluster/cluster';
import { customResource } from '../manifest/custom-resource';
import { namespaced } from '../manifest/metadata';
import { isDnsLabel } from '../manifest/names';
import { pathOf, Problems } from '../manifest/problems';
import { timeText } from '../manifest/time-text';
import { checked } from '../props/checked';

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
   * How long a job may wait in its queue before somebody is told. Kueue tells waits up to 85 minutes apart, by buckets that double (..., 2560, 5120 s: the next
   * one counts); of longer ones only queues are told that admit nothing for so long.
   * @default Duration.minutes(80)
   */
  readonly waitFor?: Duration;
}

/**
 * Metrics of GPUs and alerts on them: a ServiceMonitor for NVIDIA's DCGM exporter, and a PrometheusRule for GPUs that are held and idle, that report
 * errors (Xid: critical where the node has to be reset), and for jobs that wait too long. Needs the Prometheus operator.
 *
 * @example
 * new GpuMonitoring(cluster, 'gpus', { labels: { release: 'prometheus' }, idleFor: Duration.minutes(20) });
 */
@checked
export class GpuMonitoring extends Construct {
  /** The ServiceMonitor. */
  public readonly serviceMonitor: ApiObject;
  /** The PrometheusRule. */
  public readonly prometheusRule: ApiObject;

  /**
   * @param cluster Cluster that it is in.
   * @param id Name of its objects.
   * @param props What is asked of the exporter, and when alarms go off.
   */
  public constructor(cluster: Cluster, id: string, props: GpuMonitoringProps = {}) {
    super(cluster, id);
    const { operatorNamespace = 'gpu-operator', labels = {}, idleFor, waitFor } = props;
    const problems = new Problems(pathOf(cluster, id));
    const named = isDnsLabel(operatorNamespace);
    problems.check(named, 'operatorNamespace', operatorNamespace, 'must be the name of a namespace');
    for (const [prop, time] of Object.entries({ idleFor, waitFor })) {
      const long = time === undefined || time.toMilliseconds() >= 60_000;
      problems.check(long, prop, timeText(time), 'must be at least a minute');
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
            rules: gpuAlerts(seconds(idleFor, Duration.minutes(30)), seconds(waitFor, Duration.minutes(80))),
          },
        ],
      },
    });
  }
}

function seconds(given: Duration | undefined, fallback: Duration): number {
  return Math.ceil((given ?? fallback).toSeconds({ integral: false }));
}
