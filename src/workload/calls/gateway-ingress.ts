import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { GatewayApi } from './gateway-api';
import { emitGateway, emitRoute, GatewayPlace, GatewayRouteKind, Listener } from './gateway-objects';
import { backend, ruleOf, takesPath, TO_HTTPS } from './gateway-rules';
import { HttpIngressRoute } from './http-ingress';
import { Origin } from './origin';
import { byCodeUnit, comparing, sortedBy } from '../../capacity/order';
import { checkDnsLabel, isDnsSubdomain } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { normalised } from '../../platform/route';
import { certificateOf, checkCertificate, namedAfter } from '../../platform/routes/host-names';
import { TcpRouteOptions, TlsEnd, TlsRouteOptions } from '../../platform/routes/stream-route-options';
import { checked } from '../../props/checked';
import { PortProtocol } from '../pod/port';
import { Workload } from '../workload';

/** A Gateway of Gateway API for one stack. */
export interface GatewayIngressProps {
  /** Name of the GatewayClass, for example 'envoy'. */
  readonly className: string;
  /** The pods that carry the traffic, which the services let in: `Origin.pods({ namespace: 'envoy-gateway-system' })`. */
  readonly controller: Origin;
  /**
   * What of Gateway API the cluster has.
   * @default GatewayApi.standard('1.1'): HTTP and gRPC, neither TLS nor TCP
   */
  readonly gatewayApi?: GatewayApi;
  /**
   * Namespace of the Gateway and of the secrets with its certificates. Where the class makes the pods of a Gateway beside it, one that is no stack.
   * @default - that of the stack
   */
  readonly gatewayNamespace?: string;
  /**
   * What the controller wants to know, by annotations of its own.
   * @default - none
   */
  readonly annotations?: Record<string, string>;
}

interface Routed {
  readonly kind: GatewayRouteKind;
  readonly certificate: string;
  readonly rules: Map<string, object>;
}

/** Most rules of one route, and listeners of one Gateway (maxItems in the CRDs of Gateway API). */
const MOST_RULES = 16;
const MOST_LISTENERS = 64;

/**
 * Routes requests and connections from outside to services by Gateway API, with or without a mesh: a Gateway with a listener for each host and port,
 * an HTTPRoute or GRPCRoute for each host, a TLSRoute or TCPRoute for what is neither.
 *
 * @example
 * const outside = new GatewayIngress(stack, 'outside', {
 *   className: 'envoy',
 *   controller: Origin.pods({ namespace: 'envoy-gateway-system', labels: { app: 'envoy' } }),
 *   gatewayApi: GatewayApi.standard('1.6'),
 * });
 * const charging = new Microservice(stack, 'charging', { image, resources, replicas, ports: [Port.grpc(9000)] });
 * outside.route('charging.example.com', charging);
 */
@checked
export class GatewayIngress extends Construct {
  private readonly stack: AutonomousStack;
  private readonly place: GatewayPlace;
  private readonly hosts = new Map<string, Routed>();
  private readonly streams: Listener[] = [];
  private readonly gatewayApi: GatewayApi;

  /**
   * @param scope Stack whose services it leads to.
   * @param id Name of the Gateway.
   * @param props Its class, certificates and channel.
   */
  public constructor(
    scope: Construct,
    id: string,
    private readonly props: GatewayIngressProps,
  ) {
    super(scope, id);
    this.stack = AutonomousStack.containing(this);
    this.gatewayApi = props.gatewayApi ?? GatewayApi.standard('1.1');
    const { namespaceName: routesIn, _owner: owner } = this.stack;
    const { className, annotations, gatewayNamespace: namespace = routesIn, controller } = props;
    const problems = new Problems(pathOf(scope, id));
    checkDnsLabel(problems, 'name', id);
    checkDnsLabel(problems, 'gatewayNamespace', namespace);
    problems.check(isDnsSubdomain(className), 'className', className, 'must be the name of a GatewayClass');
    problems.check(
      controller._namespace !== routesIn,
      'controller',
      routesIn,
      'is the namespace of the stack, where nothing may come in that is not declared',
      'a gatewayNamespace that is no stack',
    );
    problems.raiseFor(this);
    this.place = { name: namespace === routesIn ? id : `${owner.partOf}-${id}`, namespace, routesIn };
    emitGateway(this, owner, this.place, { className, annotations, listeners: () => this.listeners() });
  }

