import { Duration, Testing } from 'cdk8s';
import {
  AutonomousStack,
  Environment,
  Jwt,
  Mesh,
  Replicas,
  RouteFault,
  RouteMatch,
  RouteOptions,
  RouteRewrite,
  TextMatch,
} from 'cdk8s-autonomous';
import { find, ISTIO, messageOf, microservice, stack } from '../../support/apps';
import { Schemas } from '../../support/schemas';

const HOST = 'api.cars.example.com';
const PRINCIPAL = 'cluster.local/ns/istio-ingress/sa/istio-ingress';
const TOKEN = { issuer: 'https://login.example.com', audiences: ['api'], jwksUri: 'https://login.example.com/keys' };
const schemas = new Schemas('1.32');

const routed = (...routes: RouteOptions[]): any[] => {
  const shop = stack(Testing.app(), { ...ISTIO, environment: Environment.development() });
  const cart = microservice(shop, 'cart');
  routes.forEach((options) => shop.route(HOST, cart, options));
  const objects = Testing.synth(shop);
  expect(objects.filter((o) => String(o.apiVersion).includes('istio.io')).flatMap((o) => schemas.check(o))).toEqual([]);
  return objects;
};
const http = (...routes: RouteOptions[]): any[] => find(routed(...routes), 'VirtualService').spec.http;

describe('which requests a route takes', () => {
  test('the narrowest is asked first, whatever the order of declaration', () => {
    const routes = [
      { timeout: Duration.seconds(1) },
      { match: RouteMatch.pathPrefix('/v1/'), timeout: Duration.seconds(2) },
      { match: RouteMatch.path('/v1'), timeout: Duration.seconds(3) },
      { match: RouteMatch.pathPrefix('/v1').withMethod('POST'), timeout: Duration.seconds(4) },
      { match: RouteMatch.pathRegex('/v[12]/.*'), timeout: Duration.seconds(5) },
    ];
    const made = http(...routes);
    expect(made.map(({ timeout }) => timeout)).toEqual(['3s', '5s', '4s', '2s', '1s']);
    // /v1 alone has a route, which the prefix does not ask for again (IST0131).
    expect(made[3].match).toEqual([{ uri: { prefix: '/v1/' } }]);
    expect(http(...[...routes].reverse())).toEqual(made);
  });

  test('headers, query and method', () => {
    const match = RouteMatch.all()
      .withMethod('GET')
      .withHeader('X-Tier', TextMatch.prefix('go'))
      .withQuery('debug', TextMatch.present())
      .withQuery('page', TextMatch.prefix('1.'));
    expect(http({ match })[0].match).toEqual([
      {
        method: { exact: 'GET' },
        headers: { 'x-tier': { prefix: 'go' } },
        queryParams: { debug: { regex: '.*' }, page: { regex: '1\\..*' } },
      },
    ]);
  });

  test('any of several', () => {
    const match = RouteMatch.anyOf([RouteMatch.path('/a'), RouteMatch.path('/b')]);
    expect(http({ match }, {}).map((one) => one.match)).toEqual([
      [{ uri: { exact: '/a' } }],
      [{ uri: { exact: '/b' } }],
      undefined,
    ]);
  });
});

describe('what is done on the way', () => {
  test('a prefix is rewritten with and without what is below it', () => {
    const rewrite = RouteRewrite.path('/api').withHost('cart.internal');
    const made = http({ match: RouteMatch.pathPrefix('/v1'), rewrite });
    expect(made.map((one) => [one.match[0].uri, one.rewrite])).toEqual([
      [{ exact: '/v1' }, { uri: '/api', authority: 'cart.internal' }],
      [{ prefix: '/v1/' }, { uri: '/api/', authority: 'cart.internal' }],
    ]);
    expect(http({ rewrite: RouteRewrite.path('/api') })[0].rewrite).toEqual({ uri: '/api/' });
    expect(http({ rewrite: RouteRewrite.regex('/v1/(.*)', '/\\1') })[0].rewrite).toEqual({
      uriRegexRewrite: { match: '/v1/(.*)', rewrite: '/\\1' },
    });
  });

  test('tries, faults and pages of other hosts', () => {
    const [one] = http({
      timeout: Duration.seconds(3),
      retries: 2,
      perTryTimeout: Duration.seconds(1),
      fault: RouteFault.delay(Duration.millis(250), 5),
      cors: { origins: ['https://app.example.com'], maxAge: Duration.hours(1) },
    });
    expect(one.retries).toMatchObject({ attempts: 2, perTryTimeout: '1s' });
    expect(one.fault).toEqual({ delay: { fixedDelay: '0.25s', percentage: { value: 5 } } });
    expect(one.corsPolicy).toMatchObject({ allowOrigins: [{ exact: 'https://app.example.com' }], maxAge: '3600s' });
  });

  test('devices show certificates', () => {
    const { servers } = find(routed({ tls: { clientCertificates: true } }), 'Gateway').spec;
    expect(servers[1].tls).toMatchObject({ mode: 'MUTUAL', minProtocolVersion: 'TLSV1_2' });
  });
});

