import { App, Testing } from 'cdk8s';
import { AutonomousStack, Mesh, Port, StatefulService, TlsEnd } from 'cdk8s-autonomous';
import { find, messageOf, microservice, stack, statefulService } from '../../support/apps';
import { arrivalOf, mayConnect } from '../../support/istio-gateway';
import { mayBeCalled } from '../../support/network-policy';
import { Schemas } from '../../support/schemas';

const MQTT = [Port.tcp(1883), Port.tcp(8883, { name: 'tls' })];
const MESH = { mesh: Mesh.istio({ ingressPorts: [80, 443, 1883, 8883] }) };
const GATEWAY = { namespace: 'istio-ingress', labels: { istio: 'ingress' } };
const PRINCIPAL = 'cluster.local/ns/istio-ingress/sa/istio-ingress';
const HOST = 'mqtt.cars.example.com';
const BROKER = 'broker.shop.svc.cluster.local';

const made = (): { shop: AutonomousStack; broker: StatefulService } => {
  const shop = stack(Testing.app(), MESH);
  return { shop, broker: statefulService(shop, 'broker', { ports: MQTT }) };
};

/** Ports of the broker that the gateway may open, by both policies. */
const opened = (objects: any[]): number[] => {
  const { labels } = find(objects, 'StatefulSet').spec.template.metadata;
  return [1883, 8883].filter((port) => {
    const network = mayBeCalled(objects, { namespace: 'shop', labels }, GATEWAY, port);
    expect(mayConnect(objects, labels, PRINCIPAL, port)).toBe(network);
    return network;
  });
};

describe('a broker behind the gateway', () => {
  test('has the TLS of vehicles in its pods, by the host that they name', () => {
    const { shop, broker } = made();
    shop.routeTls(HOST, broker, { gatewayPort: 8883, port: 8883 });
    const objects = Testing.synth(shop);
    expect(arrivalOf(objects, { port: 8883, host: HOST })).toEqual({ host: BROKER, port: 8883, encrypted: true });
    expect(arrivalOf(objects, { port: 8883, host: 'other.example.com' })).toBeUndefined();
    expect(arrivalOf(objects, { port: 443, host: HOST })).toBeUndefined();
    expect(opened(objects)).toEqual([8883]);
  });

  test.each([
    [undefined, 'SIMPLE'],
    [true, 'MUTUAL'],
  ])('has it in the gateway, client certificates %s', (clientCertificates, mode) => {
    const { shop, broker } = made();
    shop.routeTls(HOST, broker, { gatewayPort: 8883, end: TlsEnd.GATEWAY, clientCertificates });
    const objects = Testing.synth(shop);
    expect(arrivalOf(objects, { port: 8883, host: HOST })).toEqual({ host: BROKER, port: 1883, encrypted: false });
    expect(find(objects, 'Gateway').spec.servers[0].tls).toEqual({
      mode,
      credentialName: 'mqtt-cars-example-com-tls',
      minProtocolVersion: 'TLSV1_2',
    });
    expect(opened(objects)).toEqual([1883]);
  });

  test('without TLS has a port for itself', () => {
    const { shop, broker } = made();
    shop.routeTcp(1883, broker);
    const objects = Testing.synth(shop);
    expect(arrivalOf(objects, { port: 1883 })).toEqual({ host: BROKER, port: 1883, encrypted: false });
    expect(opened(objects)).toEqual([1883]);
  });

  test('beside hosts with HTTP and other TLS hosts on one port', () => {
    const { shop, broker } = made();
    shop.route('cars.example.com', microservice(shop, 'web'));
    shop.routeTls(HOST, broker, { port: 8883 });
    shop.routeTls('log.example.com', statefulService(shop, 'log'), { end: TlsEnd.GATEWAY, certificate: 'logs' });
    const objects = Testing.synth(shop);
    expect(arrivalOf(objects, { port: 443, host: HOST })?.host).toBe(BROKER);
    expect(arrivalOf(objects, { port: 443, host: 'log.example.com' })?.port).toBe(9092);
    const { servers } = find(objects, 'Gateway').spec;
    const names = servers.map(({ port }: any) => port.name);
    expect(new Set(names).size).toBe(names.length);
    expect(servers.filter(({ hosts }: any) => hosts.length === 0)).toEqual([]);
    const schemas = new Schemas('1.32');
    const ours = objects.filter(({ apiVersion }) => apiVersion.includes('istio.io'));
    expect(ours.flatMap((object) => schemas.check(object))).toEqual([]);
  });
});

