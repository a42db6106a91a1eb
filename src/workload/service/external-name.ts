import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { kubeObject } from '../../manifest/k8s/kube-object';
import * as k8s from '../../manifest/k8s/types';
import { namespaced } from '../../manifest/metadata';
import { checkDnsLabel } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { checked } from '../../props/checked';
import { FlowPlace } from '../../protection/flow-place';
import { Residency } from '../../protection/residency';
import { ICallTarget } from '../calls/call-target';
import { Caller } from '../calls/caller';
import { Peer, PeerProtocol } from '../calls/peer';

/** What a name in the namespace stands for. */
export interface ExternalNameProps {
  /** Full name of the host, for example 'orders.abc123.eu-central-1.rds.amazonaws.com'. */
  readonly host: string;
  /** Port that it is called on. */
  readonly port: number;
  /**
   * What is spoken with it.
   * @default PeerProtocol.TLS
   */
  readonly protocol?: PeerProtocol;
  /**
   * Range of IPv4 addresses that it has, for example '10.20.0.0/16': network policies know no names.
   * @default - any public address
   */
  readonly network?: string;
  /**
   * Under which law data are that are sent to it.
   * @default - nobody says: no personal and no map data go there
   */
  readonly residency?: Residency;
}

/**
 * A name in the namespace for a host outside the cluster, so that programs need not know which: a Service of type ExternalName. TLS has to expect the
 * certificate of the host. `service.calls(name)` opens the way there.
 *
 * @example
 * const db = new ExternalName(stack, 'orders-db', { host: 'orders.db.example.com', port: 5432 });
 * const orders = new Microservice(stack, 'orders', { image, resources, replicas, env: { DB_HOST: 'orders-db' } });
 * orders.calls(db);
 */
@checked
export class ExternalName extends Construct implements ICallTarget {
  /** The stack that it is in. */
  public readonly stack: AutonomousStack;
  /** The Service. */
  public readonly apiObject: ApiObject;
  private readonly peer: Peer;

  /**
   * @param scope Stack that it is in.
   * @param id Name of the Service.
   * @param props The host and ports that it stands for.
   */
  public constructor(
    scope: Construct,
    id: string,
    private readonly props: ExternalNameProps,
  ) {
    super(scope, id);
    this.stack = AutonomousStack.containing(this);
    const problems = new Problems(pathOf(scope, id));
    checkDnsLabel(problems, 'name', id);
    problems.raiseFor(this);
    const { host, port, protocol = PeerProtocol.TLS, network } = props;
    // Checks the host too, where only its network is opened.
    const named = Peer.host(host, port, protocol);
    this.peer = network === undefined ? named : Peer.cidr(network, port, protocol);
    const { _transport } = this.peer;
    this.apiObject = kubeObject(this, 'Resource', 'Service', {
      metadata: namespaced('Service', id, this.stack._owner),
      spec: {
        type: 'ExternalName',
        externalName: host,
        ports: [{ name: protocol.toLowerCase(), port, protocol: _transport }],
      },
    });
  }

  /** @internal */
  public get _place(): FlowPlace {
    const { host, port, residency } = this.props;
    return { path: `${host}:${port}`, residency: () => residency };
  }

  /** @internal */
  public _calledBy(caller: Caller): k8s.NetworkPolicyEgressRule {
    const problems = new Problems(caller.path);
    problems.check(
      caller.owner.namespace === this.stack.namespaceName,
      'calls',
      this.node.path,
      `is a name in namespace ${this.stack.namespaceName}, the caller is in ${caller.owner.namespace}`,
      'an ExternalName of its own stack, or Peer.host(...)',
    );
    problems.raise();
    const { host, port, protocol = PeerProtocol.TLS, network } = this.props;
    if (network !== undefined && caller.principal !== undefined && this.peer._transport === 'TCP') {
      caller.declareHost(host, port, protocol);
    }
    return this.peer._calledBy(caller);
  }
}
