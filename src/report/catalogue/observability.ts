import { CatalogueEntry } from './entry';

/** Findings about what watches the others. */
export const OBSERVABILITY_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  LOGS_OF_EDGE_LOST: {
    severity: 'warning',
    meaning:
      'logs of nodes at edge sites take more than a quarter of the uplink, or wait for it longer than they are kept',
    cure: 'EdgeTelemetry at the sites, or no logs of their nodes',
  },
  TRACES_RATE_UNKNOWN: {
    severity: 'warning',
    meaning: 'a workload is traced, and nobody said how many requests it gets: collectors are not sized for its spans',
    cure: 'a demand of the workload: Replicas.forDemand or Replicas.forThroughput',
  },
};
