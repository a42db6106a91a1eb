// A program with constructs of cdk8s-plus beside those of the library, and with its amounts in ours.
import { Size } from 'cdk8s';
import * as auto from 'cdk8s-autonomous';
import { Cpu, Deployment, k8s } from 'cdk8s-plus-33';

const app = new auto.AutonomousApp();
const cluster = new auto.Cluster(app, 'east', { zones: ['east-1a'], kubernetesVersion: auto.KubernetesVersion.V1_32 });
cluster.addNodePool('general', { nodeType: auto.NodeType.aws('m7i.2xlarge'), maxNodesPerZone: 4 });
const stack = new auto.AutonomousStack(app, 'hello', { cluster, podSecurity: auto.PodSecurity.BASELINE });
const greeter = new auto.Microservice(stack, 'greeter', {
  image: auto.Image.of('registry.example.com/demo/greeter', { tag: '1.4.2' }),
  ports: [auto.Port.http(8080)],
  resources: { cpu: Cpu.units(2), memory: Size.gibibytes(1) },
  replicas: auto.Replicas.fixed(2),
});
const gate: k8s.PodReadinessGate = { conditionType: 'example.com/ready' };
greeter.pod.patch({ readinessGates: [gate] });
new Deployment(stack, 'theirs', {
  metadata: { name: 'theirs' },
  replicas: 2,
  containers: [
    {
      image: 'registry.example.com/demo/theirs:1.0.0',
      resources: { cpu: { request: auto.Cpu.millis(250) }, memory: { request: Size.gibibytes(1) } },
    },
  ],
});
app.synth();
