import { CatalogueEntry } from './entry';

/** Findings about what pods may do, when they run, and nodes that the cloud may take back. */
export const SPOT_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  SCALES_TO_ZERO: {
    severity: 'info',
    meaning: 'a workload has no replica without load: how long the first work after that waits',
    cure: 'nothing has to be done; without `toZeroAfter` its planned replicas always run',
  },
  SPOT_NODES: {
    severity: 'info',
    meaning: 'what the group of spot nodes has to be in the cloud: of which kind, with which label and taint',
    cure: 'nothing has to be done where it is so',
  },
  SPOT_TAKES_ALL: {
    severity: 'warning',
    meaning: 'all pods of a workload are on spot nodes, and nobody said that it may be gone while these are',
    cure: 'nodes of another pool for some of its pods, or accept it',
  },
  WRITABLE_ROOT: {
    severity: 'warning',
    meaning: 'pods may write to the file system of their image, for a reason that their user gave: it is accepted',
    cure: '`writable` with the directories that the image writes to',
  },
};
