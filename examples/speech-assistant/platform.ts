import { App, Size } from 'cdk8s';
import { Accelerator, Cluster, Cpu, KubernetesVersion, NodeReserve, NodeType, Price, Survive } from 'cdk8s-autonomous';
import { Variation } from './variation';

/** Three zones of nodes with four GPUs each, on which everything runs. */
export function speechCluster(app: App, { maxNodesPerZone = 4 }: Variation): Cluster {
  const cluster = new Cluster(app, 'speech', {
    zones: ['west-1a', 'west-1b', 'west-1c'],
    kubernetesVersion: KubernetesVersion.V1_32,
    survive: Survive.zone(),
  });
  cluster.addNodePool('gpu', {
    nodeType: NodeType.of('4xgpu', {
      cpu: Cpu.units(66),
      memory: Size.gibibytes(272),
      ephemeralStorage: Size.gibibytes(400),
      extendedResources: { [Accelerator.NVIDIA_L4.resource]: 4 },
      reserve: NodeReserve.explicit({ cpu: Cpu.units(2), memory: Size.gibibytes(16) }),
      price: Price.perHour(9.8),
    }),
    labels: Accelerator.NVIDIA_L4.nodeLabels,
    maxNodesPerZone,
  });
  return cluster;
}
