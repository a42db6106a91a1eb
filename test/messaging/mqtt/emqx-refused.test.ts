import { Duration, Size, Testing } from 'cdk8s';
import {
  Bandwidth,
  ClientAuth,
  EmqxBrokerProps,
  EmqxUpgrade,
  Peer,
  Port,
  SecretRef,
  ServiceTime,
  Survive,
  TlsCertificate,
  VehicleGateway,
  Cpu,
} from 'cdk8s-autonomous';
import { broker, emqx, key, refusal, vehicles } from './brokers';
import { documents, messageOf, microservice } from '../../support/apps';

const PEER = Peer.host('id.example.com', 443);
const JWT = ClientAuth.jwt({ jwks: 'https://id.example.com/keys', server: PEER });
const GBT = VehicleGateway.gbt32960({ connections: 1000 });

test.each<[string, Partial<EmqxBrokerProps>, string]>([
  [
    'no licence for nine nodes from 5.9 on',
    { licence: undefined },
    'licence undefined: 9 nodes of EMQX 6.2.2 need one: the built-in licence is for one node (from 5.9 on); a key of a SecretRef',
  ],
  [
    'emqx-enterprise of the versions before without one',
    { image: emqx('5.8.6', 'emqx-enterprise'), licence: undefined },
    'emqx-enterprise 5.8.6 is for evaluation alone without one',
  ],
  ['a licence for the open one', { image: emqx('5.8.6') }, 'is for emqx-enterprise, and the image is emqx 5.8.6'],
  [
    'gateways in the open one',
    { image: emqx('5.8.6'), licence: undefined, gateways: [GBT] },
    "gateways ['gbt32960']: are not in emqx 5.8.6; the image emqx-enterprise with a licence, or a version from 5.9.0 on",
  ],
  [
    'a version that nobody told',
    { image: emqx('stable-1') },
    "version 'stable-1': tells no version of EMQX; version: '5.8.6'",
  ],
  ['a version with other settings', { image: emqx('5.7.2') }, 'is before 5.8.0, of which the settings are written'],
  // 70 % of 4 GiB, and 512 MiB for the broker itself: 2355 MiB; 96,468 of 25 KiB.
  [
    'more clients on a node than its memory holds',
    { perNode: 100_000, resources: { cpu: Cpu.units(8), memory: Size.gibibytes(4) } },
    'perNode 100000: 4096 MiB hold 96468 connections of 25 KiB below 70 %, where EMQX raises its alarm; at most 96468, or resources.memory of at least 4220 MiB',
  ],
  [
    'the port of brokers without TLS',
    { port: 1883 },
    'port 1883: is the port of brokers without TLS: clients would try it so; 8883',
  ],
  ['a port of the nodes', { port: 4370 }, "port 4370: is one of the brokers' own"],
  [
    'a vehicle that speaks for all',
    { topics: { publishes: ['vehicles/status'] } },
    "topics.publishes 'vehicles/status': is the same for all: one could speak for another; a level {id}",
  ],
  ['a vehicle that hears all', { topics: { subscribes: ['#'] } }, 'opens all topics at once'],
  ['a part of a level', { topics: { publishes: ['vehicles/a{id}/x/{id}'] } }, 'holds a part of a level in braces'],
  ['a service that may do nothing', { services: { decode: {} } }, "services.decode '{}': may do nothing"],
  [
    "a service that hears what is the broker's own",
    { services: { decode: { subscribes: ['$SYS/brokers'] } } },
    "begins with $, which is the broker's own",
  ],
  [
    'GB/T 32960 for whoever calls',
    { clientAuth: JWT, gateways: [GBT] },
    "gateways 'gbt32960': has no login: without certificates of the vehicles it would be an anonymous listener; ClientAuth.mutual(...)",
  ],
  [
    'the same protocol twice',
    { gateways: [GBT, VehicleGateway.gbt32960({ connections: 1, port: 7326 })] },
    'is there already; one of each protocol',
  ],
  [
    'more vehicles in gateways than in all',
    { connections: 500, gateways: [GBT] },
    'gateways.connections 1000: are more than the 500 connections of the broker',
  ],
  [
    'nodes that know each other by what everybody knows',
    { upgrade: EmqxUpgrade.oneByOne() },
    'cookie undefined: is what the nodes know each other by, and its default is known to all',
  ],
  ['a cookie beside that of the operator', { cookie: key('c') }, "cookie 'key': is made by the operator itself"],
  [
    'one core',
    { cores: { count: 1, resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) } } },
    'one alone is lost with its node',
  ],
  ['no whole number of clients', { connections: 1.5 }, 'connections 1.5: must be a whole number above 0'],
  [
    'messages that MQTT has no length for',
    { largestMessage: Size.mebibytes(256) },
    'at most 255 MiB, which MQTT ends at',
  ],
])('refused: %s', (_, props, message) => {
  expect(refusal(props)).toContain(message);
});

