import { ClusterEntry } from './document';

/** True where the workload runs at its maximum in that scenario: in `hpa-max`, in its group, or in every group where it has none. */
export function atMaximum(groups: ClusterEntry['peakGroups'], scenario: string, workload: string): boolean {
  const [, name] = scenario.split(':');
  if (name === undefined) {
    return true;
  }
  const own = (groups ?? []).filter((group) => group.workloads.includes(workload));
  return own.length === 0 || own.some((group) => group.name === name);
}
