import { App, Size } from 'cdk8s';
import {
  Cluster,
  Cpu,
  EdgePlatform,
  EdgeRuntime,
  EdgeSite,
  KubernetesVersion,
  NodeReserve,
  NodeType,
  SitePreset,
  Survive,
} from 'cdk8s-autonomous';
import { Variation } from './variation';

/** One GPU in four slices, as the device plugin offers it with time slicing. */
export const GPU_SLICE = 'nvidia.com/gpu.shared';

const SERVER = {
  cpu: Cpu.units(16),
  memory: Size.gibibytes(64),
  ephemeralStorage: Size.gibibytes(400),
  reserve: NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(4) }),
};

/** The machines of the plant: three servers in the computer room, and the hall with two nodes that have a GPU. None is ever added. */
export function plant(app: App, { gpuNodes = 2 }: Variation) {
  const cluster = new Cluster(app, 'plant', {
    zones: ['computer-room'],
    kubernetesVersion: KubernetesVersion.V1_32,
    survive: Survive.node(),
  });
  cluster.addNodePool('servers', {
    nodeType: NodeType.of('16x64', { ...SERVER, windowsGuests: true }),
    minNodesPerZone: 3,
    maxNodesPerZone: 3,
  });
  // The plant runs a broker on each node of the hall, which listens on the node alone: messages of the cameras go through it.
  const edge = new EdgePlatform(app, 'edge', {
    cluster,
    runtime: EdgeRuntime.kubeEdge({ version: '1.23.1', brokerOnNodes: true }),
  });
  const vision = NodeType.of('16x64-gpu', { ...SERVER, extendedResources: { [GPU_SLICE]: 4 } });
  const hall = new EdgeSite(edge, 'hall-1', {
    preset: SitePreset.factory(),
    nodes: Array.from({ length: gpuNodes }, (_, i) => ({
      name: `vision-${i + 1}`,
      nodeType: vision,
      // The first one has the fieldbus.
      labels: { fieldbus: i === 0 ? 'yes' : 'no' },
    })),
  });
  return { cluster, edge, hall };
}
