import { ApiObject, Chart, Testing } from 'cdk8s';
import { Peer, PeerProtocol } from 'cdk8s-autonomous';
import { ISTIO, messageOf, microservice, stack, statefulService } from '../../support/apps';

const CLASS = { ingressClassName: 'nginx' };
const path = (value: string, pathType = 'Prefix') => ({ path: value, pathType, backend: { service: { name: 'x' } } });
const ingress = (value: string, host?: string, more: object = CLASS, pathType?: string) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  spec: { ...more, rules: [{ host, http: { paths: [path(value, pathType)] } }] },
});
const annotated = (object: any, annotations: Record<string, string>) => ({ ...object, metadata: { annotations } });
const istio = (kind: string, spec: object) => ({ apiVersion: 'networking.istio.io/v1', kind, spec });
const to = { route: [{ destination: { host: 'cart.shop.svc.cluster.local' } }] };
const virtual = (http: object[], more: object = { gateways: ['gate'] }) =>
  istio('VirtualService', { hosts: ['a.example.com'], ...more, http });
const uri = (one: object, more: object = {}) => ({ match: [{ uri: one, ...more }], ...to });
const server = (number: number, protocol: string, host: string, tls?: object) =>
  istio('Gateway', {
    selector: { istio: 'ingress' },
    servers: [{ port: { number, name: 'x', protocol }, hosts: [host], tls }],
  });
const PASSES = { mode: 'PASSTHROUGH' };
const api = (kind: string, spec: object) => ({ apiVersion: 'gateway.networking.k8s.io/v1', kind, spec });
const gate = (more: object = {}) => ({ parentRefs: [{ name: 'gate', ...more }] });
const httpRoute = (match: object | undefined, more: object = {}) =>
  api('HTTPRoute', { ...gate(), hostnames: ['a.example.com'], rules: [match ? { matches: [match] } : {}], ...more });
const entry = (host: string, number: number, more: object = {}, protocol = 'TCP') =>
  istio('ServiceEntry', { hosts: [host], resolution: 'DNS', ports: [{ number, name: 'x', protocol }], ...more });
