import { ObserveOptions } from './observe-options';
import { Finding } from '../capacity/model';
import { someOf } from '../capacity/some-of';
import { ObservedWorkload } from '../workload/observed/observed-workload';

/** Series of a pod where nobody said: an application with a client library, and beside it Envoy with the metrics of Istio for a few callers. */
const OF_APPLICATION = 300;
const WITH_SIDECAR = 1_000;

/** What of a stack is counted. */
interface Counted {
  readonly stack: { readonly workloads: readonly ObservedWorkload[] };
  readonly options: ObserveOptions;
}

/** More series than Prometheus has room for, at the maximum of all autoscalers. */
export function tooManySeries(path: string, most: number, observed: readonly Counted[]): Finding[] {
  const all = observed
    .flatMap(({ stack, options }) => stack.workloads.map((workload) => seriesOf(workload, options)))
    .filter(({ series }) => series > 0)
    .sort((a, b) => b.series - a.series);
  const total = all.reduce((sum, { series }) => sum + series, 0);
  if (total <= most) {
    return [];
  }
  const largest = someOf(
    all.map(({ text }) => text),
    3,
  );
  return [
    {
      code: 'TOO_MANY_SERIES',
      severity: 'warning',
      path,
      message: `${total} series at the maximum of all autoscalers, and Prometheus has room for ${most}: ${largest}`,
      expected: `at most ${most}`,
      actual: String(total),
      cure: [
        'maxSeries of Prometheus.operator with the memory for it, about 3 KiB each',
        'seriesPerPod as it is measured: scrape_samples_scraped',
        'labels of many values dropped in the application',
      ],
    },
  ];
}

function seriesOf({ path, parts, hasSidecar, metrics }: ObservedWorkload, { seriesPerPod }: ObserveOptions) {
  const pods = parts.reduce((sum, { sizing: { planned, max = planned } }) => sum + max, 0);
  const each = hasSidecar || metrics ? (seriesPerPod ?? (hasSidecar ? WITH_SIDECAR : OF_APPLICATION)) : 0;
  return { series: pods * each, text: `${path} ${pods} pods of ${each}` };
}
