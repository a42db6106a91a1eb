import { Construct } from 'constructs';
import * as k8s from '../../manifest/k8s/types';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { podsIn, port as policyPort } from '../../platform/network-policies';
import { CallGraph } from '../../workload/calls/call-graph';
import { ICallTarget } from '../../workload/calls/call-target';
import { checkCall } from '../../workload/calls/called';
import { Caller } from '../../workload/calls/caller';
import { Origin } from '../../workload/calls/origin';
import { Port } from '../../workload/pod/port';

/** Port of PostgreSQL, and of PgBouncer as the operator runs it. */
export const POSTGRES = Port.tcp(5432, { name: 'postgres' });

/** Port on which instance managers tell the operator and each other how they are. */
const STATUS = Port.tcp(8000, { name: 'status' });

/** What of a cluster clients reach, the instances or a pooler: who calls them and whom they call. */
export class PostgresEnd implements ICallTarget {
  private readonly graph: CallGraph;

  public constructor(
    scope: Construct,
    id: string,
    private readonly stack: AutonomousStack,
    private readonly name: string,
    private readonly selector: Record<string, string>,
    private readonly kind: { readonly metricsPort: number; readonly instances: boolean },
  ) {
    this.graph = new CallGraph(scope, id, {
      name,
      owner: stack._owner,
      selector,
      ports: kind.instances ? [POSTGRES, STATUS] : [POSTGRES],
      metricsPort: Port.http(kind.metricsPort),
      monitoringNamespace: stack.monitoringNamespace,
      peers: kind.instances ? 'ports' : 'none',
    });
  }

  /** It calls something. */
  public calls(path: string, target: ICallTarget, ports?: Port[]): void {
    this.graph.addEgress(target._calledBy(this.caller(path), ports));
  }

  /** Lets the operator look after it. */
  public admitOperator(path: string, namespace: string): void {
    this.admit(path, Origin.pods({ namespace, labels: { 'app.kubernetes.io/name': 'cloudnative-pg' } }), [
      POSTGRES,
      ...(this.kind.instances ? [STATUS] : []),
    ]);
  }

  /** Lets somebody outside the stacks in. */
  public admit(path: string, origin: Origin, ports: Port[] = [POSTGRES]): void {
    this.graph.admit(path, origin, ports);
  }

  /** @internal */
  public _calledBy(caller: Caller): k8s.NetworkPolicyEgressRule {
    const { cluster, node, namespaceName } = this.stack;
    checkCall({ path: `${node.path}/${this.name}`, cluster, ports: [POSTGRES], inMesh: false }, caller, [POSTGRES]);
    this.graph.addCaller(caller, [POSTGRES]);
    return { to: [podsIn(namespaceName, this.selector)], ports: [policyPort(POSTGRES.number)] };
  }

  private caller(path: string): Caller {
    const { cluster, _owner: owner } = this.stack;
    return { path, cluster, owner, selector: this.selector, declareHost: () => undefined };
  }
}
