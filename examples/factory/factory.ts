import { App, Duration, Size } from 'cdk8s';
import {
  AutonomousStack,
  HarborRegistry,
  Latency,
  Microservice,
  Port,
  Queueing,
  Rate,
  Replicas,
  ServiceTime,
  StatefulService,
} from 'cdk8s-autonomous';
import { Cpu } from 'cdk8s-plus-27';
import { GPU_SLICE, plantCluster, VISION_ONLY } from './plant';
import { Variation } from './variation';

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

/** The manufacturing execution system of one plant, and the cameras that read vehicle identification numbers. */
export function factory(app: App, variation: Variation = {}): AutonomousStack {
  const registry = new HarborRegistry(app, 'harbor', { host: 'harbor.plant.example.com', pullSecret: 'harbor-pull' });
  const stack = new AutonomousStack(app, 'mes', {
    cluster: plantCluster(app, variation),
    registry,
    labels: { owner: 'plant-it', 'cost-centre': 'cc-9001' },
  });
  const nacos = new StatefulService(stack, 'nacos', {
    image: registry.image('platform/nacos', { tag: '3.0.3' }),
    ports: [Port.http(8848)],
    resources: { cpu: Cpu.units(1), memory: Size.gibibytes(2) },
    // Two of three keep the quorum.
    replicas: Replicas.needed({ steady: 3, degraded: 2 }),
    volumes: [{ name: 'data', mountPath: '/home/nacos/data', size: Size.gibibytes(10), storageClass: 'local-path' }],
  });
  const api = service(stack, registry, 'mes-api', 300);
  for (const [name, perSecond] of Object.entries(SERVICES)) {
    const one = service(stack, registry, name, perSecond);
    one.calls(nacos);
    api.calls(one);
  }
  api.calls(nacos);
  vinReader(stack, registry, variation.vinQueueing).calls(api);
  return stack;
}

/** A Spring service: eight threads of 20 milliseconds. */
function service(stack: AutonomousStack, registry: HarborRegistry, name: string, perSecond: number): Microservice {
  return new Microservice(stack, name, {
    image: registry.image(`mes/${name}`, { tag: '8.1.0' }),
    ports: [Port.http(8080)],
    resources: { cpu: Cpu.millis(500), memory: Size.gibibytes(1) },
    replicas: Replicas.forDemand({
      arrivals: Rate.perSecond(perSecond),
      service: ServiceTime.millis(20),
      workers: 8,
      latency: Latency.p99(Duration.millis(200)),
    }),
    startup: Duration.minutes(2),
  });
}

/** Twelve frames per second at most, each on a quarter of a GPU. */
function vinReader(stack: AutonomousStack, registry: HarborRegistry, queueing?: Queueing): Microservice {
  return new Microservice(stack, 'vin-reader', {
    image: registry.image('vision/vin-reader', { tag: '2.6.1' }),
    ports: [Port.grpc(9000)],
    resources: { cpu: Cpu.units(2), memory: Size.gibibytes(6), extended: { [GPU_SLICE]: 1 } },
    replicas: Replicas.forDemand({
      arrivals: Rate.perSecond(12),
      service: ServiceTime.millis(120),
      workers: 1,
      latency: Latency.p99(Duration.seconds(1)),
      queueing,
    }),
    tolerates: [VISION_ONLY],
    startup: Duration.minutes(2),
  });
}
