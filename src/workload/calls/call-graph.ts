import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { seenPorts } from './ambient-ways';
import { Caller } from './caller';
import { Origin } from './origin';
import { byToken, checkTokens } from './tokens';
import { byCodeUnit, sortedBy } from '../../capacity/order';
import { kubeObject } from '../../manifest/k8s/kube-object';
import * as k8s from '../../manifest/k8s/types';
import { namespaced, Owner } from '../../manifest/metadata';
import { Problems } from '../../manifest/problems';
import { HBONE, WaypointRef } from '../../platform/istio/ambient/waypoint-ref';
import { allowCallers, AuthorizationRule, requestAuthentication } from '../../platform/istio/security';
import { IstioSettings } from '../../platform/istio/settings';
import { podsIn, PolicyPort, port as policyPort, ports as policyPorts } from '../../platform/network-policies';
import { Jwt } from '../../platform/routes/options/jwt';
import { Port } from '../pod/port';

/** Port on which a sidecar serves its own metrics together with those of the application, outside mutual TLS. */
const MERGED_METRICS_PORT = 15020;

/** One workload in the call graph. */
export interface GraphNode {
  readonly name: string;
  readonly owner: Owner;
  readonly selector: Record<string, string>;
  /** Ports that others call. */
  readonly ports: readonly Port[];
  readonly metricsPort?: Port;
  readonly monitoringNamespace: string;
  /** Set where the workload has a sidecar. */
  readonly istio?: IstioSettings;
  /** Its identity in the mesh. */
  readonly principal?: string;
  /** How its pods talk to each other: not at all, on its ports, or on any port, as collective communication picks them. */
  readonly peers: 'none' | 'ports' | 'all';
  /** Set where a waypoint looks into the requests of others. */
  readonly waypoint?: WaypointRef;
  /** Lets somebody in at the waypoint. */
  readonly admitAtWaypoint?: (peer: k8s.NetworkPolicyPeer) => void;
  /** More ports of these talks, which nobody else calls. */
  readonly peerPorts?: readonly Port[];
}

/** Ports that a gateway calls, and the tokens that requests to each have to carry. */
type GatewayPorts = Map<number, Jwt | undefined>;

/**
 * Who calls a workload and whom it calls: its NetworkPolicy, and in the mesh an AuthorizationPolicy with a rule for each
 * caller. Both are rendered when everything is known.
 */
export class CallGraph extends Construct {
  public readonly networkPolicy: ApiObject;
  public authorizationPolicy?: ApiObject;
  public requestAuthentication?: ApiObject;
  private direct?: ApiObject;
  private readonly callers = new Map<string, { readonly caller: Caller; readonly ports: Map<string, Port> }>();
  private readonly egress = new Map<string, k8s.NetworkPolicyEgressRule>();
  private readonly copiedTo: ((caller: Caller) => void)[] = [];
  private readonly copiesGoTo: (() => k8s.NetworkPolicyEgressRule[])[] = [];
  private readonly lateEgress: (() => k8s.NetworkPolicyEgressRule[])[] = [];
  private readonly origins = new Map<string, { readonly origin: Origin; readonly ports: readonly Port[] }>();
  private readonly gateways = new Map<string, { readonly istio: IstioSettings; readonly ports: GatewayPorts }>();

  public constructor(
    scope: Construct,
    id: string,
    private readonly self: GraphNode,
  ) {
    super(scope, id);
    this.networkPolicy = kubeObject(this, 'NetworkPolicy', 'NetworkPolicy', {
      metadata: namespaced('NetworkPolicy', self.name, self.owner, self.selector),
      spec: {
        podSelector: { matchLabels: self.selector },
        policyTypes: ['Egress', 'Ingress'],
        ingress: Lazy.any({ produce: () => this.ingressRules() }) as unknown as k8s.NetworkPolicyIngressRule[],
        egress: Lazy.any({ produce: () => this.egressRules() }) as unknown as k8s.NetworkPolicyEgressRule[],
      },
    });
    if (self.peers === 'ports') {
      this.authorise();
    }
    if (this.scraped.length > 0) {
      this.authoriseDirect();
    }
  }

