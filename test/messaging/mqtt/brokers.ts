import { App, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  AutonomousStackProps,
  ClientAuth,
  EmqxBroker,
  EmqxBrokerProps,
  Image,
  Plan,
  Rate,
  SecretRef,
  Survive,
  TlsCertificate,
  Cpu,
} from 'cdk8s-autonomous';
import { cluster, messageOf, nodeType, stack } from '../../support/apps';

export const emqx = (tag: string, name = 'emqx') => Image.of(`registry.example.com/emqx/${name}`, { tag });
export const key = (secret: string, name = 'key') => SecretRef.existing(secret, [name]).key(name);
export const MUTUAL = ClientAuth.mutual({ ca: key('vehicle-ca', 'ca.crt') });

/** A stack in a cluster of three zones with nodes of 32 cores that outlives the loss of a zone, or of what is said. */
export function vehicles(
  app: App = Testing.app(),
  survive = Survive.zone(),
  props: Partial<AutonomousStackProps> = {},
): AutonomousStack {
  const made = cluster(app, { survive }, { nodeType: nodeType('32x128', 32, 128), labels: { role: 'broker' } });
  return stack(app, { cluster: made, ...props });
}

/** A broker for 300,000 cars, each with a message every two seconds, or another one. */
export function broker(scope: AutonomousStack, props: Partial<EmqxBrokerProps> = {}): EmqxBroker {
  return new EmqxBroker(scope, 'broker', {
    image: emqx('6.2.2'),
    connections: 300_000,
    perNode: 50_000,
    messages: Rate.perSecond(150_000),
    resources: { cpu: Cpu.units(8), memory: Size.gibibytes(16) },
    certificate: TlsCertificate.issued({ issuer: 'servers', hosts: ['mqtt.cars.example.com'] }),
    clientAuth: MUTUAL,
    topics: { publishes: ['vehicles/{id}/#'], subscribes: ['commands/{id}/#'] },
    licence: key('emqx-licence'),
    ...props,
  });
}

/** Why such a broker is refused. */
export function refusal(props: Partial<EmqxBrokerProps>, survive = Survive.zone()): string {
  return messageOf(() => broker(vehicles(Testing.app(), survive), props));
}

export function planOf(scope: AutonomousStack): any {
  return JSON.parse(Plan.of(scope.node.root as App).toJson()).clusters[0];
}
