import { App, Size } from 'cdk8s';
import {
  AutonomousStack,
  Cluster,
  GuestSystem,
  Image,
  KubernetesVersion,
  OnboardComputer,
  OnboardPlatform,
  PodSecurity,
  Port,
  VirtualDisk,
} from 'cdk8s-autonomous';

/** What the variations of the example change. */
export interface VehicleVariation {
  /** Cores of the cockpit; 4 where nothing is said. */
  readonly cockpitCores?: number;
}

/** The central computer of a car on a test bench: a safety guest, a cockpit guest, and containers, all with cores of their own. */
export function vehicle(app: App, { cockpitCores = 4 }: VehicleVariation = {}): OnboardPlatform {
  const cluster = new Cluster(app, 'bench', { zones: ['lab'], kubernetesVersion: KubernetesVersion.V1_32 });
  const [safety, comfort] = [
    cluster.addPriority('safety', { value: 1000 }),
    cluster.addPriority('comfort', { value: 100 }),
  ];
  const stack = new AutonomousStack(app, 'car', {
    cluster,
    podSecurity: PodSecurity.RESTRICTED,
    labels: { owner: 'bench' },
  });
  const soc = OnboardComputer.of('soc', {
    cores: 12,
    reservedCores: 1,
    memory: Size.gibibytes(36),
    reservedMemory: Size.gibibytes(2),
    devices: { 'nvidia.com/gpu': 1 },
  });
  const car = new OnboardPlatform(stack, 'car', { computers: [soc] });

  car.addMachine('safety', {
    guest: GuestSystem.LINUX,
    cores: 3,
    memory: Size.gibibytes(6),
    disk: image('safety', 8),
    priority: safety,
  });
  car.addMachine('cockpit', {
    guest: GuestSystem.ANDROID,
    cores: cockpitCores,
    memory: Size.gibibytes(12),
    disk: image('cockpit', 32),
    priority: comfort,
  });
  const perception = car.addTask('perception', {
    image: Image.of('harbor.car.example.com/onboard/perception', { tag: '5.2.0' }),
    cores: 3,
    memory: Size.gibibytes(10),
    devices: { 'nvidia.com/gpu': 1 },
    ports: [Port.grpc(9000)],
    priority: safety,
  });
  const telematics = car.addTask('telematics', {
    image: Image.of('harbor.car.example.com/onboard/telematics', { tag: '2.1.0' }),
    cores: 1,
    memory: Size.gibibytes(2),
    priority: comfort,
  });
  telematics.calls(perception);
  return car;
}

function image(name: string, gibibytes: number): VirtualDisk {
  return VirtualDisk.registry(`harbor.car.example.com/onboard/${name}:1.0`, Size.gibibytes(gibibytes));
}
