import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { checkFunction } from './function-checks';
import { FUNCTION_PORTS, functionTemplate } from './function-template';
import { ServerlessFunctionProps } from './serverless-function-props';
import { customResource } from '../../manifest/custom-resource';
import { kubeObject } from '../../manifest/k8s/kube-object';
import * as k8s from '../../manifest/k8s/types';
import { namespaced } from '../../manifest/metadata';
import { pathOf, Problems } from '../../manifest/problems';
import { Planner } from '../../planner/planner';
import { podsIn, port as policyPort } from '../../platform/network-policies';
import { checked } from '../../props/checked';
import { ICallTarget } from '../calls/call-target';
import { Caller } from '../calls/caller';
import { StackPods } from '../pod/stack-pods';

/** Namespace of Knative's own parts. */
const KNATIVE = 'knative-serving';

/**
 * A function: a Knative Service (serving.knative.dev/v1) with a ServiceAccount and NetworkPolicies. Its bounds are in the plan: what runs without
 * load always, what load may start as the maximum of an autoscaler, and a new revision beside the old one. Where it asks for an accelerator,
 * Knative needs its features for affinity and tolerations.
 *
 * @example
 * new ServerlessFunction(stack, 'thumbnails', {
 *   image: registry.image('dashcam/thumbnails', { tag: '1.2.0' }),
 *   resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) },
 *   minScale: 1,
 *   maxScale: 12,
 *   concurrency: 4,
 *   timeout: Duration.seconds(30),
 * });
 */
@checked
export class ServerlessFunction extends StackPods implements ICallTarget {
  /** Name of all its objects. */
  public readonly functionName: string;
  /** The Knative Service. */
  public readonly apiObject: ApiObject;
  private readonly props: ServerlessFunctionProps;

  /**
   * @param scope Stack that it is in.
   * @param id Name of the function and its objects.
   * @param given Image, resources, requests, and how it scales.
   */
  public constructor(scope: Construct, id: string, given: ServerlessFunctionProps) {
    super(scope, id);
    const props = this._using(given);
    this.functionName = id;
    this.props = props;
    const { _owner: owner } = this.stack;
    const problems = new Problems(pathOf(scope, id));
    checkFunction(problems, this.stack, id, props);
    this._checkUses(problems, given);
    problems.raiseFor(this);
    this._emitServiceAccount(props.identity);
    this._connect([], 'none', { planned: props.minScale ?? 0, max: props.maxScale });
    this.admitKnative();
    this.apiObject = customResource(this, 'Resource', {
      apiVersion: 'serving.knative.dev/v1',
      kind: 'Service',
      metadata: namespaced('KnativeService', id, owner, this._selector),
      spec: { template: functionTemplate(id, this.stack.cluster, owner, this._selector, props) },
    });
    const { path } = this.node;
    Planner.of(this).describe(this.apiObject, () => ({ path }));
  }

  /**
   * Calls reach a function through the gateway, whoever makes them.
   * @internal
   */
  public _calledBy(caller: Caller): k8s.NetworkPolicyEgressRule {
    const problems = new Problems(caller.path);
    this._checkCaller(problems, caller);
    problems.raise();
    return { to: [podsIn(this.ingressNamespace)] };
  }

  private get ingressNamespace(): string {
    return this.props.ingressNamespace ?? 'kourier-system';
  }

  /** Requests come from the gateway, or from Knative's activator while it starts; its autoscaler asks for the load. */
  private admitKnative(): void {
    const { _owner: owner } = this.stack;
    kubeObject(this, 'Ingress', 'NetworkPolicy', {
      metadata: namespaced('NetworkPolicy', `${this.functionName}-knative`, owner, this._selector),
      spec: {
        podSelector: { matchLabels: this._selector },
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
