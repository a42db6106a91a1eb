import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { checkFunction } from './function-checks';
import { FUNCTION_PORTS, functionTemplate } from './function-template';
import { ServerlessFunctionProps } from './serverless-function-props';
import { customResource } from '../../manifest/custom-resource';
import { selectorLabels } from '../../manifest/labels';
import { namespaced } from '../../manifest/metadata';
import { pathOf, Problems } from '../../manifest/problems';
import { Planner } from '../../planner/planner';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { podsIn, port as policyPort } from '../../platform/network-policies';
import { CallGraph } from '../call-graph';
import { ICallTarget } from '../call-target';
import { Caller } from '../caller';
import { Port } from '../port';

/** Namespace of Knative's own parts. */
const KNATIVE = 'knative-serving';

/**
 * A function: a Knative Service (serving.knative.dev/v1) with a ServiceAccount and NetworkPolicies. Its bounds are in the plan: what runs without
 * load always, what load may start as the maximum of an autoscaler, and a new revision beside the old one. Where it asks for an accelerator,
 * Knative needs its features for affinity and tolerations.
 */
export class ServerlessFunction extends Construct implements ICallTarget {
  /** Name of all its objects. */
  public readonly functionName: string;
  /** The stack that it is in. */
  public readonly stack: AutonomousStack;
  /** The Knative Service. */
  public readonly apiObject: ApiObject;
  private readonly props: ServerlessFunctionProps;
  private readonly selector: Record<string, string>;
  private readonly graph: CallGraph;

  public constructor(scope: Construct, id: string, props: ServerlessFunctionProps) {
    super(scope, id);
    this.functionName = id;
    this.props = props;
    this.stack = AutonomousStack.containing(this);
    const { namespaceName, _owner: owner, monitoringNamespace } = this.stack;
    const problems = new Problems(pathOf(scope, id));
    checkFunction(problems, this.stack, id, props);
    problems.raiseFor(this);
    this.selector = selectorLabels(id, namespaceName);
    new k8s.KubeServiceAccount(this, 'ServiceAccount', {
      metadata: namespaced('ServiceAccount', id, owner, this.selector),
      automountServiceAccountToken: false,
    });
    this.graph = new CallGraph(this, 'Calls', {
      name: id,
      owner,
      selector: this.selector,
      ports: [],
      monitoringNamespace,
      peers: 'none',
    });
    this.admitKnative();
    this.apiObject = customResource(this, 'Resource', {
      apiVersion: 'serving.knative.dev/v1',
      kind: 'Service',
      metadata: namespaced('KnativeService', id, owner, this.selector),
      spec: { template: functionTemplate(id, owner, this.selector, props) },
    });
    const { path } = this.node;
    Planner.of(this).describe(this.apiObject, () => ({ path }));
  }

  /** The NetworkPolicy of what it calls. */
  public get networkPolicy(): ApiObject {
    return this.graph.networkPolicy;
  }

  /**
   * Allows it to call a workload or a peer. Everything that is not declared is denied.
   * @param target what it calls
   * @param ports ports that it calls; by default all
   */
  public calls(target: ICallTarget, ports?: Port[]): void {
    const { cluster, _owner: owner } = this.stack;
    const { path } = this.node;
    this.graph.addEgress(
      target._calledBy({ path, cluster, owner, selector: this.selector, declareHost: () => undefined }, ports),
    );
  }

  /**
   * Calls reach a function through the gateway, whoever makes them.
   * @internal
   */
  public _calledBy(caller: Caller): k8s.NetworkPolicyEgressRule {
    const problems = new Problems(caller.path);
    const { cluster } = this.stack;
    problems.check(
      caller.cluster === cluster,
      'calls',
      this.node.path,
      `runs in cluster ${cluster.clusterName}, the caller in ${caller.cluster.clusterName}`,
    );
    problems.raise();
    return { to: [podsIn(this.ingressNamespace)] };
  }

  private get ingressNamespace(): string {
    return this.props.ingressNamespace ?? 'kourier-system';
  }

  /** Requests come from the gateway, or from Knative's activator while it starts; its autoscaler asks for the load. */
  private admitKnative(): void {
    const { _owner: owner } = this.stack;
    new k8s.KubeNetworkPolicy(this, 'Ingress', {
      metadata: namespaced('NetworkPolicy', `${this.functionName}-knative`, owner, this.selector),
      spec: {
        podSelector: { matchLabels: this.selector },
        policyTypes: ['Ingress'],
        ingress: [
          {
            from: [...new Set([KNATIVE, this.ingressNamespace])].map((name) => podsIn(name)),
            ports: FUNCTION_PORTS.map((number) => policyPort(number)),
          },
        ],
      },
    });
  }
}
