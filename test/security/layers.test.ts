import { Chart, Duration } from 'cdk8s';
import {
  DataClass,
  DataSecurityProps,
  ImageSignatures,
  Mesh,
  NodeEncryption,
  Peer,
  PeerProtocol,
  PodSecurity,
  SecurityRule,
  Waypoint,
} from 'cdk8s-autonomous';
import { object, program, PROPS, SIGNER, WEEK, Without } from './program';

test('with all four layers nothing is left open', () => {
  expect(program({ full: true }).security.holes).toEqual([]);
});

test('a mesh without sidecars has no hole either: what waypoints take is mutual TLS, and Prometheus is one of the mesh', () => {
  const { security } = program({ mesh: Mesh.ambient({ waypoint: Waypoint.perNamespace() }) });
  expect(security.holes).toEqual([]);
});

const policy = (spec: object) => (shop: Chart) => object(shop, 'security.istio.io/v1', 'AuthorizationPolicy', { spec });
const gateway = (servers: object[]) => (shop: Chart) =>
  object(shop, 'networking.istio.io/v1', 'Gateway', { spec: { servers } });
const without = (layer: 'collection' | 'platform', change: object): DataSecurityProps => ({
  ...PROPS,
  [layer]: { ...PROPS[layer], ...change },
});

// What is taken away or added, the rule, where, and the words of the hole and its cure.
test.each<[string, Without, SecurityRule, string, string]>([
  [
    'list of a topic',
    { full: true, topicData: [] },
    SecurityRule.DATA_LISTED,
    'streams/log/raw',
    'collects what nobody has listed',
  ],
  [
    'fields of a topic',
    { full: true, topicData: [DataClass.personal({ ...WEEK, fields: [] })] },
    SecurityRule.DATA_LISTED,
    'streams/log/raw',
    'lists no fields: what is not listed is not collected; fields: [...] of each of its dataClasses',
  ],
  [
    'signature',
    { full: true, brokerData: [DataClass.technical(WEEK)] },
    SecurityRule.MESSAGES_SIGNED,
    'streams/broker',
    'isSigned: true',
  ],
  [
    'retention of a topic',
    { full: true, topicHours: 200 },
    SecurityRule.RETENTION_KEPT,
    'streams/log/raw',
    'keeps data for 200 h that may be kept for 7 days (warning of a fire)',
  ],
  ['expiry of a bucket', { forgetful: true }, SecurityRule.RETENTION_KEPT, 'shop/raw', 'keeps data for ever'],
  [
    'TLS of vehicles',
    { full: true, plainGateway: true },
    SecurityRule.SENDERS_KNOWN,
    'streams/broker',
    'without TLS (units of 2019)',
  ],
  [
    'assurance of vehicles',
    { full: true, props: without('collection', { vehicles: undefined }) },
    SecurityRule.VEHICLES_ASSURED,
    'streams/broker',
    'nobody has looked at their boot, storage and programs',
  ],
  [
    'redirect of a plain port',
    { more: gateway([{ port: { number: 80, protocol: 'HTTP', name: 'http' }, hosts: ['b.io'] }]) },
    SecurityRule.ENTRANCES_ENCRYPTED,
    'shop/theirs',
    'port 80 of a gateway takes HTTP in plain text',
  ],
  [
    'TLS of a TCP port',
    { more: gateway([{ port: { number: 9000, protocol: 'TCP', name: 'tcp' }, hosts: ['b.io'] }]) },
    SecurityRule.ENTRANCES_ENCRYPTED,
    'shop/theirs',
    'port 9000 of a gateway takes TCP in plain text',
  ],
  [
    'newer TLS',
    {
      more: gateway([
        {
          port: { number: 443, protocol: 'HTTPS', name: 'https' },
          hosts: ['b.io'],
          tls: { mode: 'SIMPLE', credentialName: 'b', minProtocolVersion: 'TLSV1_1' },
        },
      ]),
    },
    SecurityRule.ENTRANCES_ENCRYPTED,
    'shop/theirs',
    'port 443 of a gateway takes TLSV1_1; minProtocolVersion: TLSV1_2',
  ],
  [
    'TLS 1.3 of a host of V2X',
    { props: { ...PROPS, link: { onlyTls13: ['api.example.com'] } } },
    SecurityRule.ENTRANCES_ENCRYPTED,
    'shop/Ingress/Gateway',
    'host api.example.com takes TLS 1.2; tls: { onlyTls13: true } of its route',
  ],
  [
    'TLS of an Ingress',
    {
      more: (shop) =>
        object(shop, 'gateway.networking.k8s.io/v1', 'Gateway', {
          spec: {
            listeners: [{ name: 'plain', protocol: 'TCP', port: 9000 }],
          },
        }),
    },
    SecurityRule.ENTRANCES_ENCRYPTED,
    'shop/theirs',
    'listener plain of a gateway takes TCP in plain text',
  ],
  [
    'mutual TLS of one port',
    {
      more: (shop) =>
        object(shop, 'security.istio.io/v1', 'PeerAuthentication', {
          spec: {
            selector: { matchLabels: { app: 'x' } },
            mtls: { mode: 'STRICT' },
            portLevelMtls: { 8080: { mode: 'PERMISSIVE' } },
          },
        }),
    },
    SecurityRule.PODS_ENCRYPTED,
    'shop',
    'namespace shop is in a mesh that takes plain text too',
  ],
  [
    'TLS to the outside',
    { more: (_, { cart }) => cart.calls(Peer.host('maps.example.com', 80, PeerProtocol.HTTP)) },
    SecurityRule.EXITS_ENCRYPTED,
    'shop/Hosts/maps.example.com',
    'maps.example.com outside is called in plain text; Peer.host(host, 443)',
  ],
  [
    'TLS of calls',
    {
      more: (shop) =>
        object(shop, 'networking.istio.io/v1', 'DestinationRule', {
          spec: {
            host: 'web',
            trafficPolicy: { tls: { mode: 'DISABLE' } },
          },
        }),
    },
    SecurityRule.EXITS_ENCRYPTED,
    'shop/theirs',
    'calls of web have their TLS switched off',
  ],
  [
    'Pod Security',
    { security: PodSecurity.BASELINE },
    SecurityRule.PODS_RESTRICTED,
    'shop',
    'namespace shop lets in pods of level baseline; podSecurity: PodSecurity.RESTRICTED',
  ],
  ['digest', { loose: true }, SecurityRule.IMAGES_PINNED, 'shop/cart/Deployment', 'runs an image that has no digest'],
  [
    'signatures',
    { props: without('platform', { images: undefined }) },
    SecurityRule.IMAGES_SIGNED,
    'east',
    'nobody looks who has signed the images that it runs; platform: { images:',
  ],
  [
    'signer',
    { foreign: true },
    SecurityRule.IMAGES_SIGNED,
    'shop/cart/Deployment',
    'nobody has to have signed images of quay.io/cart',
  ],
  [
    'encryption of volumes',
    { full: true, plainClass: true },
    SecurityRule.VOLUMES_ENCRYPTED,
    'shop/store/StatefulSet',
    "has a volume of storage class 'encrypted', of which nobody says that it encrypts (so do streams/log/brokers",
  ],
  [
    'reference of a secret',
    {
      more: (shop) => object(shop, 'v1', 'Secret', { data: { token: 'eA==' } }),
    },
    SecurityRule.SECRETS_REFERENCED,
    'shop/theirs',
    'Secret theirs has its values in the manifest',
  ],
  ['audit', { audit: false }, SecurityRule.API_AUDITED, 'east', "new AuditPolicy(cluster, 'audit')"],
  [
    'agent',
    { props: without('platform', { runtime: undefined }) },
    SecurityRule.PROCESSES_WATCHED,
    'east',
    'nobody sees what processes do on its nodes; platform: { runtime: RuntimeDetection.falco() }',
  ],
  [
    'namespace of the agent',
    { more: (shop) => intruder(shop) },
    SecurityRule.PROCESSES_WATCHED,
    'shop/theirs',
    'runs in namespace falco, whose pods may do everything for falco alone',
  ],
  [
    'certificates of clients',
    { anonymous: true },
    SecurityRule.CLIENTS_KNOWN,
    'shop',
    'host api.example.com leads to web, which asks nobody who they are; jwt: Jwt.of({...}) of the route',
  ],
  [
    'names in a policy',
    { more: policy({ rules: [{ from: [{ source: { principals: ['*'] } }] }] }) },
    SecurityRule.CALLS_ALLOWED,
    'shop/theirs',
    'AuthorizationPolicy theirs allows calls of somebody whom it does not name',
  ],
  [
    'source in a policy',
    { more: policy({ rules: [{ to: [{ operation: { ports: ['80'] } }] }] }) },
    SecurityRule.CALLS_ALLOWED,
    'shop/theirs',
    'allows calls of somebody whom it does not name',
  ],
  [
    'name of a host',
    { more: (shop) => object(shop, 'networking.istio.io/v1', 'VirtualService', { spec: { hosts: ['*'] } }) },
    SecurityRule.HOSTS_NAMED,
    'shop/theirs',
    'VirtualService theirs takes host *; the full names of its hosts',
  ],
])('without %s there is one hole, which says where and how it closes', (_, change, rule, path, words) => {
  const { holes } = program(change).security;
  expect(holes).toHaveLength(1);
  expect(holes[0]).toContain(`${rule}: [${path}]`);
  expect(holes[0]).toContain(words);
});

