import { App, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  Canary,
  CanaryMetric,
  Cpu,
  Jwt,
  Locality,
  Mesh,
  Microservice,
  Port,
  Rate,
  Replicas,
  Waypoint,
} from 'cdk8s-autonomous';
import { cluster, documents, find, ISTIO, messageOf, microservice, stack, statefulService } from '../../support/apps';
import { mayBeCalled, mayCall } from '../../support/network-policy';
import { Schemas } from '../../support/schemas';

const HBONE = 15008;
const schemas = new Schemas('1.32');
const ofMesh = (waypoint?: Waypoint) => ({ mesh: Mesh.ambient({ waypoint }) });
const jwt = Jwt.of({
  issuer: 'https://login.example.com',
  audiences: ['api'],
  jwksUri: 'https://login.example.com/keys',
});

/** `web` calls `cart`, and both have metrics. */
const made = (waypoint?: Waypoint): any[] => {
  const shop = stack(Testing.app(), ofMesh(waypoint));
  const metricsPort = Port.http(9090, { name: 'metrics' });
  const cart = microservice(shop, 'cart', { metricsPort });
  microservice(shop, 'web').calls(cart);
  const objects = Testing.synth(shop);
  expect(objects.flatMap((object) => schemas.check(object))).toEqual([]);
  return objects;
};
const end = (objects: any[], name: string) => ({
  namespace: 'shop',
  labels: find(objects, 'Deployment', name).spec.template.metadata.labels,
});
const way = (name: string) => ({ namespace: 'shop', labels: { 'gateway.networking.k8s.io/gateway-name': name } });
const connects = (objects: any[], from: any, to: any) =>
  mayCall(objects, from, to, HBONE) && mayBeCalled(objects, to, from, HBONE);

describe('without waypoints', () => {
  const objects = made();

  test('no pod has anything of a sidecar, and nodes carry its traffic', () => {
    expect(find(objects, 'Namespace').metadata.labels).toMatchObject({ 'istio.io/dataplane-mode': 'ambient' });
    expect(JSON.stringify(objects)).not.toMatch(/sidecar\.istio\.io|istio-injection|proxy\.istio\.io/);
    expect(objects.filter(({ kind }) => ['DestinationRule', 'Gateway', 'Sidecar'].includes(kind))).toEqual([]);
  });

  test('callers come through the tunnel alone, and are known by their identity', () => {
    expect(connects(objects, end(objects, 'web'), end(objects, 'cart'))).toBe(true);
    expect(connects(objects, end(objects, 'cart'), end(objects, 'web'))).toBe(false);
    expect(mayBeCalled(objects, end(objects, 'cart'), end(objects, 'web'), 8080)).toBe(false);
    const { spec } = find(objects, 'AuthorizationPolicy', 'cart');
    expect(spec.selector.matchLabels).toEqual(find(objects, 'Deployment', 'cart').spec.selector.matchLabels);
    expect(spec.rules).toEqual([
      {
        from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'] } }],
        to: [{ operation: { ports: ['8080'] } }],
      },
    ]);
    expect(find(objects, 'AuthorizationPolicy', 'deny-all').spec).toEqual({});
    expect(find(objects, 'PeerAuthentication', 'default').spec.mtls.mode).toBe('STRICT');
  });

  test('Prometheus, in the mesh too, and the kubelet come in', () => {
    const monitoring = { namespace: 'monitoring', labels: {} };
    expect(mayBeCalled(objects, end(objects, 'cart'), monitoring, HBONE)).toBe(true);
    expect(mayBeCalled(objects, end(objects, 'cart'), { address: '169.254.7.127' }, 8080)).toBe(true);
    expect(objects.filter(({ kind }) => kind === 'PeerAuthentication')).toHaveLength(1);
    expect(find(objects, 'AuthorizationPolicy', 'cart-direct').spec.rules).toEqual([
      { from: [{ source: { namespaces: ['monitoring'] } }], to: [{ operation: { ports: ['9090'] } }] },
    ]);
  });
});

describe.each([
  [Waypoint.perNamespace(), 'waypoint'],
  [Waypoint.perService(), 'cart-waypoint'],
])('with the waypoint of %#', (waypoint, name) => {
  const objects = made(waypoint);

  test('callers come to it, and it alone to the pods', () => {
    expect(connects(objects, end(objects, 'web'), way(name))).toBe(true);
    expect(connects(objects, way(name), end(objects, 'cart'))).toBe(true);
    expect(connects(objects, end(objects, 'web'), end(objects, 'cart'))).toBe(false);
    const { spec } = find(objects, 'AuthorizationPolicy', 'cart');
    expect(spec.targetRefs).toEqual([{ group: '', kind: 'Service', name: 'cart' }]);
    expect(spec.rules[0].from[0].source.principals).toEqual(['cluster.local/ns/shop/sa/web']);
    const [direct] = find(objects, 'AuthorizationPolicy', 'cart-direct').spec.rules;
    expect(direct).toEqual({
      from: [{ source: { principals: [`cluster.local/ns/shop/sa/${name}`] } }],
      to: [{ operation: { ports: ['8080'] } }],
    });
  });

  test('requests from the ingress gateway do not go past it', () => {
    const { labels } =
      name === 'waypoint' ? find(objects, 'Namespace').metadata : find(objects, 'Service', 'cart').metadata;
    expect(labels).toMatchObject({ 'istio.io/use-waypoint': name, 'istio.io/ingress-use-waypoint': 'true' });
    expect(find(objects, 'Gateway', name).spec).toMatchObject({
      gatewayClassName: 'istio-waypoint',
      listeners: [{ name: 'mesh', port: HBONE, protocol: 'HBONE' }],
    });
  });
});

