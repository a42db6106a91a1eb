import { Testing } from 'cdk8s';
import {
  ArgoDelivery,
  AutonomousStack,
  Device,
  DeviceConnection,
  DeviceMapper,
  DeviceMapperProps,
  DeviceModel,
  DeviceProperty,
  DeviceProtocol,
  EdgePlatform,
  Health,
  Peer,
  PodProfile,
  PodSecurity,
  Port,
  PropertyVisitor,
  PushMethod,
} from 'cdk8s-autonomous';
import { documents, find, messageOf } from '../support/apps';
import { edgePlatform, edgeService, KUBE_EDGE, PINNED, planOf, site, tenant } from '../support/edge';
import { Endpoint, mayCall } from '../support/network-policy';

const BUS = DeviceProtocol.custom('bus');

function set(props: Partial<DeviceMapperProps> = {}, podSecurity?: PodSecurity, protocol = DeviceProtocol.MODBUS) {
  const edge = edgePlatform();
  const sites = [site(edge), site(edge, 'gz-2')];
  const stack = tenant(edge, 'shop', { podSecurity, labels: { owner: 'plant' } });
  const mapper = new DeviceMapper(stack, 'mapper', { protocol, image: PINNED, ...props });
  sites[0].deploy(mapper);
  const level = DeviceProperty.ofInt('level', { visitor: PropertyVisitor.custom(protocol, {}) });
  const model = new DeviceModel(stack, 'rack', { protocol, properties: [level] });
  const device = (id: string, connection: DeviceConnection, push?: PushMethod, at = 0) =>
    new Device(stack, id, {
      model,
      edgeNode: sites[at].edgeNode('box'),
      connection,
      twins: [{ property: level, push }],
    });
  return { edge, stack, mapper, device, objects: () => documents(edge.node.root as any) };
}

const podOf = (objects: any[]) =>
  find(objects, 'EdgeApplication').spec.workloadTemplate.manifests[0].spec.template.spec;
const modbus = (address: string, port?: number) => DeviceConnection.modbusTcp({ address, port, unit: 1 });

/** Whether a process without capabilities may write to what root owns with mode 0755, as path_openat of Linux asks (acl_permission_check). */
function mayWriteRootsFile(pod: any): boolean {
  const { runAsUser } = pod.containers[0].securityContext;
  return runAsUser === 0;
}

describe('a mapper and EdgeCore', () => {
  // dmiserver of KubeEdge 1.23 listens with the mode that its umask leaves, 0755, and connect() asks for write permission; the mapper's own
  // socket is made beside it (mapper-framework/pkg/grpcserver).
  test('it may write to the folder with the socket, and has nothing else of root', () => {
    const pod = podOf(set().objects());
    expect(mayWriteRootsFile(pod)).toBe(true);
    expect(pod.volumes).toContainEqual({ name: 'host-0', hostPath: { path: '/etc/kubeedge' } });
    expect(pod.securityContext).toMatchObject({ runAsUser: 0, runAsNonRoot: false });
    expect(pod.containers[0].securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: false,
    });
  });

  test('another user where the nodes have one', () => {
    const pod = podOf(set({ user: 1500, supplementalGroups: [20] }).objects());
    expect(pod.securityContext).toMatchObject({ runAsUser: 1500, runAsNonRoot: true, supplementalGroups: [20] });
    expect(messageOf(() => set({ user: -1 }))).toContain('user -1: must be a whole number of at least 0');
  });

  // With a device of the node mounted, containerd 2 opens it to privileged containers alone: the device cgroup admits none of it to others.
  test('devices of the node make it privileged; memory below /dev does not', () => {
    const context = (path: string) => podOf(set({ hostDevices: [{ path }] }).objects()).containers[0].securityContext;
    expect(context('/dev/ttyS0')).toMatchObject({ privileged: true, allowPrivilegeEscalation: true });
    expect(context('/dev/shm')).toMatchObject({ privileged: false, allowPrivilegeEscalation: false });
    expect(PodProfile.edgeDevice({ reason: 'x', hostNetwork: true })._container.privileged).toBe(false);
  });

  test('kubelet asks what every mapper of the framework answers, or what it is told', () => {
    const [container] = podOf(set().objects()).containers;
    expect(container.readinessProbe.httpGet).toEqual({ path: '/api/v1/ping', port: 7777 });
    expect(container.livenessProbe.tcpSocket).toEqual({ port: 7777 });
    expect(container.ports).toEqual([{ name: 'http-ping', containerPort: 7777, protocol: 'TCP' }]);
    const health = Health.http({ readiness: '/ready', liveness: '/live', port: Port.http(9000) });
    expect(podOf(set({ health }).objects()).containers[0].readinessProbe.httpGet).toEqual({
      path: '/ready',
      port: 9000,
    });
  });
});

