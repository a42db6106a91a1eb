import { Duration, Size } from 'cdk8s';
import * as auto from 'cdk8s-autonomous';

const app = new auto.AutonomousApp();
const cluster = new auto.Cluster(app, 'east', {
  zones: ['east-1a', 'east-1b', 'east-1c'],
  kubernetesVersion: auto.KubernetesVersion.V1_32,
  survive: auto.Survive.zone(),
});
cluster.addNodePool('general', {
  nodeType: auto.NodeType.aws('m7i.2xlarge', { price: auto.Price.perHour(0.4032) }),
  maxNodesPerZone: 4,
});

const stack = new auto.AutonomousStack(app, 'hello', { cluster, mesh: auto.Mesh.istio(), labels: { owner: 'demo' } });
const greeter = new auto.Microservice(stack, 'greeter', {
  image: auto.Image.of('registry.example.com/demo/greeter', { tag: '1.4.2' }),
  ports: [auto.Port.http(8080)],
  resources: { cpu: auto.Cpu.units(2), memory: Size.gibibytes(1) },
  replicas: auto.Replicas.forDemand({
    arrivals: auto.Rate.perSecond(900),
    service: auto.ServiceTime.millis(12),
    workers: 8,
    latency: auto.Latency.p99(Duration.millis(80)),
    max: 9,
  }),
});
stack.route('hello.cars.example.com', greeter, { timeout: Duration.seconds(2) });

app.synth();
