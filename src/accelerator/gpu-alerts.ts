/** Share of a GPU in percent below which it does nothing. */
const IDLE_PERCENT = 5;

const XID = 'DCGM_FI_DEV_XID_ERRORS';

/** What an application did: NVIDIA's device plugin (0.17, internal/rm/health.go) keeps the GPU healthy after these. */
const OF_APPLICATIONS = [13, 31, 43, 45, 68, 109];

/** What the GPU has contained or repaired, and nobody has to act on at once (NVIDIA's catalogue of Xid): a remapped row, many single-bit errors, a contained error. */
const CONTAINED = [63, 92, 94];

/**
 * Bounds of the buckets of Kueue's waiting times in seconds, up to the last but one (0.8 to 0.16.1, pkg/metrics/metrics.go; later ones have two more):
 * beyond the last nothing is told apart, and a quantile is never above it.
 */
const WAITS = [1, ...Array.from({ length: 12 }, (_, i) => 2.5 * 2 ** i)];

/** What somebody is told of GPUs and queues, as rules of Prometheus. Times in seconds. */
export function gpuAlerts(idle: number, wait: number): object[] {
  return [
    rule({
      alert: 'GpuHeldAndIdle',
      expr: `avg by (exported_namespace, exported_pod) (DCGM_FI_DEV_GPU_UTIL{exported_pod!=""}) < ${IDLE_PERCENT}`,
      forSeconds: idle,
      severity: 'warning',
      summary: 'Pod {{ $labels.exported_namespace }}/{{ $labels.exported_pod }} holds GPUs and does not use them',
    }),
    rule({
      // The gauge has the last error until the exporter starts again, which it does when the node was reset: only then it is over.
      alert: 'GpuFailed',
      expr: `${XID} > 0 unless (${anyOf([...OF_APPLICATIONS, ...CONTAINED])})`,
      forSeconds: 60,
      severity: 'critical',
      summary:
        'GPU {{ $labels.gpu }} of node {{ $labels.Hostname }} reports Xid {{ $value }}: drain the node, reset it',
    }),
    rule({
      alert: 'GpuMemoryDegrades',
      expr: `${anyOf(CONTAINED)}`,
      forSeconds: 60,
      severity: 'warning',
      summary:
        'GPU {{ $labels.gpu }} of node {{ $labels.Hostname }} reports Xid {{ $value }}: reset it when its jobs are over',
    }),
    rule({
      // The GPU is well, and the gauge stays: told for a quarter of an hour.
      alert: 'GpuApplicationError',
      expr: `(${anyOf(OF_APPLICATIONS)}) and changes(${XID}[15m]) > 0`,
      forSeconds: 0,
      severity: 'info',
      summary: 'An application on GPU {{ $labels.gpu }} of node {{ $labels.Hostname }} failed with Xid {{ $value }}',
    }),
    rule({
      alert: 'GpuMetricsMissing',
      expr: 'absent(DCGM_FI_DEV_GPU_UTIL)',
      forSeconds: 900,
      severity: 'warning',
      summary: 'No GPU is watched: there are no metrics of the DCGM exporter',
    }),
    ...queueAlerts(wait).map(rule),
  ];
}

/** Alerts on jobs that wait in queues of Kueue. Times in seconds. */
export function queueAlerts(wait: number): Alert[] {
  const bound = WAITS.find((seconds) => seconds >= wait);
  const severity = 'warning' as const;
  return [
    ...(bound === undefined
      ? []
      : [
          {
            alert: 'JobsWaitTooLong',
            expr: `histogram_quantile(0.9, sum by (le, cluster_queue) (rate(kueue_admission_wait_time_seconds_bucket[1h]))) > ${bound}`,
            forSeconds: 900,
            severity,
            summary: 'One in ten jobs of queue {{ $labels.cluster_queue }} waits longer than it should',
          },
        ]),
    {
      // The histogram has a job when it is admitted: those that never are it does not know.
      alert: 'QueueAdmitsNothing',
      expr: `min_over_time(sum by (cluster_queue) (kueue_pending_workloads{status="active"})[${wait}s:1m]) > 0 unless sum by (cluster_queue) (increase(kueue_admitted_workloads_total[${wait}s])) > 0`,
      forSeconds: 60,
      severity,
      summary: 'Jobs of queue {{ $labels.cluster_queue }} wait, and none was admitted for as long as one may wait',
    },
  ];
}

function anyOf(xids: readonly number[]): string {
  return xids.map((xid) => `${XID} == ${xid}`).join(' or ');
}

/** What somebody is told. */
export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly forSeconds: number;
  readonly severity: 'critical' | 'warning' | 'info';
  readonly summary: string;
}

function rule({ alert, expr, forSeconds, severity, summary }: Alert): object {
  return { alert, expr, for: `${forSeconds}s`, labels: { severity }, annotations: { summary } };
}
