import { Size } from 'cdk8s';
import {
  AutonomousStack,
  ClientAuth,
  Cpu,
  EmqxBroker,
  EmqxUpgrade,
  HarborRegistry,
  Rate,
  SecretRef,
  SecretStore,
  TlsCertificate,
  VehicleGateway,
} from 'cdk8s-autonomous';

/** Where 300,000 cars are connected at their busiest, each with a certificate of its own; commercial vehicles report by GB/T 32960. */
export function broker(stack: AutonomousStack, registry: HarborRegistry, store: SecretStore): EmqxBroker {
  const authority = SecretRef.external(stack, 'vehicle-ca', {
    store,
    keys: { 'ca.crt': 'platform/vehicle-ca#certificate' },
  });
  const secrets = SecretRef.external(stack, 'emqx', {
    store,
    keys: { licence: 'platform/emqx#licence', cookie: 'platform/emqx#cookie' },
  });
  const made = new EmqxBroker(stack, 'broker', {
    image: registry.image('docker-hub/emqx/emqx-enterprise', { tag: '5.8.6' }),
    connections: 300_000,
    perNode: 50_000,
    messages: Rate.perSecond(150_000),
    resources: { cpu: Cpu.units(8), memory: Size.gibibytes(16) },
    certificate: TlsCertificate.issued({ issuer: 'vehicles', hosts: ['mqtt.cars.example.com'] }),
    clientAuth: ClientAuth.mutual({ ca: authority.key('ca.crt') }),
    topics: { publishes: ['vehicles/{id}/#'], subscribes: ['commands/{id}/#'] },
    services: { decode: { subscribes: ['vehicles/#'] }, command: { publishes: ['commands/#'] } },
    gateways: [VehicleGateway.gbt32960({ connections: 20_000 })],
    licence: secrets.key('licence'),
    // A node after the other, each of which tells its clients to go first: no second set of nodes.
    upgrade: EmqxUpgrade.oneByOne(),
    cookie: secrets.key('cookie'),
  });
  made.exposeOutside({ loadBalancerClass: 'service.k8s.aws/nlb' });
  return made;
}
