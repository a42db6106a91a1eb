import { CatalogueEntry } from './entry';

/** Findings about zones that count for hard spreads. */
export const SPREAD_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  DEAD_ZONE_COUNTS: {
    severity: 'error',
    meaning:
      'a hard spread ignores taints: the nodes of a lost zone still count for it, without pods, so what was lost does not come back elsewhere',
    cure: 'nodeTaintsPolicy: Honor in the spread over zones',
  },
  SPREAD_COUNTS_OTHER_NODES: {
    severity: 'error',
    meaning: 'a hard spread counts nodes that its pods may not use: their zone stays empty and holds the others down',
    cure: 'nodeTaintsPolicy: Honor or nodeAffinityPolicy: Honor in the spread, or a pool for the pods in that zone',
  },
  SPREAD_NEEDS_ZONES: {
    severity: 'error',
    meaning:
      'minDomains of a hard spread is above the zones that can have nodes for it: only some of its pods ever run',
    cure: 'a smaller minDomains, a pool in more zones, or fewer replicas',
  },
};
