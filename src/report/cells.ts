import { ClusterEntry, PoolEntry, WorkloadEntry } from './document';
import { copiesOf, leftAfterWorstLoss } from './figures';
import { nodesByZone } from './roles';

/** Cells that tables of every format show in the same words. */

/** `survives the loss of any one zone`; what workloads of edge sites ask for besides. */
export function survivalText({ survive, scenarios }: ClusterEntry): string {
  const atSites = scenarios.some(({ name }) => name.startsWith('node-lost:')) && survive !== 'node';
  const whole = survive === 'none' ? 'no loss' : `the loss of any one ${survive}`;
  return `survives ${whole}${atSites ? '; at its sites the loss of any one node, for workloads that ask for it' : ''}`;
}

/** The pool, and how many equal edge sites it stands for; the role where it is several zones of one. */
export function poolCell(pools: readonly PoolEntry[]): string {
  const [pool] = pools;
  const others = copiesOf(pool) - 1;
  if (pools.length > 1) {
    return pool.role!;
  }
  return others > 0 ? `${pool.id} and ${others} like it` : pool.id;
}

/** Nodes of the pool, of each site where it stands for several, or of each zone. */
export function nodesCell(pools: readonly PoolEntry[]): string {
  const [pool] = pools;
  const spares = pools.reduce((sum, { spares: n = 0 }) => sum + n, 0);
  const spare = spares > 0 ? ` (${spares} spare)` : '';
  if (pools.length > 1) {
    return `${nodesByZone(pools)}${spare}`;
  }
  return copiesOf(pool) > 1 ? `${copiesOf(pool)} x ${pool.nodes}${spare}` : `${pool.nodes}${spare}`;
}

/** The limit of the pool; those of roles add up to that of their pool, and say nothing each. */
export function limitCell([{ maxNodes, role }]: readonly PoolEntry[]): string {
  return maxNodes === undefined || role !== undefined ? '-' : String(maxNodes);
}

/** What the worst loss leaves, and what it must leave. */
export function lossCell(cluster: ClusterEntry, workload: WorkloadEntry): string {
  const loss = leftAfterWorstLoss(cluster, workload);
  return loss ? `${loss.left} >= ${loss.least}` : '-';
}

export function maximumCell({ replicas: { max } }: WorkloadEntry): string {
  return max === undefined ? '-' : String(max);
}

/** Extra pods of a rollout, and how many were asked for where these are more. */
export function surgeCell({ rollout, surge = 0 }: WorkloadEntry): string {
  if (rollout === undefined) {
    return '-';
  }
  return surge === rollout.asked ? String(surge) : `${surge} of ${rollout.asked}`;
}

/** Pods that still fit at steady, and as a share of those that run; a plus where the search ended at twice the count. */
export function headroomCell({ headroom, replicas: { planned } }: WorkloadEntry): string {
  if (headroom === undefined || planned === 0) {
    return '-';
  }
  return headroom === planned ? `${headroom}+` : `${headroom} (${Math.round((100 * headroom) / planned)}%)`;
}

/** `1 node`, `3 nodes`. */
export function nodesText(nodes: number): string {
  return `${nodes} ${nodes === 1 ? 'node' : 'nodes'}`;
}