function intruder(shop: Chart): void {
  const containers = [{ name: 'a', image: `registry.example.com/a@sha256:${'b'.repeat(64)}` }];
  object(shop, 'v1', 'Pod', { spec: { containers } }, 'falco');
}

test('a law that nobody says is one hole for all that is bound by it', () => {
  const { holes } = program({ full: true, residency: null }).security;
  expect(holes).toEqual([
    "collection layer, law-known: [streams/broker] holds personal or map data, and nobody says under which law (so do streams/log/raw); residency: Residency.of('...') of the cluster",
  ]);
});

test('without a mesh it is the network that encrypts, and nobody knows who calls', () => {
  const bare = (props: DataSecurityProps): Without => ({ props, outside: true });
  const plain = program(bare(PROPS)).security.holes;
  expect(plain).toHaveLength(2);
  expect(plain[0]).toContain(
    'link layer, pods-encrypted: [shop/cart] is called in plain text: its pods are not in the mesh',
  );
  expect(plain[1]).toContain('application layer, calls-allowed: [shop/cart] knows its callers by address alone');
  const encrypting = { ...PROPS, link: { nodeEncryption: NodeEncryption.ciliumWireGuard() } };
  const [only, ...others] = program(bare(encrypting)).security.holes;
  expect(others).toEqual([]);
  expect(only).toContain('calls-allowed: [shop/cart]');
});

