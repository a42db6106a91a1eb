import { Testing } from 'cdk8s';
import { Peer, Port } from 'cdk8s-autonomous';
import { find, ISTIO, messageOf, microservice, stack, statefulService } from '../support/apps';
import { mayConnect } from '../support/istio-gateway';
import { Endpoint, mayBeCalled, mayCall } from '../support/network-policy';

const CLIENTS = Port.tcp(9092);
const REPLICATION = Port.tcp(9094, { name: 'replication' });
const ports = (service: any): number[] => service.spec.ports.map(({ port }: any) => port);

/** A store with a caller, in a mesh or without. */
function objectsOf(mesh: boolean) {
  const made = stack(Testing.app(), mesh ? ISTIO : {});
  const store = statefulService(made, 'store', { ports: [CLIENTS], peerPorts: [REPLICATION] });
  const web = microservice(made, 'web');
  web.calls(store);
  const objects = Testing.synth(made);
  const pod = (kind: string, name: string): Endpoint => ({
    namespace: 'shop',
    labels: find(objects, kind, name).spec.template.metadata.labels,
  });
  return { objects, store: pod('StatefulSet', 'store'), web: pod('Deployment', 'web') };
}

describe.each([[false], [true]])('members of a store, in a mesh: %s', (mesh) => {
  const { objects, store, web } = objectsOf(mesh);

  test('reach each other on the port of replication, and nobody else does', () => {
    for (const port of [9092, 9094]) {
      expect(mayCall(objects, store, store, port) && mayBeCalled(objects, store, store, port)).toBe(true);
    }
    expect(mayCall(objects, web, store, 9094)).toBe(false);
    expect(mayBeCalled(objects, store, web, 9094)).toBe(false);
    expect(mayBeCalled(objects, store, web, 9092)).toBe(true);
    expect(mayBeCalled(objects, store, { namespace: 'other', labels: store.labels }, 9094)).toBe(false);
  });

  test('find each other by name there; callers see the other port alone', () => {
    expect(ports(find(objects, 'Service', 'store'))).toEqual([9092]);
    expect(ports(find(objects, 'Service', 'store-headless'))).toEqual([9092, 9094]);
    expect(find(objects, 'Service', 'store-headless').spec.publishNotReadyAddresses).toBe(true);
    const { containers } = find(objects, 'StatefulSet').spec.template.spec;
    expect(containers[0].ports.map(({ containerPort }: any) => containerPort)).toEqual([9092, 9094]);
    expect(containers[0].readinessProbe.tcpSocket.port).toBe(9092);
  });
});

// A sidecar sends TLS to ports that some Service of the pod has, and plain bytes to all others (PassthroughCluster); STRICT refuses these.
test('mutual TLS carries the talk: both ends have a sidecar, a Service has the port, and its own identity alone is admitted', () => {
  const { objects, store } = objectsOf(true);
  expect(find(objects, 'PeerAuthentication').spec).toEqual({ mtls: { mode: 'STRICT' } });
  const services = objects.filter(({ kind }) => kind === 'Service').filter(({ spec }) => spec.ports.length > 0);
  expect(services.some((service) => ports(service).includes(9094))).toBe(true);
  const principal = (name: string) => `cluster.local/ns/shop/sa/${name}`;
  expect(mayConnect(objects, store.labels!, principal('store'), 9094)).toBe(true);
  expect(mayConnect(objects, store.labels!, principal('web'), 9094)).toBe(false);
  expect(mayConnect(objects, store.labels!, principal('web'), 9092)).toBe(true);
});

test('nobody can ask for a port of the members, and no port is there twice', () => {
  const made = stack();
  const store = statefulService(made, 'store', { ports: [CLIENTS], peerPorts: [REPLICATION] });
  const web = microservice(made, 'web');
  expect(messageOf(() => web.calls(store, [REPLICATION]))).toContain('has no port 9094');
  expect(messageOf(() => store.exposeOutside({ ports: [REPLICATION] }))).toContain('9094: is no port of it');
  const same = { ports: [CLIENTS], peerPorts: [Port.tcp(9092, { name: 'other' })] };
  expect(messageOf(() => statefulService(made, 'same', same))).toContain('ports 9092: is there twice');
  const meshed = stack(Testing.app(), ISTIO);
  const kept = { peerPorts: [Port.tcp(15020, { name: 'raft' })] };
  expect(messageOf(() => statefulService(meshed, 'kept', kept))).toContain("which Istio's sidecar keeps");
});

test("members with sidecars still reach pods of somebody else's chart, also where these are in the mesh", () => {
  const made = stack(Testing.app(), ISTIO);
  const store = statefulService(made, 'store', { peerPorts: [REPLICATION] });
  store.calls(Peer.pods('keeper', { app: 'zookeeper' }, 2181));
  const objects = Testing.synth(made);
  const { labels } = find(objects, 'StatefulSet').spec.template.metadata;
  const keeper = { namespace: 'keeper', labels: { app: 'zookeeper' } };
  expect(mayCall(objects, { namespace: 'shop', labels }, keeper, 2181)).toBe(true);
  expect(mayCall(objects, { namespace: 'shop', labels }, keeper, 2888)).toBe(false);
});
