import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { API, PEER_PORTS } from './emqx-nodes';
import { EmqxResourceParts, emqxResource, operatorLabels } from './emqx-resource';
import { kubeObject } from '../../../manifest/k8s/kube-object';
import * as k8s from '../../../manifest/k8s/types';
import { namespaced } from '../../../manifest/metadata';
import { Planner } from '../../../planner/planner';
import { WorkloadHint } from '../../../planner/reading/description';
import { port as policyPort, podsIn } from '../../../platform/network-policies';
import { CallGraph } from '../../../workload/calls/call-graph';
import { ICallTarget } from '../../../workload/calls/call-target';
import { checkCall } from '../../../workload/calls/called';
import { Caller } from '../../../workload/calls/caller';
import { Exposure, loadBalancer } from '../../../workload/calls/exposure';
import { Origin } from '../../../workload/calls/origin';
import { emitIdentity } from '../../../workload/pod/identity/identity-objects';
import { Port } from '../../../workload/pod/port';
import { servicePorts } from '../../../workload/service/service-ports';

/** Nodes that EMQX's operator runs: the resource, the ServiceAccount, Services for clients, and a NetworkPolicy for all nodes. */
export class OperatedNodes extends Construct {
  public readonly resource: ApiObject;
  public readonly service: ApiObject;
  private readonly graph: CallGraph;
  private readonly ports: readonly Port[];
  private readonly clientPods: Record<string, string>;

  public constructor(
    scope: Construct,
    private readonly parts: EmqxResourceParts,
    operatorNamespace: string,
    hint: () => WorkloadHint,
  ) {
    super(scope, 'Nodes');
    const { name, stack, nodes, cores } = parts;
    const { _owner: owner, monitoringNamespace } = stack;
    const all = operatorLabels(name);
    this.ports = nodes.ports ?? [];
    this.clientPods = operatorLabels(name, cores ? 'replicant' : 'core');
    emitIdentity(this, name, owner, {});
    this.resource = emqxResource(this, parts);
    Planner.of(this).describe(this.resource, hint);
    this.service = kubeObject(this, 'Service', 'Service', {
      metadata: namespaced('Service', name, owner),
      spec: { type: 'ClusterIP', selector: this.clientPods, ports: servicePorts(this.ports, []) },
    });
    this.graph = new CallGraph(this, 'Calls', {
      name,
      owner,
      selector: all,
      ports: [...this.ports, API],
      metricsPort: API,
      monitoringNamespace,
      peers: 'ports',
      peerPorts: PEER_PORTS,
    });
    this.graph.admit(this.node.path, Origin.pods({ namespace: operatorNamespace }), [API]);
  }

  public get networkPolicy(): ApiObject {
    return this.graph.networkPolicy;
  }

  public calls(target: ICallTarget): void {
    const { stack, name } = this.parts;
    const caller: Caller = {
      path: this.path,
      cluster: stack.cluster,
      owner: stack._owner,
      selector: operatorLabels(name),
      declareHost: () => undefined,
    };
    this.graph.addEgress(target._calledBy(caller));
  }

  public admits(origin: Origin, ports: readonly Port[] = this.ports): void {
    this.graph.admit(this.path, origin, ports);
  }

  public exposeOutside(exposure: Exposure): ApiObject {
    const { sourceRanges = ['0.0.0.0/0'], ports = [] } = exposure;
    sourceRanges.forEach((range) => this.admits(Origin.cidr(range), ports));
    const ids = new Set(ports.map(({ _id }) => _id));
    const { name, stack } = this.parts;
    return loadBalancer(this, `${name}-external`, stack._owner, this.clientPods, {
      ...exposure,
      sourceRanges,
      servicePorts: servicePorts(
        this.ports.filter(({ _id }) => ids.has(_id)),
        [],
      ),
    });
  }

  /** What the policy of a caller has to allow. */
  public calledBy(caller: Caller, ports: readonly Port[] = this.ports): k8s.NetworkPolicyEgressRule {
    const { stack } = this.parts;
    checkCall({ path: this.path, cluster: stack.cluster, ports: this.ports, inMesh: false }, caller, ports);
    this.graph.addCaller(caller, ports);
    return {
      to: [podsIn(stack.namespaceName, this.clientPods)],
      ports: ports.map(({ number, _transport }) => policyPort(number, _transport)),
    };
  }

  private get path(): string {
    return this.node.scope!.node.path;
  }
}
