import { App } from 'cdk8s';
import {
  ArgoDelivery,
  AutonomousStack,
  Environment,
  HarborRegistry,
  KubernetesVersion,
  Mesh,
  SecretStore,
} from 'cdk8s-autonomous';
import { Construct } from 'constructs';
import { backgroundWork } from './background';
import { environments } from './environments';
import { intake } from './intake';
import { mobility } from './mobility';
import { platform } from './platform';
import { kafka, redis } from './stores';
import { Tenant } from './tenant';
import { Variation } from './variation';
import { vehicles } from './vehicles';

/** The backend of a car maker's fleet, in each of its environments. One Argo CD delivers to all of them. */
export function fleetBackend(app: App, variation: Variation = {}) {
  const delivery = new ArgoDelivery(app, 'delivery', {
    repository: 'https://git.cars.example.com/platform/manifests.git',
    revision: 'main',
    path: 'fleet-backend/dist',
  });
  return environments(variation).map((environment) =>
    backendIn(new Construct(app, environment.name), environment, delivery, variation),
  );
}

/** What runs in one environment: two teams, each with a stack of its own, that call each other, and what is done in the background. */
function backendIn(scope: Construct, environment: Environment, delivery: ArgoDelivery, variation: Variation) {
  const { kubernetesVersion = KubernetesVersion.V1_32 } = variation;
  const cluster = platform(scope, environment, delivery, kubernetesVersion);
  const urgent = cluster.addPriority('urgent', { value: 1000, description: 'What a driver or a vehicle waits for' });
  // Set up by the platform team: it may read what is below the name of the environment.
  const vault = SecretStore.cluster('vault');
  const registry = new HarborRegistry(scope, 'harbor', {
    host: 'harbor.cars.example.com',
    login: { store: vault, username: 'registry/pull#username', password: 'registry/pull#password' },
  });
  const tenant = (name: string, mesh = Mesh.istio()): Tenant => ({
    stack: new AutonomousStack(scope, name, {
      cluster,
      registry,
      delivery,
      mesh,
      labels: { owner: name },
    }),
    environment,
    registry,
    vault,
    urgent,
  });

  const telematics = tenant('vehicles');
  const business = tenant('mobility');
  const log = kafka(telematics);
  const cache = redis(telematics);
  const streams = log.clientOf(telematics);
  intake(telematics, log, streams);
  const served = vehicles(telematics, log, cache, streams);
  const customers = mobility(business, log, cache, served);
  // The other way round: what happens on the road reaches the driver.
  served.geofence.calls(customers.notifications);
  const analysts = tenant('analytics', Mesh.none());
  backgroundWork(analysts, log);
  return { environment, cluster, stacks: [telematics, business, analysts].map(({ stack }) => stack) };
}
