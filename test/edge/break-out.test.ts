import { Duration, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  Bandwidth,
  Cpu,
  EdgeBalancing,
  EdgeGateway,
  EdgeGatewayRoute,
  EdgePlatform,
  EdgeRuntime,
  EdgeService,
  Health,
  Image,
  Latency,
  Microservice,
  Origin,
  PodProfile,
  PodSecurity,
  Port,
  Rate,
  Replicas,
  SecretRef,
  ServiceTime,
} from 'cdk8s-autonomous';
import { documents, find } from '../support/apps';
import { takenBySchemas } from '../support/crd-check';
import { BOX, edgePlatform, edgeService, planOf, RUNTIMES, site, tenant } from '../support/edge';

const V2X = Port.udp(30_301, { name: 'v2x' });
const SECRET = SecretRef.existing('edgemesh-psk', ['psk']);
const VEHICLES = Origin.cidr('10.64.0.0/12');

/** A platform with a namespace that admits what uses the ports of nodes. */
function roadside(runtime?: EdgeRuntime) {
  const app = Testing.app();
  const edge = edgePlatform(app, runtime);
  return { app, edge, stack: tenant(edge, 'mec', { podSecurity: PodSecurity.PRIVILEGED }) };
}

/** What takes datagrams on a port of the node. */
function warnings(stack: AutonomousStack, id = 'warnings', more: object = {}): EdgeService {
  return edgeService(stack, id, {
    ports: [V2X],
    health: Health.exec({ readiness: ['/bin/ready'] }),
    profile: PodProfile.edgeDevice({ reason: 'roadside units send to the node', hostPorts: [V2X] }),
    ...more,
  });
}

const finding = (edge: EdgePlatform, code: string) => planOf(edge).findings.filter((one: any) => one.code === code);

describe('datagrams of roadside units', () => {
  test.each(RUNTIMES)('arrive on a port of the node, in the Service and through the policy, with %s', (_, runtime) => {
    const { app, edge, stack } = roadside(runtime);
    const service = warnings(stack);
    service.admits(VEHICLES, [V2X]);
    site(edge).deploy(service);
    const docs = documents(app);
    expect(JSON.stringify(docs)).toContain(
      '"ports":[{"containerPort":30301,"hostPort":30301,"name":"udp-v2x","protocol":"UDP"}]',
    );
    const ofService = docs.find(({ kind }) => /^Service(Grid)?$/.test(kind))!;
    expect((ofService.spec.template ?? ofService.spec).ports).toEqual([
      { name: 'udp-v2x', port: 30_301, protocol: 'UDP', targetPort: 'udp-v2x' },
    ]);
    expect(find(docs, 'NetworkPolicy', 'warnings').spec.ingress).toEqual([
      { from: [{ ipBlock: { cidr: '10.64.0.0/12' } }], ports: [{ port: 30_301, protocol: 'UDP' }] },
    ]);
  });

  test('have one pod on a node, which a rollout has to stop first', () => {
    const { edge, stack } = roadside();
    const service = warnings(stack);
    service.admits(VEHICLES, [V2X]);
    site(edge, 'gz-1', { nodes: [{ name: 'gz-1-box', nodeType: BOX }] }).deploy(service);
    const [workload] = planOf(edge).workloads;
    expect(workload).toMatchObject({ maxPerNode: 1, rollout: { completesUpTo: 1, maxUnavailable: 1 } });
  });

  test('of two services on one port do not fit on the node of a site', () => {
    const { edge, stack } = roadside();
    const services = [warnings(stack), warnings(stack, 'others')];
    services.forEach((one) => one.admits(VEHICLES, [V2X]));
    const one = site(edge, 'gz-1', { nodes: [{ name: 'gz-1-box', nodeType: BOX }] });
    services.forEach((service) => one.deploy(service));
    expect(finding(edge, 'SITE_TOO_SMALL').length).toBe(1);
  });

  test('are let in by somebody, or the program ends', () => {
    const { app, edge, stack } = roadside();
    site(edge).deploy(warnings(stack));
    expect(() => documents(app)).toThrow('hostPorts 30301: its policy lets nobody at the site in; service.admits(');
  });
});

