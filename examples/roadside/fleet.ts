import { join } from 'path';
import { App, Duration, Size } from 'cdk8s';
import {
  Accelerator,
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
  NodeTypeProps,
  SiteLayout,
  SitePreset,
} from 'cdk8s-autonomous';
import { Variation } from './variation';

/** A computer in a cabinet at the roadside, of which a part is for operating system and EdgeCore. */
function cabinet(name: string, props: Partial<NodeTypeProps>): NodeType {
  return NodeType.of(name, {
    cpu: Cpu.units(8),
    memory: Size.gibibytes(16),
    ephemeralStorage: Size.gibibytes(100),
    reserve: NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(2) }),
    ...props,
  });
}

/** A class of hardware: the machine, and the accelerator in it, by the names that the device plugin of its maker gives it. */
export interface Hardware {
  readonly machine: NodeType;
  readonly accelerator?: Accelerator;
}

/** What was bought in five years. */
export const CLASSES: Readonly<Record<string, Hardware>> = {
  orin: {
    accelerator: Accelerator.of('Jetson Orin', { resource: 'nvidia.com/gpu' }),
    machine: cabinet('orin', { architecture: Architecture.ARM64, extendedResources: { 'nvidia.com/gpu': 1 } }),
  },
  atlas: {
    accelerator: Accelerator.ASCEND_310_P,
    machine: cabinet('atlas', { architecture: Architecture.ARM64, extendedResources: { 'huawei.com/Ascend310P': 1 } }),
  },
  t4: {
    accelerator: Accelerator.NVIDIA_T4,
    machine: cabinet('t4', {
      cpu: Cpu.units(16),
      memory: Size.gibibytes(32),
      extendedResources: { 'nvidia.com/gpu': 1 },
    }),
  },
  plain: { machine: cabinet('plain', {}) },
};

const CLOUD = NodeType.of('cloud-8x32', {
  cpu: Cpu.units(8),
  memory: Size.gibibytes(32),
  ephemeralStorage: Size.gibibytes(200),
  reserve: NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(2) }),
});

/** The cluster that all sites join, and the sites as the asset register has them. */
export function roadsideFleet(app: App, delivery: ArgoDelivery, registry: HarborRegistry, variation: Variation = {}) {
  const cluster = new Cluster(app, 'roads', {
    zones: ['cloud-a', 'cloud-b', 'cloud-c'],
    kubernetesVersion: KubernetesVersion.V1_32,
    delivery,
  });
  cluster.addNodePool('cloud', { nodeType: CLOUD });
  const edge = new EdgePlatform(app, 'sites', {
    cluster,
    delivery,
    runtime:
      variation.runtime ??
      EdgeRuntime.kubeEdge({
        version: '1.23.1',
        addresses: ['edge.roads.example.com'],
        nodeLimit: 2000,
        brokerImage: registry.image('docker-hub/library/eclipse-mosquitto', {
          tag: '2.0.22',
          digest: `sha256:${'c0'.repeat(32)}`,
        }),
      }),
  });
  // Nodes join with the labels by which pods find an accelerator.
  const layouts = Object.entries(CLASSES).map(([name, { machine, accelerator }]) => [
    name,
    SiteLayout.of({ role: 'cabinet', nodeType: machine, labels: accelerator?.nodeLabels }),
  ]);
  const fleet = EdgeFleet.fromCsv(edge, 'fleet', {
    file: variation.register ?? join(__dirname, 'sites.csv'),
    delimiter: ';',
    columns: { name: 'asset_id', region: 'province', layout: 'class' },
    attributes: ['lanes'],
    ignoreOtherColumns: true,
    layouts: Object.fromEntries(layouts),
    preset: SitePreset.mecRoadside(),
    uplink: Bandwidth.megabitsPerSecond(50),
    cloudLatency: Duration.millis(30),
  });
  return { cluster, edge, fleet };
}
