import { Duration, Size } from 'cdk8s';
import {
  AutonomousStack,
  Bucket,
  ConfigCentre,
  Cpu,
  EmqxBroker,
  HarborRegistry,
  Image,
  Latency,
  Microservice,
  NacosStorage,
  Port,
  Replicas,
  SecretRef,
  SecretStore,
  ServiceTime,
  Spring,
  StreamTopic,
  TlsCertificate,
} from 'cdk8s-autonomous';
import { MESSAGES } from './streams';

interface Platform {
  readonly registry: HarborRegistry;
  readonly store: SecretStore;
  readonly broker: EmqxBroker;
  readonly topics: { readonly frames: StreamTopic; readonly signals: StreamTopic; readonly alarms: StreamTopic };
  readonly raw: Bucket;
}

/** Services that stand on the platform: each names what it uses, and gets address, credentials and the way there. */
export function services(stack: AutonomousStack, { registry, store, broker, topics, raw }: Platform): void {
  const auth = SecretRef.external(stack, 'nacos-auth', {
    store,
    keys: {
      token: 'platform/nacos#token',
      key: 'platform/nacos#key',
      value: 'platform/nacos#value',
      password: 'platform/nacos#password',
    },
  });
  const centre = ConfigCentre.nacos(stack, 'nacos', {
    image: registry.image('docker-hub/nacos/nacos-server', { tag: 'v3.0.3' }),
    auth,
    storage: NacosStorage.embedded({ size: Size.gibibytes(20), storageClass: 'gp3' }),
  });
  const image = (name: string, tag: string): Image => registry.image(`telemetry/${name}`, { tag });

  new Microservice(stack, 'decode', {
    image: image('decode', '2.14.0'),
    ports: [Port.http(8080)],
    resources: { cpu: Cpu.units(4), memory: Size.gibibytes(4) },
    replicas: Replicas.forDemand({
      arrivals: MESSAGES,
      service: ServiceTime.micros(400),
      workers: 8,
      latency: Latency.p99(Duration.millis(20)),
    }),
    uses: [
      broker.client({ certificate: TlsCertificate.issued({ issuer: 'vehicles' }) }),
      topics.frames.producer(),
      topics.signals.producer(),
    ],
  });
  new Microservice(stack, 'archive', {
    image: image('archive', '1.3.0'),
    resources: { cpu: Cpu.units(2), memory: Size.gibibytes(4) },
    replicas: Replicas.needed({ steady: 6 }),
    uses: [topics.frames.consumer({ workersPerReplica: 4 }), raw.readWrite()],
  });
  new Microservice(stack, 'alarms', {
    ...Spring.boot(),
    image: image('alarms', '4.0.2'),
    resources: { cpu: Cpu.units(1), memory: Size.gibibytes(2) },
    replicas: Replicas.needed({ steady: 2 }),
    uses: [
      topics.signals.consumer({ workersPerReplica: 2 }),
      topics.alarms.producer(),
      centre.client({
        credentials: SecretRef.external(stack, 'alarms-nacos', {
          store,
          keys: { username: 'platform/nacos-alarms#username', password: 'platform/nacos-alarms#password' },
        }),
      }),
    ],
  });
}
