import { App, Duration, Size } from 'cdk8s';
import {
  Accelerator,
  AutonomousStack,
  Bandwidth,
  Canary,
  CanaryMetric,
  Cpu,
  HarborRegistry,
  InferenceService,
  Latency,
  LatencyChain,
  Mesh,
  Microservice,
  MicroserviceProps,
  ModelLoad,
  ModelSource,
  Peer,
  SecretRef,
  Port,
  Queueing,
  Rate,
  Replicas,
  ScaleOn,
  ServiceTime,
  WorkloadResources,
} from 'cdk8s-autonomous';
import { speechCluster } from './platform';
import { Variation } from './variation';

/** What is said to an answer in the car: 1.2 seconds for 99 of 100, over five stages and the network between them. */
const SPOKEN = LatencyChain.of(Latency.p99(Duration.millis(1200)), {
  network: Duration.millis(80),
  stages: {
    gateway: Duration.millis(60),
    asr: Duration.millis(480),
    nlu: Duration.millis(140),
    dialog: Duration.millis(90),
    tts: Duration.millis(350),
  },
});

/** Made by whoever keeps the secrets of the cluster. */
const BUCKET_LOGIN = SecretRef.existing('models-login', ['access-key', 'secret-key']);

/** The bucket with the models, and how pods say who they are. */
const MODELS = ModelSource.bucket({
  store: Peer.host('models.cars.example.com', 443),
  credentials: {
    AWS_ACCESS_KEY_ID: BUCKET_LOGIN.key('access-key'),
    AWS_SECRET_ACCESS_KEY: BUCKET_LOGIN.key('secret-key'),
  },
});

/** One stage of the chain: what arrives, how long it takes, how many at once. */
interface Stage {
  readonly perSecond: number;
  readonly service: ServiceTime;
  readonly workers: number;
  readonly max: number;
  readonly resources: WorkloadResources;
  readonly queueing?: Queueing;
  /** Size of its model, where it has one. */
  readonly model?: Size;
  readonly canary?: Canary;
}

/** A new recognition takes over in steps of which each starts at most half of its pods; it goes back by itself when answers fail or are late. */
const CAREFULLY = Canary.of({
  steps: [5, 25, 50, 100],
  hold: Duration.minutes(10),
  metrics: [CanaryMetric.successRate(0.995), CanaryMetric.p99(Duration.millis(480))],
});

/** The in-car speech assistant: 1,500 requests per second at the gateway, recognised, understood, answered and spoken. */
export function speechAssistant(app: App, variation: Variation = {}): AutonomousStack {
  const registry = new HarborRegistry(app, 'harbor', { host: 'harbor.cars.example.com', pullSecret: 'harbor-pull' });
  const stack = new AutonomousStack(app, 'speech-assistant', {
    cluster: speechCluster(app, variation),
    mesh: Mesh.istio(),
    registry,
    labels: { owner: 'voice', 'cost-centre': 'cc-2207' },
  });
  const stages = Object.entries(stagesOf(variation)).map(([name, stage]) => microservice(stack, registry, name, stage));
  // Every stage calls the next one.
  stages.slice(1).forEach((next, i) => stages[i].calls(next));
  stack.route('speech.cars.example.com', stages[0], { timeout: Duration.millis(1500) });
  return stack;
}

function stagesOf({
  recognition = ServiceTime.millis(70),
  recognitionCanary = true,
  dialogQueueing,
}: Variation): Record<string, Stage> {
  const cpus = (cores: number, gibibytes: number): WorkloadResources => ({
    cpu: Cpu.units(cores),
    memory: Size.gibibytes(gibibytes),
  });
  const oneGpu = { accelerator: Accelerator.NVIDIA_L4.devices(1) };
  return {
    gateway: {
      ...{ perSecond: 1500, service: ServiceTime.millis(8), workers: 16 },
      ...{ max: 6, resources: cpus(2, 2) },
    },
    asr: {
      ...{ perSecond: 1200, service: recognition, workers: 16 },
      ...{ max: 12, resources: { ...cpus(6, 24), ...oneGpu }, model: Size.gibibytes(9) },
      ...(recognitionCanary && { canary: CAREFULLY }),
    },
    nlu: {
      ...{ perSecond: 1200, service: ServiceTime.millis(20), workers: 8 },
      ...{ max: 9, resources: cpus(2, 4) },
    },
    dialog: {
      ...{ perSecond: 1200, service: ServiceTime.millis(12), workers: 8 },
      ...{ max: 9, resources: cpus(2, 4), queueing: dialogQueueing },
    },
    tts: {
      ...{ perSecond: 900, service: ServiceTime.millis(50), workers: 12 },
      ...{ max: 12, resources: { ...cpus(6, 16), ...oneGpu }, model: Size.gibibytes(5) },
    },
  };
}

function microservice(stack: AutonomousStack, registry: HarborRegistry, name: string, stage: Stage): Microservice {
  const { perSecond, service, workers, max, resources, queueing, model, canary } = stage;
  const props: MicroserviceProps = {
    image: registry.image(`speech/${name}`, { tag: '3.4.0' }),
    ports: [Port.grpc(9000)],
    resources,
    replicas: Replicas.forDemand({
      arrivals: Rate.perSecond(perSecond),
      service,
      workers,
      latency: SPOKEN.stage(name),
      queueing,
      max,
    }),
    canary,
  };
  return model === undefined
    ? new Microservice(stack, name, props)
    : new InferenceService(stack, name, {
        ...props,
        model: ModelLoad.of({ size: model, source: MODELS, bandwidth: Bandwidth.gigabitsPerSecond(2) }),
        scaleOn: [ScaleOn.concurrency({ name: `speech_${name}_in_flight`, workers })],
      });
}
