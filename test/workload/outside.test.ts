import { Testing } from 'cdk8s';
import { AutonomousStack, HttpIngress, Origin, Peer, Port } from 'cdk8s-autonomous';
import { find, ISTIO, messageOf, microservice, stack, statefulService } from '../support/apps';
import { edgePlatform, edgeService, site, tenant } from '../support/edge';
import { Endpoint, mayBeCalled, mayCall } from '../support/network-policy';

const pod = (name: string, namespace = 'shop'): Endpoint => ({
  namespace,
  labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': namespace },
});
const CONTROLLER = { namespace: 'ingress-nginx', labels: { app: 'ingress-nginx' } };
const VEHICLE = { address: '203.0.113.7' };
const MQTT = [Port.tcp(1883), Port.tcp(8883, { name: 'tls' })];

describe('calls from outside the stacks', () => {
  test('of a namespace that is no stack, on the ports that are named', () => {
    const made = stack();
    const ports = [Port.http(8080), Port.http(9999, { name: 'admin' })];
    const cart = microservice(made, 'cart', { ports });
    cart.admits(Origin.pods({ namespace: 'ingress-nginx', labels: { app: 'ingress-nginx' } }), [ports[0]]);
    const objects = Testing.synth(made);
    expect(mayBeCalled(objects, pod('cart'), CONTROLLER, 8080)).toBe(true);
    expect(mayBeCalled(objects, pod('cart'), CONTROLLER, 9999)).toBe(false);
    expect(mayBeCalled(objects, pod('cart'), { ...CONTROLLER, labels: { app: 'other' } }, 8080)).toBe(false);
    expect(mayBeCalled(objects, pod('cart'), pod('cart', 'other'), 8080)).toBe(false);
  });

  test('in a mesh by the identity that it knows, in both policies', () => {
    const made = stack(Testing.app(), ISTIO);
    microservice(made, 'cart').admits(Origin.pods({ namespace: 'kong', serviceAccount: 'gateway' }));
    const objects = Testing.synth(made);
    expect(mayBeCalled(objects, pod('cart'), { namespace: 'kong', labels: {} }, 8080)).toBe(true);
    expect(find(objects, 'AuthorizationPolicy', 'cart').spec.rules).toEqual([
      {
        from: [{ source: { principals: ['cluster.local/ns/kong/sa/gateway'] } }],
        to: [{ operation: { ports: ['8080'] } }],
      },
    ]);
    expect(messageOf(() => microservice(made, 'web').admits(Origin.cidr('10.0.0.0/8')))).toContain(
      'takes only mutual TLS, from callers that the mesh knows',
    );
  });

  test('to a service at sites', () => {
    const edge = edgePlatform();
    const made = tenant(edge);
    const service = edgeService(made);
    site(edge).deploy(service);
    service.admits(Origin.cidr('192.168.0.0/16'));
    expect(mayBeCalled(Testing.synth(made), pod('cart'), { address: '192.168.3.4' }, 8080)).toBe(true);
  });

  test('what is no origin, or no port, is refused', () => {
    const cart = microservice(stack());
    expect(messageOf(() => cart.admits(Origin.cidr('10.0.0.0/8'), [Port.http(1234)]))).toContain(
      'admits 1234: is no port',
    );
    expect(messageOf(() => Origin.cidr('10.0.0.1/8'))).toContain('must be an IPv4 network');
    expect(messageOf(() => Origin.pods({ namespace: 'A', serviceAccount: '-' }))).toMatch(
      /namespace[^]*serviceAccount/,
    );
    expect(messageOf(() => microservice(stack(), 'worker', { ports: [] }).admits(Origin.cidr('10.0.0.0/8')))).toContain(
      'has no port that can be called',
    );
  });
});

test("calls to pods of somebody else's chart, on the port that they listen on", () => {
  const made = stack();
  microservice(made).calls(Peer.pods('kafka', { 'strimzi.io/cluster': 'events' }, 9093));
  const objects = Testing.synth(made);
  const broker = { namespace: 'kafka', labels: { 'strimzi.io/cluster': 'events', 'strimzi.io/kind': 'Kafka' } };
  expect(mayCall(objects, pod('cart'), broker, 9093)).toBe(true);
  expect(mayCall(objects, pod('cart'), broker, 9092)).toBe(false);
  expect(mayCall(objects, pod('cart'), { ...broker, namespace: 'other' }, 9093)).toBe(false);
  expect(messageOf(() => Peer.pods('kafka', {}, 0))).toContain('labels');
});

