import { Size } from 'cdk8s';
import { AutonomousStack, HarborRegistry, Port, Replicas, StatefulService } from 'cdk8s-autonomous';
import { Cpu } from 'cdk8s-plus-27';

/** Where messages from cars arrive, and where they are kept. Both speak their own protocols and stay outside the mesh. */
export function storage(stack: AutonomousStack, registry: HarborRegistry) {
  const broker = new StatefulService(stack, 'broker', {
    image: registry.image('telemetry/mqtt-broker', { tag: '5.8.1' }),
    ports: [Port.tcp(1883, { name: 'mqtt' })],
    metricsPort: Port.http(9100, { name: 'metrics' }),
    resources: { cpu: Cpu.units(8), memory: Size.gibibytes(16) },
    replicas: Replicas.forConnections({ connections: 300_000, perReplica: 50_000 }),
    inMesh: false,
  });
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
