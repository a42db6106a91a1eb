import { RequestMetric } from './request-metric';
import { Finding } from '../capacity/model';
import { ObservedWorkload } from '../workload/observed/observed-workload';

/** Objectives that nobody measures. */
export function unwatched(
  workloads: readonly ObservedWorkload[],
  requests: Readonly<Record<string, RequestMetric>>,
): Finding[] {
  return workloads
    .filter(({ name, latency, isCounted }) => latency !== undefined && !isCounted && requests[name] === undefined)
    .map(({ path, name, latency }) => ({
      code: 'OBJECTIVE_NOT_WATCHED',
      severity: 'warning',
      path,
      message: `its objective of ${Math.round(latency!.seconds * 1e6) / 1e3} ms is planned and not measured: no proxy of a mesh counts its requests, and no metric of its own is named`,
      cure: [`observe(stack, { requests: { ${JSON.stringify(name)}: RequestMetric.histogram(...) } })`, 'a mesh'],
    }));
}
