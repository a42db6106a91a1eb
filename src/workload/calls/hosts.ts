import { Cluster } from '../../cluster/cluster';
import { bytesOf, hugePagesOf, millisOf } from '../../manifest/amounts';
import { PoolDescription } from '../../planner/reading/description';
import { barredFrom } from '../../planner/reading/node-admission';
import { WorkloadProps } from '../workload-props';

/**
 * Nodes that may hold pods of the workload, by the node pools that the cluster has when the workload is made: where few nodes
 * share its replicas, the loss of one takes several. Infinity where a pool that admits it has no limit, or none admits it yet.
 */
export function hostsFor(cluster: Cluster, props: WorkloadProps): number {
  return counted(cluster, props, ({ maxNodes = Infinity }) => maxNodes) || Infinity;
}

/** Nodes that may hold pods of the workload and are there whatever the plan needs. */
export function hostsThere(cluster: Cluster, props: WorkloadProps): number {
  return counted(cluster, props, ({ minNodes }) => minNodes);
}

function counted(cluster: Cluster, props: WorkloadProps, inZone: (pool: PoolDescription) => number): number {
  const fitting = cluster.nodePools
    .map((pool) => pool._describe())
    .filter((pool) => barredFrom(selectingSpec(props), pool, undefined) === undefined && holds(pool, props));
  return fitting.reduce((sum, pool) => {
    const usable = pool.zones.filter((zone) => props.zones?.includes(zone) ?? true).length;
    return sum + (pool.zones.length > 0 ? usable : 1) * inZone(pool);
  }, 0);
}

/** What of the pod decides about nodes. */
function selectingSpec({ nodeLabels, tolerates = [] }: WorkloadProps) {
  return {
    nodeSelector: nodeLabels,
    tolerations: tolerates.map(({ key, value, effect }) => ({
      key,
      value,
      effect,
      operator: value === undefined ? 'Exists' : 'Equal',
    })),
  };
}

/** True where an empty node of the pool has room for one pod. */
function holds({ capacity, reserved }: PoolDescription, { resources }: WorkloadProps): boolean {
  const asked = {
    cpu: millisOf(resources.cpu),
    memory: bytesOf(resources.memory),
    ...hugePagesOf(resources),
    ...resources.extended,
  };
  return Object.entries(asked).every(([name, amount]) => (capacity[name] ?? 0) - (reserved[name] ?? 0) >= amount);
}
