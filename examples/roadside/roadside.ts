import { App, Duration } from 'cdk8s';
import { ArgoDelivery, AutonomousStack, DataSize, HarborRegistry, ImagePrewarm, Peer } from 'cdk8s-autonomous';
import { roadsideDevices } from './devices';
import { CLASSES, roadsideFleet } from './fleet';
import { perceptionImage, roadsideServices } from './services';
import { Variation } from './variation';

/** 2,500 sites at the roadside in twelve provinces, with the hardware of four makers. */
export function roadside(app: App, variation: Variation = {}) {
  const delivery = new ArgoDelivery(app, 'delivery', {
    repository: 'https://git.example.com/roads/manifests.git',
    revision: 'main',
    path: 'dist',
  });
  const registry = new HarborRegistry(app, 'harbor', { host: 'harbor.roads.example.com' });
  const { cluster, edge, fleet } = roadsideFleet(app, delivery, registry, variation);
  const isKubeEdge = edge.runtime.runtimeName === 'KubeEdge';
  const stack = new AutonomousStack(app, 'roadside', {
    cluster,
    registry,
    delivery,
    labels: { owner: 'roads-operations' },
  });
  // What sees has the large images: its rollouts wait for them, and those of the messages do not.
  const [vision, operations] = ['vision', 'operations'].map(
    (name) => new AutonomousStack(app, name, { cluster, registry, delivery, labels: { owner: 'roads-operations' } }),
  );
  const perception = roadsideServices(stack, vision, fleet, registry, { ...variation, isKubeEdge });
  if (isKubeEdge) {
    roadsideDevices(stack, fleet);
  }
  // Each class has an image of its own; at night nobody needs the uplinks.
  const program = {
    image: registry.image('docker-hub/library/node', {
      tag: '22.14.0-bookworm-slim',
      digest: `sha256:${'9e'.repeat(32)}`,
    }),
    apiServer: Peer.cidr('10.0.0.1/32', 443),
  };
  const night = { at: '00:30', timeZone: 'Asia/Shanghai', stack: operations, ...program };
  const prewarms = Object.keys(CLASSES)
    .filter((hardware) => CLASSES[hardware].accelerator)
    .map(
      (hardware) =>
        new ImagePrewarm(edge, `perception-${hardware}`, {
          images: [{ image: perceptionImage(registry, hardware), size: DataSize.gigabytes(1.9) }],
          sites: fleet.withLayout(hardware).sites,
          window: Duration.hours(5),
          failureTolerance: 1,
          night,
        }),
    );
  prewarms.forEach((prewarm) => prewarm.before(perception, program));
  return { cluster, edge, fleet, stack, prewarms };
}
