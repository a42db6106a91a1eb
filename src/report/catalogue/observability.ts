import { CatalogueEntry } from './entry';

/** Findings about what watches the others. */
export const OBSERVABILITY_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  TRACES_RATE_UNKNOWN: {
    severity: 'warning',
    meaning: 'a workload is traced, and nobody said how many requests it gets: collectors are not sized for its spans',
    cure: 'a demand of the workload: Replicas.forDemand or Replicas.forThroughput',
  },
};
