import { ApiObject, Testing } from 'cdk8s';
import { AutonomousStack, AutonomousStackProps, Mesh, Origin, Peer, Port, Tenant, Waypoint } from 'cdk8s-autonomous';
import { Planner } from '../../../src/planner/planner';
import { isolationFaults } from '../../../src/platform/tenant/isolation';
import { cluster, documents, find, messageOf, microservice } from '../../support/apps';

function world(props: Partial<AutonomousStackProps> = {}) {
  const app = Testing.app();
  const east = cluster(app);
  const [charging, billing] = ['charging', 'billing'].map((name) => new Tenant(app, name, { clusters: [east] }));
  const stack = (id: string, tenant?: Tenant) => new AutonomousStack(app, id, { cluster: east, tenant, ...props });
  const api = stack('charging-api', charging);
  const ledger = stack('billing-ledger', billing);
  const platform = stack('platform');
  return {
    app,
    ...{ charging, billing, api, ledger, platform, stack },
    cart: microservice(api, 'cart'),
    book: microservice(ledger, 'book'),
    page: microservice(ledger, 'page'),
    bus: microservice(platform, 'bus'),
    // Without a plan, which has no part in it; objects that name no namespace get that of their stack.
    faults: () => {
      Planner.of(app).clashes();
      return isolationFaults(east);
    },
  };
}

function policy(stack: AutonomousStack, spec: object, kind = 'NetworkPolicy'): ApiObject {
  const apiVersion = kind === 'NetworkPolicy' ? 'networking.k8s.io/v1' : 'security.istio.io/v1';
  return new ApiObject(stack, 'Policy', { apiVersion, kind, metadata: { name: 'own' }, spec });
}

const named = (name: string) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } });

describe('a call from one tenant to another', () => {
  const REFUSED =
    'TENANT_NOT_ADMITTED billing-ledger/book: is called from namespace charging-api of tenant charging, and tenant billing does not admit calls of billing-ledger/book by charging';

  test('is refused unless the one that is called admits it; both ends are one fault', () => {
    const { app, cart, book, faults } = world();
    cart.calls(book);
    expect(faults()).toEqual([
      `${REFUSED} (NetworkPolicy book); billing.admits(charging, [the workload]) where it is meant`,
    ]);
    expect(messageOf(() => app.synthYaml())).toContain('TENANT_NOT_ADMITTED');
  });

  test.each([
    ['all that it has', () => undefined],
    ['a workload', ({ book }: ReturnType<typeof world>) => [book]],
    ['a stack', ({ ledger }: ReturnType<typeof world>) => [ledger]],
  ])('is taken where the other admits %s, and then both policies name it', (_, targets) => {
    const made = world();
    made.cart.calls(made.book);
    made.billing.admits(made.charging, targets(made));
    expect(made.faults()).toEqual([]);
    const objects = documents(made.app);
    const peer = (spec: any, side: string) => JSON.stringify(spec[side]);
    expect(peer(find(objects, 'NetworkPolicy', 'cart').spec, 'egress')).toContain('"billing-ledger"');
    expect(peer(find(objects, 'NetworkPolicy', 'book').spec, 'ingress')).toContain('"charging-api"');
  });

  test('is refused where another workload is admitted, or the other way round', () => {
    const { cart, book, page, billing, charging, faults } = world();
    cart.calls(book);
    billing.admits(charging, [page]);
    charging.admits(billing);
    expect(faults()).toHaveLength(1);
    expect(faults()[0]).toContain(REFUSED);
  });

  test('is nobody’s business within a tenant, and with the platform', () => {
    const { cart, book, page, bus, stack, charging, faults } = world();
    book.calls(page);
    cart.calls(bus);
    bus.calls(book);
    cart.calls(microservice(stack('charging-web', charging), 'web'));
    expect(faults()).toEqual([]);
  });

  test('is refused in a mesh too, and told once for both policies of the workload', () => {
    const { cart, book, faults } = world({ mesh: Mesh.istio() });
    cart.calls(book);
    expect(faults()).toHaveLength(1);
    expect(faults()[0]).toContain(REFUSED);
  });

  test.each([
    ['one of the namespace', Waypoint.perNamespace()],
    ['one of the service', Waypoint.perService()],
    ['none', Waypoint.none()],
  ])('is told once in ambient mode with waypoints: %s; and taken where the workload is admitted', (_, waypoint) => {
    const { ledger, cart, book, page, billing, charging, faults } = world({ mesh: Mesh.ambient({ waypoint }) });
    // Prometheus is in no mesh: whoever it is may read the port, if the network policy lets him come there.
    page.calls(microservice(ledger, 'measured', { metricsPort: Port.http(9090, { name: 'metrics' }) }));
    cart.calls(book);
    expect(faults()).toHaveLength(1);
    billing.admits(charging, [page]);
    expect(faults()).toHaveLength(1);
    expect(faults()[0]).toContain(REFUSED);
    billing.admits(charging, [book]);
    expect(faults()).toEqual([]);
  });

  test('is seen behind Peer.pods and Origin.pods', () => {
    const out = world();
    out.cart.calls(Peer.pods('billing-ledger', { app: 'book' }, 8080));
    expect(out.faults()).toEqual([
      'TENANT_NOT_ADMITTED charging-api/cart: calls namespace billing-ledger of tenant billing, and tenant billing does not admit calls by charging (NetworkPolicy cart); billing.admits(charging) where it is meant',
    ]);
    const into = world();
    into.book.admits(Origin.pods({ namespace: 'charging-api', labels: { app: 'cart' } }));
    expect(into.faults()[0]).toContain(REFUSED);
  });

  test('is seen behind a route', () => {
    const { book, api, faults } = world({ mesh: Mesh.istio() });
    api.route('book.example.com', book);
    expect(faults()[0]).toMatch(
      /TENANT_NOT_ADMITTED charging-api\/Ingress: calls namespace billing-ledger of tenant billing.*VirtualService/,
    );
  });
});

