import { App, Size, Testing } from 'cdk8s';
import {
  Accelerator,
  AutonomousStack,
  Cluster,
  ClusterProps,
  ClusterQueue,
  ClusterQueueProps,
  Cpu,
  GpuPool,
  GpuPoolProps,
  GpuTopology,
  KubernetesVersion,
  LocalQueue,
  NodeReserve,
  NodeType,
  Quota,
  TrainingFramework,
  TrainingJob,
  TrainingJobProps,
} from 'cdk8s-autonomous';
import { PINNED } from './edge';

export const H100 = Accelerator.NVIDIA_H100_80_GB;

export const FABRIC = GpuTopology.of(
  'fabric',
  { name: 'superpod', nodeLabel: 'net.example.com/superpod' },
  { name: 'leaf', nodeLabel: 'net.example.com/leaf' },
);

export const GPU_NODE = NodeType.of('gpu-node', {
  cpu: Cpu.units(96),
  memory: Size.gibibytes(1024),
  ephemeralStorage: Size.gibibytes(1000),
  reserve: NodeReserve.explicit({ cpu: Cpu.units(2), memory: Size.gibibytes(24) }),
});

export function trainingHall(props: Partial<ClusterProps> = {}): Cluster {
  return new Cluster(Testing.app(), 'training', {
    zones: ['hall', 'annex'],
    kubernetesVersion: KubernetesVersion.V1_32,
    ...props,
  });
}

/** Two leaves of two nodes with eight GPUs each, or others. */
export function gpuPool(props: Partial<GpuPoolProps> = {}, cluster = trainingHall(), name = 'gpus'): GpuPool {
  return new GpuPool(cluster, name, {
    nodeType: GPU_NODE,
    accelerator: H100,
    devicesPerNode: 8,
    topology: FABRIC,
    nodes: [
      { domains: ['A', 'A1'], count: 2 },
      { domains: ['A', 'A2'], count: 2 },
    ],
    ...props,
  });
}

/** A team with a queue of its own of so many GPUs. */
export function teamWithQueue(pool: GpuPool, name = 'team', nominal = 32, props: Partial<ClusterQueueProps> = {}) {
  const clusterQueue = new ClusterQueue(pool.cluster, name, { quotas: [Quota.of(pool, { nominal })], ...props });
  const stack = new AutonomousStack(pool.node.root as App, name, { cluster: pool.cluster });
  return { clusterQueue, stack, queue: new LocalQueue(stack, 'training', { clusterQueue }) };
}

/** A job of two nodes with eight GPUs each, or another one. */
export function trainingJob(stack: AutonomousStack, id = 'job', props: Partial<TrainingJobProps> = {}): TrainingJob {
  return new TrainingJob(stack, id, {
    framework: TrainingFramework.PYTORCH,
    image: PINNED,
    nodes: 2,
    resources: { cpu: Cpu.units(64), memory: Size.gibibytes(512), accelerator: H100.devices(8) },
    ...props,
  });
}
