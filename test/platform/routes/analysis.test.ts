import { ApiObject, App, Testing } from 'cdk8s';
import { AutonomousStack, Mesh } from 'cdk8s-autonomous';
import { cluster, messageOf, microservice, stack, statefulService } from '../../support/apps';

/** What is said of a stack with a service `cart` in which somebody else's objects are. */
const said = (objects: any[], mesh = Mesh.istio()): string => {
  const app = new App();
  const shop = stack(app, { cluster: cluster(app), mesh });
  microservice(shop);
  objects.forEach((object, i) => new ApiObject(shop, `theirs-${i}`, { metadata: { name: `theirs-${i}` }, ...object }));
  return messageOf(() => Testing.synth(shop));
};

const LABELS = { 'app.kubernetes.io/name': 'cart' };
const NETWORKING = 'networking.istio.io/v1';
const SECURITY = 'security.istio.io/v1';
const CART = 'cart.shop.svc.cluster.local';
const sidecar = (labels?: any) => ({
  apiVersion: NETWORKING,
  kind: 'Sidecar',
  spec: { egress: [{ hosts: ['./*'] }], ...(labels && { workloadSelector: { labels } }) },
});
const telemetry = (labels?: any, more = {}) => ({
  apiVersion: 'telemetry.istio.io/v1',
  kind: 'Telemetry',
  spec: { ...(labels && { selector: { matchLabels: labels } }), ...more },
});
const service = (ports: any[], more = {}) => ({ apiVersion: 'v1', kind: 'Service', spec: { ports, ...more } });
const virtual = (spec: any) => ({
  apiVersion: NETWORKING,
  kind: 'VirtualService',
  spec: { hosts: [CART], gateways: ['mesh'], ...spec },
});
const to = (more: any = { port: { number: 8080 } }) => ({ route: [{ destination: { host: CART, ...more } }] });
const rule = (spec: any) => ({ apiVersion: NETWORKING, kind: 'DestinationRule', spec });
const entry = (protocol: string) => ({
  apiVersion: NETWORKING,
  kind: 'ServiceEntry',
  spec: { hosts: ['a.example.com'], resolution: 'DNS', ports: [{ number: 443, name: 'a', protocol }] },
});
const gateway = (servers: any[], selector: any = { istio: 'ingress' }) => ({
  apiVersion: NETWORKING,
  kind: 'Gateway',
  spec: { selector, servers },
});
const tls = (host: string) => ({
  port: { number: 443, name: host, protocol: 'HTTPS' },
  hosts: [host],
  tls: { mode: 'SIMPLE', credentialName: 'shared' },
});
const filter = (patch: any, applyTo: string, match = {}) => ({
  apiVersion: 'networking.istio.io/v1alpha3',
  kind: 'EnvoyFilter',
  spec: { configPatches: [{ applyTo, patch, match }] },
});
const pods = (template: any) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  spec: {
    selector: { matchLabels: { app: 'x' } },
    template: { metadata: { labels: { app: 'x' }, ...template.metadata }, spec: template.spec },
  },
});
const plain = (container = {}) => ({
  containers: [
    {
      name: 'x',
      image: 'registry.example.com/x:1',
      resources: { requests: { cpu: '1', memory: '1Gi' } },
      ...container,
    },
  ],
});
const policy = (spec: any) => ({ apiVersion: SECURITY, kind: 'AuthorizationPolicy', spec });
const AMBIENT = Mesh.ambient();

