import { App, Size } from 'cdk8s';
import { Cluster, KubernetesVersion, NodeReserve, NodeType, Survive, Taint } from 'cdk8s-autonomous';
import { Cpu } from 'cdk8s-plus-27';
import { Variation } from './variation';

/** Keeps everything off the GPU nodes that has no business there. */
export const VISION_ONLY = Taint.noSchedule('plant.example.com/vision');

/** One GPU in four slices, as the device plugin offers it with time slicing. */
export const GPU_SLICE = 'nvidia.com/gpu.shared';

/** The machines that stand in the plant: three servers and two with a GPU. None is ever added. */
export function plantCluster(app: App, { gpuNodes = 2 }: Variation): Cluster {
  const reserve = NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(4) });
  const server = { cpu: Cpu.units(16), memory: Size.gibibytes(64), ephemeralStorage: Size.gibibytes(400), reserve };
  const cluster = new Cluster(app, 'plant', {
    zones: ['hall-1'],
    kubernetesVersion: KubernetesVersion.V1_32,
    survive: Survive.node(),
  });
  cluster.addNodePool('servers', {
    nodeType: NodeType.of('16x64', server),
    minNodesPerZone: 3,
    maxNodesPerZone: 3,
  });
  cluster.addNodePool('vision', {
    nodeType: NodeType.of('16x64-gpu', { ...server, extendedResources: { [GPU_SLICE]: 4 } }),
    minNodesPerZone: gpuNodes,
    maxNodesPerZone: gpuNodes,
    taints: [VISION_ONLY],
  });
  return cluster;
}
