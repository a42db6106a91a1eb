import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { METRICS } from './collector-config';
import { collectorLabels, CollectorParts, emitCollector } from './collector-resource';
import * as k8s from '../../manifest/k8s/types';
import { Planner } from '../../planner/planner';
import { WorkloadHint } from '../../planner/reading/description';
import { port as policyPort, podsIn } from '../../platform/network-policies';
import { CallGraph } from '../../workload/calls/call-graph';
import { ICallTarget } from '../../workload/calls/call-target';
import { checkCall } from '../../workload/calls/called';
import { Caller } from '../../workload/calls/caller';
import { Origin } from '../../workload/calls/origin';
import { Port } from '../../workload/pod/port';

/** A collector with its ServiceAccount and its NetworkPolicy: who may send to it, and where it may send. */
export class Collector extends Construct {
  public readonly resource: ApiObject;
  private readonly graph: CallGraph;
  private readonly selector: Record<string, string>;

  public constructor(
    scope: Construct,
    id: string,
    private readonly parts: CollectorParts,
    private readonly ports: readonly Port[],
    hint: () => WorkloadHint,
  ) {
    super(scope, id);
    const { name, stack } = parts;
    this.selector = collectorLabels(stack.namespaceName, name);
    this.resource = emitCollector(this, parts);
    Planner.of(this).describe(this.resource, hint);
    this.graph = new CallGraph(this, 'Calls', {
      name: `${name}-collector`,
      owner: stack._owner,
      selector: this.selector,
      ports,
      metricsPort: Port.tcp(METRICS, { name: 'metrics' }),
      monitoringNamespace: stack.monitoringNamespace,
      peers: 'none',
    });
  }

  /** Where it listens. */
  public get host(): string {
    return `${this.parts.name}-collector.${this.parts.stack.namespaceName}.svc.cluster.local`;
  }

  public calls(target: ICallTarget): void {
    const { stack } = this.parts;
    this.graph.addEgress(
      target._calledBy({
        path: this.node.scope!.node.path,
        cluster: stack.cluster,
        owner: stack._owner,
        selector: this.selector,
        declareHost: () => undefined,
      }),
    );
  }

  public admits(origin: Origin): void {
    this.graph.admit(this.node.path, origin, this.ports);
  }

  /** What the policy of a caller has to allow. */
  public calledBy(caller: Caller, ports: readonly Port[] = this.ports): k8s.NetworkPolicyEgressRule {
    const { stack } = this.parts;
    const { path } = this.node.scope!.node;
    checkCall({ path, cluster: stack.cluster, ports: this.ports, inMesh: false }, caller, ports);
    this.graph.addCaller(caller, ports);
    return {
      to: [podsIn(stack.namespaceName, this.selector)],
      ports: ports.map(({ number }) => policyPort(number)),
    };
  }
}