describe('a token', () => {
  test('is checked, and without it nobody gets in', () => {
    const objects = routed({ jwt: Jwt.of({ ...TOKEN, claims: { role: ['fleet', 'driver'] } }) });
    const { labels } = find(objects, 'Deployment').spec.template.metadata;
    const { selector, jwtRules } = find(objects, 'RequestAuthentication').spec;
    expect(labels).toMatchObject(selector.matchLabels);
    expect(jwtRules).toEqual([TOKEN]);
    const { spec } = find(objects, 'AuthorizationPolicy', 'cart');
    expect(spec.rules).toEqual([
      {
        from: [{ source: { principals: [PRINCIPAL], requestPrincipals: ['https://login.example.com/*'] } }],
        to: [{ operation: { ports: ['8080'] } }],
        when: [{ key: 'request.auth.claims[role]', values: ['driver', 'fleet'] }],
      },
    ]);
  });

  test('is asked of the gateway, not of callers in the mesh', () => {
    const shop = stack(Testing.app(), ISTIO);
    const cart = microservice(shop, 'cart');
    microservice(shop, 'web').calls(cart);
    shop.route(HOST, cart, { jwt: Jwt.of(TOKEN) });
    const { rules } = find(Testing.synth(shop), 'AuthorizationPolicy', 'cart').spec;
    expect(rules.map(({ from }: any) => from[0].source.requestPrincipals)).toEqual([
      ['https://login.example.com/*'],
      undefined,
    ]);
  });
});

describe('what cannot work is refused', () => {
  const refusals: [string, RouteOptions | (() => RouteOptions), string][] = [
    ['a match beside a prefix', { match: RouteMatch.all(), pathPrefix: '/v1' }, "pathPrefix '/v1': is beside a match"],
    ['a path without a slash', { match: RouteMatch.path('v1') }, "match 'v1': must start with /"],
    ['look-around', { match: RouteMatch.pathRegex('/(?!v1).*') }, 'is no expression of RE2'],
    ['an expression that does not end', { match: RouteMatch.pathRegex('/(v1') }, 'is no expression of RE2'],
    ['an unknown method', { match: RouteMatch.all().withMethod('get') }, "match method 'get': must be one of"],
    [
      'routing by a claim (IST0149)',
      { match: RouteMatch.all().withHeader('@request.auth.claims.role', TextMatch.exact('x')) },
      'must be the name of a header; jwt for claims of a token',
    ],
    ['alternatives that are one', { match: RouteMatch.anyOf([RouteMatch.all(), RouteMatch.all()]) }, 'is there twice'],
    [
      'the rewrite of an expression by a path',
      { match: RouteMatch.pathRegex('/v.*'), rewrite: RouteRewrite.path('/') },
      'is for a path or a prefix that is matched; RouteRewrite.regex(...)',
    ],
    [
      'tries that together take longer than the whole',
      { timeout: Duration.seconds(3), retries: 3, perTryTimeout: Duration.seconds(1) },
      'of 4 tries is 4000 ms, above the timeout of 3000 ms, which ends the last of them; at most 750 ms',
    ],
    ['all origins', { cors: { origins: ['*'] } }, "cors origins '*': must be an origin with https; * is not allowed"],
    ['no origin', { cors: { origins: [] } }, 'must name at least one'],
    ['a fault of everything and more', { fault: RouteFault.abort(503, 101) }, 'at most 100 percent'],
    ['a fault that is none', { fault: RouteFault.abort(200, 10) }, 'must be a status from 400 to 599'],
    ['a mirror that is no service', { mirror: { target: {} as any, percent: 10 } }, 'mirror'],
  ];
  test.each(refusals)('%s', (_, options, expected) => {
    expect(messageOf(() => routed(typeof options === 'function' ? options() : options))).toContain(expected);
  });

  test.each([
    ['no issuer', { issuer: '*' }, "issuer '*'"],
    ['keys twice', { jwks: '{"keys":[{}]}' }, 'one of both is wanted'],
    ['no keys', { jwksUri: undefined }, 'one of both is wanted'],
    ['keys that anybody may forge', { jwksUri: 'http://login.example.com' }, 'must be an address with https'],
    ['keys that are none', { jwksUri: undefined, jwks: '{}' }, 'must be a JSON Web Key Set'],
    ['tokens for everybody', { audiences: [] }, 'a token for another service would pass'],
    ['any claim', { claims: { role: ['*'] } }, 'must be at least one value; * is not allowed'],
  ])('a token: %s', (_, change, expected) => {
    expect(messageOf(() => Jwt.of({ ...TOKEN, ...change } as any))).toContain(expected);
  });

  test('faults in production, and where nobody says that it is none', () => {
    const fault = RouteFault.abort(503, 1);
    const real = stack(Testing.app(), { ...ISTIO, environment: Environment.production() });
    expect(messageOf(() => real.route(HOST, microservice(real), { fault }))).toContain('is a production environment');
    const some = stack(Testing.app(), ISTIO);
    expect(messageOf(() => some.route(HOST, microservice(some), { fault }))).toContain('it may be production');
  });

  const both = (act: (shop: AutonomousStack, cart: ReturnType<typeof microservice>) => void): string => {
    const shop = stack(Testing.app(), { mesh: Mesh.istio() });
    return messageOf(() => act(shop, microservice(shop, 'cart', { replicas: Replicas.fixed(2) })));
  };

  test('one service with a token and without', () => {
    const message = both((shop, cart) => {
      shop.route(HOST, cart, { jwt: Jwt.of(TOKEN) });
      shop.route('open.example.com', cart);
    });
    expect(message).toContain('differs from that of another route to port 8080');
  });

  test('one host with certificates of clients and without, and one match twice', () => {
    const certificates = both((shop, cart) => {
      shop.route(HOST, cart, { tls: { clientCertificates: true } });
      shop.route(HOST, cart, { pathPrefix: '/v1', tls: {} });
    });
    expect(certificates).toContain('has other TLS on its other route');
    const match = RouteMatch.path('/v1').withMethod('GET');
    const twice = both((shop, cart) => {
      shop.route(HOST, cart, { match });
      shop.route(HOST, cart, { match });
    });
    expect(twice).toContain(`match 'exact /v1 GET': of host ${HOST} has a route already`);
  });
});
