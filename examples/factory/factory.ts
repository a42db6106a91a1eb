import { App, Duration, Size } from 'cdk8s';
import {
  AutonomousStack,
  ConfigCentre,
  Cpu,
  GuestSystem,
  HarborRegistry,
  Latency,
  NacosCentre,
  NacosStorage,
  Microservice,
  Port,
  Rate,
  Replicas,
  SecretRef,
  ServiceTime,
  Spring,
  Survive,
  VirtualDisk,
  VirtualMachine,
} from 'cdk8s-autonomous';
import { plant } from './plant';
import { Variation } from './variation';
import { vinReading } from './vin';

/** The other services of the execution system, with their requests per second. */
const SERVICES: Record<string, number> = {
  andon: 20,
  genealogy: 60,
  'labour-time': 15,
  maintenance: 10,
  'material-call': 40,
  quality: 80,
  'recipe-store': 30,
  routing: 90,
  scheduling: 25,
  'shift-book': 10,
  'torque-data': 120,
};

/** Made by whoever keeps the secrets of the plant. */
const NACOS_AUTH = SecretRef.existing('nacos-identity', ['token', 'key', 'value', 'password']);
const NACOS_LOGIN = SecretRef.existing('nacos-login', ['username', 'password']);

/** The manufacturing execution system of one plant, and the cameras that read vehicle identification numbers. */
export function factory(app: App, variation: Variation = {}) {
  const registry = new HarborRegistry(app, 'harbor', { host: 'harbor.plant.example.com', pullSecret: 'harbor-pull' });
  const machines = plant(app, variation);
  const stack = new AutonomousStack(app, 'mes', {
    cluster: machines.cluster,
    registry,
    labels: { owner: 'plant-it', 'cost-centre': 'cc-9001' },
  });
  const nacos = configCentre(stack, registry);
  machines.cluster.accept({
    code: 'PASSWORDS_IN_PLAIN_TEXT',
    path: nacos.node.path,
    reason: 'the network of the plant encrypts between its nodes',
  });
  const api = service(stack, registry, nacos, 'mes-api', 300);
  for (const [name, perSecond] of Object.entries(SERVICES)) {
    const one = service(stack, registry, nacos, name, perSecond);
    api.calls(one);
  }
  api.calls(legacyQuality(stack));
  return { mes: stack, vin: vinReading(app, machines, registry, api, variation.vinQueueing), ...machines };
}

/** Three servers that keep what they know themselves, two of which are enough. */
function configCentre(stack: AutonomousStack, registry: HarborRegistry): NacosCentre {
  return ConfigCentre.nacos(stack, 'nacos', {
    image: registry.image('docker-hub/nacos/nacos-server', { tag: 'v3.0.3' }),
    auth: NACOS_AUTH,
    storage: NacosStorage.embedded({ size: Size.gibibytes(10), storageClass: 'local-path' }),
  });
}

/** A Spring service: eight threads of 20 milliseconds. */
function service(
  stack: AutonomousStack,
  registry: HarborRegistry,
  nacos: NacosCentre,
  name: string,
  perSecond: number,
): Microservice {
  return new Microservice(stack, name, {
    ...Spring.boot(),
    image: registry.image(`mes/${name}`, { tag: '8.1.0' }),
    resources: { cpu: Cpu.millis(500), memory: Size.gibibytes(1) },
    replicas: Replicas.forDemand({
      arrivals: Rate.perSecond(perSecond),
      service: ServiceTime.millis(20),
      workers: 8,
      latency: Latency.p99(Duration.millis(200)),
    }),
    uses: [nacos.client({ credentials: NACOS_LOGIN })],
  });
}

/** The old quality system, which runs on Windows and stays on its server. */
function legacyQuality(stack: AutonomousStack): VirtualMachine {
  return new VirtualMachine(stack, 'legacy-quality', {
    cpus: 8,
    memory: Size.gibibytes(32),
    guest: GuestSystem.WINDOWS,
    disk: VirtualDisk.registry('harbor.plant.example.com/mes/legacy-quality:1.0', Size.gibibytes(200)),
    storageClass: 'local-path',
    ports: [Port.http(8080)],
    survive: Survive.none(),
  });
}
