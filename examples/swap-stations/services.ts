import { Duration, Size } from 'cdk8s';
import {
  Architecture,
  AutonomousStack,
  Cpu,
  DeviceMapper,
  DeviceProtocol,
  EdgeBalancing,
  EdgeSelection,
  EdgeService,
  HarborRegistry,
  Image,
  Latency,
  LocalBroker,
  Port,
  Rate,
  Replicas,
  ServiceTime,
  Survive,
  TlsCertificate,
} from 'cdk8s-autonomous';
import { Variation } from './variation';

/** What the machines of a station speak with their one mapper. */
export const STATION_BUS = DeviceProtocol.custom('station-bus');

/** Issues what services show to the broker of their station, and the broker to them. */
const STATIONS = TlsCertificate.issued({ issuer: 'swap-stations' });

/** The model that finds cars and batteries in the pictures of the cameras. */
export function visionImage(registry: HarborRegistry): Image {
  return registry.image('station/vision', { tag: '4.2.0', digest: `sha256:${'4a'.repeat(32)}` });
}

/** Where images are built, and the registry of a region. */
export interface RegionImages {
  readonly home: HarborRegistry;
  readonly mirror: HarborRegistry;
}

/** What runs at every station of a region: its own images are named as they were built, and come from the registry of the region. */
export function stationServices(
  stack: AutonomousStack,
  region: EdgeSelection,
  { home, mirror }: RegionImages,
  { visionSurvivesNode = false, isKubeEdge }: Variation & { isKubeEdge: boolean },
): void {
  const image = (name: string, digits: string) =>
    home.image(`station/${name}`, { tag: '2.3.1', digest: `sha256:${digits.repeat(32)}` });

  const broker = new LocalBroker(stack, 'broker', {
    image: mirror.image('docker-hub/library/eclipse-mosquitto', {
      tag: '2.0.22',
      digest: `sha256:${'c0'.repeat(32)}`,
    }),
    architectures: [Architecture.AMD64],
    resources: { cpu: Cpu.millis(500), memory: Size.mebibytes(512) },
    certificate: STATIONS,
    clients: {
      bms: { publishes: ['station/battery/#'] },
      mapper: { publishes: ['station/charge'], subscribes: ['station/gate/#'] },
      'swap-controller': { publishes: ['station/gate/#'], subscribes: ['station/#'] },
    },
  });
  const uses = [broker.client({ certificate: STATIONS })];
  const vision = new EdgeService(stack, 'vision', {
    image: visionImage(home),
    architectures: [Architecture.ARM64],
    ports: [Port.grpc(9000)],
    resources: { cpu: Cpu.units(4), memory: Size.gibibytes(8), extended: { 'nvidia.com/gpu': 1 } },
    // Six cameras with two frames per second.
    replicas: Replicas.forDemand({
      arrivals: Rate.perSecond(12),
      service: ServiceTime.millis(35),
      workers: 1,
      latency: Latency.p99(Duration.millis(500)),
    }),
    startup: Duration.minutes(2),
    ...(visionSurvivesNode && { survive: Survive.node() }),
  });
  const bms = new EdgeService(stack, 'bms', {
    image: image('bms', 'b0'),
    architectures: [Architecture.AMD64],
    uses,
    ports: [Port.http(8080)],
    resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) },
    replicas: Replicas.forDemand({
      arrivals: Rate.perSecond(40),
      service: ServiceTime.millis(4),
      workers: 1,
      latency: Latency.p99(Duration.millis(100)),
    }),
  });
  const controller = new EdgeService(stack, 'swap-controller', {
    image: image('swap-controller', 'd0'),
    uses,
    ports: [Port.http(8080)],
    resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) },
    // A swap goes on when one of the two boxes fails, with or without the cloud.
    replicas: Replicas.needed({ steady: 1 }),
    survive: Survive.node(),
    // EdgeMesh, which other runtimes do not have.
    ...(isKubeEdge && { balancing: EdgeBalancing.consistentHeader('x-swap-id') }),
  });
  const mapper = new DeviceMapper(stack, 'mapper', {
    protocol: STATION_BUS,
    image: image('mapper', 'e0'),
    uses,
    architectures: [Architecture.AMD64],
  });
  controller.calls(vision);
  controller.calls(bms);
  for (const service of [vision, bms, broker, controller, mapper]) {
    region.deploy(service);
  }
}
