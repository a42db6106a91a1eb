import { App, Duration, Testing } from 'cdk8s';
import {
  AutonomousStack,
  CallRouteOptions,
  EgressGateway,
  Latency,
  Mesh,
  Microservice,
  Peer,
  Port,
  Rate,
  Replicas,
  RouteFault,
  ServiceTime,
  Waypoint,
} from 'cdk8s-autonomous';
import { CallTimes } from '../../../src/platform/routes/call-times';
import { cluster, find, ISTIO, messageOf, microservice, stack } from '../../support/apps';
import { mayBeCalled, mayCall } from '../../support/network-policy';
import { Schemas } from '../../support/schemas';

const schemas = new Schemas('1.32');
const seconds = (amount: number) => Duration.seconds(amount);
const demand = (rate: number) =>
  Replicas.forDemand({
    arrivals: Rate.perSecond(rate),
    service: ServiceTime.millis(5),
    workers: 1,
    latency: Latency.p99(Duration.millis(100)),
  });

/** A gateway leads to `web`, which calls `cart`, which calls `store`. */
const chain = (web?: CallRouteOptions, cart?: CallRouteOptions, store?: CallRouteOptions, mesh = Mesh.istio()) => {
  const app = new App();
  const shop = stack(app, { cluster: cluster(app), mesh });
  const services = ['web', 'cart', 'store'].map((name) => microservice(shop, name));
  services[0].calls(services[1]);
  services[1].calls(services[2]);
  shop.route('shop.example.com', services[0], web ?? {});
  [cart, store].forEach((options, i) => options && shop.routeCalls(services[i + 1], options));
  return { shop, services };
};

describe('times along the call graph', () => {
  test('are said to the mesh', () => {
    const options = { timeout: seconds(1), retries: 1, perTryTimeout: Duration.millis(500) };
    const objects = Testing.synth(chain({ timeout: seconds(2) }, options).shop);
    const service = find(objects, 'VirtualService', 'calls-cart');
    expect(service.spec).toMatchObject({ hosts: ['cart.shop.svc.cluster.local'], gateways: ['mesh'] });
    expect(service.spec.http[0]).toMatchObject({ timeout: '1s', retries: { attempts: 1, perTryTimeout: '0.5s' } });
    expect(schemas.check(service)).toEqual([]);
  });

  test('are below those of callers, whatever is between', () => {
    const late = (...options: Parameters<typeof chain>) => messageOf(() => Testing.synth(chain(...options).shop));
    expect(late({ timeout: seconds(2) }, { timeout: seconds(2) })).toContain(
      'TIMEOUT_ABOVE_CALLER shop/cart: calls may take 2000 ms, and shop/web, which calls it, has to answer within 2000 ms (route shop.example.com)',
    );
    expect(late({ timeout: seconds(2) }, undefined, { timeout: seconds(3) })).toContain(
      'TIMEOUT_ABOVE_CALLER shop/store: calls may take 3000 ms, and shop/cart',
    );
    const fits = chain({ timeout: seconds(2) }, { timeout: seconds(1) }, { timeout: Duration.millis(999) });
    expect(() => Testing.synth(fits.shop)).not.toThrow();
  });

  test('calls in a circle end', () => {
    const { shop, services } = chain({ timeout: seconds(2) }, { timeout: seconds(1) });
    services[2].calls(services[1]);
    expect(() => Testing.synth(shop)).not.toThrow();
  });

  test('tries multiply, and it is said', () => {
    const { services } = chain({ retries: 2 }, { retries: 2 }, { retries: 1 });
    const said = services.flatMap((service) => CallTimes.of(service).findings(service.node.path));
    expect(said.every(({ code }) => code === 'RETRIES_MULTIPLY_LOAD')).toBe(true);
    expect(said.map(({ path, message }) => [path, /get (\d+) times/.exec(message)?.[1]])).toEqual([
      ['shop/cart', '9'],
      ['shop/store', '18'],
    ]);
  });
});

