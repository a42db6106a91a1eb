import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { IstioSettings } from './istio/settings';
import { gateway, GatewayServer, HttpRoute, virtualService } from './istio/traffic';
import { httpRoutes, RankedRoute, withoutRepeats } from './route';
import { RouteOptions, RouteShare } from './route-options';
import { IRouteTarget } from './route-target';
import { GatewayTls } from './routes/gateway-tls';
import { checkGatewayTls, emitHostCertificate } from './routes/host-certificate';
import { certificateOf, checkCertificate, namedAfter } from './routes/host-names';
import { keyOf, narrowestFirst } from './routes/options/route-condition';
import { TcpRouteOptions, TlsEnd, TlsRouteOptions } from './routes/stream-route-options';
import { Streams } from './routes/streams';
import { sortedBy } from '../capacity/order';
import { Owner } from '../manifest/metadata';
import { Problems } from '../manifest/problems';

interface HostRoutes {
  readonly certificate: string;
  readonly tls: GatewayTls;
  readonly routes: Map<string, RankedRoute>;
}

/** The hosts of one stack: a Gateway with a listener for each, and a VirtualService for each. */
export class Ingress extends Construct {
  private readonly hosts = new Map<string, HostRoutes>();
  private readonly streams: Streams;

  public constructor(
    scope: Construct,
    id: string,
    private readonly owner: Owner,
    private readonly istio: IstioSettings,
  ) {
    super(scope, id);
    gateway(this, 'Gateway', owner, owner.partOf, istio.ingressLabels, Lazy.any({ produce: () => this.servers() }));
    this.streams = new Streams(this, 'Streams', owner);
  }

  /** Adds a route of all connections to a port. */
  public addTcp(problems: Problems, number: number, target: IRouteTarget, options: TcpRouteOptions): void {
    const taken = this.servers().some(({ port }) => port.number === number);
    problems.check(!taken, 'gatewayPort', number, 'has a route already, and TCP has nothing to tell two apart');
    problems.raise();
    this.streams.addTcp(number, target, options);
  }

  /** Adds a route of the TLS connections for a host. */
  public addTls(problems: Problems, host: string, target: IRouteTarget, options: TlsRouteOptions): void {
    const { gatewayPort = 443 } = options;
    this.checkTls(problems, host, gatewayPort);
    if (options.end === TlsEnd.GATEWAY) {
      checkCertificate(problems, host, options.certificate, this.certificates());
    }
    problems.raise();
    this.streams.addTls(host, target, options);
  }

  /** Adds a route of a host. */
  public add(problems: Problems, host: string, shares: readonly RouteShare[], options: RouteOptions): void {
    const known = this.hosts.get(host);
    const { certificate = known?.certificate ?? certificateOf(host) } = options;
    const ranked = httpRoutes(shares, options).map((one): [string, RankedRoute] => [keyOf(one.condition), one]);
    const prop = options.match ? 'match' : 'pathPrefix';
    for (const [key] of ranked) {
      problems.check(!known?.routes.has(key), prop, key, `of host ${host} has a route already`);
    }
    if (!known) {
      this.checkTls(problems, host, 443);
      checkCertificate(problems, host, options.certificate, this.certificates());
      const plain = this.servers().some(({ port }) => port.number === 80 && port.protocol !== 'HTTP');
      problems.check(!plain, 'host', host, 'needs port 80 for its redirect, which another route has');
    }
    problems.check(
      known === undefined || known.certificate === certificate,
      'certificate',
      certificate,
      `of host ${host} is ${known?.certificate} on its other route`,
    );
    const { tls = known?.tls ?? {} } = options;
    const lifetime = checkGatewayTls(problems, host, tls, known?.tls, this.istio.ingressNamespace);
    problems.raise();
    const routes = known ?? { certificate, tls, routes: new Map<string, RankedRoute>() };
    ranked.forEach(([key, one]) => routes.routes.set(key, one));
    if (!known) {
      this.hosts.set(host, routes);
      emitHostCertificate(
        this,
        { ...this.owner, namespace: this.istio.ingressNamespace },
        host,
        certificate,
        tls,
        lifetime,
      );
      virtualService(this, host, this.owner, host, {
        hosts: [host],
        gateways: [`${this.owner.namespace}/${this.owner.partOf}`],
        http: Lazy.any({ produce: () => inOrder(routes.routes.values()) }) as unknown as HttpRoute[],
      });
    }
  }

  /** TLS servers share a port where their hosts differ, with each other and with nothing else. */
  private checkTls(problems: Problems, host: string, number: number): void {
    for (const { port, hosts } of this.servers().filter(({ port: one }) => one.number === number)) {
      const apart = ['HTTPS', 'TLS'].includes(port.protocol) && !hosts.includes(host);
      problems.check(apart, 'host', host, `on port ${number} meets the route ${port.name}`, 'another host or port');
    }
  }

  /** Secrets of its hosts. */
  private certificates(): [string, string][] {
    return this.servers().flatMap(({ hosts, tls }): [string, string][] =>
      tls && 'credentialName' in tls ? hosts.map((host) => [host, tls.credentialName]) : [],
    );
  }

  private servers(): GatewayServer[] {
    const hosts = sortedBy(this.hosts, ([host]) => host);
    const redirect: GatewayServer = {
      port: { number: 80, name: 'http', protocol: 'HTTP' },
      hosts: hosts.map(([host]) => host),
      tls: { httpsRedirect: true },
    };
    return [
      ...(hosts.length > 0 ? [redirect] : []),
      ...hosts.map(([host, { certificate, tls }]): GatewayServer => ({
        port: { number: 443, name: `https-${namedAfter(host)}`, protocol: 'HTTPS' },
        hosts: [host],
        tls: {
          mode: tls.clientCertificates ? 'MUTUAL' : 'SIMPLE',
          credentialName: certificate,
          minProtocolVersion: tls.onlyTls13 ? 'TLSV1_3' : 'TLSV1_2',
        },
      })),
      ...this.streams.servers,
    ];
  }
}

/** Istio takes the first match: what is narrower has to come first. */
function inOrder(routes: Iterable<RankedRoute>): HttpRoute[] {
  const sorted = [...routes].sort((a, b) => narrowestFirst(a.condition, b.condition));
  return withoutRepeats(sorted.flatMap((one) => one.routes));
}
