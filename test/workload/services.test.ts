import { Duration, Testing } from 'cdk8s';
import {
  AutonomousStack,
  ClientAffinity,
  ExternalName,
  Health,
  Latency,
  Microservice,
  Origin,
  Peer,
  PeerProtocol,
  Port,
  Rate,
  Replicas,
  ServiceTime,
} from 'cdk8s-autonomous';
import { find, ISTIO, messageOf, microservice, stack, statefulService } from '../support/apps';
import { edgePlatform, edgeService, planOf, site, tenant } from '../support/edge';
import { mayBeCalled, mayCall } from '../support/network-policy';

const pod = (name: string) => ({
  namespace: 'shop',
  labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': 'shop' },
});
const COAP = Port.udp(5683, { name: 'coap' });
const COAP_TCP = Port.tcp(5683, { name: 'coap' });
const health = Health.exec({ readiness: ['/probe'] });
const rules = (policy: any, direction: string) => policy.spec[direction].flatMap(({ ports = [] }: any) => ports);

describe('ports of datagrams', () => {
  const made = (props: object = {}, ports = [COAP]): [AutonomousStack, Microservice] => {
    const shop = stack(Testing.app(), props);
    return [shop, microservice(shop, 'coap', { ports, health })];
  };

  test('are UDP in the container, the Service, and the policies of both sides', () => {
    const [shop, coap] = made();
    microservice(shop, 'web').calls(coap);
    const objects = Testing.synth(shop);
    expect(find(objects, 'Deployment', 'coap').spec.template.spec.containers[0].ports).toEqual([
      { containerPort: 5683, name: 'udp-coap', protocol: 'UDP' },
    ]);
    expect(find(objects, 'Service', 'coap').spec.ports).toEqual([
      { name: 'udp-coap', port: 5683, protocol: 'UDP', targetPort: 'udp-coap' },
    ]);
    expect(rules(find(objects, 'NetworkPolicy', 'coap'), 'ingress')).toContainEqual({ port: 5683, protocol: 'UDP' });
    expect(rules(find(objects, 'NetworkPolicy', 'web'), 'egress')).toContainEqual({ port: 5683, protocol: 'UDP' });
  });

  test('may have the number of a port of TCP, which is called by itself', () => {
    const [shop, coap] = made({}, [COAP_TCP, COAP]);
    microservice(shop, 'web').calls(coap, [COAP]);
    coap.admits(Origin.pods({ namespace: 'kong' }), [COAP_TCP]);
    const objects = Testing.synth(shop);
    expect(find(objects, 'Service', 'coap').spec.ports.map(({ port, protocol }: any) => [port, protocol])).toEqual([
      [5683, 'TCP'],
      [5683, 'UDP'],
    ]);
    const ingress = find(objects, 'NetworkPolicy', 'coap').spec.ingress;
    expect(ingress.map(({ ports }: any) => ports)).toEqual([
      [{ port: 5683, protocol: 'UDP' }],
      [{ port: 5683, protocol: 'TCP' }],
    ]);
    expect(mayBeCalled(objects, pod('coap'), { namespace: 'kong', labels: {} }, 5683)).toBe(true);
  });

  test('go past the mesh: callers need no sidecar, and no authorisation names them', () => {
    const [shop, coap] = made(ISTIO, [Port.http(8080), COAP]);
    microservice(shop, 'plain', { inMesh: false }).calls(coap, [COAP]);
    coap.admits(Origin.cidr('203.0.113.0/24'), [COAP]);
    microservice(shop, 'web').calls(coap);
    const objects = Testing.synth(shop);
    expect(find(objects, 'AuthorizationPolicy', 'coap').spec.rules).toEqual([
      {
        from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'] } }],
        to: [{ operation: { ports: ['8080'] } }],
      },
    ]);
    expect(messageOf(() => microservice(shop, 'other', { inMesh: false }).calls(coap))).toContain('only mutual TLS');
  });

  test('of a broker in a mesh are reached by vehicles', () => {
    const [shop, coap] = made(ISTIO, [Port.http(8080), COAP]);
    coap.exposeOutside({ ports: [COAP], sourceRanges: ['203.0.113.0/24'] });
    const { spec } = find(Testing.synth(shop), 'Service', 'coap-external');
    expect(spec).toMatchObject({ externalTrafficPolicy: 'Local', ports: [{ port: 5683, protocol: 'UDP' }] });
  });

  test('at sites, and between the members of a service', () => {
    const edge = edgePlatform();
    const local = tenant(edge);
    site(edge).deploy(edgeService(local, 'v2x', { ports: [COAP], health }));
    expect(find(Testing.synth(local), 'Service', 'v2x').spec.ports[0].protocol).toBe('UDP');
    const shop = stack();
    statefulService(shop, 'raft', { peerPorts: [Port.udp(7946, { name: 'gossip' })] });
    const policy = find(Testing.synth(shop), 'NetworkPolicy', 'raft');
    for (const direction of ['ingress', 'egress']) {
      expect(rules(policy, direction)).toContainEqual({ port: 7946, protocol: 'UDP' });
    }
  });

  test('outside the cluster', () => {
    const shop = stack();
    microservice(shop, 'web').calls(Peer.cidr('10.20.0.0/16', 4789, PeerProtocol.UDP));
    expect(rules(find(Testing.synth(shop), 'NetworkPolicy', 'web'), 'egress')).toContainEqual({
      port: 4789,
      protocol: 'UDP',
    });
  });

  test.each<[string, () => unknown, string]>([
    ['asked by nobody', () => microservice(stack(), 'a', { ports: [COAP] }), 'Health.exec({ readiness: [...] })'],
    [
      'there twice',
      () => microservice(stack(), 'a', { ports: [COAP, Port.udp(5683)], health }),
      'ports 5683: is there twice',
    ],
    ['metrics', () => microservice(stack(), 'a', { metricsPort: Port.udp(9090) }), 'Prometheus asks by HTTP'],
    ['a route', () => microservice(stack(), 'a', { ports: [COAP], health }).routePort, 'a route needs a port'],
    [
      'a port that is only there over TCP',
      () => {
        const shop = stack();
        microservice(shop, 'web').calls(microservice(shop, 'a', { ports: [COAP_TCP] }), [COAP]);
      },
      'has no port 5683',
    ],
  ])('refused: %s', (_, action, message) => {
    expect(messageOf(action)).toContain(message);
  });
});

