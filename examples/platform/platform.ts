import { App } from 'cdk8s';
import { ArgoDelivery, AutonomousStack, ChartRelease, HelmChart, Mesh, SecretStore } from 'cdk8s-autonomous';
import { broker } from './broker';
import { regionCluster } from './cluster';
import { configure } from './configuration';
import { lake } from './data';
import { HOME, OTHERS } from './regions';
import { registryOf } from './registry';
import { services } from './services';
import { streams } from './streams';
import { Variation } from './variation';

/** Who owns all of it. */
const LABELS = { owner: 'platform' };

/** The platform under a fleet: three regions, each with a registry of its own; what cars send arrives in one of them. */
export function platform(app: App, variation: Variation = {}) {
  const delivery = new ArgoDelivery(app, 'delivery', {
    repository: 'https://git.cars.example.com/platform/manifests.git',
    revision: 'main',
    path: 'platform/dist',
  });
  const store = SecretStore.cluster('vault');
  const [home, ...mirrors] = [HOME, ...OTHERS].map((region) => {
    const cluster = regionCluster(app, region, delivery, variation);
    const stack = new AutonomousStack(app, `registry-${region.name}`, {
      cluster,
      delivery,
      mesh: Mesh.istio(),
      labels: LABELS,
    });
    return { region, cluster, registry: registryOf(region, stack, store) };
  });
  configure(home, mirrors, store);

  const { cluster, registry } = home;
  new ChartRelease(cluster, 'strimzi', { chart: HelmChart.strimzi({ watchNamespaces: ['streams'] }) });
  const stack = new AutonomousStack(app, 'streams', {
    cluster,
    delivery,
    registry,
    mesh: Mesh.istio(),
    labels: LABELS,
  });
  const topics = streams(stack);
  const { raw } = lake(stack);
  services(stack, { registry, store, broker: broker(stack, registry, store), topics, raw });
  return { home, mirrors, stack };
}