const rule = (host: string, more: object) => istio('DestinationRule', { host, ...more });
const mutual = (spec: object) => ({ apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', spec });
const service = (spec: object, annotations: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { annotations },
  spec,
});
const balanced = (port: number, loadBalancerIP: string, protocol?: string) =>
  service({ type: 'LoadBalancer', loadBalancerIP, ports: [{ port, protocol }] });
const METALLB = { 'metallb.io/loadBalancerIPs': '203.0.113.9, 203.0.113.8' };

/** Two objects in two charts of one cluster; what is wrong with them. */
function together(a: any, b: any): string {
  const made = stack();
  microservice(made);
  [a, b].forEach((json, i) => {
    const chart = new Chart(made.node.root, ['one', 'two'][i]);
    made.cluster.include(chart);
    const metadata = { ...json.metadata, name: ['first', 'second'][i], namespace: 'shop' };
    new ApiObject(chart, 'it', { ...json, metadata });
  });
  try {
    Testing.synth(made);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('of two that ask for the same, both are named', () => {
  test.each<[string, any, any, string]>([
    [
      'Ingresses of one class, host and path (checkOverlap of ingress-nginx 1.15)',
      ingress('/api', 'a.example.com'),
      ingress('/api/', 'a.example.com'),
      'ROUTE_TAKEN two/it: path /api of host a.example.com on the Ingress class nginx is already routed by one/it',
    ],
    ['Ingresses without host', ingress('/'), ingress('/', '*'), 'ROUTE_TAKEN two/it: path / of host *'],
    [
      'two canaries of one path',
      annotated(ingress('/', 'a.example.com'), { 'nginx.ingress.kubernetes.io/canary': 'true' }),
      annotated(ingress('/', 'a.example.com'), { 'nginx.ingress.kubernetes.io/canary': 'true' }),
      'ROUTE_TAKEN two/it',
    ],
    [
      'VirtualServices of which the older takes paths of the younger',
      virtual([uri({ prefix: '/v1' })]),
      virtual([uri({ prefix: '/v1/cars' })]),
      'ROUTE_TAKEN two/it: host a.example.com in gateway shop/gate is already routed by one/it',
    ],
    [
      'an exact path below a prefix',
      virtual([uri({ exact: '/v1/cars' })]),
      virtual([uri({ prefix: '/v1' })]),
      'ROUTE_TAKEN two/it',
    ],
    ['two that take all paths', virtual([to]), virtual([uri({ prefix: '/' })]), 'ROUTE_TAKEN two/it'],
    [
      'two for one host in the mesh, whatever they take',
      virtual([uri({ prefix: '/a' })], {}),
      virtual([uri({ prefix: '/b' })], { gateways: ['mesh'] }),
      'ROUTE_TAKEN two/it: host a.example.com in the mesh',
    ],
    [
      'two that take one port',
      virtual([], { gateways: ['gate'], tcp: [{ match: [{ port: 1883 }], ...to }] }),
      virtual([], { gateways: ['gate'], tcp: [to] }),
      'ROUTE_TAKEN two/it',
    ],
    [
      'servers with TLS for one host (mergeGateways of pilot)',
      server(443, 'HTTPS', 'x/a.example.com', { mode: 'SIMPLE' }),
      server(443, 'TLS', 'a.example.com', PASSES),
      'HOST_TAKEN two/it: host a.example.com on port 443 is already served by one/it',
    ],
    [
      'servers with and without TLS on one port',
      server(443, 'TLS', 'a.example.com', PASSES),
      server(443, 'TCP', 'b.example.com'),
      'PORT_TAKEN two/it: port 443 is already served as tls by one/it',
    ],
    [
      'HTTPRoutes with one match (HTTPRouteRule of Gateway API 1.6)',
      httpRoute({ path: { type: 'PathPrefix', value: '/api/' }, headers: [{ name: 'X', value: '1' }] }),
      httpRoute({ path: { value: '/api' }, headers: [{ name: 'x', type: 'Exact', value: '1' }] }),
      'ROUTE_TAKEN two/it: path /api of host a.example.com on Gateway shop/gate is already routed by one/it',
    ],
    [
      'an HTTPRoute and a GRPCRoute of one host',
      httpRoute({ path: { value: '/api' } }),
      api('GRPCRoute', { ...gate(), hostnames: ['a.example.com'] }),
      'ROUTE_TAKEN two/it',
    ],
    [
      'TCPRoutes of one listener',
      api('TCPRoute', gate({ sectionName: 'mqtt' })),
      api('TCPRoute', gate()),
      'ROUTE_TAKEN two/it: port * on Gateway shop/gate',
    ],
    [
      'TLSRoutes of one host',
      api('TLSRoute', { ...gate(), hostnames: ['a.example.com'] }),
      api('TLSRoute', { ...gate(), hostnames: ['a.example.com'] }),
      'ROUTE_TAKEN two/it: host a.example.com on Gateway shop/gate',
    ],
    [
      'hosts outside that are called with TCP on one port (TCPOverTCP of pilot)',
      entry('db1.example.com', 5432),
      entry('db2.example.com', 5432, { exportTo: ['.'] }),
      'PORT_TAKEN two/it: port 5432 of db2.example.com is already asked for by one/it',
    ],
    [
      'policies of one host in one namespace (mergeDestinationRule of pilot)',
      rule('cart', { trafficPolicy: {} }),
      rule('cart.shop.svc.cluster.local', { trafficPolicy: {} }),
      'POLICY_TAKEN two/it: trafficPolicy of cart.shop.svc.cluster.local is already said by one/it',
    ],
    [
      'policies of mutual TLS for all pods of a namespace',
      mutual({}),
      mutual({ mtls: { mode: 'PERMISSIVE' } }),
      'POLICY_TAKEN two/it: mutual TLS of all pods of namespace shop is already said by one/it',
    ],
    [
      'Services with one address and port',
      balanced(8883, '203.0.113.8'),
      { ...service({ type: 'LoadBalancer', ports: [{ port: 8883 }] }, METALLB) },
      'PORT_TAKEN two/it: port 8883 of 203.0.113.8 (TCP) is already asked for by one/it',
    ],
    [
      'Services with one port of all nodes',
      service({ type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] }),
      service({ type: 'NodePort', ports: [{ port: 81, nodePort: 30080 }] }),
      'PORT_TAKEN two/it: port 30080 of the nodes (TCP) is already asked for by one/it',
    ],
  ])('%s', (_, a, b, expected) => {
    expect(together(a, b)).toContain(expected);
  });

  test('listeners of one Gateway that speak differently on one port', () => {
    const listeners = [
      { name: 'web', port: 443, protocol: 'HTTPS', hostname: 'a.example.com' },
      { name: 'mqtt', port: 443, protocol: 'TLS', hostname: 'b.example.com' },
      { name: 'raw', port: 443, protocol: 'TCP' },
    ];
    const message = together(api('Gateway', { gatewayClassName: 'x', listeners }), balanced(1, '203.0.113.8'));
    expect(message).toContain('PORT_TAKEN one/it: port 443 of listener raw is already served as TLS by it');
  });
});

describe('what does not meet may be together', () => {
  test.each<[string, any, any]>([
    ['another path', ingress('/api', 'a.example.com'), ingress('/api/v2', 'a.example.com')],
    ['another class', ingress('/', 'a.example.com'), ingress('/', 'a.example.com', { ingressClassName: 'other' })],
    ['exact and prefix', ingress('/', 'a.example.com'), ingress('/', 'a.example.com', CLASS, 'Exact')],
    [
      'a canary and what it tries out',
      ingress('/', 'a.example.com'),
      annotated(ingress('/', 'a.example.com'), { 'nginx.ingress.kubernetes.io/canary': 'true' }),
    ],
    [
      'Ingresses with a load balancer each',
      ingress('/', 'a.example.com', { ingressClassName: 'alb' }),
      ingress('/', 'a.example.com', { ingressClassName: 'alb' }),
    ],
    ['HTTPRoutes with other matches', httpRoute({ path: { value: '/a' } }), httpRoute({ path: { value: '/a/b' } })],
    [
      'HTTPRoutes of other listeners',
      httpRoute(undefined, gate({ sectionName: 'a' })),
      httpRoute(undefined, gate({ sectionName: 'b' })),
    ],
    ['HTTPRoutes of other Gateways', httpRoute(undefined), httpRoute(undefined, gate({ name: 'other' }))],
    ['other addresses', balanced(80, '203.0.113.8'), balanced(80, '203.0.113.9')],
    ['other protocols', balanced(53, '203.0.113.8', 'UDP'), balanced(53, '203.0.113.8', 'TCP')],
    ['TCP on other ports', entry('db1.example.com', 5432), entry('db2.example.com', 5433)],
    ['TCP beside TLS', entry('db1.example.com', 443), entry('db2.example.com', 443, {}, 'TLS')],
    ['TCP with addresses', entry('db1.example.com', 5432), entry('db2.example.com', 5432, { addresses: ['10.0.0.9'] })],
    ['subsets without a policy', rule('cart', { trafficPolicy: {} }), rule('cart', {})],
    ['mutual TLS of some pods', mutual({}), mutual({ selector: { matchLabels: { app: 'x' } } })],
    ['nonsense', istio('Gateway', { servers: [null, 7, {}] }), istio('VirtualService', { hosts: 3, http: [null, {}] })],
    ['more nonsense', api('HTTPRoute', { rules: 3, parentRefs: [{}] }), ingress('/', undefined, { rules: 'x' })],
  ])('%s', (_, a, b) => {
    expect(together(a, b)).toBe('');
  });

  // SortVHostRoutes of pilot moves what takes all paths to the end; other conditions may keep two apart.
  test.each<[string, any, any]>([
    ['VirtualServices with other paths', [uri({ prefix: '/a' })], [uri({ prefix: '/b' })]],
    ['one that takes what is left', [to], [uri({ prefix: '/b' })]],
    ['one with a condition', [uri({ prefix: '/b' })], [uri({ prefix: '/b' }, { headers: { x: {} } })]],
  ])('%s', (_, a, b) => {
    expect(together(virtual(a), virtual(b))).not.toContain('TAKEN');
  });
});

test("a load balancer of ours meets one of somebody else's", () => {
  const made = stack();
  const annotations = { 'metallb.io/loadBalancerIPs': '203.0.113.8' };
  statefulService(made, 'broker').exposeOutside({ annotations });
  statefulService(made, 'log').exposeOutside({ annotations });
  expect(messageOf(() => Testing.synth(made))).toContain(
    'PORT_TAKEN shop/log/External: port 9092 of 203.0.113.8 (TCP) is already asked for by shop/broker/External',
  );
});

test('a policy of somebody else would open a stack whose mutual TLS is strict', () => {
  const made = stack(Testing.app(), ISTIO);
  microservice(made);
  const chart = new Chart(made.node.root, 'theirs');
  made.cluster.include(chart);
  new ApiObject(chart, 'it', {
    ...mutual({ mtls: { mode: 'PERMISSIVE' } }),
    metadata: { name: 'x', namespace: 'shop' },
  });
  expect(messageOf(() => Testing.synth(made))).toContain(
    'POLICY_TAKEN theirs/it: mutual TLS of all pods of namespace shop is already said by shop/PeerAuthentication',
  );
});

test('two hosts with TCP on one port are refused where the second is called, in a mesh alone', () => {
  const calling = (made: ReturnType<typeof stack>) => {
    const cart = microservice(made);
    cart.calls(Peer.host('db1.example.com', 5432, PeerProtocol.TCP));
    cart.calls(Peer.host('api.example.com', 5432));
    microservice(made, 'web').calls(Peer.host('db2.example.com', 5432, PeerProtocol.TCP));
  };
  expect(messageOf(() => calling(stack(Testing.app(), ISTIO)))).toContain(
    "[shop/web] calls 'db2.example.com:5432': is a second host with TCP on that port, beside db1.example.com of shop/cart",
  );
  expect(() => calling(stack())).not.toThrow();
});
