import { nodesText } from './cells';
import { ClusterEntry, WorkloadEntry } from './document';
import { someOf } from '../capacity/some-of';

/** So many workloads are named. */
const MOST_NAMED = 3;

/** What the loss of all spot nodes takes, and what it leaves: `spot: all 2 nodes may go at once; shop/cart then keeps 4 of 6 (4 needed)`. */
export function spotLines(cluster: ClusterEntry): string[] {
  const { spotLoss, workloads } = cluster;
  if (!spotLoss) {
    return [];
  }
  const nodes = Object.values(spotLoss.lost).reduce((sum, count) => sum + count, 0);
  const services = new Map<string, WorkloadEntry[]>();
  for (const workload of workloads.filter(({ id }) => goneOf(cluster, id) > 0)) {
    const name = workload.partOf?.name ?? workload.id;
    services.set(name, [
      workload,
      ...workloads.filter(({ id, partOf }) => partOf?.name === name && id !== workload.id),
    ]);
  }
  const texts = [...services].map(([name, parts]) => {
    const all = parts.reduce((sum, { replicas }) => sum + replicas.planned, 0);
    const left = parts.reduce((sum, { id }) => sum + leftOf(cluster, id), 0);
    const [{ partOf, replicas }] = parts;
    const least = partOf ? partOf.least : Math.min(replicas.degraded ?? all, left);
    return `${name} then keeps ${left} of ${all}${left > 0 && least > 0 ? ` (${least} needed)` : ''}`;
  });
  return [`spot: all ${nodesText(nodes)} may go at once; ${someOf(texts, MOST_NAMED)}`];
}

/** Pods of a workload that are on the nodes that are lost. */
function goneOf({ steady, spotLoss }: ClusterEntry, id: string): number {
  return steady.nodes.reduce((sum, { id: group, pods }) => sum + (spotLoss!.lost[group] ?? 0) * (pods[id] ?? 0), 0);
}

/** Pods of a workload that are left, those with it that come back elsewhere. */
function leftOf(cluster: ClusterEntry, id: string): number {
  const running = cluster.steady.nodes.reduce((sum, { count, pods }) => sum + count * (pods[id] ?? 0), 0);
  const back = cluster.spotLoss!.added.reduce((sum, { count, pods }) => sum + count * (pods[id] ?? 0), 0);
  return running - goneOf(cluster, id) + back;
}