describe('hosts without a mesh', () => {
  const controller = Origin.pods({ namespace: 'ingress-nginx', labels: { app: 'ingress-nginx' } });

  // An Ingress reaches Services of its own namespace by name and port (networking.k8s.io/v1); Prefix compares whole elements of a path.
  test('lead to services, which let the controller in on that port', () => {
    const made = stack();
    const cart = microservice(made, 'cart', { ports: [Port.http(8080), Port.http(9999, { name: 'admin' })] });
    const ingress = new HttpIngress(made, 'ingress', { className: 'nginx', controller });
    ingress.route('shop.example.com', cart);
    ingress.route('shop.example.com', microservice(made, 'search'), { pathPrefix: '/search' });
    const objects = Testing.synth(made);
    const { spec, metadata } = find(objects, 'Ingress');
    expect(metadata).toMatchObject({ name: 'shop.example.com', namespace: 'shop' });
    expect(spec.ingressClassName).toBe('nginx');
    expect(spec.tls).toEqual([{ hosts: ['shop.example.com'], secretName: 'shop-example-com-tls' }]);
    for (const { path, pathType, backend } of spec.rules[0].http.paths) {
      const { name, port } = backend.service;
      expect([pathType, name]).toEqual(['Prefix', path === '/' ? 'cart' : 'search']);
      expect(find(objects, 'Service', name).spec.ports.map((one: any) => one.port)).toContain(port.number);
      expect(mayBeCalled(objects, pod(name), CONTROLLER, port.number)).toBe(true);
    }
    expect(mayBeCalled(objects, pod('cart'), CONTROLLER, 9999)).toBe(false);
  });

  test('what cannot work is refused', () => {
    const made = stack();
    const ingress = new HttpIngress(made, 'ingress', { className: 'nginx', controller });
    const cart = microservice(made);
    ingress.route('a.example.com', cart);
    expect(messageOf(() => ingress.route('a.example.com', cart))).toContain('has a route already');
    ingress.route('a.example.com', cart, { pathPrefix: '/v1/' });
    expect(messageOf(() => ingress.route('a.example.com', cart, { pathPrefix: '/v1' }))).toContain(
      'has a route already',
    );
    ingress.route('x.y.example.com', cart);
    expect(messageOf(() => ingress.route('x-y.example.com', cart))).toContain('is that of host x.y.example.com');
    expect(messageOf(() => ingress.route('a', cart, { pathPrefix: 'x' }))).toMatch(/host[^]*pathPrefix/);
    expect(messageOf(() => ingress.route('b.example.com', statefulService(made)))).toContain('takes no HTTP');
    expect(messageOf(() => new HttpIngress(made, 'bad', { className: 'A b', controller }))).toContain('className');
    const meshed = stack(Testing.app(), ISTIO);
    const inside = new HttpIngress(meshed, 'ingress', { className: 'nginx', controller });
    expect(messageOf(() => inside.route('a.example.com', microservice(meshed)))).toContain('takes only mutual TLS');
  });
});

describe('a broker that vehicles reach', () => {
  const exposed = (made: AutonomousStack) => {
    const broker = statefulService(made, 'broker', { ports: MQTT, inMesh: false });
    broker.exposeOutside({ ports: [MQTT[1]], sourceRanges: ['203.0.113.0/24'], loadBalancerClass: 'example.com/lb' });
    return Testing.synth(made);
  };

  // With externalTrafficPolicy Local kube-proxy 1.34 keeps the address of the client, which is what ipBlock is matched against.
  test('by a load balancer that keeps their addresses, on its TLS port alone', () => {
    const objects = exposed(stack());
    const { spec } = find(objects, 'Service', 'broker-external');
    expect(spec).toMatchObject({
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      loadBalancerClass: 'example.com/lb',
      loadBalancerSourceRanges: ['203.0.113.0/24'],
      ports: [{ port: 8883, protocol: 'TCP' }],
    });
    const { labels } = find(objects, 'StatefulSet').spec.template.metadata;
    expect(Object.entries(spec.selector).every(([key, value]) => labels[key] === value)).toBe(true);
    expect(mayBeCalled(objects, pod('broker'), VEHICLE, 8883)).toBe(true);
    expect(mayBeCalled(objects, pod('broker'), VEHICLE, 1883)).toBe(false);
    expect(mayBeCalled(objects, pod('broker'), { address: '198.51.100.1' }, 8883)).toBe(false);
  });

  test('its members still reach each other', () => {
    expect(mayBeCalled(exposed(stack()), pod('broker'), pod('broker'), 1883)).toBe(true);
  });

  test('not where it takes mutual TLS of the mesh alone', () => {
    expect(() => exposed(stack(Testing.app(), ISTIO))).not.toThrow();
    const made = stack(Testing.app(), ISTIO);
    expect(messageOf(() => statefulService(made, 'broker', { ports: MQTT }).exposeOutside())).toContain(
      'inMesh: false',
    );
  });
});