describe('a reconnect storm that the survivors do not take is refused, with what they can', () => {
  // After the loss of three of nine: 16,667 clients for each of six, and 25,000 messages of 100 µs: 2.5 cores.
  const small = { resources: { cpu: Cpu.units(3), memory: Size.gibibytes(16) } };

  test('handshakes of two milliseconds on the half core that the messages leave: 250 per second, 67 seconds', () => {
    expect(refusal({ ...small, reconnect: { within: Duration.minutes(1) } })).toContain(
      "reconnectWithin '60 s': after the loss of 3 nodes 16667 clients come back to each of 6, and their 3 cores leave 0.5 beside the messages, for 250 handshakes per second: that takes 67 s; resources.cpu of at least 3.06, reconnectWithin of at least 67 s, or more nodes (a smaller perNode)",
    );
    expect(broker(vehicles(), { ...small, reconnect: { within: Duration.seconds(67) } }).plannedReplicas).toBe(9);
  });

  test('a rate above what the processors can', () => {
    expect(refusal({ ...small, reconnect: { maxRate: 300 } })).toContain(
      'maxConnectRate 300: after the loss of 3 nodes 16667 clients come back to each of 6, and their 3 cores leave 0.5 beside the messages, for 250 handshakes per second; at most 250',
    );
  });

  test('a rate below what is needed in time, which the processors could', () => {
    expect(refusal({ reconnect: { maxRate: 100 } })).toContain(
      'maxConnectRate lets in 100 per second: that takes 167 s; maxConnectRate of at least 139',
    );
  });

  test('no core left at all', () => {
    const props = {
      resources: { cpu: Cpu.units(8), memory: Size.gibibytes(16) },
      costs: { handshakeTime: ServiceTime.seconds(10) },
    };
    expect(refusal(props)).toContain('for 0 handshakes per second: that takes for ever');
  });

  test('an eviction that is faster than the new nodes', () => {
    const upgrade = EmqxUpgrade.blueGreen({ connectionsPerSecond: 30_000 });
    expect(refusal({ upgrade })).toContain(
      'upgrade.connectionsPerSecond 30000: are 3333 for each new node, which takes 2750; at most 24750',
    );
  });
});

describe('ways to say who a client is', () => {
  test.each([
    [
      'keys of tokens by plain HTTP',
      () => ClientAuth.jwt({ jwks: 'http://id.example.com/keys', server: PEER }),
      "jwks 'http://id.example.com/keys': must be a URL with TLS: whoever changes the keys lets himself in",
    ],
    [
      'no registry of terminals',
      () => VehicleGateway.jt808({ connections: 1, authentication: 'https://t/a', server: PEER } as any),
      'registry undefined',
    ],
    [
      'a registry outside by plain HTTP',
      () =>
        VehicleGateway.jt808({
          connections: 1,
          registry: 'http://t.example.com/r',
          authentication: 'https://t/a',
          server: PEER,
        }),
      "registry 'http://t.example.com/r': must be a URL: without it every terminal would be let in",
    ],
    [
      'a gateway without TLS and a reason',
      () => VehicleGateway.gbt32960({ connections: 1, withoutTls: ' ' }),
      'must say why its vehicles cannot speak TLS',
    ],
    [
      'a certificate without an authority',
      () => TlsCertificate.secret(SecretRef.existing('tls', ['tls.crt', 'tls.key'])),
      "has no key 'ca.crt'",
    ],
    [
      'a certificate for all hosts',
      () => TlsCertificate.issued({ issuer: 'a', hosts: ['*.example.com'] }),
      "hosts '*.example.com': must be a host name",
    ],
    [
      'a certificate that is renewed after its end',
      () => TlsCertificate.issued({ issuer: 'a', duration: Duration.days(1), renewBefore: Duration.days(2) }),
      'must be below the 24 hours that it is good for',
    ],
    ['TLS off', () => broker(vehicles(), { certificate: undefined }), 'certificate'],
    ['no authentication', () => broker(vehicles(), { clientAuth: undefined }), 'clientAuth'],
    ['what is none', () => broker(vehicles(), { clientAuth: Bandwidth.megabitsPerSecond(1) as any }), 'clientAuth'],
  ])('refused: %s', (_, action, message) => {
    expect(messageOf(action)).toContain(message);
  });
});

describe('clients', () => {
  test('MQTT without TLS is opened to nobody outside', () => {
    const made = broker(vehicles());
    expect(messageOf(() => made.exposeOutside({ ports: [Port.tcp(1883)] }))).toContain(
      '[shop/broker exposeOutside] ports 1883: is MQTT without TLS, which no listener of it speaks; one of 8883',
    );
    expect(messageOf(() => made.exposeOutside({ ports: [Port.tcp(8884)] }))).toContain(
      'is no port of it for clients outside',
    );
  });

  test('a service that the broker does not know', () => {
    const scope = vehicles();
    const made = broker(scope, { services: { decode: { subscribes: ['a'] } } });
    const certificate = TlsCertificate.issued({ issuer: 'servers' });
    expect(messageOf(() => microservice(scope, 'rules', { uses: [made.client({ certificate })] }))).toContain(
      "[shop/rules] uses 'rules': is no client of shop/broker: it has decode; 'rules': { ... } among those",
    );
  });

  test('the PROXY protocol where nothing is in front', () => {
    const app = Testing.app();
    broker(vehicles(app, Survive.none()), { proxyProtocol: true });
    expect(messageOf(() => documents(app))).toContain('proxyProtocol true: nothing in front of it speaks that');
  });
});