describe('what istioctl analyze would say is refused', () => {
  const cases: [string, any[], Mesh?][] = [
    ['IST0101', [sidecar({ app: 'nobody' })]],
    ['IST0101', [telemetry({ app: 'nobody' })]],
    ['IST0101', [virtual({ http: [to({ port: { number: 9 } })] })]],
    ['IST0107', [{ ...service([]), metadata: { name: 's', annotations: { 'sidecar.istio.io/proxyCPU': '1' } } }]],
    ['IST0108', [{ ...service([]), metadata: { name: 's', annotations: { 'sidecar.istio.io/proxyCpu': '1' } } }]],
    ['IST0110', [sidecar(LABELS), sidecar({ 'app.kubernetes.io/name': 'cart' })]],
    ['IST0111', [sidecar(), sidecar()]],
    [
      'IST0112',
      [
        service([
          { port: 1, name: 'http-a' },
          { port: 2, name: 'http-b' },
        ]),
        virtual({ http: [{ route: [{ destination: { host: 'theirs-0' } }] }] }),
      ],
    ],
    ['IST0116', [service([{ port: 8080, name: 'tcp-x' }], { selector: LABELS })]],
    ['IST0118', [service([{ port: 80, name: 'web' }])]],
    [
      'IST0123',
      [
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: 'n', labels: { 'istio-injection': 'enabled', 'istio.io/rev': 'a' } },
        },
      ],
    ],
    ['IST0125', [pods({ metadata: { annotations: { 'sidecar.istio.io/proxyCPU': 'much' } }, spec: plain() })]],
    ['IST0127', [policy({ selector: { matchLabels: { app: 'nobody' } } })]],
    ['IST0128', [rule({ host: 'a.example.com', trafficPolicy: { tls: { mode: 'SIMPLE' } } }), entry('TLS')]],
    [
      'IST0129',
      [
        entry('TLS'),
        rule({
          host: 'a.example.com',
          trafficPolicy: { portLevelSettings: [{ port: { number: 443 }, tls: { mode: 'SIMPLE' } }] },
        }),
      ],
    ],
    ['IST0130', [virtual({ http: [to(), { match: [{ uri: { exact: '/a' } }], ...to() }] })]],
    [
      'IST0131',
      [
        virtual({
          http: [
            { match: [{ uri: { exact: '/a' } }], ...to() },
            { match: [{ uri: { exact: '/a' } }], ...to() },
          ],
        }),
      ],
    ],
    ['IST0135', [pods({ metadata: { annotations: { 'sidecar.istio.io/inject': 'true' } }, spec: plain() })]],
    ['IST0137', [service([{ port: 80, targetPort: 8080, name: 'http-x' }], { selector: LABELS })]],
    ['IST0138', [gateway([tls('a.example.com')]), gateway([tls('b.example.com')])]],
    ['IST0144', [pods({ spec: plain({ securityContext: { runAsUser: 1337 } }) })]],
    [
      'IST0147',
      [
        pods({
          metadata: { labels: { app: 'x', 'sidecar.istio.io/inject': 'false' } },
          spec: plain({ image: 'auto' }),
        }),
      ],
    ],
    [
      'IST0149',
      [
        gateway([tls('a.example.com')]),
        virtual({
          gateways: ['theirs-0'],
          hosts: ['a.example.com'],
          http: [{ match: [{ headers: { '@request.auth.claims.role': { exact: 'x' } } }], ...to() }],
        }),
      ],
    ],
    ['IST0150', [service([{ port: 80, name: 'web' }], { type: 'ExternalName', externalName: 'a.example.com' })]],
    ['IST0151', [filter({ operation: 'INSERT_BEFORE' }, 'HTTP_FILTER')]],
    ['IST0152', [filter({ operation: 'REPLACE' }, 'CLUSTER')]],
    ['IST0153', [filter({ operation: 'ADD' }, 'HTTP_ROUTE')]],
    ['IST0154', [filter({ operation: 'REMOVE' }, 'ROUTE_CONFIGURATION')]],
    ['IST0155', [filter({ operation: 'INSERT_AFTER' }, 'HTTP_FILTER', { proxy: { proxyVersion: '^1\\.30.*' } })]],
    ['IST0157', [telemetry(undefined, { accessLogging: [{}] })]],
    ['IST0159', [telemetry(LABELS), telemetry(LABELS)]],
    ['IST0160', [telemetry(), telemetry()]],
    [
      'IST0162',
      [pods({ metadata: { labels: { app: 'x' } }, spec: plain() }), gateway([tls('a.example.com')], { app: 'x' })],
    ],
    ['IST0165', [virtual({ gateways: ['shop/web-istio-autogenerated-k8s-gateway-http'] })]],
    [
      'IST0166',
      [
        {
          apiVersion: 'gateway.networking.k8s.io/v1',
          kind: 'Gateway',
          metadata: { name: 'web' },
          spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
        },
        policy({ selector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'web' } } }),
      ],
    ],
    ['IST0167', [sidecar()], AMBIENT],
    [
      'IST0167',
      [policy({ selector: { matchLabels: LABELS }, rules: [{ to: [{ operation: { methods: ['GET'] } }] }] })],
      AMBIENT,
    ],
    ['IST0174', [rule({ host: 'nobody' })]],
    ['IST0177', [entry('TLS'), entry('HTTP')]],
  ];
  test.each(cases.map(([code, objects, mesh = Mesh.istio()]) => [code, objects, mesh] as const))(
    '%s %#',
    (code, objects, mesh) => {
      expect(said(objects, mesh)).toMatch(new RegExp(`MESH_INVALID shop/theirs-\\d.*\\(${code}\\); cure: `));
    },
  );

  // Those that older checks of routes refuse, with codes of their own.
  test.each<[string, any[], string]>([
    [
      'IST0101 host',
      [virtual({ http: [{ route: [{ destination: { host: 'nobody' } }] }] })],
      'is no Service or ServiceEntry',
    ],
    ['IST0101 gateway', [virtual({ gateways: ['nobody'] })], 'gateway nobody is in no chart'],
    [
      'IST0101 subset',
      [virtual({ http: [to({ subset: 'v9', port: { number: 8080 } })] })],
      'subset v9 is in no DestinationRule',
    ],
    ['IST0109', [virtual({ http: [to()] }), virtual({ http: [to()] })], 'ROUTE_TAKEN'],
    [
      'IST0132',
      [gateway([tls('a.example.com')]), virtual({ hosts: ['b.example.com'], gateways: ['theirs-0'] })],
      'is not served by gateway',
    ],
    ['IST0145', [gateway([tls('a.example.com')]), gateway([tls('a.example.com')])], 'HOST_TAKEN'],
    ['IST0173', [rule({ host: 'cart', subsets: [{ name: 'v9', labels: { version: '9' } }] })], 'SUBSET_WITHOUT_PODS'],
  ])('%s', (_, objects, expected) => {
    expect(said(objects)).toContain(expected);
  });
});

test('of what the library makes itself there is nothing to say', () => {
  for (const mesh of [Mesh.istio(), AMBIENT]) {
    const app = new App();
    const shop = new AutonomousStack(app, 'shop', { cluster: cluster(app), mesh });
    const cart = microservice(shop);
    statefulService(shop).calls(cart);
    shop.route('api.example.com', cart);
    expect(() => Testing.synth(shop)).not.toThrow();
  }
});
