import { App, Duration, Size } from 'cdk8s';
import {
  Accelerator,
  AutonomousStack,
  ClusterQueue,
  Cpu,
  HarborRegistry,
  LocalQueue,
  Microservice,
  Mount,
  Replicas,
  SharedVolume,
  Survive,
  TeamAccess,
  TopologyRequest,
  TrainingFramework,
  TrainingJob,
  TrainingJobProps,
} from 'cdk8s-autonomous';
import { FABRIC, trainingFleet } from './fleet';
import { Variation } from './variation';

/** The cluster on which driving is learned: one large job, one of half the size, eight small ones, and two hundred notebooks. */
export function trainingCluster(app: App, variation: Variation = {}) {
  const { accelerator = Accelerator.NVIDIA_H100_80_GB, devicesPerPod = 8, requiresSuperpod = false } = variation;
  const fleet = trainingFleet(app, variation);
  const registry = new HarborRegistry(app, 'harbor', { host: 'harbor.driving.example.com', pullSecret: 'harbor-pull' });
  const team = (name: string, clusterQueue: ClusterQueue) => {
    const stack = new AutonomousStack(app, name, {
      cluster: fleet.cluster,
      registry,
      labels: { owner: name, 'cost-centre': 'cc-3100' },
    });
    new TeamAccess(stack, 'team', { groups: [`driving-${name}`] });
    return { stack, queue: new LocalQueue(stack, 'training', { clusterQueue }) };
  };
  const perception = team('perception', fleet.queues.perception);
  const planning = team('planning', fleet.queues.planning);
  const mining = team('data-mining', fleet.queues.mining);
  const notebooks = team('notebooks', fleet.queues.notebooks);

  const dataset = new SharedVolume(perception.stack, 'dataset', { size: Size.tebibytes(400), storageClass: 'lustre' });
  const checkpoints = new SharedVolume(perception.stack, 'checkpoints', {
    size: Size.tebibytes(40),
    storageClass: 'lustre',
  });
  const image = (name: string) =>
    registry.image(`training/${name}`, { tag: '2.9.0', digest: `sha256:${'7e'.repeat(32)}` });
  /** What every pod has that takes a whole node. */
  const wholeNode = (devices = 8): Pick<TrainingJobProps, 'resources' | 'sharedMemory'> => ({
    resources: { cpu: Cpu.units(176), memory: Size.gibibytes(1600), accelerator: accelerator.devices(devices) },
    sharedMemory: Size.gibibytes(256),
  });

  const large = new TrainingJob(perception.stack, 'bev-pretraining', {
    ...wholeNode(devicesPerPod),
    framework: TrainingFramework.PYTORCH,
    image: image('bev'),
    nodes: 32,
    queue: perception.queue,
    queuePriority: fleet.priorities.release,
    topology: requiresSuperpod
      ? TopologyRequest.required(FABRIC.level('superpod'))
      : TopologyRequest.preferred(FABRIC.level('superpod')),
    mounts: [Mount.shared(dataset, '/data', { readOnly: true }), Mount.shared(checkpoints, '/checkpoints')],
  });
  const middle = new TrainingJob(planning.stack, 'planner-rl', {
    ...wholeNode(),
    framework: TrainingFramework.JAX,
    image: image('planner'),
    nodes: 16,
    queue: planning.queue,
    queuePriority: fleet.priorities.research,
    topology: TopologyRequest.preferred(FABRIC.level('superpod')),
  });
  const small = Array.from(
    { length: 8 },
    (_, i) =>
      new TrainingJob(mining.stack, `auto-label-${i + 1}`, {
        ...wholeNode(),
        framework: TrainingFramework.PYTORCH,
        image: image('auto-label'),
        nodes: 1,
        queue: mining.queue,
        queuePriority: fleet.priorities.idle,
        deadline: Duration.hours(12),
        nodeLabels: variation.smallJobsIn && { 'topology.training.example.com/leaf': variation.smallJobsIn[i] },
      }),
  );
  const notebook = new Microservice(notebooks.stack, 'notebook', {
    image: image('notebook'),
    replicas: Replicas.fixed(variation.notebooks ?? 200),
    resources: {
      cpu: Cpu.units(3),
      memory: Size.gibibytes(24),
      accelerator: Accelerator.NVIDIA_H100_80_GB.slices('1g.10gb'),
    },
    // A notebook whose node is lost starts again when there is room.
    survive: Survive.none(),
  });
  return { ...fleet, perception, planning, mining, notebooks, jobs: { large, middle, small }, notebook };
}
