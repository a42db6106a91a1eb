import { ClusterEntry } from './document';

/** True where the workload runs at its maximum in the peak of a group, or in that of all, which has no name. */
export function atMaximum(groups: ClusterEntry['peakGroups'], peak: string, workload: string): boolean {
  if (peak === '') {
    return true;
  }
  const own = (groups ?? []).filter((group) => group.workloads.includes(workload));
  return own.length === 0 || own.some((group) => group.name === peak);
}
