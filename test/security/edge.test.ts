import { Duration, Size } from 'cdk8s';
import {
  Cpu,
  DataClass,
  DataSecurity,
  Device,
  DeviceConnection,
  DeviceModel,
  DeviceProperty,
  DeviceProtocol,
  LocalBroker,
  PropertyVisitor,
  PushMethod,
  Residency,
  SecurityRule,
  TlsCertificate,
} from 'cdk8s-autonomous';
import { edgePlatform, PINNED, site, tenant } from '../support/edge';

const OFTEN = { purpose: 'takt of the line', retention: Duration.days(1) };
const SAFE = DeviceConnection.opcUa({ url: 'opc.tcp://192.168.20.1:4840' });

/** Holes of a site with a broker and a device, of the rules asked for. */
function holes(
  rules: SecurityRule[],
  {
    dataClasses = [DataClass.technical(OFTEN)] as DataClass[] | undefined,
    connection = SAFE,
    push = undefined as PushMethod | undefined,
    days = 90,
  } = {},
): string[] {
  const edge = edgePlatform();
  const place = site(edge, 'gz-1', { offline: Duration.days(20) });
  const shop = tenant(edge);
  const takt = DeviceProperty.ofInt('takt', { visitor: PropertyVisitor.opcUa('ns=2;s=Takt'), dataClasses });
  const model = new DeviceModel(shop, 'line', { protocol: DeviceProtocol.OPC_UA, properties: [takt] });
  const twins = [{ property: takt, push }];
  new Device(shop, 'line-1', { model, edgeNode: place.edgeNode('box'), connection, twins });
  place.deploy(
    new LocalBroker(shop, 'broker', {
      image: PINNED,
      resources: { cpu: Cpu.millis(500), memory: Size.mebibytes(512) },
      certificate: TlsCertificate.issued({ issuer: 'sites', duration: Duration.days(days) }),
      clients: { controller: { subscribes: ['line/#'] } },
      dataClasses: [DataClass.technical({ ...OFTEN, fields: ['takt'] })],
    }),
  );
  const security = new DataSecurity(shop.cluster, 'security', {});
  return security.holes.filter((line) => rules.some((rule) => line.includes(`${rule}: `)));
}

test('a device with OPC UA that signs and encrypts, and a property that says what for, are no holes', () => {
  const { SENDERS_KNOWN, DATA_LISTED, CERTIFICATES_OUTLAST } = SecurityRule;
  expect(holes([SENDERS_KNOWN, DATA_LISTED, CERTIFICATES_OUTLAST])).toEqual([]);
});

test('a property for nothing that somebody said is one', () => {
  expect(holes([SecurityRule.DATA_LISTED], { dataClasses: [] })).toEqual([
    expect.stringContaining('[shop/line-1.takt] is a property of a device that is collected for nothing'),
  ]);
});

test('a connection without encryption is one, and so is a push in plain text', () => {
  const plain = DeviceConnection.opcUa({
    url: 'opc.tcp://192.168.20.1:4840',
    securityPolicy: 'None',
    securityMode: 'None',
  });
  expect(holes([SecurityRule.SENDERS_KNOWN], { connection: plain })).toEqual([
    expect.stringContaining('[shop/line-1] is connected by opcua, which neither encrypts nor says who speaks'),
  ]);
  const push = PushMethod.mqtt({ address: 'tcp://broker:1883', topic: 'takt' });
  expect(holes([SecurityRule.SENDERS_KNOWN], { push })).toEqual([
    expect.stringContaining('[shop/line-1.takt] is pushed to broker:1883 in plain text'),
  ]);
});

test('a certificate that is renewed later than a site may be away is one', () => {
  expect(holes([SecurityRule.CERTIFICATES_OUTLAST], { days: 30 })).toEqual([
    expect.stringContaining('is renewed 240 h before its end, and a site may be without the cloud for 480 h'),
  ]);
});

test('a property with personal data does not go abroad, by the cloud or by a push', () => {
  const bound = DataClass.personal({ ...OFTEN, residency: Residency.of('CN') });
  const edge = edgePlatform();
  const shop = tenant(edge);
  const plate = DeviceProperty.ofInt('plate', { visitor: PropertyVisitor.opcUa('ns=2;s=Plate'), dataClasses: [bound] });
  const model = new DeviceModel(shop, 'gate', { protocol: DeviceProtocol.OPC_UA, properties: [plate] });
  const push = PushMethod.http({ host: 'https://collector.example.com', port: 443, path: '/' }).within(
    Residency.of('EU'),
  );
  const twins = [{ property: plate, push, reportToCloud: true }];
  new Device(shop, 'gate-1', { model, edgeNode: site(edge).edgeNode('box'), connection: SAFE, twins });
  const said = edge.node.root.node
    .validate()
    .filter((line) => line.includes('that stay in CN'))
    .join('\n');
  expect(said).toContain('shop/gate-1.plate -> collector.example.com:443');
  expect(said).toContain('shop/gate-1.plate -> east');
});