  /**
   * Leads requests for a host to the first port of a service, gRPC by a GRPCRoute. The Gateway ends TLS with the certificate of the host and sends
   * plain HTTP requests on to HTTPS.
   * @param host Name that clients ask for.
   * @param target Service that answers.
   * @param options Path, and what is done on the way.
   */
  public route(host: string, target: Workload, options: HttpIngressRoute = {}): void {
    const { certificate = certificateOf(host) } = options;
    const pathPrefix = normalised(options.pathPrefix);
    const problems = new Problems(`${this.node.path} route`);
    this.checkTarget(problems, target);
    if (!this.hosts.has(host)) {
      this.checkRoom(problems, this.hosts.size === 0 ? 2 : 1);
      this.checkHost(problems, host, 443);
      const plain = this.streams.find(({ port }) => port === 80);
      problems.check(!plain, 'host', host, `needs port 80 for its redirect, which ${plain?.name} has`);
      checkCertificate(problems, host, options.certificate, this.certificates());
    }
    problems.check(target.takesHttp, 'target', target.node.path, 'takes no HTTP on its first port', 'routeTls');
    problems.check(isDnsSubdomain(certificate), 'certificate', certificate, 'must be the name of a secret');
    problems.raise();
    const kind = target._protocolOf(target.routePort) === PortProtocol.GRPC ? 'GRPCRoute' : 'HTTPRoute';
    const known = this.hosts.get(host);
    const routed = known ?? { kind, certificate, rules: new Map<string, object>() };
    problems.check(
      takesPath(kind, pathPrefix),
      'pathPrefix',
      pathPrefix,
      kind === 'GRPCRoute' ? 'must be /<package>.<Service> or /<package>.<Service>/<Method>' : 'must start with /',
    );
    problems.check(!routed.rules.has(pathPrefix), 'pathPrefix', pathPrefix, `of host ${host} has a route already`);
    problems.check(routed.rules.size < MOST_RULES, 'pathPrefix', pathPrefix, `host ${host} has ${MOST_RULES} rules`);
    problems.check(
      routed.certificate === certificate,
      'certificate',
      certificate,
      `of host ${host} is ${routed.certificate} on its other route`,
    );
    const same = 'of an HTTPRoute and a GRPCRoute of one host the controller takes one';
    problems.check(routed.kind === kind, 'target', target.node.path, same, 'a host for gRPC');
    problems.raise();
    this.admit(target, target.routePort);
    routed.rules.set(pathPrefix, ruleOf(kind, pathPrefix, target));
    if (!known) {
      this.hosts.set(host, routed);
      this.emitHost(host, routed);
    }
  }

  /**
   * Leads TLS connections for a host to a service: a TLSRoute. `clientCertificates` are for services that end TLS themselves.
   * @param host Name that clients ask for in the handshake (SNI).
   * @param target Service that the connections go to.
   * @param options Which of its ports, and who ends TLS.
   */
  public routeTls(host: string, target: Workload, options: TlsRouteOptions = {}): void {
    const { gatewayPort = 443, end, clientCertificates, port = target.routePort } = options;
    const { certificate = certificateOf(host) } = options;
    const atGateway = end === TlsEnd.GATEWAY;
    const problems = new Problems(`${this.node.path} routeTls`);
    this.checkTarget(problems, target);
    this.checkRoom(problems, 1);
    this.checkHost(problems, host, gatewayPort);
    this.checkPort(problems, 'TLSRoute', gatewayPort);
    problems.check(!clientCertificates, 'clientCertificates', true, 'is for the gateway of a mesh', 'TlsEnd.SERVICE');
    const given = options.certificate;
    problems.check(atGateway || given === undefined, 'certificate', given, 'is for TLS that ends in the gateway');
    if (atGateway) {
      checkCertificate(problems, host, given, this.certificates());
    }
    problems.raise();
    this.admit(target, port);
    const name = `tls-${gatewayPort}-${namedAfter(host)}`;
    this.streams.push({
      name,
      port: gatewayPort,
      protocol: 'TLS',
      hostname: host,
      tls: atGateway ? { mode: 'Terminate', certificateRefs: [{ name: certificate }] } : { mode: 'Passthrough' },
    });
    this.emit('TLSRoute', `${host}-${gatewayPort}`, name, [{ backendRefs: [backend(target, port)] }], host);
  }

