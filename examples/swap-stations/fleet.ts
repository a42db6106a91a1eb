import { join } from 'path';
import { App, Duration, Size } from 'cdk8s';
import {
  Architecture,
  ArgoDelivery,
  Bandwidth,
  Cluster,
  Cpu,
  EdgeFleet,
  EdgePlatform,
  EdgeRuntime,
  HarborRegistry,
  KubernetesVersion,
  NodeReserve,
  NodeType,
  SiteLayout,
  SitePreset,
} from 'cdk8s-autonomous';
import { Variation } from './variation';

const disk = { ephemeralStorage: Size.gibibytes(200) };

/** The box that the machines of a station are connected to. */
const BOX = NodeType.of('station-box', {
  cpu: Cpu.units(8),
  memory: Size.gibibytes(16),
  reserve: NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(3) }),
  ...disk,
});

/** The box with the GPU, which looks at the cameras. */
const VISION = NodeType.of('vision-box', {
  architecture: Architecture.ARM64,
  cpu: Cpu.units(12),
  memory: Size.gibibytes(32),
  reserve: NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(4) }),
  extendedResources: { 'nvidia.com/gpu': 1 },
  ...disk,
});

/** What the cloud side of the edge runtime runs on. */
const CLOUD = NodeType.of('cloud-4x16', {
  cpu: Cpu.units(4),
  memory: Size.gibibytes(16),
  reserve: NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(2) }),
  ...disk,
});

/** The cluster in the cloud that all stations join, and the stations, which pull from the registries of their regions. */
export function stationFleet(
  app: App,
  delivery: ArgoDelivery,
  regionRegistries: Record<string, HarborRegistry>,
  { runtime }: Variation,
) {
  const cluster = new Cluster(app, 'swap', {
    zones: ['cloud-a', 'cloud-b', 'cloud-c'],
    kubernetesVersion: KubernetesVersion.V1_32,
    delivery,
  });
  cluster.addNodePool('cloud', { nodeType: CLOUD });
  const edge = new EdgePlatform(app, 'stations', {
    cluster,
    delivery,
    runtime:
      runtime ?? EdgeRuntime.kubeEdge({ version: '1.23.1', addresses: ['edge.swap.example.com'], nodeLimit: 2000 }),
  });
  const fleet = EdgeFleet.fromCsv(edge, 'fleet', {
    file: join(__dirname, 'stations.csv'),
    layouts: { station: SiteLayout.of({ role: 'box', nodeType: BOX }, { role: 'vision', nodeType: VISION }) },
    preset: SitePreset.swapStation(),
    uplink: Bandwidth.megabitsPerSecond(20),
    regionRegistries,
    cloudLatency: Duration.millis(60),
  });
  return { cluster, edge, fleet };
}