describe('its namespace', () => {
  test('is its own, the only one that admits what it does', () => {
    const { stack, mapper, objects } = set();
    expect(mapper.stack).not.toBe(stack);
    const enforced = Object.fromEntries(
      objects()
        .filter(({ kind }) => kind === 'Namespace')
        .map(({ metadata: { name, labels } }) => [name, labels]),
    );
    expect(enforced.shop['pod-security.kubernetes.io/enforce']).toBe('restricted');
    expect(enforced['shop-mappers']).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'privileged',
      'pod-security.kubernetes.io/audit': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
      owner: 'plant',
    });
    expect(find(objects(), 'EdgeApplication').metadata.namespace).toBe('shop-mappers');
  });

  test('several mappers share it, and it is delivered as their stack is', () => {
    const edge = edgePlatform();
    const delivery = new ArgoDelivery(edge.node.root as any, 'argo', {
      repository: 'https://git.example.com/a.git',
      revision: 'main',
      path: 'dist',
    });
    const stack = tenant(edge, 'shop', { delivery });
    const mappers = ['a', 'b'].map((id) => new DeviceMapper(stack, id, { protocol: BUS, image: PINNED }));
    mappers.forEach((mapper) => site(edge, `s-${mapper.serviceName}`).deploy(mapper));
    expect(mappers[0].stack).toBe(mappers[1].stack);
    expect(find(documents(edge.node.root as any), 'Application', 'east-shop-mappers').spec.destination.namespace).toBe(
      'shop-mappers',
    );
  });

  test('is that of its stack where this admits it', () => {
    const { stack, mapper } = set({}, PodSecurity.PRIVILEGED);
    expect(mapper.stack).toBe(stack);
  });
});

