import { App, Duration } from 'cdk8s';
import { Architecture, ArgoDelivery, AutonomousStack, DataSize, ImagePrewarm, RemoteOperation } from 'cdk8s-autonomous';
import { stationDevices } from './devices';
import { stationFleet } from './fleet';
import { configureRegistries, stationRegistries } from './registries';
import { stationServices, visionImage } from './services';
import { Variation } from './variation';

const OWNER = { owner: 'swap-operations' };

/** Four hundred battery-swap stations in eight regions. Each region is a tenant with a namespace and a registry of its own. */
export function swapStations(app: App, variation: Variation = {}) {
  const delivery = new ArgoDelivery(app, 'delivery', {
    repository: 'https://git.example.com/swap/manifests.git',
    revision: 'main',
    path: 'dist',
  });
  const registries = stationRegistries(app);
  const { home, mirrors } = registries;
  const { cluster, edge, fleet } = stationFleet(app, delivery, mirrors, variation);
  const isKubeEdge = edge.runtime.runtimeName === 'KubeEdge';
  configureRegistries(new AutonomousStack(app, 'images', { cluster, delivery, labels: OWNER }), registries);
  const tenants = fleet.regions.map((region) => {
    const stack = new AutonomousStack(app, `swap-${region.name}`, {
      cluster,
      registry: mirrors[region.name],
      delivery,
      labels: { ...OWNER, region: region.name },
    });
    // Who looks after the stations of a region from afar; nobody else does.
    new RemoteOperation(stack, 'remote', {
      logs: [`swap-${region.name}-support`],
      commands: [`swap-${region.name}-oncall`],
    });
    stationServices(stack, region, { home, mirror: mirrors[region.name] }, { ...variation, isKubeEdge });
    if (isKubeEdge) {
      stationDevices(stack, region);
    }
    return stack;
  });
  const prewarm = new ImagePrewarm(edge, 'vision', {
    images: [{ image: visionImage(home), size: DataSize.gigabytes(2.8) }],
    sites: fleet.sites,
    architectures: [Architecture.ARM64],
    window: variation.window ?? Duration.hours(4),
    // On each of two CloudCores; other runtimes have one controller.
    concurrency: isKubeEdge ? 20 : 40,
    // Stations that are away, and tasks that the CloudCore reports which a station is not connected to.
    failureTolerance: 1,
  });
  return { cluster, edge, fleet, tenants, prewarm };
}
