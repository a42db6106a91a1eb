import { App, Duration } from 'cdk8s';
import { Architecture, ArgoDelivery, AutonomousStack, DataSize, HarborRegistry, ImagePrewarm } from 'cdk8s-autonomous';
import { stationDevices } from './devices';
import { stationFleet } from './fleet';
import { stationServices, visionImage } from './services';
import { Variation } from './variation';

const HOST = 'harbor.swap.example.com';

/** Four hundred battery-swap stations in eight regions. Each region is a tenant with a namespace of its own. */
export function swapStations(app: App, variation: Variation = {}) {
  const delivery = new ArgoDelivery(app, 'delivery', {
    repository: 'https://git.example.com/swap/manifests.git',
    revision: 'main',
    path: 'dist',
  });
  const { cluster, edge, fleet } = stationFleet(app, delivery, variation);
  const isKubeEdge = edge.runtime.runtimeName === 'KubeEdge';
  const tenants = fleet.regions.map((region) => {
    const registry = new HarborRegistry(app, `harbor-${region.name}`, {
      host: HOST,
      pullSecret: `harbor-${region.name}`,
    });
    const stack = new AutonomousStack(app, `swap-${region.name}`, {
      cluster,
      registry,
      delivery,
      labels: { owner: 'swap-operations', region: region.name },
    });
    stationServices(stack, region, registry, { ...variation, isKubeEdge });
    if (isKubeEdge) {
      stationDevices(stack, region);
    }
    return stack;
  });
  const prewarm = new ImagePrewarm(edge, 'vision', {
    images: [{ image: visionImage(new HarborRegistry(app, 'harbor', { host: HOST })), size: DataSize.gigabytes(2.8) }],
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
