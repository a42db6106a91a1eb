import { Cluster } from '../cluster/cluster';
import { kubeObject } from '../manifest/k8s/kube-object';
import { clusterScoped } from '../manifest/metadata';

/** The RuntimeClass that pods with an accelerator name, once for all pools of a cluster; its handler has the same name in containerd. */
export function emitRuntimeClass(cluster: Cluster, name: string): void {
  const id = `RuntimeClass-${name}`;
  if (cluster.node.tryFindChild(id)) {
    return;
  }
  cluster._deliverOwn();
  kubeObject(cluster, id, 'RuntimeClass', {
    metadata: clusterScoped('RuntimeClass', name, { partOf: cluster.clusterName }),
    handler: name,
  });
}