  /** A workload calls this one on some ports. */
  public addCaller(caller: Caller, ports: readonly Port[]): void {
    const known = this.callers.get(caller.path) ?? { caller, ports: new Map<string, Port>() };
    ports.forEach((port) => known.ports.set(port._id, port));
    this.callers.set(caller.path, known);
    this.self.admitAtWaypoint?.(podsIn(caller.owner.namespace!, caller.selector));
    this.copiedTo.forEach((note) => note(caller));
    this.authorise();
  }

  /** The ingress gateway of a mesh calls this one on a port that a route leads to. Throws where its routes want different tokens. */
  public allowGateway(path: string, istio: IstioSettings, port: number, jwt?: Jwt): void {
    const known = this.gateways.get(istio.ingressPrincipal) ?? { istio, ports: new Map<number, Jwt | undefined>() };
    const problems = new Problems(path);
    checkTokens(problems, known.ports, port, jwt);
    problems.check(
      jwt === undefined || !istio.ambient || this.self.waypoint !== undefined,
      'jwt',
      jwt?.issuer,
      'is in a request, and ztunnel sees connections alone',
      'Mesh.ambient({ waypoint: Waypoint.perNamespace() })',
    );
    problems.raise();
    known.ports.set(port, jwt);
    this.gateways.set(istio.ingressPrincipal, known);
    this.self.admitAtWaypoint?.(podsIn(istio.ingressNamespace, istio.ingressLabels));
    this.authorise();
    if (jwt) {
      this.authenticate();
    }
  }

  /**
   * Somebody outside the stacks calls this one, by default on all ports. Throws where it has none of them, or where the mesh would not know who calls.
   */
  public admit(path: string, origin: Origin, ports: readonly Port[] = this.self.ports): void {
    const { istio, ports: own } = this.self;
    const problems = new Problems(path);
    const known = new Map(own.map((port) => [port._id, port.number]));
    problems.check(known.size > 0, 'admits', '[]', 'has no port that can be called', 'add one to its ports');
    for (const { _id, number } of ports) {
      const cure = `one of ${[...known.values()].join(', ')}`;
      problems.check(known.has(_id), 'admits', number, 'is no port of it', cure);
    }
    problems.check(
      !istio || origin._identity !== undefined || !ports.some(isInMesh),
      'admits',
      'a caller without identity',
      'takes only mutual TLS, from callers that the mesh knows',
      'Origin.pods with a serviceAccount, whose pods have a sidecar, or inMesh: false',
    );
    problems.raise();
    const ids = ports.map(({ _id }) => _id);
    this.origins.set(JSON.stringify([origin._peer, ids]), { origin, ports });
    if (origin._identity !== undefined) {
      this.self.admitAtWaypoint?.(origin._peer);
    }
    this.authorise();
  }

  /** Whether somebody outside the stacks may call it on a port. */
  public admitsOutside(port: Port): boolean {
    return [...this.origins.values()].some(({ ports }) => ports.some(({ _id }) => _id === port._id));
  }

  /** Whether requests come from an ingress gateway. */
  public get fromGateways(): boolean {
    return this.gateways.size > 0;
  }

  /** Lets in who calls another one, too, on the ports that all of this one's callers have: requests to that one are copied to this one. */
  public copiesOf(other: CallGraph): void {
    const { ports, admitAtWaypoint } = this.self;
    other.copiedTo.push((caller) => {
      this.addCaller(caller, ports);
      admitAtWaypoint?.(podsIn(caller.owner.namespace!, caller.selector));
    });
    other.callers.forEach(({ caller }) => this.addCaller(caller, ports));
    const copies = () => [
      {
        to: [podsIn(this.self.owner.namespace!, this.self.selector)],
        ports: policyPorts(seenPorts(this.self.istio, ports)),
      },
    ];
    other.copiesGoTo.push(copies);
  }

  /** What the network policy of a caller has to allow for copies of its requests. */
  public copyRules(): k8s.NetworkPolicyEgressRule[] {
    return this.copiesGoTo.flatMap((rules) => rules());
  }

  /** Who calls it with a sidecar, which may keep calls in a zone. */
  public get callersInMesh(): Caller[] {
    return this.sortedCallers().flatMap(({ caller }) => (caller.principal === undefined ? [] : [caller]));
  }

