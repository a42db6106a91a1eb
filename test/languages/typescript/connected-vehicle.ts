import { Duration, Size } from 'cdk8s';
import {
  ArgoDelivery,
  AutonomousApp,
  AutonomousStack,
  Cluster,
  Cpu,
  HarborRegistry,
  KubernetesVersion,
  Latency,
  Mesh,
  Microservice,
  NodeReserve,
  NodeType,
  Port,
  Price,
  Rate,
  Replicas,
  ScaleOn,
  SecretRef,
  ServiceTime,
  StatefulService,
  Survive,
} from 'cdk8s-autonomous';

// What examples/python, examples/java and examples/go are held against: the core of examples/connected-vehicle, with a store of its own in place of Kafka.
const app = new AutonomousApp();
const delivery = new ArgoDelivery(app, 'delivery', {
  repository: 'https://git.cars.example.com/platform/manifests.git',
  revision: 'main',
  path: 'connected-vehicle/dist',
});
const cluster = new Cluster(app, 'east', {
  zones: ['east-1a', 'east-1b', 'east-1c'],
  kubernetesVersion: KubernetesVersion.V1_32,
  survive: Survive.zone(),
  delivery,
});
cluster.addNodePool('general', {
  nodeType: NodeType.of('32x128', {
    cpu: Cpu.units(32),
    memory: Size.gibibytes(128),
    ephemeralStorage: Size.gibibytes(200),
    reserve: NodeReserve.explicit({
      cpu: Cpu.millis(700),
      memory: Size.gibibytes(7),
      ephemeralStorage: Size.gibibytes(20),
    }),
    attachableVolumes: { 'ebs.csi.aws.com': 27 },
    price: Price.perHour(1.4),
  }),
  maxNodesPerZone: 12,
});
const registry = new HarborRegistry(app, 'harbor', { host: 'harbor.cars.example.com', pullSecret: 'harbor-pull' });
const stack = new AutonomousStack(app, 'telemetry', {
  cluster,
  mesh: Mesh.istio(),
  registry,
  delivery,
  labels: { owner: 'telematics', 'cost-centre': 'cc-4711' },
});
const first = cluster.addPriority('command', { value: 3000, description: 'Commands that a driver waits for' });
const second = cluster.addPriority('rules', { value: 2000, description: 'Rules on live telemetry' });
const third = cluster.addPriority('decode', { value: 1000, description: 'Decoding of raw frames' });

const login = SecretRef.existing('broker-login', ['cookie', 'password']);
const broker = new StatefulService(stack, 'broker', {
  image: registry.image('docker-hub/emqx/emqx', { tag: '5.8.9' }),
  ports: [Port.tcp(1883, { name: 'mqtt' })],
  peerPorts: [Port.tcp(4370, { name: 'erlang' }), Port.tcp(5369, { name: 'rpc' })],
  metricsPort: Port.http(18083, { name: 'metrics' }),
  metricsPath: '/api/v5/prometheus/stats',
  resources: { cpu: Cpu.units(8), memory: Size.gibibytes(16) },
  replicas: Replicas.forConnections({ connections: 300_000, perReplica: 50_000 }),
  security: { user: 1000 },
  writable: ['/opt/emqx/data', '/opt/emqx/log'],
  scratch: Size.gibibytes(1),
  env: {
    EMQX_CLUSTER__DISCOVERY_STRATEGY: 'dns',
    EMQX_CLUSTER__DNS__NAME: `broker-headless.${stack.namespaceName}.svc.cluster.local`,
    EMQX_CLUSTER__DNS__RECORD_TYPE: 'srv',
  },
  variables: {
    EMQX_NODE__COOKIE: login.key('cookie'),
    EMQX_DASHBOARD__DEFAULT_PASSWORD: login.key('password'),
  },
  inMesh: false,
});
const log = new StatefulService(stack, 'log', {
  image: registry.image('telemetry/log-store', { tag: '3.9.0' }),
  ports: [Port.tcp(9092, { name: 'kafka' })],
  metricsPort: Port.http(9404, { name: 'metrics' }),
  resources: { cpu: Cpu.units(8), memory: Size.gibibytes(32) },
  replicas: Replicas.needed({ steady: 6, degraded: 4 }),
  volumes: [{ name: 'data', mountPath: '/var/lib/log', size: Size.tebibytes(4), storageClass: 'zonal-ssd' }],
  inMesh: false,
});

const decode = new Microservice(stack, 'decode', {
  image: registry.image('telemetry/decode', { tag: '2.14.0' }),
  ports: [Port.http(8080)],
  resources: { cpu: Cpu.units(8), memory: Size.gibibytes(4) },
  replicas: Replicas.forDemand({
    arrivals: Rate.perSecond(150_000),
    service: ServiceTime.micros(400),
    workers: 8,
    latency: Latency.p99(Duration.millis(20)),
  }),
  priority: third,
  inMesh: false,
});

const rules = new Microservice(stack, 'rules', {
  image: registry.image('telemetry/rules', { tag: '7.3.1' }),
  ports: [Port.http(8080)],
  resources: { cpu: Cpu.units(8), memory: Size.gibibytes(8) },
  replicas: Replicas.forDemand({
    arrivals: Rate.perSecond(150_000),
    service: ServiceTime.micros(600),
    workers: 8,
    latency: Latency.p99(Duration.millis(30)),
    max: 24,
  }),
  scaleOn: [
    ScaleOn.cpu(),
    ScaleOn.external({ name: 'kafka_consumergroup_lag', perReplica: 5000, labels: { group: 'rules' } }),
  ],
  priority: second,
  inMesh: false,
});

const api = new Microservice(stack, 'api', {
  image: registry.image('telemetry/api', { tag: '4.0.2' }),
  ports: [Port.http(8080)],
  resources: { cpu: Cpu.units(4), memory: Size.gibibytes(4) },
  replicas: Replicas.forDemand({
    arrivals: Rate.perSecond(8_000),
    service: ServiceTime.millis(12),
    workers: 16,
    latency: Latency.p99(Duration.millis(150)),
    max: 15,
  }),
});

const command = new Microservice(stack, 'command', {
  image: registry.image('telemetry/command', { tag: '1.9.4' }),
  ports: [Port.grpc(9000)],
  resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) },
  replicas: Replicas.forDemand({
    arrivals: Rate.perSecond(500),
    service: ServiceTime.millis(30),
    workers: 8,
    latency: Latency.p99(Duration.millis(300)),
    max: 9,
  }),
  priority: first,
});

decode.calls(broker);
decode.calls(log);
rules.calls(log);
api.calls(log);
api.calls(command);
command.calls(broker);
stack.route('api.cars.example.com', api, { timeout: Duration.seconds(2), retries: 2 });

app.synth();
