import { ArgoDelivery, AutonomousApp, AutonomousStack, HarborRegistry, Mesh } from 'cdk8s-autonomous';
import { ingestion } from '../../../examples/connected-vehicle/ingestion';
import { eastCluster, eastPriorities } from '../../../examples/connected-vehicle/platform';
import { storage } from '../../../examples/connected-vehicle/storage';

// What examples/python, examples/java and examples/go are held against: examples/connected-vehicle without what is written with plain cdk8s.
const app = new AutonomousApp();
const delivery = new ArgoDelivery(app, 'delivery', {
  repository: 'https://git.cars.example.com/platform/manifests.git',
  revision: 'main',
  path: 'connected-vehicle/dist',
});
const cluster = eastCluster(app, delivery, {});
const registry = new HarborRegistry(app, 'harbor', { host: 'harbor.cars.example.com', pullSecret: 'harbor-pull' });
const stack = new AutonomousStack(app, 'telemetry', {
  cluster,
  mesh: Mesh.istio(),
  registry,
  delivery,
  labels: { owner: 'telematics', 'cost-centre': 'cc-4711' },
});
ingestion(stack, registry, eastPriorities(cluster), storage(stack, registry), {});
app.synth();
