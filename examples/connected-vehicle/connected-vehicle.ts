import { App } from 'cdk8s';
import { ArgoDelivery, AutonomousStack, Cluster, HarborRegistry, Mesh } from 'cdk8s-autonomous';
import { ingestion } from './ingestion';
import { eastCluster, eastPriorities, nodeAgents } from './platform';
import { storage } from './storage';
import { Variation } from './variation';

/** One million registered cars, 300,000 connected at peak, a message from each every two seconds. */
export function connectedVehicle(app: App, variation: Variation = {}): { cluster: Cluster; stack: AutonomousStack } {
  const delivery = new ArgoDelivery(app, 'delivery', {
    repository: 'https://git.cars.example.com/platform/manifests.git',
    revision: 'main',
    path: 'connected-vehicle/dist',
  });
  const cluster = eastCluster(app, delivery, variation);
  cluster.include(nodeAgents(app));
  const registry = new HarborRegistry(app, 'harbor', { host: 'harbor.cars.example.com', pullSecret: 'harbor-pull' });
  const stack = new AutonomousStack(app, 'telemetry', {
    cluster,
    mesh: variation.mesh ?? Mesh.istio(),
    registry,
    delivery,
    labels: { owner: 'telematics', 'cost-centre': 'cc-4711' },
  });
  ingestion(stack, registry, eastPriorities(cluster), storage(stack, registry), variation);
  return { cluster, stack };
}
