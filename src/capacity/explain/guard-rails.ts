import { Finding } from '../model';
import { Attempt } from '../planning/planning';
import { copiesOf } from '../sites';

/** What Kubernetes is tested with (its documentation on large clusters), and the share of that at which the plan warns. */
const RAILS = { nodes: 5_000, pods: 150_000, podsPerNode: 110 };
const WARN_AT = 0.7;

/** Warns where a cluster with a fleet of edge sites comes near to what Kubernetes is tested with. */
export function guardRails({ model, nodes, steady }: Attempt): Finding[] {
  if (!model.sites) {
    return [];
  }
  const copies = new Map(model.pools.map((pool) => [pool.id, copiesOf(pool)]));
  const podsOf = (pods: Readonly<Record<string, number>>) => Object.values(pods).reduce((sum, n) => sum + n, 0);
  const all = model.pools.reduce((sum, pool) => sum + nodes[pool.id] * copiesOf(pool), 0);
  const pods = steady.reduce((sum, group) => sum + group.count * copies.get(group.pool)! * podsOf(group.pods), 0);
  const fullest = steady.reduce((most, group) => Math.max(most, podsOf(group.pods)), 0);
  const rail = (count: number, most: number, what: string, cure: string): Finding[] =>
    count <= WARN_AT * most
      ? []
      : [
          {
            code: 'GUARD_RAIL',
            severity: 'warning',
            path: model.path,
            message: `${count} ${what}: Kubernetes is tested with ${most}`,
            expected: `at most ${Math.floor(WARN_AT * most)}, 70 % of what is tested`,
            actual: String(count),
            cure: [cure],
          },
        ];
  const divide = 'divide the fleet over several clusters, or have a control plane that was tested with as many';
  return [
    ...rail(all, RAILS.nodes, 'nodes in a cluster', divide),
    ...rail(pods, RAILS.pods, 'pods in a cluster', divide),
    ...rail(fullest, RAILS.podsPerNode, 'pods on one node', 'more nodes at the site, or fewer and larger pods'),
  ];
}
