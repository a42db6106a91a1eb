import { Duration, Size } from 'cdk8s';
import {
  AutonomousApp,
  AutonomousStack,
  Cluster,
  Image,
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
  ServiceTime,
  Survive,
} from 'cdk8s-autonomous';
import { Cpu } from 'cdk8s-plus-27';

const app = new AutonomousApp();

const cluster = new Cluster(app, 'east', {
  zones: ['east-1a', 'east-1b', 'east-1c'],
  kubernetesVersion: KubernetesVersion.V1_32,
  survive: Survive.zone(),
});
cluster.addNodePool('general', {
  nodeType: NodeType.of('8x32', {
    cpu: Cpu.units(8),
    memory: Size.gibibytes(32),
    reserve: NodeReserve.explicit({ cpu: Cpu.millis(200), memory: Size.gibibytes(2) }),
    price: Price.perHour(0.4),
  }),
  maxNodesPerZone: 4,
});

const stack = new AutonomousStack(app, 'hello', { cluster, mesh: Mesh.istio() });
const greeter = new Microservice(stack, 'greeter', {
  image: Image.of('registry.example.com/demo/greeter', { tag: '1.4.2' }),
  ports: [Port.http(8080)],
  resources: { cpu: Cpu.units(2), memory: Size.gibibytes(1) },
  replicas: Replicas.forDemand({
    arrivals: Rate.perSecond(900),
    service: ServiceTime.millis(12),
    workers: 8,
    latency: Latency.p99(Duration.millis(80)),
    max: 9,
  }),
});
stack.route('hello.cars.example.com', greeter, { timeout: Duration.seconds(2) });

app.synth();
