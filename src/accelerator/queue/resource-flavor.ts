import { ApiObject } from 'cdk8s';
import { Cluster } from '../../cluster/cluster';
import { customResource } from '../../manifest/custom-resource';
import { clusterScoped } from '../../manifest/metadata';
import { GpuPool } from '../gpu-pool';
import { GpuTopology } from '../gpu-topology';

const VERSION = 'kueue.x-k8s.io/v1beta2';

/** The fields of a ResourceFlavor that are used here. */
interface ResourceFlavorFields {
  readonly nodeLabels: Readonly<Record<string, string>>;
  readonly tolerations?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly value?: string;
    readonly effect: string;
  }[];
  readonly topologyName?: string;
}

/** The ResourceFlavor of a pool, and the Topology that it names; made once. Returns its name. */
export function flavorOf(pool: GpuPool): string {
  const { cluster, poolName, topology, taints } = pool;
  const id = `Flavor-${poolName}`;
  if (!cluster.node.tryFindChild(id)) {
    cluster._deliverOwn();
    if (topology) {
      emitTopology(cluster, topology);
    }
    customResource<ResourceFlavorFields>(cluster, id, {
      apiVersion: VERSION,
      kind: 'ResourceFlavor',
      metadata: clusterScoped('ResourceFlavor', poolName, { partOf: cluster.clusterName }),
      spec: {
        nodeLabels: { ...pool.accelerator.nodeLabels, ...pool._selector },
        ...(taints.length > 0 && {
          tolerations: taints.map(({ key, value, effect }) => ({
            key,
            operator: value === undefined ? 'Exists' : 'Equal',
            ...(value !== undefined && { value }),
            effect,
          })),
        }),
        ...(topology && { topologyName: topology.topologyName }),
      },
    });
  }
  return poolName;
}

/** Which topology has a name, by cluster. */
const TOPOLOGIES = new WeakMap<Cluster, ReadonlyMap<string, GpuTopology>>();

/** The levels of a topology, down to the node. */
function emitTopology(cluster: Cluster, topology: GpuTopology): ApiObject {
  const { topologyName, levels } = topology;
  const id = `Topology-${topologyName}`;
  const known = TOPOLOGIES.get(cluster)?.get(topologyName);
  if (known && known !== topology) {
    throw new Error(
      `[${cluster.node.path}] topology '${topologyName}': is there already with levels of its own; use that GpuTopology for all pools, or another name`,
    );
  }
  TOPOLOGIES.set(cluster, new Map([...(TOPOLOGIES.get(cluster) ?? []), [topologyName, topology]]));
  const made = cluster.node.tryFindChild(id);
  return made instanceof ApiObject
    ? made
    : customResource(cluster, id, {
        apiVersion: VERSION,
        kind: 'Topology',
        metadata: clusterScoped('Topology', topologyName, { partOf: cluster.clusterName }),
        spec: {
          levels: [...levels.map(({ nodeLabel }) => nodeLabel), 'kubernetes.io/hostname'].map((nodeLabel) => ({
            nodeLabel,
          })),
        },
      });
}
