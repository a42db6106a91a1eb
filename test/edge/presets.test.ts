import { Duration, Size, Testing } from 'cdk8s';
import {
  ChargingSites,
  ChargingSitesProps,
  DataSize,
  Device,
  DeviceConnection,
  DeviceModel,
  DeviceProperty,
  DeviceProtocol,
  EdgePlatform,
  EdgeRuntime,
  OcppVersion,
  ProductionLine,
  ProductionLineProps,
  PropertyVisitor,
  SecretRef,
  TlsCertificate,
} from 'cdk8s-autonomous';
import { documents, find } from '../support/apps';
import { takenBySchemas } from '../support/crd-check';
import { BOX, codesOf, edgePlatform, PINNED, planOf, site, tenant } from '../support/edge';

const STATE = DeviceProperty.ofString('state', { visitor: PropertyVisitor.opcUa('ns=3;s=Robot.State') });
const TORQUE = DeviceProperty.ofDouble('torque', { visitor: PropertyVisitor.opcUa('ns=3;i=42'), unit: 'Nm' });
const TLS = SecretRef.existing('opcua', ['tls.crt', 'tls.key']);
const finding = (edge: EdgePlatform, code: string) => planOf(edge).findings.filter((one: any) => one.code === code);
const box = { nodes: [{ name: 'gz-1-box', nodeType: BOX, role: 'box' }] };

/** A line with robots at one site. */
function line(props: Partial<ProductionLineProps> = {}, runtime?: EdgeRuntime) {
  const app = Testing.app();
  const edge = edgePlatform(app, runtime);
  const where = site(edge, 'gz-1', box);
  const made = new ProductionLine(tenant(edge, 'plant'), 'welding', {
    site: where,
    edgeNode: where.nodes[0],
    robots: [1, 2, 3].map((n) => ({ name: `r-0${n}`, url: `opc.tcp://192.168.20.1${n}:4840` })),
    properties: [STATE, TORQUE],
    mapperImage: PINNED,
    certificate: TLS,
    collect: Duration.seconds(5),
    ...props,
  });
  return { app, edge, where, made };
}

describe('robots of a line by OPC UA', () => {
  const { app, edge } = line();
  const docs = documents(app);
  const robots = docs.filter(({ kind }) => kind === 'Device');

  test('have one model, a visitor for each property, and a connection that is signed and encrypted', () => {
    expect(robots.map(({ metadata }) => metadata.name)).toEqual(['welding-r-01', 'welding-r-02', 'welding-r-03']);
    expect(find(docs, 'DeviceModel', 'welding').spec.protocol).toBe('opcua');
    expect(robots[0].spec.protocol).toEqual({
      protocolName: 'opcua',
      configData: {
        url: 'opc.tcp://192.168.20.11:4840',
        securityPolicy: 'Basic256Sha256',
        securityMode: 'SignAndEncrypt',
        certificate: '/etc/opcua/tls.crt',
        privateKey: '/etc/opcua/tls.key',
      },
    });
    expect(
      robots[0].spec.properties.map(({ name, collectCycle, visitors }: any) => [
        name,
        collectCycle,
        visitors.configData.nodeID,
      ]),
    ).toEqual([
      ['state', 5000, 'ns=3;s=Robot.State'],
      ['torque', 5000, 'ns=3;i=42'],
    ]);
  });

  takenBySchemas({ DeviceModel: find(docs, 'DeviceModel', 'welding'), 'Device of a robot': robots[0] });

  test('are read by a mapper that has the certificate and reaches them', () => {
    const pods = JSON.stringify(docs.filter(({ kind }) => kind === 'EdgeApplication'));
    expect(pods).toContain('"mountPath":"/etc/opcua"');
    const { egress } = find(docs, 'NetworkPolicy', 'welding-mapper').spec;
    expect(egress[0].to.map(({ ipBlock }: any) => ipBlock.cidr)).toEqual([
      '192.168.20.11/32',
      '192.168.20.12/32',
      '192.168.20.13/32',
    ]);
    expect(codesOf(planOf(edge))).toEqual([]);
    expect(finding(edge, 'OPC_UA_WITHOUT_CERTIFICATE')).toEqual([]);
  });

  test.each<[string, Partial<ProductionLineProps>, string]>([
    ['no robot', { robots: [] }, 'must name at least one'],
    ['a robot twice', { robots: [1, 2].map(() => ({ name: 'r', url: 'opc.tcp://a' })) }, "robots 'r': is there twice"],
    ['a policy of nobody', { securityPolicy: 'Basic512' }, 'must be Basic256Sha256, Aes128_Sha256_RsaOaep'],
    ['no security', { securityPolicy: 'None' }, 'a server takes None with None alone'],
    ['a Secret without a key', { certificate: SecretRef.existing('opcua', ['tls.crt']) }, 'has no tls.key'],
    [
      'properties of another protocol',
      { properties: [DeviceProperty.ofInt('a', { visitor: PropertyVisitor.ble('2a19') })] },
      'must be of the protocol of the model, opcua',
    ],
  ])('are refused with %s', (_, props, message) => {
    expect(() => line(props)).toThrow(message);
  });

  test('are refused on a node of another site', () => {
    const other = line();
    const away = site(other.edge, 'sh-1', { nodes: [{ name: 'sh-1-box', nodeType: BOX }] });
    expect(() => line({ edgeNode: away.nodes[0] })).toThrow('is no node of gz-1');
  });
});

