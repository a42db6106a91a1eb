import { App, Duration, Testing } from 'cdk8s';
import {
  AutonomousStack,
  CertificateAuthority,
  CertificateIssuer,
  CertificateUse,
  IssuedCertificate,
  TlsEnd,
} from 'cdk8s-autonomous';
import { documents, find, ISTIO, messageOf, microservice, stack, statefulService } from '../../support/apps';
import { takenBySchemas } from '../../support/crd-check';

const VAULT = CertificateIssuer.cluster('vault');

function devices(shop: AutonomousStack, domains?: string[]) {
  const root = new CertificateAuthority(shop, 'device-root', { commonName: 'Devices' });
  const cameras = new CertificateAuthority(shop, 'cameras', {
    commonName: 'Cameras',
    issuer: root.issuer,
    domains,
    duration: Duration.days(365),
    renewBefore: Duration.days(100),
  });
  return { root, cameras };
}

const app = Testing.app();
const shop = stack(app, ISTIO);
const { cameras: signer } = devices(shop, ['cameras.example.com']);
new IssuedCertificate(shop, 'camera-1', {
  issuer: signer.issuer,
  hosts: ['c1.cameras.example.com'],
  uris: ['spiffe://cars.example.com/camera/1'],
  uses: [CertificateUse.CLIENT],
  duration: Duration.days(100),
});
shop.route('api.example.com', microservice(shop), {
  tls: { issuer: VAULT, clientCertificates: true, onlyTls13: true },
});
const all = documents(app);
const certificate = (name: string) => find(all, 'Certificate', name);

takenBySchemas({
  root: certificate('device-root'),
  authority: certificate('cameras'),
  leaf: certificate('camera-1'),
  host: certificate('api-example-com-tls'),
  issuer: find(all, 'Issuer', 'cameras'),
  self: find(all, 'Issuer', 'device-root-self'),
  gateway: find(all, 'Gateway'),
});

test('a root signs itself, the authority below it signs names of its domains with a key that stays', () => {
  expect(certificate('device-root').spec).toMatchObject({
    isCA: true,
    issuerRef: { kind: 'Issuer', name: 'device-root-self' },
    privateKey: { rotationPolicy: 'Never' },
  });
  expect(find(all, 'Issuer', 'device-root-self').spec).toEqual({ selfSigned: {} });
  expect(certificate('cameras').spec).toMatchObject({
    issuerRef: { kind: 'Issuer', name: 'device-root' },
    nameConstraints: { critical: true, permitted: { dnsDomains: ['cameras.example.com'] } },
    duration: '8760h0m0s',
    renewBefore: '2400h0m0s',
  });
  expect(find(all, 'Issuer', 'cameras').spec).toEqual({ ca: { secretName: 'cameras' } });
  expect(certificate('camera-1').spec).toMatchObject({
    issuerRef: { kind: 'Issuer', name: 'cameras' },
    usages: ['digital signature', 'client auth'],
    privateKey: { rotationPolicy: 'Always' },
  });
});

test('the certificate of a host is where its gateway looks for it, which asks clients for theirs', () => {
  expect(certificate('api-example-com-tls')).toMatchObject({
    metadata: { namespace: 'istio-ingress' },
    spec: { secretName: 'api-example-com-tls', dnsNames: ['api.example.com'], issuerRef: { kind: 'ClusterIssuer' } },
  });
  const { servers } = find(all, 'Gateway').spec;
  expect(servers.find(({ port }: any) => port.number === 443).tls).toEqual({
    mode: 'MUTUAL',
    credentialName: 'api-example-com-tls',
    minProtocolVersion: 'TLSV1_3',
  });
});

test('two routes of a host have one TLS; the second may say nothing', () => {
  const other = stack(Testing.app(), ISTIO);
  const cart = microservice(other);
  other.route('a.example.com', cart, { tls: { issuer: VAULT } });
  other.route('a.example.com', cart, { pathPrefix: '/b' });
  const different = () => other.route('a.example.com', cart, { pathPrefix: '/c', tls: { onlyTls13: true } });
  expect(messageOf(different)).toContain('a.example.com');
  expect(messageOf(different)).toContain('has other TLS on its other route');
});

test('TLS of streams that ends in the service says nothing of versions', () => {
  const other = stack(Testing.app(), ISTIO);
  const store = statefulService(other);
  const wrong = () => other.routeTls('m.example.com', store, { onlyTls13: true });
  expect(messageOf(wrong)).toContain('onlyTls13 true: is for TLS that ends in the gateway');
  other.routeTls('m.example.com', store, { end: TlsEnd.GATEWAY, onlyTls13: true });
  const { servers } = find(documents(other.node.root as App), 'Gateway').spec;
  expect(servers[0].tls.minProtocolVersion).toBe('TLSV1_3');
});

test.each<[string, (shop: AutonomousStack) => unknown, string]>([
  [
    'outlives its authority',
    (s) =>
      new IssuedCertificate(s, 'x', {
        issuer: devices(s).cameras.issuer,
        hosts: ['a.b'],
        duration: Duration.days(200),
      }),
    "duration '4800 h': outlives shop/cameras, which may end 2400 h after it signed; duration of at most 2400 h",
  ],
  [
    'is in no domain of its authority',
    (s) => new IssuedCertificate(s, 'x', { issuer: devices(s, ['cams.io']).cameras.issuer, hosts: ['evilcams.io'] }),
    "hosts 'evilcams.io': is in none of the domains of shop/cameras: cams.io",
  ],
  ['is for nobody', (s) => new IssuedCertificate(s, 'x', { issuer: VAULT }), "hosts '[]': must name whom"],
  ['is for every host', (s) => new IssuedCertificate(s, 'x', { issuer: VAULT, hosts: ['*.a.io'] }), '* is not allowed'],
  [
    'is renewed after its end',
    (s) =>
      new IssuedCertificate(s, 'x', {
        issuer: VAULT,
        hosts: ['a.io'],
        duration: Duration.days(1),
        renewBefore: Duration.days(2),
      }),
    "renewBefore '2 days': must be from an hour to below the 24 of duration",
  ],
  [
    'is in another namespace than its Issuer',
    (s) => {
      const { cameras } = devices(s);
      const other = new AutonomousStack(s.node.root as App, 'other', { cluster: s.cluster });
      return new IssuedCertificate(other, 'x', { issuer: cameras.issuer, hosts: ['a.io'] });
    },
    "issuer 'shop/cameras': is an Issuer in namespace shop, and the certificate is in other",
  ],
  ['has an issuer without a name', () => CertificateIssuer.cluster('*'), "name '*': must be the name of an issuer"],
  [
    'is of an authority without a name',
    (s) => new CertificateAuthority(s, 'ca', { commonName: ' ' }),
    "commonName ' '",
  ],
])('a certificate that %s is refused', (_, make, message) => {
  expect(messageOf(() => make(stack(Testing.app())))).toContain(message);
});