describe('probes by commands', () => {
  test('ask the container, at the start too', () => {
    const shop = stack();
    const startup = Duration.seconds(30);
    const both = Health.exec({ readiness: ['/ready', '-q'], liveness: ['/live'] });
    microservice(shop, 'worker', { ports: [], health: both, startup });
    const [container] = find(Testing.synth(shop), 'Deployment').spec.template.spec.containers;
    expect(container.readinessProbe.exec.command).toEqual(['/ready', '-q']);
    expect(container.livenessProbe.exec.command).toEqual(['/live']);
    expect(container.startupProbe).toMatchObject({ exec: { command: ['/ready', '-q'] }, failureThreshold: 6 });
  });

  test('need commands that differ', () => {
    expect(messageOf(() => Health.exec({ readiness: [] }))).toContain('must be a command');
    expect(messageOf(() => Health.exec({ readiness: ['/a'], liveness: ['/a'] }))).toContain('use two commands');
  });
});

describe('the Service of a workload', () => {
  test('is headless where clients choose among its pods', () => {
    const shop = stack();
    microservice(shop, 'cart', { service: { headless: true } });
    expect(find(Testing.synth(shop), 'Service', 'cart').spec.clusterIP).toBe('None');
  });

  test('keeps clients with a pod, which the plan tells where its replicas are for any', () => {
    const shop = stack();
    const replicas = Replicas.forDemand({
      arrivals: Rate.perSecond(100),
      service: ServiceTime.millis(10),
      workers: 4,
      latency: Latency.p99(Duration.millis(100)),
    });
    const affinity = ClientAffinity.byClientIp(Duration.hours(1));
    microservice(shop, 'cart', { service: { affinity }, replicas });
    microservice(shop, 'web', { service: { affinity } });
    const { spec } = find(Testing.synth(shop), 'Service', 'cart');
    expect(spec).toMatchObject({
      sessionAffinity: 'ClientIP',
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 3600 } },
    });
    const stays = planOf(shop).findings.filter(({ code }: any) => code === 'CLIENTS_STAY');
    expect(stays.map(({ path, uncovered }: any) => [path, uncovered])).toEqual([['shop/cart', true]]);
  });

  test('in a mesh by the sidecars of callers', () => {
    const shop = stack(Testing.app(), ISTIO);
    microservice(shop, 'cart', { service: { affinity: ClientAffinity.byClientIp() } });
    const { loadBalancer } = find(Testing.synth(shop), 'DestinationRule', 'cart').spec.trafficPolicy;
    expect(loadBalancer.consistentHash).toEqual({ useSourceIp: true });
    expect(loadBalancer.simple).toBeUndefined();
  });

  test.each<[string, () => unknown, string]>([
    ['a timeout of two days', () => ClientAffinity.byClientIp(Duration.days(2)), 'must be 1 second to 1 day'],
    [
      'affinity without an address',
      () => microservice(stack(), 'a', { service: { headless: true, affinity: ClientAffinity.byClientIp() } }),
      'is not for headless Services',
    ],
    ['no ports', () => microservice(stack(), 'a', { ports: [], service: { headless: true } }), 'it has no ports'],
    ['a second one', () => statefulService(stack(), 'a', { service: { headless: true } }), 'a-headless; leave it out'],
  ])('refused: %s', (_, action, message) => {
    expect(messageOf(action)).toContain(message);
  });
});

