import { Size } from 'cdk8s';
import { AutonomousStack, Cpu, HarborRegistry, Port, Replicas, SecretRef, StatefulService } from 'cdk8s-autonomous';

/** Brokers among themselves: Erlang's distribution, and the calls that EMQX makes beside it. */
const BROKERS = [Port.tcp(4370, { name: 'erlang' }), Port.tcp(5369, { name: 'rpc' })];

/** Made by whoever keeps the secrets of the cluster. Brokers with the same cookie trust each other. */
const BROKER_LOGIN = SecretRef.existing('broker-login', ['cookie', 'password']);

/** Where messages from cars arrive, and where they are kept. Both speak their own protocols and stay outside the mesh. */
export function storage(stack: AutonomousStack, registry: HarborRegistry) {
  const broker = new StatefulService(stack, 'broker', {
    image: registry.image('docker-hub/emqx/emqx', { tag: '5.8.9' }),
    ports: [Port.tcp(1883, { name: 'mqtt' })],
    peerPorts: BROKERS,
    // The dashboard: it answers while the broker works.
    metricsPort: Port.http(18083, { name: 'metrics' }),
    metricsPath: '/api/v5/prometheus/stats',
    resources: { cpu: Cpu.units(8), memory: Size.gibibytes(16) },
    replicas: Replicas.forConnections({ connections: 300_000, perReplica: 50_000 }),
    // Owner of what the image writes.
    security: { user: 1000 },
    writable: ['/opt/emqx/data', '/opt/emqx/log'],
    scratch: Size.gibibytes(1),
    env: {
      EMQX_CLUSTER__DISCOVERY_STRATEGY: 'dns',
      EMQX_CLUSTER__DNS__NAME: `broker-headless.${stack.namespaceName}.svc.cluster.local`,
      EMQX_CLUSTER__DNS__RECORD_TYPE: 'srv',
    },
    variables: {
      EMQX_NODE__COOKIE: BROKER_LOGIN.key('cookie'),
      EMQX_DASHBOARD__DEFAULT_PASSWORD: BROKER_LOGIN.key('password'),
    },
    inMesh: false,
  });
  // Our own build of a log that speaks the protocol of Kafka: it takes its number from the name of its pod.
  const log = new StatefulService(stack, 'log', {
    image: registry.image('telemetry/log-store', { tag: '3.9.0' }),
    ports: [Port.tcp(9092, { name: 'kafka' })],
    metricsPort: Port.http(9404, { name: 'metrics' }),
    resources: { cpu: Cpu.units(8), memory: Size.gibibytes(32) },
    // Every message is kept three times: four of six brokers still serve all partitions.
    replicas: Replicas.needed({ steady: 6, degraded: 4 }),
    volumes: [{ name: 'data', mountPath: '/var/lib/log', size: Size.tebibytes(4), storageClass: 'zonal-ssd' }],
    inMesh: false,
  });
  return { broker, log };
}
