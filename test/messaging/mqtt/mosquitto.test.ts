import { Duration, Size, Testing } from 'cdk8s';
import {
  ClientLogin,
  Cpu,
  EdgePlatform,
  Image,
  LocalBroker,
  LocalBrokerProps,
  MosquittoBroker,
  MosquittoBrokerProps,
  Port,
  Rate,
  SecretRef,
  TlsCertificate,
} from 'cdk8s-autonomous';
import { key } from './brokers';
import { documents, find, messageOf, microservice, stack } from '../../support/apps';
import { takenBySchemas } from '../../support/crd-check';
import { edgePlatform, edgeService, fleet, planOf, site, tenant } from '../../support/edge';
import { mayBeCalled } from '../../support/network-policy';

const MOSQUITTO = Image.of('registry.example.com/library/eclipse-mosquitto', {
  tag: '2.0.22',
  digest: `sha256:${'c'.repeat(64)}`,
});
const certificate = TlsCertificate.issued({ issuer: 'sites' });
const clients = { cart: { publishes: ['shop/cart/#'] }, controller: { subscribes: ['shop/#'] } };
const COMMON = {
  image: MOSQUITTO,
  resources: { cpu: Cpu.millis(500), memory: Size.mebibytes(512) },
  certificate,
  clients,
};
const KEPT = { rate: Rate.perSecond(2), messageSize: Size.kibibytes(1), storageClass: 'local-path' };

function local(edge: EdgePlatform, props: Partial<LocalBrokerProps> = {}) {
  return new LocalBroker(tenant(edge), 'broker', { ...COMMON, ...props });
}

/** The broker and a service at a site that may be offline for a day. */
function atSite(props: Partial<LocalBrokerProps> = {}) {
  const edge = edgePlatform();
  const place = site(edge);
  const broker = local(edge, props);
  place.deploy(broker);
  return { edge, place, broker, app: edge.node.root as any };
}

const settingsIn = (objects: any[]) =>
  objects.find(({ kind, metadata }) => kind === 'ConfigMap' && /^broker-/.test(metadata.name)).data;

describe('the broker of a site', () => {
  const { app, place, broker } = atSite({ keeps: KEPT, own: { publishes: ['devices/{id}/#'] } });
  const cart = edgeService(broker.stack, 'cart', { uses: [broker.client({ certificate })] });
  place.deploy(cart);
  const objects = documents(app);
  const { 'mosquitto.conf': conf, 'acl.conf': acl } = settingsIn(objects);

  takenBySchemas({ certificate: find(objects, 'Certificate', 'broker-tls') });

  test('one listener, with TLS and certificates of its clients', () => {
    expect(conf.match(/^listener .*/gm)).toEqual(['listener 8883']);
    for (const line of [
      'allow_anonymous false',
      'require_certificate true',
      'use_identity_as_username true',
      'persistence true',
    ]) {
      expect(conf.split('\n')).toContain(line);
    }
  });

  test('each client has its topics, and everybody those below its own name', () => {
    expect(acl).toBe(
      'pattern write devices/%u/#\n\nuser cart\ntopic write shop/cart/#\n\nuser controller\ntopic read shop/#\n',
    );
  });

  test('a volume for what comes while the site is offline, in memory and on the disk', () => {
    // 2 of 1152 bytes per second for a day: 199 MB; twice that, and 15 % more.
    expect(find(objects, 'PersistentVolumeClaim').spec).toEqual({
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'local-path',
      resources: { requests: { storage: '437Mi' } },
    });
    expect(conf).toContain(`max_queued_bytes ${256 * 2 ** 20}`);
    const [row] = planOf(broker).storage;
    expect(row).toMatchObject({ path: 'shop/broker', name: 'broker at a site' });
  });

  test('services of the site are let in on the port, and find their files', () => {
    const [pods, other] = ['broker', 'cart'].map((name) => ({
      namespace: 'shop',
      labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': 'shop' },
    }));
    expect(mayBeCalled(objects, pods, other, 8883)).toBe(true);
    expect(mayBeCalled(objects, pods, other, 1883)).toBe(false);
    const text = JSON.stringify(
      objects.find(({ kind, metadata }) => kind === 'EdgeApplication' && metadata.name === 'cart'),
    );
    expect(text).toContain('mqtts://broker.shop:8883');
    expect(find(objects, 'Certificate', 'cart-broker-client').spec.commonName).toBe('cart');
  });
});

test('sites that are alike have one row in the plan, and a volume each', () => {
  const edge = edgePlatform();
  const broker = local(edge, { keeps: { ...KEPT, rate: Rate.perSecond(1) } });
  fleet(edge, 3).deploy(broker);
  expect(planOf(broker).storage.map(({ name }: any) => name)).toEqual(['broker at each of 3 sites']);
  expect(documents(edge.node.root as any).filter(({ kind }) => kind === 'PersistentVolumeClaim')).toHaveLength(3);
});

