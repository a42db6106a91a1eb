import { Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Caller } from './call-target';
import { Port } from './port';
import { byCodeUnit, sortedBy } from '../capacity/order';
import { namespaced, Owner } from '../manifest/metadata';
import { allowCallers, AuthorizationRule } from '../platform/istio/security';
import { serviceEntry } from '../platform/istio/traffic';
import { IstioSettings } from '../platform/mesh';
import { podsIn, port as policyPort } from '../platform/network-policies';

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
  /** True where its pods talk to each other. */
  readonly clustered: boolean;
}

/**
 * Who calls a workload and whom it calls: its NetworkPolicy, and in the mesh an AuthorizationPolicy with a rule for each
 * caller. Both are rendered when everything is known.
 */
export class CallGraph extends Construct {
  private readonly callers = new Map<string, Caller>();
  private readonly egress = new Map<string, k8s.NetworkPolicyEgressRule>();
  private readonly hosts = new Set<string>();
  private ingressGateway = false;
  private authorised = false;

  public constructor(
    scope: Construct,
    id: string,
    private readonly self: GraphNode,
  ) {
    super(scope, id);
    new k8s.KubeNetworkPolicy(this, 'NetworkPolicy', {
      metadata: namespaced('NetworkPolicy', self.name, self.owner, self.selector),
      spec: {
        podSelector: { matchLabels: self.selector },
        policyTypes: ['Egress', 'Ingress'],
        ingress: Lazy.any({ produce: () => this.ingressRules() }) as unknown as k8s.NetworkPolicyIngressRule[],
        egress: Lazy.any({ produce: () => this.egressRules() }) as unknown as k8s.NetworkPolicyEgressRule[],
      },
    });
    if (self.clustered) {
      this.authorise();
    }
  }

  /** A workload calls this one. */
  public addCaller(caller: Caller): void {
    this.callers.set(caller.path, caller);
    this.authorise();
  }

  /** The ingress gateway of the mesh calls this one. */
  public allowIngressGateway(): void {
    this.ingressGateway = true;
    this.authorise();
  }

  /** This workload calls something. */
  public addEgress(rule: k8s.NetworkPolicyEgressRule): void {
    this.egress.set(JSON.stringify(rule), rule);
  }

  /** Makes a host outside the mesh known to the namespace, once for each workload that calls it. */
  public declareHost(host: string, port: number): void {
    const name = `${this.self.name}-${host.replace(/\./g, '-')}-${port}`;
    if (this.hosts.has(name)) {
      return;
    }
    this.hosts.add(name);
    serviceEntry(this, name, this.self.owner, name, host, port);
  }

  private authorise(): void {
    const { istio, name, owner, selector } = this.self;
    if (!istio || this.authorised) {
      return;
    }
    this.authorised = true;
    allowCallers(
      this,
      'AuthorizationPolicy',
      owner,
      name,
      selector,
      Lazy.any({ produce: () => this.authorizationRules() }),
    );
  }

  private authorizationRules(): AuthorizationRule[] {
    const principals = [
      ...(this.self.clustered && this.self.principal ? [this.self.principal] : []),
      ...(this.ingressGateway ? [this.self.istio!.ingressPrincipal] : []),
      ...this.sortedCallers().flatMap(({ principal }) => (principal === undefined ? [] : [principal])),
    ];
    const ports = this.self.ports.map(({ number }) => String(number));
    return principals.map((principal) => ({
      from: [{ source: { principals: [principal] } }],
      to: [{ operation: { ports } }],
    }));
  }

  private ingressRules(): k8s.NetworkPolicyIngressRule[] {
    const { self } = this;
    const ports = self.ports.map(({ number }) => policyPort(number));
    const from = [
      ...(self.clustered ? [podsIn(self.owner.namespace!, self.selector)] : []),
      ...(this.ingressGateway ? [podsIn(self.istio!.ingressNamespace, self.istio!.ingressLabels)] : []),
      ...this.sortedCallers().map((caller) => podsIn(caller.owner.namespace!, caller.selector)),
    ];
    const scrape = self.istio ? MERGED_METRICS_PORT : self.metricsPort?.number;
    return [
      ...(from.length > 0 && ports.length > 0 ? [{ from, ports }] : []),
      ...(scrape !== undefined ? [{ from: [podsIn(self.monitoringNamespace)], ports: [policyPort(scrape)] }] : []),
    ];
  }

  private egressRules(): k8s.NetworkPolicyEgressRule[] {
    const { self } = this;
    const peers =
      self.clustered && self.ports.length > 0
        ? [
            {
              to: [podsIn(self.owner.namespace!, self.selector)],
              ports: self.ports.map(({ number }) => policyPort(number)),
            },
          ]
        : [];
    return [...peers, ...[...this.egress].sort(([a], [b]) => byCodeUnit(a, b)).map(([, rule]) => rule)];
  }

  private sortedCallers(): Caller[] {
    return sortedBy(this.callers.values(), ({ path }) => path);
  }
}