test('policy-controller looks at the namespaces that ask it to', () => {
  const { security, shop } = program({
    props: without('platform', { images: ImageSignatures.policyController([SIGNER]) }),
  });
  expect(security.holes).toEqual([]);
  expect(shop.namespaceObject.metadata.getLabel('policy.sigstore.dev/include')).toBe('true');
});

test('all holes are told at once', () => {
  const all = program({
    ...{
      full: true,
      topicData: [],
      forgetful: true,
      plainGateway: true,
      loose: true,
      anonymous: true,
      plainClass: true,
    },
    ...{ audit: false, security: PodSecurity.PRIVILEGED, props: {} },
  }).security.holes;
  const rules = all.map((line) => /, ([a-z-]+): \[/.exec(line)![1]);
  expect(rules).toEqual([
    ...['data-listed', 'retention-kept', 'senders-known', 'vehicles-assured'],
    ...['api-audited', 'images-pinned', 'images-signed', 'pods-restricted', 'processes-watched'],
    ...['volumes-encrypted', 'clients-known'],
  ]);
});

test('what stays open has a reason, which is in the table; one that excuses nothing is a hole itself', () => {
  const excused = (path: string): DataSecurityProps => ({
    ...PROPS,
    application: { exceptions: [{ rule: SecurityRule.CLIENTS_KNOWN, path, reason: 'prices are for everybody' }] },
  });
  const { security } = program({ anonymous: true, props: excused('shop') });
  expect(security.holes).toEqual([]);
  expect(security.toMarkdown()).toContain(
    '| clients-known | excused: prices are for everybody | shop: host api.example.com',
  );
  const idle = program({ props: excused('shopping') }).security.holes;
  expect(idle).toEqual([
    'application layer, clients-known: [shopping] exceptions: excuses nothing; leave it out, or correct its path',
  ]);
});

test('the time that fields are kept is the shortest of those that are in it', () => {
  const short = DataClass.technical({ purpose: 'wear', retention: Duration.hours(10), fields: ['km'] });
  const [hole] = program({ full: true, topicData: [DataClass.personal(WEEK), short] }).security.holes;
  expect(hole).toContain('keeps data for 24 h that may be kept for 10 hours (wear)');
});
