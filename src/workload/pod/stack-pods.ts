import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { emitIdentity } from './identity/identity-objects';
import { IdentityOptions } from './identity/identity-options';
import { WorkloadPod } from './patch/workload-pod';
import { PodOptions } from './pod-options';
import { Port } from './port';
import { UserPods } from './use/use';
import { Uses } from './use/uses';
import { selectorLabels } from '../../manifest/labels';
import { objectsIn } from '../../manifest/objects';
import { Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { checked } from '../../props/checked';
import { DataFlows } from '../../protection/data-flows';
import { FlowPlace } from '../../protection/flow-place';
import { noteCall, noteData, placeOf } from '../calls/call-flows';
import { CallGraph } from '../calls/call-graph';
import { ICallTarget } from '../calls/call-target';
import { Caller } from '../calls/caller';
import { Origin } from '../calls/origin';

/**
 * Pods of a stack outside its mesh, which reach only what is declared: what jobs, functions and virtual machines have in common.
 *
 * @example
 * const render = new ServerlessFunction(stack, 'thumbnails', { image, resources, maxScale: 6 });
 * render.calls(Peer.host('media.example.com', 443));
 * render.calls(Peer.cidr('10.20.0.0/16', 5432));
 */
@checked
export abstract class StackPods extends Construct {
  /** The stack that it is in. */
  public readonly stack: AutonomousStack;
  /** @internal */
  protected readonly _selector: Record<string, string>;
  private readonly podAccess = WorkloadPod._of(this, () => objectsIn([this]));
  private uses?: Uses;
  private graph?: CallGraph;

  protected constructor(scope: Construct, id: string) {
    super(scope, id);
    this.stack = AutonomousStack.containing(this);
    this._selector = selectorLabels(id, this.stack.namespaceName);
    DataFlows.of(this).place(placeOf(this, this.stack));
  }

  /** Its pods, for what no prop is for. */
  public get pod(): WorkloadPod {
    return this.podAccess;
  }

  /** The NetworkPolicy. */
  public get networkPolicy(): ApiObject {
    return this.graph!.networkPolicy;
  }

  /**
   * Allows it to call a workload or a peer. Everything that is not declared is denied.
   * @param target what it calls
   * @param ports ports that it calls; by default all
   */
  public calls(target: ICallTarget, ports?: Port[]): void {
    this._opens(target, ports);
    noteCall(this, this.stack, target);
  }

  /** @internal */
  public get _place(): FlowPlace {
    return placeOf(this, this.stack);
  }

  /**
   * The way to something, of which others say what goes to and fro.
   * @internal
   */
  protected _opens(target: ICallTarget, ports?: Port[]): void {
    const { cluster, _owner: owner } = this.stack;
    const { path } = this.node;
    const caller: Caller = { path, cluster, owner, selector: this._selector, declareHost: () => undefined };
    this.graph!.addEgress(target._calledBy(caller, ports));
  }

  /**
   * Lets somebody outside the stacks call it, such as pods of a namespace that is no stack. Everything that is not declared is denied.
   * @param origin who calls
   * @param ports ports that it calls; by default all
   */
  public admits(origin: Origin, ports?: Port[]): void {
    this.graph!.admit(this.node.path, origin, ports);
  }

  /**
   * The same with what its uses bring.
   * @internal
   */
  protected _using<P extends PodOptions>(props: P): P {
    const { stack, _selector: selector } = this;
    noteData(this, stack, props);
    this.uses = new Uses({ construct: this, stack, name: this.node.id, selector }, props.uses);
    return this.uses.over(props);
  }

  /** @internal */
  protected _checkUses(problems: Problems, props: PodOptions): void {
    this.uses?.check(problems, props);
  }

  /**
   * Denies what is not declared.
   * @param pods how many there are, where they may use something
   * @param peers how its pods talk to each other
   * @internal
   */
  protected _connect(ports: readonly Port[], peers: 'none' | 'all', pods?: UserPods): void {
    const { _owner: owner, monitoringNamespace } = this.stack;
    this.graph = new CallGraph(this, 'Calls', {
      name: this.node.id,
      owner,
      selector: this._selector,
      ports,
      monitoringNamespace,
      peers,
    });
    if (pods) {
      this.uses?.connect((target, on) => this._opens(target, on), pods);
    }
  }

  /** @internal */
  protected _addCaller(caller: Caller, ports: readonly Port[]): void {
    this.graph!.addCaller(caller, ports);
  }

  /**
   * Refuses callers of another cluster.
   * @internal
   */
  protected _checkCaller(problems: Problems, caller: Caller): void {
    const { cluster } = this.stack;
    problems.check(
      caller.cluster === cluster,
      'calls',
      this.node.path,
      `runs in cluster ${cluster.clusterName}, the caller in ${caller.cluster.clusterName}`,
    );
  }

  /** @internal */
  protected _emitServiceAccount(identity?: IdentityOptions): ApiObject {
    return emitIdentity(this, this.node.id, this.stack._owner, this._selector, identity);
  }
}