describe('the gateway of EdgeMesh', () => {
  /** A gateway to an API of the site. */
  function gateway(routes: (service: EdgeService) => Partial<EdgeGatewayRoute>[], runtime?: EdgeRuntime) {
    const { app, edge, stack } = roadside(runtime);
    const api = edgeService(stack, 'api', {
      ports: [Port.http(8080), Port.grpc(9000), Port.udp(9001)],
      health: undefined,
    });
    const made = new EdgeGateway(stack, 'breakout', {
      image: Image.of('registry.example.com/edgemesh-gateway', { tag: 'v1.17.0', digest: `sha256:${'b'.repeat(64)}` }),
      key: SECRET.key('psk'),
      nodeLabels: { breakout: 'yes' },
      routes: routes(api).map((route) => ({ port: 8443, service: api, ...route })),
    });
    const nodes = [
      { name: 'gz-1-box', nodeType: BOX, labels: { breakout: 'yes' } },
      { name: 'gz-1-two', nodeType: BOX },
    ];
    const where = site(edge, 'gz-1', { nodes });
    where.deploy(api);
    return { app, edge, made, where, stack };
  }

  const both = gateway((service) => [
    { host: 'api.mec.example.com', tlsSecret: 'api-tls' },
    { port: 9443, servicePort: service._props.ports![1] },
  ]);
  both.where.deploy(both.made);
  const docs = documents(both.app);

  test('listens where its node does, and finds services by the names that it compares', () => {
    expect(find(docs, 'Gateway', 'breakout')).toMatchObject({
      apiVersion: 'networking.istio.io/v1alpha3',
      spec: {
        selector: { kubeedge: 'edgemesh-gateway' },
        servers: [
          {
            hosts: ['api.mec.example.com'],
            port: { number: 8443, name: 'https-8443', protocol: 'HTTPS' },
            tls: { mode: 'SIMPLE', credentialName: 'api-tls', minProtocolVersion: 'TLSV1_2' },
          },
          { hosts: ['api.mec.svc.cluster.local'], port: { number: 9443, name: 'tcp-9443', protocol: 'TCP' } },
        ],
      },
    });
    expect(find(docs, 'VirtualService', 'breakout-8443').spec).toEqual({
      hosts: ['api.mec.example.com'],
      gateways: ['breakout'],
      http: [{ match: [{ uri: { regex: '.*' } }], route: [{ destination: { host: 'api', port: { number: 8080 } } }] }],
    });
    expect(find(docs, 'VirtualService', 'breakout-9443').spec.tcp).toEqual([
      { route: [{ destination: { host: 'api', port: { number: 9000 } } }] },
    ]);
  });

  takenBySchemas({
    Gateway: find(docs, 'Gateway', 'breakout'),
    'VirtualService of requests': find(docs, 'VirtualService', 'breakout-8443'),
    'VirtualService of connections': find(docs, 'VirtualService', 'breakout-9443'),
  });

  test('has the key in a file, and no rights but the network of its node', () => {
    const app = docs.find(({ kind, metadata }) => kind === 'EdgeApplication' && metadata.name.startsWith('breakout'))!;
    const pod = app.spec.workloadTemplate.manifests[0].spec.template.spec;
    expect(pod.hostNetwork).toBe(true);
    const [container] = pod.containers;
    expect(container.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
    const config = docs.find(({ kind, data }) => kind === 'ConfigMap' && data['edgemesh-gateway.yaml'])!;
    const { edgeTunnel } = JSON.parse(config.data['edgemesh-gateway.yaml']).modules;
    const mount = container.volumeMounts.find(({ mountPath }: any) => edgeTunnel.psk.path === `${mountPath}/psk`);
    expect(mount).toBeDefined();
  });

  test('asks for all Secrets, which is said', () => {
    expect(finding(both.edge, 'EDGE_GATEWAY_READS_SECRETS')).toMatchObject([{ path: 'mec/breakout' }]);
  });

  test.each<[string, (service: EdgeService) => Partial<EdgeGatewayRoute>[], string]>([
    ['no route', () => [], 'must name at least one'],
    ['a port twice', () => [{}, { host: 'b.example.com' }], 'is that of another route of it'],
    [
      'datagrams',
      (s) => [{ servicePort: s._props.ports![2] }],
      'takes datagrams, and the gateway of EdgeMesh 1.17 listens to TCP alone',
    ],
    [
      'requests of gRPC',
      (s) => [{ host: 'a.example.com', servicePort: s._props.ports![1] }],
      'its port 9000 speaks grpc',
    ],
    ['a port of nobody', () => [{ servicePort: Port.http(1234) }], 'is no port of api'],
    ['a wildcard', () => [{ host: '*.example.com' }], 'must be a host name, without wildcards'],
    ['a Secret without a name', () => [{ tlsSecret: 'A B' }], 'must be the name of a Secret'],
  ])('is refused with %s', (_, routes, message) => {
    expect(() => gateway(routes)).toThrow(message);
  });

  test('is refused where another one has its port, without EdgeMesh, and where nobody knows its address', () => {
    const { stack, made, edge } = gateway(() => [{}]);
    const other = { image: made._props.image, key: SECRET.key('psk') };
    const api = edgeService(stack, 'second');
    expect(() => new EdgeGateway(stack, 'more', { ...other, routes: [{ port: 8443, service: api }] })).toThrow(
      'is that of mec/breakout: every gateway of EdgeMesh listens to those of all',
    );
    expect(() => gateway(() => [{}], EdgeRuntime.openYurt())).toThrow(
      'has no EdgeMesh; hostPorts of the services themselves',
    );
    const plain = [1, 2].map((n) => ({ name: `sh-1-${n}`, nodeType: BOX }));
    expect(() => site(edge, 'sh-1', { nodes: plain }).deploy(made)).toThrow('has not one node for it');
  });
});

test('a header cannot choose where something else than HTTP/1.1 arrives', () => {
  const { stack } = roadside();
  const balancing = EdgeBalancing.consistentHeader('x-id');
  expect(() => warnings(stack, 'a', { balancing })).toThrow(
    "balancing 'a header, and port 30301 of udp': EdgeMesh reads a request of HTTP/1.1 from everything that arrives",
  );
  expect(() => warnings(stack, 'b', { balancing: EdgeBalancing.consistentSource() })).not.toThrow();
});

describe('a slice of a mobile network', () => {
  const slice = {
    name: 'urllc',
    guaranteed: Bandwidth.megabitsPerSecond(10),
    latency: Duration.millis(40),
  };

  test('is what the site has towards the cloud, and a label of its group', () => {
    const { app, edge } = roadside();
    const one = site(edge, 'gz-1', { slice });
    expect(one.uplink).toBe(slice.guaranteed);
    expect(one.cloudLatency).toBe(slice.latency);
    expect(find(documents(app), 'NodeGroup', 'gz-1').metadata.labels['cdk8s-autonomous.dev/slice']).toBe('urllc');
  });

  test('carries what the services of the site send together, or that is found once', () => {
    const { edge, stack } = roadside();
    const sites = ['gz-1', 'gz-2'].map((name) => site(edge, name, { slice }));
    for (const [id, megabits] of [
      ['video', 6],
      ['lidar', 4.2],
    ] as const) {
      const service = edgeService(stack, id, { sends: Bandwidth.megabitsPerSecond(megabits), resources: SMALL });
      sites.forEach((one) => one.deploy(service));
    }
    expect(finding(edge, 'EDGE_UPLINK_TOO_SMALL')).toMatchObject([
      {
        message: 'lidar, video send 10.2 Mbit/s at gz-1, which has 10 Mbit/s (and at 1 more site)',
        paths: ['gz-1', 'gz-2'],
      },
    ]);
  });

  test('has to hold with what it is called with: way, own time and time there together', () => {
    const late = (way: number) => {
      const { edge, stack } = roadside();
      edge.cluster.addNodePool('cloud', { nodeType: BOX });
      const timed = (service: number, latency: number) =>
        Replicas.forDemand({
          arrivals: Rate.perSecond(1),
          service: ServiceTime.millis(service),
          workers: 1,
          latency: Latency.p99(Duration.millis(latency)),
        });
      const api = new Microservice(stack, 'api', {
        image: Image.of('registry.example.com/api', { tag: '1' }),
        ports: [Port.http(8080)],
        resources: SMALL,
        replicas: timed(1, 50),
      });
      const service = edgeService(stack, 'fusion', { replicas: timed(2, 50), resources: SMALL });
      service.calls(api);
      site(edge, 'gz-1', { slice: { ...slice, latency: Duration.millis(way) } }).deploy(service);
      return finding(edge, 'EDGE_CALL_TOO_FAR');
    };
    // 2 ms and 1 ms of work are 9.3 ms and 4.7 ms at the 99th percentile: with a way of 40 ms more than 50 ms, though each is less.
    expect(late(40).length).toBe(1);
    expect(late(30)).toEqual([]);
  });

  test.each([
    [
      'more than what carries it',
      { uplink: Bandwidth.megabitsPerSecond(5), slice },
      'is more than the uplink of 5000000 bit/s',
    ],
    ['no name', { slice: { ...slice, name: 'A B' } }, 'slice.name'],
    ['no time', { slice: { ...slice, latency: Duration.millis(0) } }, 'slice.latency'],
  ])('is refused with %s', (_, props, message) => {
    expect(() => site(roadside().edge, 'gz-1', props)).toThrow(message);
  });
});

const SMALL = { cpu: Cpu.millis(200), memory: Size.mebibytes(64) };

describe('health of what runs at a site', () => {
  const asked = (readiness: string[]) => () =>
    edgeService(roadside().stack, 'cart', { health: Health.exec({ readiness }) });

  test.each([
    [['curl', '-f', 'https://api.example.com/ok'], 'api.example.com'],
    [['sh', '-c', 'wget -q http://mes-api.mes.svc/ready'], 'mes-api.mes.svc'],
    [['/usr/bin/nslookup', 'kubernetes'], '/usr/bin/nslookup'],
  ])('asks nobody who may be away: %p', (command, far) => {
    expect(asked(command)).toThrow(
      `asks ${far}: while the site is without the cloud pods that work would be taken out, or restarted; a command that asks the process itself, at localhost`,
    );
  });

  test.each([
    [['/bin/ready']],
    [['redis-cli', 'ping']],
    [['curl', 'http://$(POD_IP):8080/ok']],
    [['curl', '-f', 'http://localhost:8080/ok']],
    [['sh', '-c', 'nc -z 127.0.0.1 1883']],
  ])('asks the process itself: %p', (command) => {
    expect(asked(command)).not.toThrow();
  });
});

describe('ports of the node are refused', () => {
  test.each<[string, () => unknown, string]>([
    [
      'beside its whole network',
      () => PodProfile.edgeDevice({ reason: 'x', hostNetwork: true, hostPorts: [V2X] }),
      'are ports of the node already',
    ],
    [
      'that are none of the service',
      () => warnings(roadside().stack, 'a', { ports: [Port.udp(30_302)] }),
      'is no port of the service',
    ],
    [
      'in a namespace that does not admit them',
      () => warnings(tenant(edgePlatform())),
      'namespace shop admits Pod Security',
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