test('connections of OPC UA that are open, or have no certificate, are found once each', () => {
  const edge = edgePlatform();
  const { nodes } = site(edge, 'gz-1', box);
  const stack = tenant(edge);
  const model = new DeviceModel(stack, 'robot', { protocol: DeviceProtocol.OPC_UA, properties: [STATE] });
  const device = (id: string, connection: DeviceConnection) =>
    new Device(stack, id, { model, edgeNode: nodes[0], connection, twins: [{ property: STATE }] });
  const url = 'opc.tcp://192.168.20.11:4840';
  device('a', DeviceConnection.opcUa({ url, securityMode: 'None', securityPolicy: 'None' }));
  device('b', DeviceConnection.opcUa({ url }));
  device('c', DeviceConnection.opcUa({ url, certificateFile: '/a.crt', keyFile: '/a.key' }));
  device('d', DeviceConnection.opcUa({ url }));
  expect(finding(edge, 'OPC_UA_OPEN')).toMatchObject([{ severity: 'warning', path: 'shop/a' }]);
  expect(finding(edge, 'OPC_UA_WITHOUT_CERTIFICATE')).toMatchObject([
    { severity: 'info', paths: ['shop/b', 'shop/d'] },
  ]);
  expect(() => DeviceConnection.opcUa({ url, certificateFile: '/a.crt' })).toThrow('a certificate needs its key');
});

/** Two sites with chargers. */
function charging(props: Partial<ChargingSitesProps> = {}) {
  const app = Testing.app();
  const edge = edgePlatform(app);
  const sites = ['gz-1', 'gz-2'].map((name) =>
    site(edge, name, { nodes: [{ name: `${name}-box`, nodeType: BOX, role: 'box' }] }),
  );
  const made = new ChargingSites(tenant(edge, 'power'), 'charging', {
    proxyImage: PINNED,
    mapperImage: PINNED,
    central: 'wss://csms.example.com/ocpp',
    certificate: TlsCertificate.issued({ issuer: 'chargers' }),
    chargerNetwork: '10.30.0.0/16',
    ...props,
  });
  return { app, edge, sites, made };
}

