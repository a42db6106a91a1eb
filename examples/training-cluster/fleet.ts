import { App, Duration, Size } from 'cdk8s';
import {
  Accelerator,
  Cluster,
  ClusterQueue,
  Cpu,
  FailureRate,
  GpuMonitoring,
  GpuPool,
  GpuSharing,
  GpuTopology,
  KubernetesVersion,
  NodeReserve,
  NodeType,
  QueuePriority,
  Quota,
  Spares,
  Survive,
} from 'cdk8s-autonomous';
import { Variation } from './variation';

/** Two superpods of four leaves with eight nodes each; nodes of a leaf are one switch apart. */
export const FABRIC = GpuTopology.of(
  'fabric',
  { name: 'superpod', nodeLabel: 'topology.training.example.com/superpod' },
  { name: 'leaf', nodeLabel: 'topology.training.example.com/leaf' },
);

const NODE = NodeType.of('8xgpu-192x2048', {
  cpu: Cpu.units(192),
  memory: Size.gibibytes(2048),
  ephemeralStorage: Size.gibibytes(7000),
  reserve: NodeReserve.explicit({ cpu: Cpu.units(4), memory: Size.gibibytes(98) }),
});

/** 64 nodes with 8 GPUs each: 60 for training, of which the plan keeps 4 as spares, and 4 that notebooks share. */
export function trainingFleet(
  app: App,
  { accelerator = Accelerator.NVIDIA_H100_80_GB, perceptionQuota = 256 }: Variation,
) {
  const cluster = new Cluster(app, 'training', {
    zones: ['hall-1'],
    kubernetesVersion: KubernetesVersion.V1_32,
    survive: Survive.node(),
  });
  const leaf = (name: string, count: number) => ({ domains: [name.slice(0, 1), name], count });
  const spares = Spares.forAvailability({
    failures: FailureRate.perNodeDay(0.0038),
    repair: Duration.days(2),
    availability: 0.999,
    // Jobs of a node that fails go on on one of them.
    takeLostPods: true,
  });
  const gpus = new GpuPool(cluster, 'gpus', {
    nodeType: NODE,
    accelerator,
    devicesPerNode: 8,
    topology: FABRIC,
    nodes: [...['A1', 'A2', 'A3', 'A4', 'B1', 'B2', 'B3'].map((name) => leaf(name, 8)), leaf('B4', 4)],
    spares,
  });
  const slices = new GpuPool(cluster, 'slices', {
    nodeType: NODE,
    accelerator: Accelerator.NVIDIA_H100_80_GB,
    devicesPerNode: 8,
    topology: FABRIC,
    nodes: [leaf('B4', 4)],
    sharing: GpuSharing.mig('1g.10gb'),
  });
  const queue = (name: string, quota: Quota) => new ClusterQueue(cluster, name, { cohort: 'driving', quotas: [quota] });
  const queues = {
    perception: queue('perception', Quota.of(gpus, { nominal: perceptionQuota, borrowing: 64 })),
    planning: queue('planning', Quota.of(gpus, { nominal: 128, borrowing: 64, lending: 64 })),
    mining: queue('data-mining', Quota.of(gpus, { nominal: 64, lending: 64 })),
    notebooks: queue('notebooks', Quota.of(slices, { nominal: 224, borrowing: 0, lending: 0 })),
    // What is left over when nobody needs it; spare nodes are in no quota.
    scavenger: queue('scavenger', Quota.of(gpus, { nominal: 0, borrowing: 32 })),
  };
  new GpuMonitoring(cluster, 'gpu-monitoring', { labels: { release: 'prometheus' } });
  const priorities = {
    release: new QueuePriority(cluster, 'release', { value: 1000, description: 'what the next release waits for' }),
    research: new QueuePriority(cluster, 'research', { value: 100 }),
    idle: new QueuePriority(cluster, 'idle', { value: 1, description: 'runs on what nobody needs' }),
  };
  return { cluster, gpus, slices, queues, priorities };
}