describe('what somebody wrote by hand', () => {
  const OPEN =
    /TENANT_OPEN billing-ledger\/Policy: \w+ own lets every namespace of the cluster call what is of tenant billing; name the namespaces/;
  const IN = /TENANT_NOT_ADMITTED billing-ledger\/Policy: is called from namespace charging-api/;

  test.each([
    ['a rule without peers', { podSelector: {}, ingress: [{}] }, OPEN],
    ['every namespace', { podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }] }] }, OPEN],
    ['namespaces by a label', { ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'a' } } }] }] }, OPEN],
    ['a namespace by its name', { ingress: [{ from: [named('charging-api')] }] }, IN],
    [
      'a namespace by an expression',
      {
        ingress: [
          {
            from: [
              {
                namespaceSelector: {
                  matchExpressions: [
                    { key: 'kubernetes.io/metadata.name', operator: 'In', values: ['platform', 'charging-api'] },
                  ],
                },
              },
            ],
          },
        ],
      },
      IN,
    ],
  ])('a NetworkPolicy that lets in %s is refused', (_, spec, message) => {
    const { ledger, faults } = world();
    policy(ledger, spec);
    expect(faults()).toHaveLength(1);
    expect(faults()[0]).toMatch(message);
  });

  test.each([
    ['its own namespace', { ingress: [{ from: [{ podSelector: {} }] }] }],
    ['addresses', { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] }],
    ['the platform', { ingress: [{ from: [named('platform')] }] }],
    ['nobody', { policyTypes: ['Ingress'] }],
    ['nobody, and out everywhere', { policyTypes: ['Egress'], egress: [{}] }],
  ])('a NetworkPolicy that lets in %s is none of this', (_, spec) => {
    const { ledger, faults } = world();
    policy(ledger, { podSelector: {}, ...spec });
    expect(faults()).toEqual([]);
  });

  const port = { rules: [{ to: [{ operation: { ports: ['9090'] } }] }] };
  const from = (source: object) => ({ rules: [{ from: [{ source }] }] });
  test.each([
    ['a principal', from({ principals: ['cluster.local/ns/charging-api/sa/cart'] }), IN],
    ['a principal of any trust domain', from({ principals: ['*/ns/charging-api/sa/cart'] }), IN],
    ['any principal', from({ principals: ['*'] }), OPEN],
    ['a namespace', from({ namespaces: ['charging-api'] }), IN],
    ['namespaces by a prefix', from({ namespaces: ['charging-*'] }), OPEN],
    ['a rule without sources', { selector: {}, rules: [{}] }, OPEN],
    ['anybody to a port behind a waypoint', { targetRefs: [{ kind: 'Service', name: 'book' }], ...port }, OPEN],
    ['all but one', from({ notNamespaces: ['other'] }), OPEN],
  ])('an AuthorizationPolicy that lets in %s is refused', (_, spec, message) => {
    const { ledger, faults } = world({ mesh: Mesh.istio() });
    policy(ledger, spec, 'AuthorizationPolicy');
    expect(faults()).toHaveLength(1);
    expect(faults()[0]).toMatch(message);
  });

  test.each([
    ['denies', { action: 'DENY', rules: [{}] }],
    ['leaves a port of pods to their network policies', { selector: { matchLabels: { app: 'book' } }, ...port }],
    ['asks for a token', from({ requestPrincipals: ['issuer/*'] })],
    ['lets in the gateway', from({ principals: ['cluster.local/ns/istio-ingress/sa/istio-ingress'] })],
  ])('an AuthorizationPolicy that %s is none of this', (_, spec) => {
    const { ledger, faults } = world({ mesh: Mesh.istio() });
    policy(ledger, spec, 'AuthorizationPolicy');
    expect(faults()).toEqual([]);
  });

  test('a RoleBinding for a service account of another tenant is refused', () => {
    const { ledger, faults } = world();
    new ApiObject(ledger, 'Policy', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'own' },
      ...{ roleRef: {}, subjects: [{ kind: 'ServiceAccount', name: 'cart', namespace: 'charging-api' }] },
    });
    expect(faults()[0]).toMatch(IN);
  });

  test('an HTTPRoute to a Service of another tenant, or that copies requests to it, is refused', () => {
    for (const rule of [
      { backendRefs: [{ name: 'book', namespace: 'billing-ledger' }] },
      {
        filters: [
          { type: 'RequestMirror', requestMirror: { backendRef: { name: 'book', namespace: 'billing-ledger' } } },
        ],
      },
    ]) {
      const { api, faults } = world();
      const metadata = { name: 'own' };
      const apiVersion = 'gateway.networking.k8s.io/v1';
      new ApiObject(api, 'Policy', { apiVersion, kind: 'HTTPRoute', metadata, spec: { rules: [rule] } });
      expect(faults()[0]).toMatch(/TENANT_NOT_ADMITTED charging-api\/Policy: calls namespace billing-ledger/);
    }
  });

  test('TENANT_OBJECT_ELSEWHERE: an object in the namespace of another tenant is refused', () => {
    const { api, faults } = world();
    const metadata = { name: 'own', namespace: 'billing-ledger' };
    new ApiObject(api, 'Policy', { apiVersion: 'v1', kind: 'ConfigMap', metadata });
    expect(faults()).toEqual([
      'TENANT_OBJECT_ELSEWHERE charging-api/Policy: ConfigMap own of tenant charging is in a namespace of tenant billing; a stack of billing for it',
    ]);
  });
});

test('a tenant does not admit itself, nor nothing', () => {
  const { charging, billing } = world();
  expect(messageOf(() => charging.admits(charging))).toMatch(/caller 'charging': is the tenant itself/);
  expect(messageOf(() => charging.admits(billing, []))).toMatch(
    /targets '\[\]': must name something; leave it out for all/,
  );
});