test('tokens are checked at the waypoint', () => {
  const shop = stack(Testing.app(), ofMesh(Waypoint.perNamespace()));
  shop.route('api.example.com', microservice(shop), { jwt });
  const objects = Testing.synth(shop);
  const targetRefs = [{ group: '', kind: 'Service', name: 'cart' }];
  expect(find(objects, 'RequestAuthentication').spec.targetRefs).toEqual(targetRefs);
  const { from } = find(objects, 'AuthorizationPolicy', 'cart').spec.rules[0];
  expect(from[0].source.requestPrincipals).toEqual(['https://login.example.com/*']);
  const gateway = { namespace: 'istio-ingress', labels: { istio: 'ingress' } };
  expect(mayBeCalled(objects, way('waypoint'), gateway, HBONE)).toBe(true);
});

test('nodes carry ztunnel and istio-cni, nodes of KubeEdge do not, and waypoints are counted', () => {
  const app = Testing.app();
  const east = cluster(app);
  const shop = stack(app, { cluster: east, ...ofMesh(Waypoint.perService()) });
  new AutonomousStack(app, 'other', { cluster: east, ...ofMesh() });
  microservice(shop);
  const daemons = east._counted().filter(({ json }) => json.kind === 'DaemonSet');
  expect(daemons.map(({ json }) => json.spec.template.spec.containers[0].resources.requests)).toEqual([
    { cpu: '100m', memory: String(100 * 2 ** 20) },
    { cpu: '200m', memory: String(512 * 2 ** 20) },
  ]);
  for (const { json } of daemons) {
    const { nodeAffinity } = json.spec.template.spec.affinity;
    const [term] = nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
    expect(term.matchExpressions).toEqual([{ key: 'node-role.kubernetes.io/edge', operator: 'DoesNotExist' }]);
  }
  const [quota] = documents(app).filter(({ kind }) => kind === 'ResourceQuota');
  // Seven of one core at most, as without a mesh, and with them the waypoint and those that take its place.
  expect(quota.spec.hard).toMatchObject({ 'requests.cpu': '7300m', pods: '10' });
});

describe('what only a sidecar does is refused', () => {
  const refused: [string, (shop: AutonomousStack) => void, string][] = [
    [
      'tokens without a waypoint',
      (shop) => shop.route('a.example.com', microservice(shop), { jwt }),
      'ztunnel sees connections alone; Mesh.ambient({ waypoint: Waypoint.perNamespace() })',
    ],
    [
      'canaries',
      (shop) =>
        microservice(shop, 'cart', { canary: Canary.of({ steps: [50], metrics: [CanaryMetric.successRate(0.99)] }) }),
      'needs a port and a mesh',
    ],
    ['subsets', (shop) => microservice(shop).addSubset('v2', { version: '2' }), 'needs a port and a sidecar'],
    [
      'locality',
      (shop) =>
        microservice(shop, 'cart', {
          locality: Locality.even(),
          replicas: Replicas.forThroughput({ arrivals: Rate.perSecond(100), perReplica: Rate.perSecond(50) } as any),
        }),
      'keeps calls in their zone',
    ],
  ];
  test.each(refused)('%s', (_, act, expected) => {
    expect(messageOf(() => act(stack(Testing.app(), ofMesh())))).toContain(expected);
  });

  test('calls between both kinds of mesh', () => {
    const app = new App();
    const east = cluster(app);
    const shop = stack(app, { cluster: east, ...ISTIO });
    const other = new AutonomousStack(app, 'other', { cluster: east, ...ofMesh() });
    const cart = microservice(shop);
    const log = microservice(other, 'log');
    expect(messageOf(() => cart.calls(log))).toContain('is in an ambient mesh, the caller has a sidecar');
    expect(messageOf(() => log.calls(cart))).toContain('has a sidecar, the caller is in an ambient mesh');
  });

  test('amounts that are none', () => {
    expect(messageOf(() => Mesh.ambient({ ztunnelCpu: Cpu.millis(0) }))).toContain('ztunnelCpu');
    expect(messageOf(() => Mesh.ambient({ ztunnelMemory: Size.mebibytes(0) }))).toContain('ztunnelMemory');
  });
});

test('pods of a StatefulService reach each other past the waypoint, pods outside the mesh stay there', () => {
  const shop = stack(Testing.app(), ofMesh(Waypoint.perNamespace()));
  statefulService(shop);
  new Microservice(shop, 'out', {
    image: (microservice(shop) as any)._props.image,
    resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) },
    replicas: Replicas.fixed(2),
    inMesh: false,
  });
  const objects = Testing.synth(shop);
  const store = { namespace: 'shop', labels: find(objects, 'StatefulSet').spec.template.metadata.labels };
  expect(connects(objects, store, store)).toBe(true);
  const { rules } = find(objects, 'AuthorizationPolicy', 'store-direct').spec;
  expect(rules.map(({ from }: any) => from[0].source.principals[0])).toEqual([
    'cluster.local/ns/shop/sa/waypoint',
    'cluster.local/ns/shop/sa/store',
  ]);
  const { labels } = find(objects, 'Deployment', 'out').spec.template.metadata;
  expect(labels).toMatchObject({ 'istio.io/dataplane-mode': 'none' });
});
