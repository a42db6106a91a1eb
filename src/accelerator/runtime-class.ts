import { k8s } from 'cdk8s-plus-27';
import { Cluster } from '../cluster/cluster';
import { clusterScoped } from '../manifest/metadata';

/** The RuntimeClass that pods with an accelerator name, once for all pools of a cluster; its handler has the same name in containerd. */
export function emitRuntimeClass(cluster: Cluster, name: string): void {
  const id = `RuntimeClass-${name}`;
  if (cluster.node.tryFindChild(id)) {
    return;
  }
  cluster._deliverOwn();
  new k8s.KubeRuntimeClass(cluster, id, {
    metadata: clusterScoped('RuntimeClass', name, { partOf: cluster.clusterName }),
    handler: name,
  });
}
