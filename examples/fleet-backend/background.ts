import { Duration, Size } from 'cdk8s';
import { AccessRule, Cpu, Microservice, Mount, Peer, Replicas, SimulationBatch, SpotShare } from 'cdk8s-autonomous';
import { BATCH } from './platform';
import { Store } from './stores';
import { CONSUMER, Tenant, together } from './tenant';

/** Work that nobody waits for, on nodes that the cloud may take back. */
export function backgroundWork(tenant: Tenant, kafka: Store): void {
  const { stack, environment, registry } = tenant;
  const exporter = new Microservice(stack, 'exporter', {
    image: registry.image('vehicles/exporter', { tag: '1.7.0' }),
    ...CONSUMER,
    resources: { cpu: Cpu.units(2), memory: Size.gibibytes(4) },
    replicas: Replicas.needed({ steady: 2 }),
    spot: SpotShare.all(),
    identity: {
      annotations: { 'eks.amazonaws.com/role-arn': `arn:aws:iam::${environment.value('account')}:role/fleet-exporter` },
      // One of them says what is exported next: who, they agree on by a lease.
      rules: [
        AccessRule.to('create').on('leases.coordination.k8s.io'),
        AccessRule.to('get', 'update').on('leases.coordination.k8s.io').named('exporter'),
      ],
    },
    ...together(kafka.clientOf(tenant), {
      // A file is written whole before it is uploaded.
      mounts: [Mount.scratch('/spool', Size.gibibytes(4))],
    }),
  });
  exporter.calls(kafka.service);
  exporter.calls(Peer.cidr(environment.value('apiServer'), 443));
  if (environment.isProduction) {
    stack.cluster.accept({
      code: 'LOSS_NOT_SURVIVED',
      path: exporter.node.path,
      reason: 'Exports wait in Kafka for up to three days: they may stop while there are no spot nodes',
    });
  }
  exporter.calls(Peer.host('lake.s3.eu-central-1.amazonaws.com', 443));

  const drives = environment.isProduction ? 240 : 8;
  const replay = new SimulationBatch(stack, 'replay-2026-11-30', {
    image: registry.image('vehicles/replay', { tag: '0.9.2' }),
    scenarios: Array.from({ length: drives }, (_, i) => `drive-${i + 1}`),
    resources: { cpu: Cpu.units(4), memory: Size.gibibytes(8) },
    pace: { perScenario: Duration.minutes(15), within: Duration.hours(6) },
    spot: SpotShare.all(),
    nodeLabels: { [BATCH.key]: 'true' },
    tolerates: [BATCH],
  });
  replay.calls(Peer.host('lake.s3.eu-central-1.amazonaws.com', 443));
}
