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
  const left = uncoveredOf(cluster).length;
  return left === 0 ? 'the plan holds' : `the plan holds for what it sees (${uncoveredText(left)})`;
}

/** `2 findings say what it does not cover` */
function uncoveredText(count: number): string {
  return `${count} ${count === 1 ? 'finding says' : 'findings say'} what it does not cover`;
}
