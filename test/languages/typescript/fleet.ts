import { Duration, Size } from 'cdk8s';
import * as auto from 'cdk8s-autonomous';

// What the same programs in other languages are held against: every kind of parameter is in it.
const app = new auto.AutonomousApp();
const cluster = new auto.Cluster(app, 'swap', {
  zones: ['cloud-a'],
  kubernetesVersion: auto.KubernetesVersion.V1_32,
});
const edge = new auto.EdgePlatform(app, 'stations', {
  cluster,
  runtime: auto.EdgeRuntime.kubeEdge({ version: '1.23.1', brokerOnNodes: true }),
});

const box = auto.NodeType.of('station-box', {
  cpu: auto.Cpu.units(8),
  memory: Size.gibibytes(16),
  ephemeralStorage: Size.gibibytes(200),
  reserve: auto.NodeReserve.explicit({ cpu: auto.Cpu.units(1), memory: Size.gibibytes(3) }),
});
const vision = auto.NodeType.of('vision-box', {
  cpu: auto.Cpu.units(8),
  memory: Size.gibibytes(16),
  ephemeralStorage: Size.gibibytes(200),
  reserve: auto.NodeReserve.explicit({ cpu: auto.Cpu.units(1), memory: Size.gibibytes(3) }),
  architecture: auto.Architecture.ARM64,
  extendedResources: { 'nvidia.com/gpu': 1 },
});
const fleet = auto.EdgeFleet.fromCsv(edge, 'fleet', {
  file: auto.ProgramFolder.of(__dirname).file('../sites.csv'),
  layouts: {
    station: auto.SiteLayout.of({ role: 'box', nodeType: box }, { role: 'vision', nodeType: vision }),
  },
  preset: auto.SitePreset.swapStation(),
});

const services = new auto.AutonomousStack(app, 'services', { cluster });
const digest = `sha256:${'4a'.repeat(32)}`;
const eyes = new auto.EdgeService(services, 'eyes', {
  image: auto.Image.of('harbor.swap.example.com/station/eyes', { tag: '4.2.0', digest }),
  ports: [auto.Port.grpc(9000)],
  architectures: [auto.Architecture.ARM64],
  resources: { cpu: auto.Cpu.units(4), memory: Size.gibibytes(8), extended: { 'nvidia.com/gpu': 1 } },
  replicas: auto.Replicas.forDemand({
    arrivals: auto.Rate.perSecond(12),
    service: auto.ServiceTime.millis(35),
    workers: 1,
    latency: auto.Latency.p99(Duration.millis(500)),
  }),
  startup: Duration.minutes(2),
});
const controller = new auto.EdgeService(services, 'controller', {
  image: auto.Image.of('harbor.swap.example.com/station/controller', { tag: '4.2.0', digest }),
  ports: [auto.Port.http(8080)],
  resources: { cpu: auto.Cpu.units(1), memory: Size.gibibytes(1) },
  replicas: auto.Replicas.needed({ steady: 1 }),
  survive: auto.Survive.node(),
  health: auto.Health.exec({ readiness: ['/bin/ready'], liveness: ['/bin/alive'] }),
});
controller.calls(eyes);
fleet.deploy(eyes);
fleet.deploy(controller, { overrides: [{ sites: [fleet.site('sh-001')], env: { LANES: '2' } }] });

const position = auto.DeviceProperty.ofInt('position', {
  visitor: auto.PropertyVisitor.opcUa('ns=2;s=Crane.Position'),
  access: auto.PropertyAccess.READ_WRITE,
  unit: 'mm',
  minimum: 0,
  maximum: 12000,
});
const crane = new auto.DeviceModel(services, 'crane', {
  protocol: auto.DeviceProtocol.OPC_UA,
  properties: [position],
});
for (const site of fleet.sites) {
  new auto.Device(services, `crane-${site.siteName}`, {
    model: crane,
    edgeNode: site.edgeNode('box'),
    connection: auto.DeviceConnection.opcUa({ url: 'opc.tcp://192.168.20.1:4840' }),
    twins: [{ property: position, desired: '60', collect: Duration.seconds(5) }],
  });
}
const mapper = new auto.DeviceMapper(services, 'opcua-mapper', {
  protocol: auto.DeviceProtocol.OPC_UA,
  image: auto.Image.of('harbor.swap.example.com/edge/opcua', { digest: `sha256:${'e0'.repeat(32)}` }),
});
fleet.deploy(mapper);
new auto.EdgeRoute(services, 'stop-crane', {
  source: auto.EdgeRouteSource.rest('crane/stop'),
  target: auto.EdgeRouteTarget.eventBus('crane/stop'),
});

const fabric = auto.GpuTopology.of('fabric', { name: 'leaf', nodeLabel: 'topology.example.com/leaf' });
const gpus = new auto.GpuPool(cluster, 'h100', {
  nodeType: auto.NodeType.of('8xh100', {
    cpu: auto.Cpu.units(192),
    memory: Size.gibibytes(2048),
    ephemeralStorage: Size.gibibytes(7000),
    reserve: auto.NodeReserve.explicit({ cpu: auto.Cpu.units(4), memory: Size.gibibytes(98) }),
  }),
  accelerator: auto.Accelerator.NVIDIA_H100_80_GB,
  devicesPerNode: 8,
  topology: fabric,
  nodes: [
    { domains: ['A'], count: 8 },
    { domains: ['B'], count: 8 },
  ],
});
const training = new auto.AutonomousStack(app, 'training', { cluster });
const queue = new auto.LocalQueue(training, 'jobs', {
  clusterQueue: new auto.ClusterQueue(cluster, 'perception', {
    cohort: 'driving',
    quotas: [auto.Quota.of(gpus, { nominal: 96, borrowing: 16 })],
  }),
});
const dataset = new auto.SharedVolume(training, 'dataset', { size: Size.tebibytes(100), storageClass: 'lustre' });
new auto.TrainingJob(training, 'lanes', {
  framework: auto.TrainingFramework.PYTORCH,
  image: auto.Image.of('harbor.swap.example.com/training/lanes', { tag: '2.9.0' }),
  nodes: 6,
  resources: {
    cpu: auto.Cpu.units(160),
    memory: Size.gibibytes(1600),
    accelerator: auto.Accelerator.NVIDIA_H100_80_GB.devices(8),
  },
  sharedMemory: Size.gibibytes(256),
  mounts: [auto.Mount.shared(dataset, '/data', { readOnly: true })],
  queue,
  topology: auto.TopologyRequest.required(fabric.level('leaf')),
});

app.synth();
