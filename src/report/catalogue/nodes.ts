import { CatalogueEntry } from './entry';

/** Findings about what nodes have and pods ask of it. */
export const NODE_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  HUGE_PAGES_REFUSED: {
    severity: 'error',
    meaning: 'a pod asks for huge pages as the API server takes none: not in whole pages, or alone',
    cure: 'whole pages, and requests of cpu or memory beside them',
  },
  HUGE_PAGES_VOLUME: {
    severity: 'error',
    meaning: 'a volume of huge pages of a size that no container of the pod asks for: its pods never start',
    cure: 'requests and limits of hugepages-<size>, and that size as medium: HugePages-<size>',
  },
  REPORTED_NODES_LEFT_OUT: {
    severity: 'warning',
    meaning:
      'nodes of a file are not counted: not ready, cordoned, on their way in or out (an info where they are of edge sites or no machines)',
    cure: 'a file from when they take pods again',
  },
};