  /**
   * Leads all connections to a port of the Gateway to a service: a TCPRoute.
   * @param gatewayPort Port of the Gateway.
   * @param target Service that the connections go to.
   * @param options Which of its ports.
   */
  public routeTcp(gatewayPort: number, target: Workload, options: TcpRouteOptions = {}): void {
    const { port = target.routePort } = options;
    const problems = new Problems(`${this.node.path} routeTcp`);
    this.checkTarget(problems, target);
    this.checkRoom(problems, 1);
    this.checkPort(problems, 'TCPRoute', gatewayPort);
    const other = this.listeners().find((listener) => listener.port === gatewayPort);
    problems.check(other === undefined, 'gatewayPort', gatewayPort, `has a route already: ${other?.name}`);
    problems.raise();
    this.admit(target, port);
    const name = `tcp-${gatewayPort}`;
    this.streams.push({ name, port: gatewayPort, protocol: 'TCP' });
    this.emit('TCPRoute', `${this.node.id}-${name}`, name, [{ backendRefs: [backend(target, port)] }]);
  }

  private checkTarget(problems: Problems, target: Workload): void {
    const own = target.stack === this.stack;
    const cure = 'a GatewayIngress there';
    problems.check(own, 'target', target.node.path, 'is in another namespace, which the routes do not reach', cure);
  }

  /** Hosts share a port where the clients of all of them name theirs in TLS. */
  private checkHost(problems: Problems, host: string, number: number): void {
    const full = isDnsSubdomain(host) && host.includes('.');
    problems.check(full, 'host', host, 'must be a full host name', "for example 'api.example.com'");
    for (const { name, port, tls, hostname } of this.listeners()) {
      const apart = port !== number || (tls !== undefined && hostname !== host);
      problems.check(apart, 'host', host, `on port ${number} meets the listener ${name}`, 'another host or port');
    }
  }

  private checkRoom(problems: Problems, more: number): void {
    const fits = this.listeners().length + more <= MOST_LISTENERS;
    problems.check(fits, 'listeners', MOST_LISTENERS, 'are all that a Gateway has', 'a second GatewayIngress');
  }

  private checkPort(problems: Problems, kind: GatewayRouteKind, number: number): void {
    const { gatewayApi: api } = this;
    const there = api._versionOf(kind) !== undefined;
    problems.check(there, 'gatewayApi', `${api.channel} ${api.release}`, `has no ${kind}`, api._cure(kind));
    const whole = Number.isInteger(number) && number > 0 && number < 65_536;
    problems.check(whole, 'gatewayPort', number, 'must be a whole number from 1 to 65535');
  }

  private admit(target: Workload, port: number): void {
    target._admitOn(this.props.controller, port);
  }

  /** Secrets of its hosts. */
  private certificates(): [string, string][] {
    return this.listeners().flatMap(({ hostname, tls }): [string, string][] =>
      (tls?.certificateRefs ?? []).map(({ name }) => [hostname!, name]),
    );
  }

  private listeners(): Listener[] {
    const hosts = sortedBy(this.hosts, ([host]) => host).map(([host, { certificate }]): Listener => ({
      name: `https-${namedAfter(host)}`,
      port: 443,
      protocol: 'HTTPS',
      hostname: host,
      tls: { mode: 'Terminate', certificateRefs: [{ name: certificate }] },
    }));
    return [
      ...(hosts.length > 0 ? [{ name: 'http', port: 80, protocol: 'HTTP' as const }] : []),
      ...hosts,
      ...sortedBy(this.streams, ({ name }) => name),
    ];
  }

  private emitHost(host: string, { kind, rules }: Routed): void {
    const longestFirst = comparing<[string, object]>(
      ([a], [b]) => b.length - a.length,
      ([a], [b]) => byCodeUnit(a, b),
    );
    const produce = () => [...rules].sort(longestFirst).map(([, rule]) => rule);
    this.emit(kind, host, `https-${namedAfter(host)}`, Lazy.any({ produce }), host);
    this.emit('HTTPRoute', `${host}-to-https`, 'http', [{ filters: [TO_HTTPS] }], host);
  }

  private emit(kind: GatewayRouteKind, name: string, listener: string, rules: any, host?: string): void {
    const version = this.gatewayApi._versionOf(kind)!;
    emitRoute(this, this.stack._owner, this.place, { kind, version, name, listener, rules, host });
  }
}
