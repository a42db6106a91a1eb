import { Run } from './steady-cluster';
import { HostSpreadModel, WorkloadModel } from '../model';

/** True where the nodes of the pool count for the spread over nodes, whether pods of the workload may run there or not. */
export function countsForHosts({ eligible, hostSpread }: WorkloadModel, pool: string): boolean {
  return eligible.includes(pool) || !!hostSpread?.alsoCounts?.includes(pool);
}

/**
 * The pods with which a node is full for a hard spread over nodes: as many as the emptiest node that counts has, and the skew. That one
 * counts as empty where there are too few nodes, or where one that is gone still counts (kubernetes 1.34, podtopologyspread/filtering.go).
 * @param least fewest pods on one of the nodes that count
 * @param nodes how many of these there are
 * @param gone nodes that counted and are lost
 */
export function fullAt(
  { maxSkew, minDomains = 1, lostNodesCount }: HostSpreadModel,
  least: number,
  nodes: number,
  gone: number,
): number {
  const dead = lostNodesCount ? gone : 0;
  return maxSkew + (dead > 0 || nodes < minDomains ? 0 : least);
}

/** Pods of a workload on one node of the run, or only those that were added since steady. */
export function podsOn({ group, added }: Run, id: string, onlyAdded: boolean): number {
  return (added[id] ?? 0) + (onlyAdded ? 0 : (group.pods[id] ?? 0));
}
