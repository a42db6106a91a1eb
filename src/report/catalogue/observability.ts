import { CatalogueEntry } from './entry';

/** Findings about what watches the others. */
export const OBSERVABILITY_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  EDGE_TELEMETRY_UPLINK_UNKNOWN: {
    severity: 'warning',
    meaning: 'sites keep telemetry while they are offline, and nobody said what uplink sends it afterwards',
    cure: 'uplink of the fleet, or of the sites',
  },
  LOGS_EXCEED_UPLINK: {
    severity: 'warning',
    meaning: 'the logs of the nodes of an edge site take more than a quarter of its uplink',
    cure: 'EdgeTelemetry at the site, or no logs of its nodes',
  },
  LOGS_OF_EDGE_LOST: {
    severity: 'warning',
    meaning: 'an edge site may be offline for longer than its nodes keep their logs',
    cure: 'a longer keeps, or EdgeTelemetry at the site',
  },
  OBJECTIVE_NOT_WATCHED: {
    severity: 'warning',
    meaning: 'a workload of an observed stack has a latency objective, and nobody measures how long its requests take',
    cure: 'a mesh, or the histogram of the application in `requests`',
  },
  TOO_MANY_SERIES: {
    severity: 'warning',
    meaning:
      'the pods of observed stacks have more series at the maximum of their autoscalers than Prometheus has room for',
    cure: 'more memory and `maxSeries`, or fewer series of each pod',
  },
  TRACES_RATE_UNKNOWN: {
    severity: 'warning',
    meaning: 'a workload is traced, and nobody said how many requests it gets: collectors are not sized for its spans',
    cure: 'a demand of the workload: Replicas.forDemand or Replicas.forThroughput',
  },
};
