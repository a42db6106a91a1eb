import { Duration, Size } from 'cdk8s';
import {
  ConfigFile,
  Configuration,
  ContainerOptions,
  Cpu,
  Hook,
  Microservice,
  Mount,
  Port,
  Rate,
  Replicas,
  ScaleOn,
  Scaler,
  SecretRef,
  SpotShare,
  Variable,
} from 'cdk8s-autonomous';
import { loadOf } from './environments';
import { Store } from './stores';
import { CONSUMER, METRICS, Tenant, together } from './tenant';

/** Where vehicles arrive, and what makes positions and events of the bytes that they send. */
export function intake(tenant: Tenant, kafka: Store, streams: ContainerOptions) {
  const gateway = vehicleGateway(tenant, streams);
  const decode = decoder(tenant, streams);
  gateway.calls(kafka.service);
  decode.calls(kafka.service);
}

/** MQTT over TLS, and CoAP over DTLS for control units that sleep. TLS ends in the pods, which see the certificate of the vehicle. */
function vehicleGateway({ stack, environment, registry, vault, urgent }: Tenant, streams: ContainerOptions) {
  const { connected } = loadOf(environment);
  const certificate = SecretRef.external(stack, 'gateway-tls', {
    store: vault,
    keys: {
      'tls.crt': `${environment.name}/gateway/tls#certificate`,
      'tls.key': `${environment.name}/gateway/tls#key`,
      'vehicles-ca.crt': `${environment.name}/gateway/tls#vehicles-ca`,
    },
    // Read at the start alone: another version replaces the pods.
    version: '2026-11',
  });
  const mqtts = Port.tcp(8883, { name: 'mqtts' });
  const coaps = Port.udp(5684, { name: 'coaps' });
  const gateway = new Microservice(stack, 'gateway', {
    image: registry.image('vehicles/gateway', { tag: '5.2.0' }),
    ports: [mqtts, coaps],
    metricsPort: METRICS,
    resources: { cpu: Cpu.units(2), memory: Size.gibibytes(4) },
    replicas: Replicas.forConnections({ connections: connected, perReplica: 25_000 }),
    ...together(streams, {
      variables: {
        POD_NAME: Variable.podName(),
        GOMEMLIMIT: Variable.goMemoryLimit(),
        GOMAXPROCS: Variable.goMaxProcs(),
      },
      mounts: [Mount.secret(certificate, '/etc/gateway/tls')],
    }),
    // Vehicles are told to connect elsewhere, a part of them in each second.
    lifecycle: { stopping: Hook.http('/drain', METRICS) },
    grace: Duration.minutes(2),
    priority: urgent,
    inMesh: false,
  });
  gateway.exposeOutside({
    ports: [mqtts, coaps],
    loadBalancerClass: 'service.k8s.aws/nlb',
    annotations: {
      'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing',
      'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'ip',
      'external-dns.alpha.kubernetes.io/hostname': `vehicles.${environment.value('domain')}`,
    },
  });
  return gateway;
}

/** A consumer group. Some of its replicas are on spot nodes: when these go, the others are enough, and the log is patient. */
function decoder({ stack, environment, registry }: Tenant, streams: ContainerOptions) {
  const { messages } = loadOf(environment);
  const settings = new Configuration(stack, 'decode', {
    files: {
      'signals.json': ConfigFile.json({
        position: { topic: 'positions', keepMillis: 1000 },
        battery: { topic: 'battery', keepMillis: 10_000 },
        fault: { topic: 'faults' },
      }),
    },
    values: { LOG_LEVEL: environment.value('logLevel') },
  });
  const spot = environment.isProduction ? { spot: SpotShare.of(0.4) } : {};
  return new Microservice(stack, 'decode', {
    image: registry.image('vehicles/decode', { tag: '2.14.0' }),
    ...CONSUMER,
    resources: { cpu: Cpu.units(2), memory: Size.gibibytes(2) },
    replicas: Replicas.forThroughput({
      arrivals: Rate.perSecond(messages),
      perReplica: Rate.perSecond(4000),
      max: Math.max(3, Math.ceil(messages / 1000)),
    }),
    scaleOn: [
      ScaleOn.cpu(),
      ScaleOn.external({ name: 'kafka_consumergroup_lag', perReplica: 5000, labels: { consumergroup: 'decode' } }),
    ],
    scaler: Scaler.keda({ prometheus: 'http://prometheus.monitoring.svc.cluster.local:9090' }),
    ...together(streams, {
      variables: { LOG_LEVEL: settings.value('LOG_LEVEL'), GOMEMLIMIT: Variable.goMemoryLimit() },
      mounts: [Mount.configuration(settings, '/etc/decode')],
    }),
    ...spot,
  });
}