describe('copies of requests', () => {
  const mirrored = (from: Replicas, to: Replicas, percent = 50) => {
    const shop = stack(Testing.app(), ISTIO);
    const web = microservice(shop, 'web', { replicas: from });
    const shadow = microservice(shop, 'shadow', { replicas: to });
    shop.route('shop.example.com', web, { mirror: { target: shadow, percent } });
    return { shop, web, shadow };
  };

  test('are counted by the demand of who gets them', () => {
    const objects = Testing.synth(mirrored(demand(200), demand(100)).shop);
    expect(find(objects, 'VirtualService').spec.http[0].mirrors).toEqual([
      {
        destination: { host: 'shadow.shop.svc.cluster.local', port: { number: 8080 } },
        percentage: { value: 50 },
      },
    ]);
    const { rules } = find(objects, 'AuthorizationPolicy', 'shadow').spec;
    expect(rules[0].from[0].source.principals).toEqual(['cluster.local/ns/istio-ingress/sa/istio-ingress']);
    expect(messageOf(() => Testing.synth(mirrored(demand(200), demand(90)).shop))).toContain(
      'MIRROR_NOT_SIZED shop/shadow: gets copies of up to 100 requests per second (50 % of route shop.example.com), and is sized for 90; cure: arrivals: Rate.perSecond(100) or more',
    );
  });

  test('of which nobody knows how many there are are found', () => {
    const { shadow } = mirrored(Replicas.fixed(2), demand(100));
    expect(CallTimes.of(shadow).findings(shadow.node.path)).toMatchObject([
      {
        code: 'MIRROR_NOT_COUNTED',
        uncovered: true,
        message: expect.stringContaining('50 % of route shop.example.com'),
      },
    ]);
  });

  test('of calls in the mesh come from the callers', () => {
    const shop = stack(Testing.app(), ISTIO);
    const [web, cart, shadow] = ['web', 'cart', 'shadow'].map((name) => microservice(shop, name));
    web.calls(cart);
    shop.routeCalls(cart, { mirror: { target: shadow, percent: 10 } });
    const objects = Testing.synth(shop);
    const end = (name: string) => ({
      namespace: 'shop',
      labels: find(objects, 'Deployment', name).spec.template.metadata.labels,
    });
    expect(mayCall(objects, end('web'), end('shadow'), 8080)).toBe(true);
    expect(mayBeCalled(objects, end('shadow'), end('web'), 8080)).toBe(true);
    const { rules } = find(objects, 'AuthorizationPolicy', 'shadow').spec;
    expect(rules[0].from[0].source.principals).toEqual(['cluster.local/ns/shop/sa/web']);
  });
});

describe('a waypoint', () => {
  const ambient = Mesh.ambient({ waypoint: Waypoint.perNamespace() });

  test('gets an HTTPRoute', () => {
    const objects = Testing.synth(chain(undefined, { timeout: Duration.millis(1500) }, undefined, ambient).shop);
    const route = find(objects, 'HTTPRoute', 'calls-cart');
    expect(route.spec).toEqual({
      parentRefs: [{ group: '', kind: 'Service', name: 'cart', port: 8080 }],
      rules: [{ backendRefs: [{ name: 'cart', port: 8080 }], timeouts: { request: '1500ms' } }],
    });
    expect(schemas.check(route)).toEqual([]);
  });

  test.each<[CallRouteOptions, string, Mesh]>([
    [{ timeout: seconds(1) }, 'has no waypoint that could look into requests', Mesh.ambient()],
    [{ retries: 1 }, 'retries 1: an HTTPRoute of the standard channel has none', ambient],
    [{ fault: RouteFault.abort(503, 1) }, 'fault', ambient],
    [{ timeout: seconds(1) }, 'is in no mesh', Mesh.none()],
  ])('cannot do everything: %#', (options, expected, mesh) => {
    const shop = stack(Testing.app(), { mesh });
    expect(messageOf(() => shop.routeCalls(microservice(shop), options))).toContain(expected);
  });

  test('one word for one service, in its own stack', () => {
    const app = new App();
    const east = cluster(app);
    const shop = stack(app, { cluster: east, ...ISTIO });
    const other = new AutonomousStack(app, 'other', { cluster: east, ...ISTIO });
    const cart = microservice(shop);
    shop.routeCalls(cart, { timeout: seconds(1) });
    expect(messageOf(() => shop.routeCalls(cart, { retries: 1 }))).toContain('has it said already');
    expect(messageOf(() => other.routeCalls(cart, { retries: 1 }))).toContain('is in another namespace');
  });
});

