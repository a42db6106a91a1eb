import { App, Duration, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  EmqxUpgrade,
  Image,
  LocalBroker,
  MosquittoBroker,
  MosquittoBrokerProps,
  Cpu,
  Rate,
  TlsCertificate,
} from 'cdk8s-autonomous';
import { broker, refusal, vehicles } from './brokers';
import { documents, find, messageOf, microservice, stack } from '../../support/apps';
import { edgePlatform, site, tenant } from '../../support/edge';

const certificate = TlsCertificate.issued({ issuer: 'sites' });
const COMMON: MosquittoBrokerProps = {
  image: Image.of('registry.example.com/library/eclipse-mosquitto', {
    tag: '2.0.22',
    digest: `sha256:${'c'.repeat(64)}`,
  }),
  resources: { cpu: Cpu.millis(500), memory: Size.mebibytes(512) },
  certificate,
  clients: { cart: { publishes: ['shop/cart/#'] }, other: { subscribes: ['shop/#'] } },
};
const KEPT = { rate: Rate.perSecond(0.01), messageSize: Size.kibibytes(1) };

const mosquitto = (shop: AutonomousStack, props: Partial<MosquittoBrokerProps> = {}) =>
  new MosquittoBroker(shop, 'broker', { ...COMMON, ...props });
const namesOf = (app: App) =>
  documents(app)
    .filter(({ kind, metadata }) => kind === 'Certificate' && metadata.name.startsWith('cart-'))
    .map(({ metadata, spec }) => [metadata.name, spec.commonName]);

describe('a workload that connects twice', () => {
  test('to one broker as one client has one certificate', () => {
    const app = Testing.app();
    const shop = stack(app);
    const one = mosquitto(shop);
    microservice(shop, 'cart', { uses: [one.client({ certificate }), one.client({ certificate, prefix: 'TWO' })] });
    expect(namesOf(app)).toEqual([['cart-broker-client', 'cart']]);
  });

  test('to one broker as two, and to another of that name, has one of each', () => {
    const app = Testing.app();
    const shop = stack(app);
    const one = mosquitto(shop);
    const far = mosquitto(new AutonomousStack(app, 'plant', { cluster: shop.cluster }));
    microservice(shop, 'cart', {
      uses: [
        one.client({ certificate }),
        one.client({ certificate, name: 'other', prefix: 'SECOND_WAY' }),
        far.client({ certificate, prefix: 'PLANT' }),
      ],
    });
    expect(namesOf(app).sort()).toEqual([
      ['cart-broker-client', 'cart'],
      ['cart-broker-client-plant', 'cart'],
      ['cart-broker-client-second-way', 'other'],
    ]);
  });
});

test('a common name that is too long for a certificate stays away, as clients know a server by the others', () => {
  const app = Testing.app();
  const shop = stack(app, { namespace: 'a'.repeat(60) });
  mosquitto(shop);
  const { commonName, dnsNames } = find(documents(app), 'Certificate', 'broker-tls').spec;
  expect(commonName).toBeUndefined();
  expect(dnsNames).toContain(`broker.${'a'.repeat(60)}.svc`);
});

describe('an upgrade', () => {
  const rateOf = (props: Parameters<typeof broker>[1]) =>
    broker(vehicles(), { connections: 1000, perNode: 1000, messages: Rate.perSecond(10), ...props }).apiObject.toJson()
      .spec.updateStrategy.evacuationStrategy.connEvictRate;
  const small = { resources: { cpu: Cpu.millis(500), memory: Size.gibibytes(2) } };

  test('moves connections as fast as small nodes take them, where nobody says how fast', () => {
    expect(rateOf({})).toBe(1000);
    const rate = rateOf(small);
    expect(rate).toBeLessThan(1000);
    expect(rate).toBeGreaterThan(100);
    expect(rateOf({ ...small, upgrade: EmqxUpgrade.blueGreen() })).toBe(rate);
  });

  test('that is said and is too fast is refused', () => {
    const upgrade = EmqxUpgrade.blueGreen({ connectionsPerSecond: 1000 });
    const props = { connections: 1000, perNode: 1000, messages: Rate.perSecond(10), ...small, upgrade };
    expect(refusal(props)).toContain('upgrade.connectionsPerSecond 1000');
  });
});

describe('refused', () => {
  test('what holds the numbers that were given, not what they are in JavaScript', () => {
    const message = "largestMessage '300Mi': must be above 0";
    expect(messageOf(() => mosquitto(stack(), { largestMessage: Size.mebibytes(300) }))).toContain(message);
    expect(refusal({ largestMessage: Size.mebibytes(300) })).toContain(message);
  });

  test('braces in what one client may do, where they stand for nothing', () => {
    const clients = { cart: { publishes: ['shop/{id}/#'] } };
    expect(messageOf(() => mosquitto(stack(), { clients }))).toContain("clients.cart 'shop/{id}/#': holds braces");
  });

  test('messages of nothing, and times without an end', () => {
    const away = Duration.hours(Infinity);
    const nothing = { ...KEPT, messageSize: Size.kibibytes(0) };
    expect(messageOf(() => mosquitto(stack(), { keeps: nothing, away }))).toMatch(
      /keeps\.messageSize '0': must be above 0[^]*away 'Infinity seconds'/,
    );
    expect(refusal({ reconnect: { within: Duration.hours(Infinity) } })).toContain('reconnect.within');
  });

  test('sites that may be offline longer than the broker waits for a client', () => {
    const made = (away?: Duration) => {
      const edge = edgePlatform();
      const place = site(edge, 'gz-1', { offline: Duration.days(60) });
      place.deploy(new LocalBroker(tenant(edge), 'broker', { ...COMMON, keeps: KEPT, away }));
      return edge;
    };
    expect(messageOf(() => made())).toContain("away '30 days': is shorter than 60 days that gz-1 may be");
    const texts = documents(made(Duration.days(60)).node.root as App).map(({ data }) => data?.['mosquitto.conf'] ?? '');
    expect(texts.join('')).toContain('persistent_client_expiration 60d');
  });
});
