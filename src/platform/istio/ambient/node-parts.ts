import { Size } from 'cdk8s';
import { Cluster } from '../../../cluster/cluster';
import { Footprint } from '../../../cluster/footprint/footprint';
import { ReadObject } from '../../../planner/reading/description';
import { Cpu } from '../../../units/cpu';
import { IstioSettings } from '../settings';

/** Clusters whose nodes have their parts of an ambient mesh. */
const COUNTED = new WeakSet<Cluster>();

/** Nodes of KubeEdge have no way to istiod while they are away from the cloud: no part of the mesh runs on them. */
const NOT_AT_THE_EDGE = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'node-role.kubernetes.io/edge', operator: 'DoesNotExist' }] }],
    },
  },
};

/** Counts what an ambient mesh runs on every node, once: ztunnel, and the agent that leads the traffic of pods to it. */
export function countNodeParts(cluster: Cluster, path: string, istio: IstioSettings): void {
  if (COUNTED.has(cluster)) {
    return;
  }
  COUNTED.add(cluster);
  const { controlPlaneNamespace: namespace, ambient } = istio;
  // Requests of the charts ztunnel and cni of Istio 1.30.
  const parts = [
    { name: 'ztunnel', cpu: ambient!.ztunnelCpu, memory: ambient!.ztunnelMemory },
    { name: 'istio-cni', cpu: Cpu.millis(100), memory: Size.mebibytes(100) },
  ];
  for (const part of parts) {
    const daemon = { ...part, toleratesEverything: true, priorityClass: 'system-node-critical' };
    const footprint = Footprint.of({ namespace, daemons: [daemon] });
    cluster._countPresumed(() => {
      const described = footprint._describe(part.name, path);
      return { ...described, objects: described.objects.map(awayFromEdge), unless: `${namespace}/${part.name}` };
    });
  }
}

function awayFromEdge({ json, ...rest }: ReadObject): ReadObject {
  const { spec } = json;
  const pod = { ...spec.template.spec, affinity: NOT_AT_THE_EDGE };
  return { ...rest, json: { ...json, spec: { ...spec, template: { ...spec.template, spec: pod } } } };
}
