import { Testing } from 'cdk8s';
import {
  AutonomousStack,
  GatewayApi,
  GatewayIngress,
  GatewayIngressProps,
  Origin,
  Port,
  TlsEnd,
} from 'cdk8s-autonomous';
import { find, ISTIO, messageOf, microservice, stack, statefulService } from '../support/apps';
import { ledTo, refusedListeners } from '../support/gateway-api';
import { mayBeCalled } from '../support/network-policy';
import { Schemas } from '../support/schemas';

const PROXY = { namespace: 'envoy-gateway-system', labels: { app: 'envoy' } };
const MQTT = [Port.tcp(1883), Port.tcp(8883, { name: 'tls' })];
const HOST = 'api.example.com';

function made(props: Partial<GatewayIngressProps> = {}, shop = stack()) {
  const ingress = new GatewayIngress(shop, 'outside', {
    className: 'envoy',
    controller: Origin.pods(PROXY),
    gatewayApi: GatewayApi.standard('1.6'),
    ...props,
  });
  return { shop, ingress };
}

const broker = (shop: AutonomousStack) => statefulService(shop, 'broker', { ports: MQTT, inMesh: false });
const opened = (objects: any[], name: string, port: number, from = PROXY) =>
  mayBeCalled(
    objects,
    { namespace: 'shop', labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': 'shop' } },
    from,
    port,
  );

/** A Gateway with all that it can lead to. */
function full(props: Partial<GatewayIngressProps> = {}) {
  const { shop, ingress } = made(props);
  const ports = [Port.http(8080), Port.http(9999, { name: 'admin' })];
  ingress.route(HOST, microservice(shop, 'web', { ports }));
  ingress.route(HOST, microservice(shop, 'cars', { ports: [Port.http2(8082)] }), { pathPrefix: '/v1/cars' });
  const rpc = microservice(shop, 'rpc', { ports: [Port.grpc(9000)] });
  ingress.route('rpc.example.com', rpc);
  ingress.route('rpc.example.com', microservice(shop, 'trips', { ports: [Port.grpc(9001)] }), {
    pathPrefix: '/cars.v1.Trips',
  });
  const store = broker(shop);
  ingress.routeTls('mqtt.example.com', store, { gatewayPort: 8883, port: 8883 });
  ingress.routeTls('ws.example.com', store, { end: TlsEnd.GATEWAY });
  ingress.routeTcp(1883, store);
  return Testing.synth(shop);
}

describe('requests and connections', () => {
  const objects = full();

  test.each<[string, Parameters<typeof ledTo>[1], string | undefined]>([
    ['a request', { port: 443, host: HOST, path: '/x' }, 'web:8080'],
    ['one with a longer path', { port: 443, host: HOST, path: '/v1/cars/7' }, 'cars:8082'],
    ['one whose path only looks like it', { port: 443, host: HOST, path: '/v1/carspool' }, 'web:8080'],
    ['plain HTTP', { port: 80, host: HOST, path: '/x' }, 'redirect to https'],
    ['gRPC', { port: 443, host: 'rpc.example.com', path: '/cars.v1.Fleet/List' }, 'rpc:9000'],
    ['gRPC of one service', { port: 443, host: 'rpc.example.com', path: '/cars.v1.Trips/List' }, 'trips:9001'],
    ['TLS that ends in the broker', { port: 8883, host: 'mqtt.example.com' }, 'broker:8883'],
    ['TLS that ends in the Gateway', { port: 443, host: 'ws.example.com' }, 'broker:1883'],
    ['TCP', { port: 1883 }, 'broker:1883'],
    ['another host', { port: 8883, host: 'other.example.com' }, undefined],
  ])('%s', (_, asked, service) => {
    expect(ledTo(objects, asked)).toBe(service);
    const [name, port] = /^(\w+):(\d+)$/.exec(service ?? '')?.slice(1) ?? [];
    if (name) {
      expect(find(objects, 'Service', name).spec.ports.map((one: any) => one.port)).toContain(Number(port));
      expect(opened(objects, name, Number(port))).toBe(true);
    }
  });

  test('nothing else is open, and to nobody else', () => {
    expect(opened(objects, 'web', 9999)).toBe(false);
    expect(opened(objects, 'web', 8080, { namespace: 'other', labels: PROXY.labels })).toBe(false);
  });

  test('the API server takes all of it', () => {
    const schemas = new Schemas('1.32');
    const ours = objects.filter(({ apiVersion }) => apiVersion.startsWith('gateway.networking.k8s.io/'));
    expect(ours.map(({ kind }) => kind).sort()).toEqual([
      'GRPCRoute',
      'Gateway',
      'HTTPRoute',
      'HTTPRoute',
      'HTTPRoute',
      'TCPRoute',
      'TLSRoute',
      'TLSRoute',
    ]);
    expect(ours.flatMap((object) => schemas.check(object))).toEqual([]);
    expect(refusedListeners(find(objects, 'Gateway'))).toEqual([]);
  });

  test('by a Gateway in another namespace, where its class makes its pods', () => {
    const there = full({ gatewayNamespace: 'gateways', controller: Origin.pods({ namespace: 'gateways' }) });
    expect(find(there, 'Gateway').metadata).toMatchObject({ name: 'shop-outside', namespace: 'gateways' });
    expect(ledTo(there, { port: 443, host: HOST, path: '/' })).toBe('web:8080');
    expect(opened(there, 'web', 8080, { namespace: 'gateways', labels: {} as any })).toBe(true);
  });
});

// Served versions of the CRDs in both channels of releases 1.1.0 to 1.6.0.
test.each<[GatewayApi, string | undefined, string | undefined]>([
  [GatewayApi.standard('1.4'), undefined, undefined],
  [GatewayApi.standard('1.5'), 'v1', undefined],
  [GatewayApi.standard('1.6'), 'v1', 'v1'],
  [GatewayApi.experimental('1.4'), 'v1alpha2', 'v1alpha2'],
  [GatewayApi.experimental('1.5'), 'v1', 'v1alpha2'],
])('a cluster has the routes of its channel and release: %j', (gatewayApi, tls, tcp) => {
  const version = (kind: string, act: (one: ReturnType<typeof made>) => void) => {
    const one = made({ gatewayApi });
    const message = (() => {
      try {
        act(one);
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    })();
    expect(message?.includes(`has no ${kind}`)).toBe(message && true);
    return message ? undefined : find(Testing.synth(one.shop), kind).apiVersion.split('/')[1];
  };
  expect(version('TLSRoute', ({ shop, ingress }) => ingress.routeTls(HOST, broker(shop)))).toBe(tls);
  expect(version('TCPRoute', ({ shop, ingress }) => ingress.routeTcp(1883, broker(shop)))).toBe(tcp);
});

describe('what cannot work is refused', () => {
  test.each<[string, (given: ReturnType<typeof made>) => void, string]>([
    [
      'HTTP and gRPC of one host',
      ({ shop, ingress }) => {
        ingress.route(HOST, microservice(shop, 'web'));
        ingress.route(HOST, microservice(shop, 'rpc', { ports: [Port.grpc(9000)] }), { pathPrefix: '/a.B' });
      },
      'of an HTTPRoute and a GRPCRoute of one host the controller takes one',
    ],
    [
      'one path twice',
      ({ shop, ingress }) => {
        ingress.route(HOST, microservice(shop, 'web'));
        ingress.route(HOST, microservice(shop, 'cars'));
      },
      'has a route already',
    ],
    [
      'one path twice, with a slash at its end',
      ({ shop, ingress }) => {
        ingress.route(HOST, microservice(shop, 'web'), { pathPrefix: '/v1' });
        ingress.route(HOST, microservice(shop, 'cars'), { pathPrefix: '/v1/' });
      },
      "pathPrefix '/v1': of host api.example.com has a route already",
    ],
    [
      'two hosts that would share a secret',
      ({ shop, ingress }) => {
        ingress.route('api.eu.example.com', microservice(shop, 'web'));
        ingress.route('api-eu.example.com', microservice(shop, 'cars'));
      },
      'is that of host api.eu.example.com, since dots are dashes in it',
    ],
    [
      'a host with HTTPS and TLS on one port',
      ({ shop, ingress }) => {
        ingress.route(HOST, microservice(shop, 'web'));
        ingress.routeTls(HOST, broker(shop));
      },
      'meets the listener https-api-example-com',
    ],
    [
      'TCP on a port with hosts',
      ({ shop, ingress }) => {
        ingress.route(HOST, microservice(shop, 'web'));
        ingress.routeTcp(443, broker(shop));
      },
      'gatewayPort 443: has a route already',
    ],
    [
      'a redirect on a port with TCP',
      ({ shop, ingress }) => {
        ingress.routeTcp(80, broker(shop));
        ingress.route(HOST, microservice(shop, 'web'));
      },
      'needs port 80 for its redirect',
    ],
    ['no HTTP', ({ shop, ingress }) => ingress.route(HOST, broker(shop)), 'takes no HTTP'],
    [
      'a path that is no method',
      ({ shop, ingress }) =>
        ingress.route(HOST, microservice(shop, 'rpc', { ports: [Port.grpc(9000)] }), { pathPrefix: '/a/b/c' }),
      '/<package>.<Service>',
    ],
    [
      'a path that the CRD refuses',
      ({ shop, ingress }) => ingress.route(HOST, microservice(shop), { pathPrefix: '/a/../b' }),
      'pathPrefix',
    ],
    ['no host', ({ shop, ingress }) => ingress.routeTls('x', broker(shop)), 'must be a full host name'],
    [
      'certificates that the class cannot ask for',
      ({ shop, ingress }) => ingress.routeTls(HOST, broker(shop), { clientCertificates: true, certificate: 'x' }),
      'clientCertificates',
    ],
    ['no port of it', ({ shop, ingress }) => ingress.routeTcp(1, broker(shop), { port: 1 }), 'its port 1'],
    ['no port at all', ({ shop, ingress }) => ingress.routeTcp(0, broker(shop)), 'gatewayPort 0'],
  ])('%s', (_, act, expected) => {
    expect(messageOf(() => act(made()))).toContain(expected);
  });

  test('pods of the Gateway in the namespace of the stack, names, and a mesh that does not know them', () => {
    expect(messageOf(() => made({ controller: Origin.pods({ namespace: 'shop' }) }))).toContain('gatewayNamespace');
    expect(messageOf(() => made({ className: 'A b', gatewayNamespace: 'A' }))).toMatch(/gatewayNamespace[^]*className/);
    expect(messageOf(() => GatewayApi.standard('2'))).toContain("from '1.1' on");
    const { shop, ingress } = made({}, stack(Testing.app(), ISTIO));
    expect(messageOf(() => ingress.route(HOST, microservice(shop)))).toContain('takes only mutual TLS');
  });

  test('more hosts than a Gateway has listeners, more paths than a route has rules', () => {
    const { shop, ingress } = made();
    const web = microservice(shop, 'web');
    for (let i = 0; i < 63; i++) {
      ingress.route(`h${i}.example.com`, web);
    }
    expect(messageOf(() => ingress.route('more.example.com', web))).toContain('listeners 64');
    for (let i = 1; i < 16; i++) {
      ingress.route('h0.example.com', web, { pathPrefix: `/${i}` });
    }
    expect(messageOf(() => ingress.route('h0.example.com', web, { pathPrefix: '/more' }))).toContain('16 rules');
    expect(refusedListeners(find(Testing.synth(shop), 'Gateway'))).toEqual([]);
  });
});
