import { Construct } from 'constructs';
import { wayTo } from './ambient-ways';
import { CallGraph } from './call-graph';
import { ICallTarget } from './call-target';
import { checkCall, isStream } from './called';
import { Caller } from './caller';
import { ExternalHosts } from './external-hosts';
import { Origin } from './origin';
import * as k8s from '../../manifest/k8s/types';
import { Owner } from '../../manifest/metadata';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { WaypointRef, waypointOf } from '../../platform/istio/ambient/waypoint-ref';
import { IstioSettings } from '../../platform/istio/settings';
import { port as policyPort, podsIn } from '../../platform/network-policies';
import { CallTimes } from '../../platform/routes/call-times';
import { Jwt } from '../../platform/routes/options/jwt';
import { Port, PortProtocol } from '../pod/port';

/** A workload that calls and is called. */
interface Connected extends Construct {
  readonly workloadName: string;
  readonly stack: AutonomousStack;
  readonly plannedReplicas: number;
}

/** What a workload is in its calls. */
export interface TrafficEnd {
  readonly workload: Connected;
  readonly owner: Owner;
  readonly selector: Record<string, string>;
  readonly ports: readonly Port[];
  readonly zones: number;
  /** Set where it has a sidecar. */
  readonly istio?: IstioSettings;
}

/** Who calls a workload, whom it calls, and on which ports. */
export class WorkloadTraffic {
  private readonly called = new Set<ICallTarget>();
  private known?: CallGraph;

  public constructor(private readonly end: TrafficEnd) {}

  /** Its place among all calls. */
  public get graph(): CallGraph {
    return this.known!;
  }

  /** Denies what is not declared. */
  public connect(clustered: boolean, metricsPort?: Port, peerPorts?: readonly Port[]): void {
    const { workload, owner, selector, ports, istio } = this.end;
    this.known = new CallGraph(workload, 'Calls', {
      name: workload.workloadName,
      owner,
      selector,
      ports,
      metricsPort,
      monitoringNamespace: workload.stack.monitoringNamespace,
      istio,
      principal: this.principal,
      peers: clustered ? 'ports' : 'none',
      peerPorts,
      ...this.throughWaypoint(),
    });
  }

  /** Port that routes lead to: the first one. */
  public get routePort(): number {
    const [first] = this.end.ports.filter(isStream);
    if (!first) {
      throw new Error(
        `[${this.path}] ports: a route needs a port, the workload has none; add one, for example Port.http(8080)`,
      );
    }
    return first.number;
  }

  /** Whether requests of HTTP or gRPC arrive at the port that routes lead to. */
  public get takesHttp(): boolean {
    const [first] = this.end.ports.filter(isStream);
    return first !== undefined && first.protocol !== PortProtocol.TCP;
  }

  /** What is spoken on a port. */
  public protocolOf(port: number): PortProtocol | undefined {
    return this.end.ports.find((one) => isStream(one) && one.number === port)?.protocol;
  }

  public calls(target: ICallTarget, ports?: Port[]): void {
    if (typeof target?._calledBy !== 'function') {
      throw new Error(`[${this.path}] calls ${String(target)}: must be a workload or a Peer`);
    }
    this.graph.addEgress(target._calledBy(this.caller(), ports));
    this.called.add(target);
    if (target._copyRules) {
      this.graph.addLateEgress(() => target._copyRules!());
    }
  }

  /** What it calls. */
  public get targets(): readonly ICallTarget[] {
    return [...this.called];
  }

  public admits(origin: Origin, ports?: readonly Port[]): void {
    this.graph.admit(this.path, origin, ports);
  }

  /** Lets networks outside the cluster in. */
  public admitsRanges(ranges: readonly string[], ports: readonly Port[]): void {
    ranges.forEach((range) => this.graph.admit(`${this.path} exposeOutside`, Origin.cidr(range), ports));
  }

  /** Lets whatever carries requests from outside in, on a port. */
  public admitOn(controller: Origin, port: number): void {
    this.graph.admit(this.path, controller, [this.routable(port)]);
  }

  /**
   * Lets the ingress gateway of a mesh in, on a port.
   * @param routable whether calls from outside the mesh reach all versions of it alike
   */
  public allowIngress(istio: IstioSettings, port: number, routable: boolean, jwt?: Jwt): void {
    if (!this.end.istio) {
      throw new Error(`[${this.path}] a route leads to it, and it has no sidecar; inMesh: true, or no route`);
    }
    if (!routable) {
      throw new Error(
        `[${this.path}] a route leads to it, and its canary steers calls inside the mesh only; a service in front of it, or no canary`,
      );
    }
    this.graph.allowGateway(this.path, istio, this.routable(port).number, jwt);
  }

  /** Notes a caller, and says what its network policy has to allow. */
  public calledBy(caller: Caller, ports: readonly Port[] = this.end.ports): k8s.NetworkPolicyEgressRule {
    const { workload, selector, istio, ports: own } = this.end;
    const { cluster, namespaceName } = workload.stack;
    const inAmbient = istio?.ambient !== undefined;
    checkCall({ path: this.path, cluster, ports: own, inMesh: istio !== undefined, inAmbient }, caller, ports);
    this.graph.addCaller(caller, ports);
    CallTimes.of(workload).call(caller.path, this.path);
    if (inAmbient) {
      return wayTo({ istio, waypoint: this.waypoint, namespace: namespaceName, selector }, ports);
    }
    return {
      to: [podsIn(namespaceName, selector)],
      ports: ports.map(({ number, _transport }) => policyPort(number, _transport)),
    };
  }

  /** The waypoint that looks into its requests; undefined where none does. */
  public get waypoint(): WaypointRef | undefined {
    const { workload, istio, ports } = this.end;
    return istio && ports.length > 0
      ? waypointOf(istio, workload.stack.namespaceName, workload.workloadName)
      : undefined;
  }

  private throughWaypoint() {
    const { waypoint } = this;
    const { stack } = this.end.workload;
    return (
      waypoint && {
        waypoint,
        admitAtWaypoint: (peer: k8s.NetworkPolicyPeer) => stack._waypoints!.admit(waypoint, peer),
      }
    );
  }

  private get path(): string {
    return this.end.workload.node.path;
  }

  private get principal(): string | undefined {
    const { workload, istio } = this.end;
    return istio && `${istio.trustDomain}/ns/${workload.stack.namespaceName}/sa/${workload.workloadName}`;
  }

  private routable(port: number): Port {
    const own = this.end.ports.filter(isStream);
    const asked = own.find(({ number }) => number === port);
    if (!asked) {
      const numbers = own.map(({ number }) => number).join(', ');
      throw new Error(`[${this.path}] a route leads to its port ${port}, and it has ${numbers}`);
    }
    return asked;
  }

  private caller(): Caller {
    const { workload, owner, selector, zones, istio } = this.end;
    const { stack, plannedReplicas } = workload;
    return {
      replicas: { planned: plannedReplicas, zones },
      path: this.path,
      cluster: stack.cluster,
      owner,
      selector,
      principal: this.principal,
      ...(istio?.ambient && { inAmbient: true }),
      ...(istio?.egress && { egress: istio.egress }),
      ...(istio?.scoped && {
        declareNetwork: (cidr: string, port: number) => ExternalHosts.of(stack).declareNetwork(cidr, port),
      }),
      declareHost: (host, port, protocol) => ExternalHosts.of(stack).declare(this.path, host, port, protocol),
    };
  }
}