test('passwords instead of certificates: a file of hashes, and the client brings authority and password', () => {
  const { app, place, broker } = atSite({ login: ClientLogin.passwords(key('broker-passwords', 'passwords')) });
  const ca = SecretRef.existing('sites-ca', ['ca.crt']).key('ca.crt');
  const cart = edgeService(broker.stack, 'cart', {
    uses: [broker.client({ ca, password: key('cart-mqtt', 'password') })],
  });
  place.deploy(cart);
  const objects = documents(app);
  const conf = settingsIn(objects)['mosquitto.conf'];
  expect(conf).toContain('password_file /etc/mosquitto/passwords/passwords');
  expect(conf).toContain('allow_anonymous false');
  expect(conf).not.toContain('require_certificate');
  const text = JSON.stringify(
    objects.find(({ kind, metadata }) => kind === 'EdgeApplication' && metadata.name === 'cart'),
  );
  expect(text).toContain('/etc/mqtt/login/password');
  expect(
    messageOf(() => edgeService(broker.stack, 'controller', { uses: [broker.client({ certificate })] })),
  ).toContain('asks for a password, over TLS; both');
});

describe('refused', () => {
  test.each<[string, Partial<LocalBrokerProps>, string]>([
    ['no certificate', { certificate: undefined }, 'certificate'],
    ['anonymous', { login: null as any }, 'login'],
    ['the port of brokers without TLS', { port: 1883 }, 'is the port of brokers without TLS'],
    ['nobody', { clients: {} }, 'nobody may connect to it'],
    ['a client that hears all', { clients: { cart: { subscribes: ['#'] } } }, 'opens all topics at once'],
    ['devices that speak for others', { own: { publishes: ['devices/#'] } }, 'one could speak for another'],
    // 20 of 1152 bytes per second for a day.
    [
      'more than its memory holds',
      { keeps: { ...KEPT, rate: Rate.perSecond(20) } },
      "keeps '1899 MiB': come in the 1 day that gz-1 may be offline, and mosquitto holds them in memory: half of 512 MiB is for them; resources.memory of at least 3798 MiB, or fewer messages",
    ],
  ])('%s', (_, props, message) => {
    expect(messageOf(() => atSite(props))).toContain(message);
  });

  test.each([
    [Duration.minutes(20), '20 minutes'],
    [Duration.hours(1), '1 hour'],
    [Duration.minutes(90), '1 hour 30 minutes'],
    [Duration.days(400), '400 days'],
  ])('more than its memory holds while offline: the time is said as one would (%#)', (offline, said) => {
    const edge = edgePlatform();
    const place = site(edge, 'gz-1', { offline });
    const broker = local(edge, { keeps: { ...KEPT, rate: Rate.perSecond(5000) } });
    expect(messageOf(() => place.deploy(broker))).toContain(`come in the ${said} that gz-1 may be offline`);
  });

  test('messages for sites that are never away', () => {
    const edge = edgePlatform();
    const place = site(edge, 'gz-1', { offline: undefined });
    expect(messageOf(() => place.deploy(local(edge, { keeps: KEPT })))).toContain('is for sites that may be offline');
  });

  test('a client that it does not know, and one without certificate', () => {
    const { broker } = atSite();
    const use = (name: string, props: object) =>
      messageOf(() => edgeService(broker.stack, name, { uses: [broker.client(props)] }));
    expect(use('bms', { certificate })).toContain("uses 'bms': is no client of shop/broker: it has cart, controller");
    expect(use('cart', {})).toContain('knows clients by certificates');
  });
});

describe('one for a small cluster', () => {
  const make = (props: Partial<MosquittoBrokerProps> = {}) => {
    const app = Testing.app();
    const scope = stack(app);
    return { app, scope, made: new MosquittoBroker(scope, 'broker', { ...COMMON, ...props }) };
  };

  test('a StatefulSet with TLS, a volume for what it keeps, and clients by reference', () => {
    const { app, scope, made } = make({ keeps: KEPT, away: Duration.hours(12) });
    microservice(scope, 'cart', { uses: [made.client({ certificate })] });
    const objects = documents(app);
    const { spec } = find(objects, 'StatefulSet', 'broker');
    expect(spec.replicas).toBe(1);
    expect(spec.volumeClaimTemplates[0].spec.resources.requests.storage).toBe('190Mi');
    expect(settingsIn(objects)['mosquitto.conf']).toContain('require_certificate true');
    expect(find(objects, 'Certificate', 'broker-tls').spec.dnsNames).toContain('broker.shop.svc.cluster.local');
    const [{ env }] = find(objects, 'Deployment', 'cart').spec.template.spec.containers;
    expect(env).toContainEqual({ name: 'MQTT_URL', value: 'mqtts://broker.shop.svc.cluster.local:8883' });
  });

  test('what it keeps, and how long, are said together', () => {
    expect(messageOf(() => make({ keeps: KEPT }))).toContain('keeps, away');
    expect(messageOf(() => make({ away: Duration.hours(1) }))).toContain('keeps, away');
  });

  test('no port without TLS can be opened', () => {
    const { made } = make();
    expect(messageOf(() => made.exposeOutside({ ports: [Port.tcp(1883)] }))).toContain('1883');
  });
});