  /** This workload calls something. */
  public addEgress(rule: k8s.NetworkPolicyEgressRule): void {
    this.egress.set(JSON.stringify(rule), rule);
  }

  /** This workload calls something that is known when everything is. */
  public addLateEgress(rules: () => k8s.NetworkPolicyEgressRule[]): void {
    this.lateEgress.push(rules);
  }

  private authorise(): void {
    const { istio, name, owner, selector, waypoint } = this.self;
    if (!istio || this.authorizationPolicy) {
      return;
    }
    const rules = Lazy.any({ produce: () => this.authorizationRules() });
    const end = waypoint ? this.service : { selector: { matchLabels: selector } };
    this.authorizationPolicy = allowCallers(this, 'AuthorizationPolicy', owner, name, end, rules);
    if (waypoint) {
      this.authoriseDirect();
    }
  }

  /** What ztunnel lets in: the waypoint, whose policy is the other one, and what goes past it. */
  private authoriseDirect(): void {
    const { name, owner, selector } = this.self;
    this.direct ??= allowCallers(
      this,
      'DirectPolicy',
      owner,
      `${name}-direct`,
      { selector: { matchLabels: selector } },
      Lazy.any({ produce: () => this.directRules() }),
    );
  }

  /** What policies of a waypoint are about. */
  private get service(): object {
    return { targetRefs: [{ group: '', kind: 'Service', name: this.self.name }] };
  }

  /** Ports that Prometheus reads, whose namespace has to be in the ambient mesh; a sidecar has a port of its own for it. */
  private get scraped(): number[] {
    const { istio, metricsPort } = this.self;
    return istio?.ambient && metricsPort ? [metricsPort.number] : [];
  }

  private directRules(): AuthorizationRule[] {
    const { waypoint, principal, peers, ports } = this.self;
    const on = (some: Iterable<number>) => [...new Set(some)].sort((a, b) => a - b).map(String);
    const streams = (some: readonly Port[]) => some.filter(isInMesh).map(({ number }) => number);
    const rule = (from: string, some: number[]): AuthorizationRule[] =>
      some.length === 0
        ? []
        : [{ from: [{ source: { principals: [from] } }], to: [{ operation: { ports: on(some) } }] }];
    return [
      ...(waypoint ? rule(waypoint.principal, streams(ports)) : []),
      ...(waypoint && peers === 'ports' && principal ? rule(principal, streams(this.peerPorts)) : []),
      ...(this.scraped.length > 0
        ? [
            {
              from: [{ source: { namespaces: [this.self.monitoringNamespace] } }],
              to: [{ operation: { ports: on(this.scraped) } }],
            },
          ]
        : []),
    ];
  }

  private authenticate(): void {
    const { name, owner, selector, waypoint } = this.self;
    this.requestAuthentication ??= requestAuthentication(this, 'RequestAuthentication', owner, name, {
      ...(waypoint ? this.service : { selector: { matchLabels: selector } }),
      jwtRules: Lazy.any({ produce: () => this.tokenRules() }),
    });
  }

  /** One rule for each issuer. */
  private tokenRules(): object[] {
    const tokens = [...this.gateways.values()].flatMap(({ ports }) => [...ports.values()].flatMap((jwt) => jwt ?? []));
    const byIssuer = new Map(tokens.map((jwt) => [jwt.issuer, jwt]));
    return sortedBy(byIssuer, ([issuer]) => issuer).map(([, jwt]) => jwt._rule());
  }