describe('what sidecars know', () => {
  test('is what their stack calls', () => {
    const app = new App();
    const east = cluster(app);
    const mesh = Mesh.istio({ scoped: true });
    const shop = stack(app, { cluster: east, mesh });
    const log = new AutonomousStack(app, 'log', { cluster: east, mesh });
    const cart = microservice(shop);
    cart.calls(microservice(log, 'log'));
    cart.calls(Peer.host('pay.example.com', 443));
    cart.calls(Peer.cidr('10.20.0.0/16', 5432));
    const objects = Testing.synth(shop);
    const scope = find(objects, 'Sidecar');
    expect(scope.spec).toEqual({
      egress: [{ hosts: ['./*', 'istio-system/*', 'log/*'] }],
      outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
    });
    // With REGISTRY_ONLY nothing goes to a network that no ServiceEntry has.
    const network = find(objects, 'ServiceEntry', '10-20-0-0-16.networks');
    expect(network.spec).toMatchObject({ addresses: ['10.20.0.0/16'], resolution: 'NONE', exportTo: ['.'] });
    expect([scope, network].flatMap((object) => schemas.check(object))).toEqual([]);
  });

  test('is bounded by what a service holds at its demand', () => {
    const shop = stack(Testing.app(), { mesh: Mesh.istio({ bounded: true }) });
    const cart = new Microservice(shop, 'cart', {
      ...(microservice(shop, 'x') as any)._props,
      ports: [Port.http(8080)],
      replicas: demand(2000),
    });
    const web = microservice(shop, 'web', { replicas: Replicas.fixed(4) });
    web.calls(cart);
    const { connectionPool } = find(Testing.synth(shop), 'DestinationRule', 'cart').spec.trafficPolicy;
    const most = Math.ceil((1.2 * 2000 * cart._answerSeconds!) / 4);
    expect(connectionPool).toEqual({
      tcp: { maxConnections: most },
      http: { http1MaxPendingRequests: most, http2MaxRequests: most },
    });
    expect(find(Testing.synth(shop), 'DestinationRule', 'web').spec.trafficPolicy.connectionPool).toBeUndefined();
  });
});

describe('hosts outside', () => {
  const made = (egress = EgressGateway.of({ replicas: 3 })) => {
    const app = new App();
    const east = cluster(app);
    const shop = stack(app, { cluster: east, mesh: Mesh.istio({ egress }) });
    const cart = microservice(shop);
    cart.calls(Peer.host('pay.example.com', 8443));
    microservice(shop, 'web').calls(Peer.host('pay.example.com', 8443));
    expect(messageOf(() => cart.calls(Peer.host('pay.example.com', 443)))).toContain(
      'which tells connections by their host, and leads pay.example.com to port 8443; one port of a host',
    );
    return { east, objects: Testing.synth(shop) };
  };

  test('are called by the gateway alone, which is counted', () => {
    const { east, objects } = made();
    const { labels } = find(objects, 'Deployment', 'cart').spec.template.metadata;
    const own = { namespace: 'shop', labels };
    expect(mayCall(objects, own, { address: '93.184.216.34' }, 443)).toBe(false);
    expect(mayCall(objects, own, { namespace: 'istio-egress', labels: { istio: 'egress' } }, 443)).toBe(true);
    const service = find(objects, 'VirtualService', 'egress-pay.example.com-8443');
    expect(service.spec.tls.map(({ match, route }: any) => [match[0].port, route[0].destination])).toEqual([
      [8443, { host: 'istio-egress.istio-egress.svc.cluster.local', port: { number: 443 } }],
      [443, { host: 'pay.example.com', port: { number: 8443 } }],
    ]);
    expect(find(objects, 'ServiceEntry').spec.exportTo).toEqual(['.', 'istio-egress']);
    expect(objects.flatMap((object) => schemas.check(object))).toEqual([]);
    const counted = east._counted().filter(({ json }) => json.kind === 'Deployment');
    expect(counted.map(({ json }) => [json.metadata?.namespace, json.spec.replicas])).toEqual([['istio-egress', 3]]);
  });

  test('not without a gateway', () => {
    expect(messageOf(() => EgressGateway.of({ replicas: 0 }))).toContain('replicas 0: must be a whole number');
    expect(messageOf(() => EgressGateway.of({ labels: {} }))).toContain('must select the pods');
  });
});
