import { Duration, Size } from 'cdk8s';
import {
  AutonomousStack,
  Bucket,
  Cpu,
  EmqxBroker,
  HarborRegistry,
  Latency,
  Microservice,
  Port,
  Priority,
  Rate,
  Replicas,
  ScaleOn,
  ServiceTime,
  StreamTopic,
  TlsCertificate,
} from 'cdk8s-autonomous';
import { TELEMETRY } from './storage';
import { Variation } from './variation';

/** Decodes what cars send and files it, applies rules to it, and serves apps and commands. */
export function ingestion(
  stack: AutonomousStack,
  registry: HarborRegistry,
  priorities: Record<'command' | 'rules' | 'decode', Priority>,
  stores: {
    readonly broker: EmqxBroker;
    readonly topics: Record<'frames' | 'signals' | 'alarms', StreamTopic>;
    readonly raw: Bucket;
  },
  { rulesMaximum = 24, rulesMaxSurge }: Variation,
): void {
  const { frames, signals, alarms } = stores.topics;
  const brokerClient = stores.broker.client({ certificate: TlsCertificate.issued({ issuer: TELEMETRY }) });
  new Microservice(stack, 'decode', {
    image: registry.image('telemetry/decode', { tag: '2.14.0' }),
    ports: [Port.http(8080)],
    resources: { cpu: Cpu.units(8), memory: Size.gibibytes(4) },
    replicas: Replicas.forDemand({
      arrivals: Rate.perSecond(150_000),
      service: ServiceTime.micros(400),
      workers: 8,
      latency: Latency.p99(Duration.millis(20)),
    }),
    uses: [brokerClient, frames.producer(), signals.producer(), stores.raw.readWrite({ keysIn: '/etc/raw' })],
    priority: priorities.decode,
    inMesh: false,
  });

  new Microservice(stack, 'rules', {
    image: registry.image('telemetry/rules', { tag: '7.3.1' }),
    ports: [Port.http(8080)],
    resources: { cpu: Cpu.units(8), memory: Size.gibibytes(8) },
    replicas: Replicas.forDemand({
      arrivals: Rate.perSecond(150_000),
      service: ServiceTime.micros(600),
      workers: 8,
      latency: Latency.p99(Duration.millis(30)),
      max: rulesMaximum,
    }),
    maxSurge: rulesMaxSurge,
    scaleOn: [
      ScaleOn.cpu(),
      ScaleOn.external({ name: 'kafka_consumergroup_lag', perReplica: 5000, labels: { consumergroup: 'rules' } }),
    ],
    uses: [signals.consumer({ workersPerReplica: 8 }), alarms.producer()],
    priority: priorities.rules,
    inMesh: false,
  });

  const api = new Microservice(stack, 'api', {
    image: registry.image('telemetry/api', { tag: '4.0.2' }),
    ports: [Port.http(8080)],
    resources: { cpu: Cpu.units(4), memory: Size.gibibytes(4) },
    replicas: Replicas.forDemand({
      arrivals: Rate.perSecond(8_000),
      service: ServiceTime.millis(12),
      workers: 16,
      latency: Latency.p99(Duration.millis(150)),
      max: 15,
    }),
    uses: [alarms.consumer()],
  });

  const command = new Microservice(stack, 'command', {
    image: registry.image('telemetry/command', { tag: '1.9.4' }),
    ports: [Port.grpc(9000)],
    resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) },
    replicas: Replicas.forDemand({
      arrivals: Rate.perSecond(500),
      service: ServiceTime.millis(30),
      workers: 8,
      latency: Latency.p99(Duration.millis(300)),
      max: 9,
    }),
    priority: priorities.command,
    uses: [brokerClient],
  });

  api.calls(command);
  if (stack.mesh.hasIngress) {
    stack.route('api.cars.example.com', api, { timeout: Duration.seconds(2), retries: 2 });
  }
}
