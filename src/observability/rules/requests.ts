import { boundMatcher, recorded, Rule, selecting, sumOf } from './rule';
import { ObservedWorkload } from '../../workload/observed/observed-workload';
import { RequestMetric } from '../request-metric';

/** Windows over which shares are told: those of burn rates (Google, The Site Reliability Workbook, chapter 5). */
export const WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;
export type Window = (typeof WINDOWS)[number];

/** Codes of gRPC by which a server has failed: UNKNOWN, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, INTERNAL, UNAVAILABLE, DATA_LOSS. */
const FAILED_GRPC = 'grpc_response_status=~"2|4|8|13|14|15"';

/** What of the requests of a workload is known, as queries for requests per second. */
export interface RequestQueries {
  readonly all: string;
  /** Those whose time is known: of calls that found no pod it is not. */
  readonly timed: string;
  readonly slow?: string;
  readonly failed?: string;
  /** Mean time in seconds. */
  readonly mean: string;
}

/** How requests are counted: by the proxies of the mesh, or by the application. Undefined where nobody counts them. */
export function queriesOf(observed: ObservedWorkload, metric: RequestMetric | undefined): RequestQueries | undefined {
  if (metric) {
    return byApplication(observed, metric);
  }
  return observed.isCounted ? byMesh(observed) : undefined;
}

/**
 * The proxy of the workload itself counts: its buckets are known, and requests that come through a gateway count too. Those for which callers found no pod never
 * reach it, and count as failed.
 */
function byMesh({ namespace, name, latency }: ObservedWorkload): RequestQueries {
  const own = `reporter="destination",destination_workload_namespace="${namespace}",destination_canonical_service="${name}"`;
  const nowhere = `reporter="source",destination_service_namespace="${namespace}",destination_service_name="${name}",destination_workload="unknown"`;
  const rate = (metric: string, labels: string) => sumOf(`rate(${metric}{${labels}}[5m])`);
  const lost = rate('istio_requests_total', nowhere);
  const time = 'istio_request_duration_milliseconds';
  return {
    all: `${rate('istio_requests_total', own)} + ${lost}`,
    timed: rate(`${time}_count`, own),
    failed: [
      rate('istio_requests_total', `${own},response_code=~"5.."`),
      rate('istio_requests_total', `${own},${FAILED_GRPC}`),
      lost,
    ].join(' + '),
    ...(latency?.percent !== undefined && {
      slow: `${rate(`${time}_count`, own)} - ${rate(`${time}_bucket`, `${own},${boundMatcher(latency.seconds * 1000)}`)}`,
    }),
    mean: `sum(rate(${time}_sum{${own}}[5m])) / sum(rate(${time}_count{${own}}[5m])) / 1000`,
  };
}

function byApplication({ namespace, name, latency }: ObservedWorkload, metric: RequestMetric): RequestQueries {
  const own = `namespace="${namespace}",workload="${name}"`;
  const rate = (part: string, labels = own) => sumOf(`rate(${metric.name}_${part}{${labels}}[5m])`);
  const mean = `sum(rate(${metric.name}_sum{${own}}[5m])) / sum(rate(${metric.name}_count{${own}}[5m]))`;
  return {
    all: rate('count'),
    timed: rate('count'),
    ...(metric._failed !== undefined && { failed: rate('count', `${own},${metric._failed}`) }),
    ...(latency?.percent !== undefined && {
      slow: `${rate('count')} - ${rate('bucket', `${own},${boundMatcher(latency.seconds / metric._unit)}`)}`,
    }),
    mean: metric._unit === 1 ? mean : `${mean} * ${metric._unit}`,
  };
}

/**
 * Series of requests, of those that were slow and those that failed, and their shares over each window. Shares of long windows are made of what was recorded: days
 * of the histograms of all pods would be read again every minute.
 */
export function requestSeries(queries: RequestQueries, labels: Readonly<Record<string, string>>): Rule[] {
  const own = selecting(labels);
  const shares = (what: string, among: string) =>
    WINDOWS.map((window) => {
      const sum = (series: string) =>
        window === '5m'
          ? `workload:${series}:rate5m${own}`
          : `sum_over_time(workload:${series}:rate5m${own}[${window}])`;
      return recorded(`workload:${what}:ratio_rate${window}`, `${sum(what)} / ${sum(among)}`, labels);
    });
  return [
    recorded('workload:requests:rate5m', queries.all, labels),
    recorded('workload:request_seconds:mean5m', queries.mean, labels),
    ...(queries.slow === undefined
      ? []
      : [
          recorded('workload:requests_timed:rate5m', queries.timed, labels),
          recorded('workload:requests_slow:rate5m', queries.slow, labels),
          ...shares('requests_slow', 'requests_timed'),
        ]),
    ...(queries.failed === undefined
      ? []
      : [
          recorded('workload:requests_failed:rate5m', queries.failed, labels),
          ...shares('requests_failed', 'requests'),
        ]),
  ];
}