describe('what cannot work is refused', () => {
  test.each<[string, (given: ReturnType<typeof made>) => void, string]>([
    [
      'a port that the Service of the gateway does not list',
      ({ shop, broker }) => shop.routeTcp(5671, broker),
      "gatewayPort 5671: is not among the ports of the gateway's Service, 80, 443, 1883, 8883; service.ports in the values of its chart, and Mesh.istio({ ingressPorts: [80, 443, 1883, 8883, 5671] })",
    ],
    ['a port that the service has not', ({ shop, broker }) => shop.routeTcp(1883, broker, { port: 1 }), 'port 1'],
    [
      'two services on one port',
      ({ shop, broker }) => {
        shop.routeTcp(1883, broker);
        shop.routeTcp(1883, statefulService(shop, 'log'));
      },
      'gatewayPort 1883: has a route already',
    ],
    [
      'TLS on a port without',
      ({ shop, broker }) => {
        shop.routeTcp(8883, broker);
        shop.routeTls(HOST, broker, { gatewayPort: 8883 });
      },
      'meets the route tcp-8883',
    ],
    [
      'a host with HTTP and with TLS on one port',
      ({ shop, broker }) => {
        shop.route(HOST, microservice(shop));
        shop.routeTls(HOST, broker);
      },
      'meets the route https-mqtt-cars-example-com',
    ],
    [
      'the same the other way round',
      ({ shop, broker }) => {
        shop.routeTls(HOST, broker);
        shop.route(HOST, microservice(shop));
      },
      'meets the route tls-443-mqtt-cars-example-com',
    ],
    [
      'a host beside a service that has the port of its redirect',
      ({ shop, broker }) => {
        shop.routeTcp(80, broker);
        shop.route(HOST, microservice(shop));
      },
      'needs port 80',
    ],
    ['a wildcard', ({ shop, broker }) => shop.routeTls('*.example.com', broker), 'must be a full host name'],
    [
      'a certificate for TLS that ends in the service',
      ({ shop, broker }) => shop.routeTls(HOST, broker, { certificate: 'x', clientCertificates: true }),
      'clientCertificates true: is for TLS that ends in the gateway',
    ],
    ['no service', ({ shop }) => shop.routeTcp(1883, undefined as any), 'target undefined: is required'],
  ])('%s', (_, act, expected) => {
    expect(messageOf(() => act(made()))).toContain(expected);
  });

  test('no mesh, and a gateway without the port of a host', () => {
    const plain = stack();
    expect(messageOf(() => plain.routeTcp(1883, statefulService(plain)))).toContain('needs a mesh');
    expect(messageOf(() => Mesh.istio({ ingressPorts: [0] }))).toContain('ingressPorts 0');
    const app = new App();
    const other = stack(app, { mesh: Mesh.istio({ ingressPorts: [8883] }) });
    expect(messageOf(() => other.route('cars.example.com', microservice(other)))).toContain('ingressPorts');
  });

  test('one port for two services of two stacks', () => {
    const { shop, broker } = made();
    shop.routeTcp(1883, broker);
    const other = new AutonomousStack(shop.node.root as App, 'other', { cluster: shop.cluster, ...MESH });
    other.routeTcp(1883, statefulService(other));
    expect(messageOf(() => Testing.synth(shop))).toContain(
      'PORT_TAKEN shop/Ingress/Gateway: port 1883 is already served as stream by other/Ingress/Gateway',
    );
  });
});
