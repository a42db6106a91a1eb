import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { HarborPart } from './harbor-parts';
import { kubeObject } from '../../manifest/k8s/kube-object';
import * as k8s from '../../manifest/k8s/types';
import { namespaced } from '../../manifest/metadata';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { allowCallers, AuthorizationRule } from '../../platform/istio/security';
import { podsIn, port } from '../../platform/network-policies';
import { IRouteTarget } from '../../platform/route-target';
import { ICallTarget } from '../../workload/calls/call-target';
import { Caller } from '../../workload/calls/caller';
import { ExternalHosts } from '../../workload/calls/external-hosts';

/** Ports of the pods: core, portal and others; registry; metrics. */
export const HTTP = 8080;
const REGISTRY = 5000;
export const METRICS = 8001;

/** Who leads requests in. */
export interface Entrance {
  readonly peer: k8s.NetworkPolicyPeer;
  /** Identity in the mesh; undefined outside it. */
  readonly principal?: string;
}

/** Who may reach the pods of Harbor, and whom they may reach: each other, the gateway in, what it is told out, and nothing else. */
export class HarborTraffic extends Construct {
  private readonly egress: k8s.NetworkPolicyEgressRule[] = [];
  private readonly entrances: Entrance[] = [];
  private readonly caller: Caller;

  public constructor(
    scope: Construct,
    id: string,
    private readonly stack: AutonomousStack,
    release: string,
    private readonly labels: Readonly<Record<string, string>>,
  ) {
    super(scope, id);
    const istio = stack.mesh._istio;
    const { cluster, _owner: owner, namespaceName } = stack;
    this.caller = {
      path: this.node.path,
      cluster,
      owner,
      selector: { ...labels },
      ...(istio && { principal: `${istio.trustDomain}/ns/${namespaceName}/sa/${release}` }),
      declareHost: (host, number, protocol) => ExternalHosts.of(stack).declare(this.node.path, host, number, protocol),
    };
    kubeObject(this, 'ServiceAccount', 'ServiceAccount', {
      metadata: namespaced('ServiceAccount', release, owner),
      automountServiceAccountToken: false,
    });
    kubeObject(this, 'NetworkPolicy', 'NetworkPolicy', {
      metadata: namespaced('NetworkPolicy', release, owner),
      spec: {
        podSelector: { matchLabels: { ...labels } },
        policyTypes: ['Egress', 'Ingress'],
        ingress: Lazy.any({ produce: () => this.ingressRules() }) as any,
        egress: Lazy.any({ produce: () => [{ to: [this.own] }, ...this.egress] }) as any,
      },
    });
    if (istio) {
      allowCallers(
        this,
        'AuthorizationPolicy',
        owner,
        release,
        { selector: { matchLabels: { ...labels } } },
        Lazy.any({ produce: () => this.rules() }),
      );
    }
  }

  /** Lets the pods reach something. */
  public reach(targets: readonly ICallTarget[]): void {
    const known = new Set(this.egress.map((rule) => JSON.stringify(rule)));
    for (const rule of targets.map((target) => target._calledBy(this.caller))) {
      if (!known.has(JSON.stringify(rule))) {
        known.add(JSON.stringify(rule));
        this.egress.push(rule);
      }
    }
  }

  /** Lets somebody in who leads requests of clients. */
  public admit(entrance: Entrance): void {
    if (!this.entrances.some((one) => JSON.stringify(one) === JSON.stringify(entrance))) {
      this.entrances.push(entrance);
    }
  }

  private get own(): k8s.NetworkPolicyPeer {
    return { podSelector: { matchLabels: { ...this.labels } } };
  }

  private ingressRules(): k8s.NetworkPolicyIngressRule[] {
    return [
      { from: [this.own] },
      ...this.entrances.map(({ peer }) => ({ from: [peer], ports: [port(HTTP)] })),
      { from: [podsIn(this.stack.monitoringNamespace)], ports: [port(METRICS)] },
    ];
  }

  private rules(): AuthorizationRule[] {
    const rule = (principal: string, ports: number[]): AuthorizationRule => ({
      from: [{ source: { principals: [principal] } }],
      to: [{ operation: { ports: ports.map(String) } }],
    });
    return [
      rule(this.caller.principal!, [REGISTRY, HTTP]),
      ...this.entrances.flatMap(({ principal }) => (principal === undefined ? [] : [rule(principal, [HTTP])])),
    ];
  }
}

/** A part of Harbor that requests are led to. */
export class HarborTarget extends Construct implements IRouteTarget {
  public readonly routePort = 80;
  public readonly subsetNames = [];
  public readonly takesHttp = true;

  public constructor(
    private readonly traffic: HarborTraffic,
    public readonly part: HarborPart['name'],
    public readonly dnsName: string,
  ) {
    super(traffic, part);
  }

  /** @internal */
  public _allowIngress(istio: Parameters<IRouteTarget['_allowIngress']>[0], _port?: number, jwt?: object): void {
    if (jwt) {
      throw new Error(
        `[${this.node.path}] jwt: Harbor checks tokens of its own, which clients of its registry get from it; leave it out`,
      );
    }
    const { ingressNamespace, ingressLabels, ingressPrincipal: principal } = istio;
    this.traffic.admit({ peer: podsIn(ingressNamespace, ingressLabels), principal });
  }
}