describe('what it may reach', () => {
  const reaches = (objects: any[], to: Endpoint, port: number) =>
    mayCall(objects, { namespace: 'shop-mappers', labels: { ...SELECTOR } }, to, port);
  const SELECTOR = { 'app.kubernetes.io/name': 'mapper', 'app.kubernetes.io/instance': 'shop-mappers' };

  test('devices of its protocol at its sites, each on its port, declared before or after', () => {
    const { device, objects } = set();
    device('rack-1', modbus('10.0.0.7'));
    device('rack-2', modbus('10.0.0.8', 1502));
    device('elsewhere', modbus('10.0.0.9'), undefined, 1);
    const all = objects();
    expect(reaches(all, { address: '10.0.0.7' }, 502)).toBe(true);
    expect(reaches(all, { address: '10.0.0.8' }, 1502)).toBe(true);
    expect(reaches(all, { address: '10.0.0.7' }, 1502)).toBe(false);
    expect(reaches(all, { address: '10.0.0.9' }, 502)).toBe(false);
    expect(reaches(all, { address: '10.0.0.10' }, 502)).toBe(false);
  });

  test('a device with a name: its port, but not where nodes get their credentials', () => {
    const { device, objects } = set({}, undefined, DeviceProtocol.OPC_UA);
    device('plc', DeviceConnection.opcUa({ url: 'opc.tcp://plc-1' }));
    expect(reaches(objects(), { address: '192.168.20.1' }, 4840)).toBe(true);
    expect(reaches(objects(), { address: '169.254.169.254' }, 4840)).toBe(false);
  });

  test('pictures of a camera come from another port than the camera answers on', () => {
    const { device, objects } = set({}, undefined, DeviceProtocol.ONVIF);
    device('camera', DeviceConnection.onvif({ address: '192.168.1.64:8000' }));
    for (const port of [8000, 554]) {
      expect(reaches(objects(), { address: '192.168.1.64' }, port)).toBe(true);
    }
  });

  test('what values are pushed to, by address; what is in the cluster is called', () => {
    const { edge, stack, mapper, device, objects } = set();
    device('a', modbus('10.0.0.7'), PushMethod.mqtt({ address: 'tcp://10.1.0.1:1884', topic: 't' }));
    device('b', modbus('10.0.0.7'), PushMethod.mysql({ address: '10.1.0.2:3307', database: 'd', user: 'u' }));
    device('c', modbus('10.0.0.7'), PushMethod.http({ host: 'http://10.1.0.3', port: 8081, path: '/' }));
    device('d', modbus('10.0.0.7'), PushMethod.redis('10.1.0.4:6380'));
    device('e', modbus('10.0.0.7'), PushMethod.tdEngine('10.1.0.5:6042', 'd'));
    const influx = { org: 'o', bucket: 'b', measurement: 'm' };
    device('f', modbus('10.0.0.7'), PushMethod.influxDb({ url: 'https://influx.example.com', ...influx }));
    device('g', modbus('10.0.0.7'), PushMethod.mqtt({ address: 'tcp://broker:1885', topic: 't' }));
    const broker = edgeService(stack, 'broker', { ports: [Port.tcp(1885)] });
    site(edge, 'gz-3').deploy(broker);
    mapper.calls(broker);
    mapper.calls(Peer.cidr('10.2.0.0/16', 47808));
    const all = objects();
    const servers: [string, number][] = [
      ['10.1.0.1', 1884],
      ['10.1.0.2', 3307],
      ['10.1.0.3', 8081],
      ['10.1.0.4', 6380],
      ['10.1.0.5', 6042],
      ['203.0.113.9', 443],
      ['10.2.3.4', 47808],
    ];
    expect(servers.filter(([address, port]) => !reaches(all, { address }, port))).toEqual([]);
    const pod = {
      namespace: 'shop',
      labels: { 'app.kubernetes.io/name': 'broker', 'app.kubernetes.io/instance': 'shop' },
    };
    expect(reaches(all, pod, 1885)).toBe(true);
    expect(reaches(all, { address: '203.0.113.9' }, 1885)).toBe(false);
  });
});

describe('EDGE_POLICIES_NOT_ENFORCED', () => {
  const found = (edge: EdgePlatform) =>
    planOf(edge.cluster).findings.filter(({ code }: any) => code === 'EDGE_POLICIES_NOT_ENFORCED');

  test('where something runs at sites and nobody said that a plug-in enforces them', () => {
    expect(found(set().edge)).toMatchObject([{ severity: 'info', path: 'edge' }]);
    const bare = edgePlatform();
    site(bare);
    expect(found(bare)).toEqual([]);
  });

  test('not where one does', () => {
    const { cluster } = edgePlatform();
    const app = Testing.app();
    const again = new EdgePlatform(app, 'edge', {
      cluster: new (cluster.constructor as any)(app, 'west', {
        zones: ['a'],
        kubernetesVersion: cluster.kubernetesVersion,
      }),
      runtime: KUBE_EDGE,
      enforcesPolicies: true,
    });
    const stack = new AutonomousStack(app, 'shop', { cluster: again.cluster });
    site(again).deploy(edgeService(stack));
    expect(found(again)).toEqual([]);
  });
});
