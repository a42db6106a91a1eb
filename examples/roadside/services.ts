import { Duration, Size } from 'cdk8s';
import {
  AutonomousStack,
  Cpu,
  DeviceMapper,
  DeviceProtocol,
  EdgeFleet,
  EdgeService,
  HarborRegistry,
  Image,
  Latency,
  Port,
  Rate,
  Replicas,
  ServiceTime,
  SiteOverride,
} from 'cdk8s-autonomous';
import { CLASSES } from './fleet';
import { Variation } from './variation';

/** The province in which the next version of the messages runs first. */
const CANARY = 'gx';

/** What the lamps and signs of a site are set by. */
export const LAMPS = DeviceProtocol.MODBUS;

/** What sees cars and people, as it was compiled for a class of hardware. */
export function perceptionImage(registry: HarborRegistry, hardware: string): Image {
  return registry.image(`roadside/perception-${hardware}`, { tag: '7.1.0', digest: `sha256:${'7a'.repeat(32)}` });
}

/** Everything that runs at the sites. */
export function roadsideServices(
  stack: AutonomousStack,
  vision: AutonomousStack,
  fleet: EdgeFleet,
  registry: HarborRegistry,
  variation: Variation & { readonly isKubeEdge: boolean },
): EdgeService {
  const image = (name: string, tag: string, digits: string) =>
    registry.image(`roadside/${name}`, { tag, digest: `sha256:${digits.repeat(32)}` });
  const messages = new EdgeService(stack, 'messages', {
    image: image('messages', '3.4.0', 'd3'),
    ports: [Port.grpc(9000), Port.udp(47_000)],
    resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) },
    replicas: Replicas.fixed(1),
    env: { LANES: '4' },
    config: { 'plan.toml': 'horizon = "8 s"\n' },
  });
  fleet.deploy(messages, {
    overrides: [
      ...byLanes(fleet),
      {
        sites: fleet.inRegion(variation.canary ?? CANARY).sites,
        image: image('messages', '3.5.0', 'd4'),
        config: { 'plan.toml': 'horizon = "12 s"\n' },
      },
    ],
  });
  const sees = perception(vision, fleet, registry);
  messages.calls(sees);
  if (variation.isKubeEdge) {
    fleet.deploy(new DeviceMapper(stack, 'lamps', { protocol: LAMPS, image: image('lamps', '1.9.2', 'e1') }));
  }
  return sees;
}

/** Sites with another number of lanes, by the column of the asset register. */
function byLanes(fleet: EdgeFleet): SiteOverride[] {
  return fleet
    .valuesOf('lanes')
    .filter((lanes) => lanes !== '4')
    .map((lanes) => ({ sites: fleet.sitesWith('lanes', lanes).sites, env: { LANES: lanes } }));
}

/** One service, with image and accelerator as each class of hardware has them; what has no accelerator sees nothing. */
function perception(stack: AutonomousStack, fleet: EdgeFleet, registry: HarborRegistry): EdgeService {
  const size = { cpu: Cpu.units(4), memory: Size.gibibytes(8) };
  const service = new EdgeService(stack, 'perception', {
    image: perceptionImage(registry, 'orin'),
    ports: [Port.grpc(9100)],
    resources: { ...size, accelerator: CLASSES.orin.accelerator!.devices(1) },
    // Four cameras with ten frames per second.
    replicas: Replicas.forDemand({
      arrivals: Rate.perSecond(40),
      service: ServiceTime.millis(11),
      workers: 1,
      latency: Latency.p99(Duration.millis(100)),
    }),
    startup: Duration.minutes(1),
  });
  for (const [hardware, { accelerator }] of Object.entries(CLASSES)) {
    if (accelerator) {
      const { sites } = fleet.withLayout(hardware);
      fleet.withLayout(hardware).deploy(service, {
        overrides: [
          {
            sites,
            image: perceptionImage(registry, hardware),
            resources: { ...size, accelerator: accelerator.devices(1) },
          },
        ],
      });
    }
  }
  return service;
}