describe('a name for a host outside', () => {
  const HOST = 'orders.abc.eu-central-1.rds.amazonaws.com';

  test('leads there, and whoever calls it may go there', () => {
    const shop = stack();
    const orders = new ExternalName(shop, 'orders-db', { host: HOST, port: 5432, network: '10.20.0.0/16' });
    microservice(shop, 'cart').calls(orders);
    const objects = Testing.synth(shop);
    expect(find(objects, 'Service', 'orders-db').spec).toEqual({
      type: 'ExternalName',
      externalName: HOST,
      ports: [{ name: 'tls', port: 5432, protocol: 'TCP' }],
    });
    expect(mayCall(objects, pod('cart'), { address: '10.20.3.4' }, 5432)).toBe(true);
    expect(mayCall(objects, pod('cart'), { address: '10.21.3.4' }, 5432)).toBe(false);
  });

  test('is known to the mesh under the name of the host', () => {
    const shop = stack(Testing.app(), ISTIO);
    const orders = new ExternalName(shop, 'orders-db', { host: HOST, port: 5432, network: '10.20.0.0/16' });
    microservice(shop, 'cart').calls(orders);
    expect(find(Testing.synth(shop), 'ServiceEntry').spec.hosts).toEqual([HOST]);
  });

  test('is of its namespace alone, and of a whole host', () => {
    const app = Testing.app();
    const shop = stack(app);
    const orders = new ExternalName(shop, 'orders-db', { host: HOST, port: 5432 });
    const other = new AutonomousStack(app, 'other', { cluster: shop.cluster });
    expect(messageOf(() => microservice(other, 'cart').calls(orders))).toContain('is a name in namespace shop');
    expect(messageOf(() => new ExternalName(shop, 'db', { host: 'db', port: 5432 }))).toContain('a full host name');
  });
});