describe('sites with chargers', () => {
  const given = charging({
    version: OcppVersion.V1_6,
    standbyAfter: Duration.minutes(10),
    keeps: { mountPath: '/var/lib/charging', perDay: DataSize.of(Size.mebibytes(20)) },
  });
  given.sites.forEach((one, i) =>
    given.made.at(one, { edgeNode: one.edgeNode('box'), chargers: ['c-01', 'c-02', 'c-03'], connectors: i + 1 }),
  );
  const docs = documents(given.app);

  test('have a device for each connector, and a proxy and a mapper at each site', () => {
    const devices = docs.filter(({ kind }) => kind === 'Device');
    expect(devices.length).toBe(9);
    expect(given.made.connectors.length).toBe(9);
    expect(devices[8]).toMatchObject({
      metadata: { name: 'gz-2-c-03-2', namespace: 'power' },
      spec: {
        nodeName: 'gz-2-box',
        protocol: { protocolName: 'ocpp', configData: { chargePoint: 'c-03', connector: '2' } },
      },
    });
    const plan = planOf(given.edge);
    expect(plan.workloads.map(({ id }: any) => id)).toEqual([
      'power-mappers/Deployment/charging-mapper-gz-1',
      'power-mappers/Deployment/charging-proxy-gz-1',
    ]);
    expect(codesOf(plan)).toEqual([]);
  });

  test('let chargers in at the node of the site, with certificates of both sides', () => {
    const config = docs.find(({ kind, data }) => kind === 'ConfigMap' && data['charging.json'])!;
    expect(JSON.parse(config.data['charging.json'])).toEqual({
      listen: ':8443',
      subprotocol: 'ocpp1.6',
      central: 'wss://csms.example.com/ocpp',
      tls: {
        certificate: '/etc/charging-tls/tls.crt',
        key: '/etc/charging-tls/tls.key',
        clientAuthority: '/etc/charging-tls/ca.crt',
      },
      standbyAfterSeconds: 600,
      transactions: '/var/lib/charging',
    });
    expect(find(docs, 'Certificate', 'charging-proxy-tls').metadata.namespace).toBe('power-mappers');
    const policy = find(docs, 'NetworkPolicy', 'charging-proxy').spec;
    expect(JSON.stringify(policy.ingress)).toContain('10.30.0.0/16');
    expect(JSON.stringify(policy.egress)).toContain('443');
    const [proxy] = docs.filter(
      ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'charging-proxy-gz-1',
    );
    expect(proxy.spec.template.spec.containers[0].ports).toEqual([
      { containerPort: 8443, hostPort: 8443, name: 'tcp-wss', protocol: 'TCP' },
    ]);
  });

  takenBySchemas({
    'DeviceModel of connectors': find(docs, 'DeviceModel', 'charging-connector'),
    'Device of a connector': find(docs, 'Device', 'gz-1-c-01-1'),
    Certificate: find(docs, 'Certificate', 'charging-proxy-tls'),
  });

  test.each<[string, Partial<ChargingSitesProps>, string]>([
    ['a central system without encryption', { central: 'ws://csms.example.com' }, 'must be an address of wss'],
    ['no time', { standbyAfter: Duration.minutes(0) }, 'standbyAfter'],
    ['a network that is none', { chargerNetwork: 'chargers' }, 'must be an IPv4 network'],
  ])('are refused with %s', (_, props, message) => {
    expect(() => charging(props)).toThrow(message);
  });

  test.each<[string, object, string]>([
    ['no charger', { chargers: [] }, 'must name at least one'],
    ['a charger twice', { chargers: ['a', 'a'] }, "chargers 'a': is there twice"],
    ['half a connector', { connectors: 0.5 }, 'must be a whole number above 0'],
  ])('are refused with %s', (_, props, message) => {
    const { sites, made } = charging();
    const edgeNode = sites[0].edgeNode('box');
    expect(() => made.at(sites[0], { edgeNode, chargers: ['a'], ...props })).toThrow(message);
    expect(() => made.at(sites[1], { edgeNode, chargers: ['a'] })).toThrow('is no node of gz-2');
  });
});
