import { ClusterEntry, FindingEntry } from './document';

/** Findings about what the plan does not cover. */
export function uncoveredOf({ findings }: Pick<ClusterEntry, 'findings'>): FindingEntry[] {
  return findings.filter(({ uncovered }) => uncovered);
}

/** What the plan of a cluster says, in the same words in every format. */
export function verdictOf(cluster: Pick<ClusterEntry, 'status' | 'findings'>): string {
  if (cluster.status === 'infeasible') {
    return 'infeasible';
  }
  const uncovered = uncoveredOf(cluster).length;
  const errors = cluster.findings.filter(({ accepted }) => accepted?.severity === 'error').length;
  const notes = [
    ...(uncovered > 0
      ? [`${uncovered} ${uncovered === 1 ? 'finding says' : 'findings say'} what it does not cover`]
      : []),
    ...(errors > 0 ? [`${errors} accepted ${errors === 1 ? 'error' : 'errors'}`] : []),
  ];
  return `the plan holds${uncovered > 0 ? ' for what it sees' : ''}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`;
}

/** `accepted, was an error: the device is bought in March` */
export function acceptedText({ severity, reason }: NonNullable<FindingEntry['accepted']>): string {
  return `accepted${severity === 'info' ? '' : `, was ${severity === 'error' ? 'an error' : 'a warning'}`}: ${reason}`;
}
