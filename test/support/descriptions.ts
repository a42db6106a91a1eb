import { ClusterDescription } from '../../src/planner/reading/description';

/** A cluster that promises nothing, without its pools. */
export const EAST: Omit<ClusterDescription, 'pools'> = {
  name: 'east',
  path: 'east',
  kubernetesVersion: '1.32',
  survive: 'none',
  effort: 'standard',
  scoring: 'LeastAllocated',
  concurrentRollouts: 1,
  peakGroups: [],
  timetables: [],
};