  private authorizationRules(): AuthorizationRule[] {
    const rule = (principal: string, ports: Iterable<number>, jwt?: Jwt): AuthorizationRule => ({
      from: [{ source: { principals: [principal], ...(jwt && { requestPrincipals: [`${jwt.issuer}/*`] }) } }],
      to: [{ operation: { ports: [...ports].sort((a, b) => a - b).map(String) } }],
      ...(jwt && jwt._when().length > 0 && { when: jwt._when() }),
    });
    const rules = (principal: string, ports: Iterable<Port>): AuthorizationRule[] => {
      const numbers = [...ports].filter(isInMesh).map(({ number }) => number);
      return numbers.length === 0 ? [] : [rule(principal, numbers)];
    };
    const { self } = this;
    return [
      ...(self.peers === 'ports' && self.principal && !self.waypoint ? rules(self.principal, this.peerPorts) : []),
      ...sortedBy(this.gateways, ([principal]) => principal).flatMap(([principal, { ports }]) =>
        byToken(ports).map(({ jwt, numbers }) => rule(principal, numbers, jwt)),
      ),
      ...this.sortedOrigins().flatMap(({ origin, ports }) =>
        origin._identity === undefined || !self.istio
          ? []
          : rules(`${self.istio.trustDomain}/${origin._identity}`, ports),
      ),
      ...this.sortedCallers().flatMap(({ caller, ports }) =>
        caller.principal === undefined ? [] : rules(caller.principal, ports.values()),
      ),
    ];
  }

  private ingressRules(): k8s.NetworkPolicyIngressRule[] {
    const { self } = this;
    const { waypoint } = self;
    const admit = (from: k8s.NetworkPolicyPeer, ports: Iterable<PolicyPort>): k8s.NetworkPolicyIngressRule => ({
      from: [from],
      ports: policyPorts(seenPorts(self.istio, ports)),
    });
    /** What comes in beside a waypoint. */
    const through = (from: k8s.NetworkPolicyPeer, ports: Iterable<PolicyPort>): k8s.NetworkPolicyIngressRule[] => {
      const past = [...ports].filter(({ _transport }) => !waypoint || _transport === 'UDP');
      return past.length === 0 ? [] : [admit(from, past)];
    };
    const tcp = (numbers: Iterable<number>) => [...numbers].map((number) => ({ number, _transport: 'TCP' as const }));
    const itself = podsIn(self.owner.namespace!, self.selector);
    const scrape = self.istio && !self.istio.ambient ? MERGED_METRICS_PORT : self.metricsPort?.number;
    return [
      ...(this.peerPorts.length > 0 ? [admit(itself, this.peerPorts)] : []),
      ...(self.peers === 'all' ? [{ from: [itself] }] : []),
      ...(waypoint ? [admit(podsIn(self.owner.namespace!, waypoint.labels), tcp([HBONE]))] : []),
      ...sortedBy(this.gateways, ([principal]) => principal).flatMap(([, { istio, ports }]) =>
        through(podsIn(istio.ingressNamespace, istio.ingressLabels), tcp(ports.keys())),
      ),
      ...this.sortedCallers().flatMap(({ caller, ports }) =>
        through(podsIn(caller.owner.namespace!, caller.selector), ports.values()),
      ),
      ...this.sortedOrigins().flatMap(({ origin, ports }) => through(origin._peer, ports)),
      ...(scrape !== undefined ? [admit(podsIn(self.monitoringNamespace), tcp([scrape]))] : []),
    ];
  }

  private egressRules(): k8s.NetworkPolicyEgressRule[] {
    const { self } = this;
    const itself = podsIn(self.owner.namespace!, self.selector);
    const peers: k8s.NetworkPolicyEgressRule[] = [
      ...(this.peerPorts.length > 0
        ? [
            {
              to: [itself],
              ports: seenPorts(self.istio, this.peerPorts).map(({ number, _transport }) =>
                policyPort(number, _transport),
              ),
            },
          ]
        : []),
      ...(self.peers === 'all' ? [{ to: [itself] }] : []),
    ];
    const declared = [...this.egress].sort(([a], [b]) => byCodeUnit(a, b)).map(([, rule]) => rule);
    return [...peers, ...declared, ...this.lateEgress.flatMap((rules) => rules())];
  }

  /** Ports on which its pods talk to each other. */
  private get peerPorts(): Port[] {
    const { peers, ports, peerPorts = [] } = this.self;
    return peers === 'ports' ? [...ports, ...peerPorts] : [];
  }

  private sortedOrigins() {
    return sortedBy(this.origins, ([key]) => key).map(([, origin]) => origin);
  }

  private sortedCallers() {
    return sortedBy(this.callers.values(), ({ caller }) => caller.path);
  }
}

/** Sidecars of the mesh carry TCP; datagrams go past them. */
function isInMesh({ _transport }: Port): boolean {
  return _transport === 'TCP';
}
