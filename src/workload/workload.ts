import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { withAccelerator } from './accelerated';
import { noteCall, noteData, placeOf } from './calls/call-flows';
import { ICallTarget } from './calls/call-target';
import { Caller } from './calls/caller';
import { Exposure, loadBalancer } from './calls/exposure';
import { hostsFor } from './calls/hosts';
import { Origin } from './calls/origin';
import { WorkloadTraffic } from './calls/workload-traffic';
import { isObserved } from './observed/latency-bounds';
import { ObservedWorkload } from './observed/observed-workload';
import { emitClaim } from './pod/device-claim';
import { AutonomousStack } from '../platform/autonomous-stack';
import { IRouteTarget } from '../platform/route-target';
import { emitIdentity } from './pod/identity/identity-objects';
import { ownPlaces } from './pod/owned-places';
import { WorkloadPod } from './pod/patch/workload-pod';
import { PodScope } from './pod/pod-checks';
import { graceSeconds, progressSeconds } from './pod/pod-template';
import { Port, PortProtocol } from './pod/port';
import { steer } from './pod/steering';
import * as k8s from '../manifest/k8s/types';
import { Owner, podLabels } from '../manifest/metadata';
import { objectsIn } from '../manifest/objects';
import { Uses } from './pod/use/uses';
import { addYoungFields } from './pod/young-fields';
import { Sizing } from './sizing/sizing';
import { emitBudget } from './spot/part-budget';
import { hintOf } from './workload-hint';
import { WorkloadProps } from './workload-props';
import { Finding, SurviveLevel } from '../capacity/model';
import { selectorLabels } from '../manifest/labels';
import { helperFindings, helperPorts, helperStartups } from './pod/helpers/pod-helpers';
import { isReplicated, WorkloadForm, workloadPods } from './pod/workload-pods';
import { servicePorts } from './service/service-ports';
import { unevenCallers } from './sizing/uneven-callers';
import { checkSpot, surviveOf, withSpot } from './spot/spot-nodes';
import { checkWorkload } from './workload-checks';
import { pathOf, Problems } from '../manifest/problems';
import { mountsOfPod, refuseExclusive } from './pod/volumes/mount-checks';
import { Subsets } from './subsets';
import { Planner } from '../planner/planner';
import { affinityFindings, checkService, emitService } from './service/workload-service';
import { Locality } from './sizing/locality';
import { ServicePart, serviceParts, wholeService } from './spot/service-parts';
import { WorkloadHint } from '../planner/reading/description';
import { IstioSettings } from '../platform/istio/settings';
import { CallTimes } from '../platform/routes/call-times';
import { Jwt } from '../platform/routes/options/jwt';
import { checked } from '../props/checked';
import { FlowPlace } from '../protection/flow-place';

/**
 * A long-running workload of a stack: what `Microservice` and `StatefulService` have in common.
 *
 * @example
 * const cart = new Microservice(stack, 'cart', { image, resources, replicas, ports: [Port.http(8080)] });
 * const web = new Microservice(stack, 'web', { image, resources, replicas, ports: [Port.http(8080)] });
 * web.calls(cart);
 * web.admits(Origin.pods({ namespace: 'ingress-nginx' }));
 * cart.calls(Peer.cidr('10.20.0.0/16', 5432));
 */
@checked
export abstract class Workload extends Construct implements IRouteTarget, ICallTarget {
  /** Name of all its objects. */
  public readonly workloadName: string;
  /** The stack that it is in. */
  public readonly stack: AutonomousStack;
  /** Replicas that run at steady. */
  public readonly plannedReplicas: number;
  /** The ServiceAccount. */
  public readonly serviceAccount: ApiObject;
  /** The Service; undefined where there are no ports. */
  public readonly service?: ApiObject;
  /** The PodDisruptionBudget. */
  public readonly podDisruptionBudget: ApiObject;
  /** @internal */
  protected readonly _props: WorkloadProps;
  /** @internal */
  protected readonly _owner: Owner;
  /** @internal */
  protected readonly _selector: Record<string, string>;
  /** @internal */
  protected readonly _sizing: Sizing;
  /**
   * Replicas that have a controller of their own: most often all of them.
   * @internal
   */
  protected readonly _parts: readonly ServicePart[];
  private readonly ports: readonly Port[];
  private readonly survive: SurviveLevel;
  private readonly zones: readonly string[];
  private readonly istio?: IstioSettings;
  private readonly subsets?: Subsets;
  private readonly podAccess = WorkloadPod._of(this, () => objectsIn([this]));
  private readonly uses: Uses;
  private readonly traffic: WorkloadTraffic;

  protected constructor(scope: Construct, id: string, given: WorkloadProps) {
    super(scope, id);
    this.stack = AutonomousStack.containing(this);
    this._selector = selectorLabels(id, this.stack.namespaceName);
    this.uses = new Uses({ construct: this, stack: this.stack, name: id, selector: this._selector }, given.uses);
    const props = withSpot(withAccelerator(this.uses.over(given)), this.stack.cluster);
    this._props = props;
    const { cluster, mesh, _owner } = this.stack;
    this.workloadName = id;
    this.ports = [...(props.ports ?? []), ...helperPorts(props)];
    this.survive = surviveOf(props, cluster.survive)._level;
    this.zones = props.zones ?? cluster.zones;
    this.istio = (props.inMesh ?? true) ? mesh._istio : undefined;
    this._owner = _owner;
    this.traffic = new WorkloadTraffic({
      workload: this,
      owner: _owner,
      selector: this._selector,
      ports: this.ports,
      zones: this.zones.length,
      istio: this.istio,
    });
    const problems = new Problems(pathOf(scope, id));
    checkWorkload(problems, this.stack, id, props, this._podScope, this._peerPorts);
    this.uses.check(problems, given);
    const { _locality: locality } = this;
    const sizing = props.replicas._size({
      path: this.node.path,
      problems,
      survive: this.survive,
      zones: this.zones.length,
      hosts: hostsFor(cluster, props),
      caps: cluster._caps,
      ...(locality && { shares: locality._shares(problems, this.zones) }),
    });
    this._sizing = this._sized(sizing);
    problems.check(
      !props.sheddable || this._sizing.max === undefined,
      'sheddable',
      true,
      'is not for workloads with an autoscaler, which starts no pods that have no place',
    );
    checkSpot(problems, cluster, props, this._onSpotWhole);
    const { planned, max = planned } = this._sizing;
    refuseExclusive(problems, mountsOfPod(props), max, `up to ${max} replicas`);
    checkService(problems, {
      service: props.service,
      chosenBy: [...(locality ? ['locality'] : []), ...(this._routable ? [] : ['canary'])],
      hasPorts: this.ports.length > 0,
    });
    this._check(problems);
    problems.raiseFor(this);
    this._parts = serviceParts(this.stack, wholeService(id, this._selector, props, this._sizing), this.survive);
    this.plannedReplicas = this._sizing.planned;
    this.serviceAccount = emitIdentity(this, id, _owner, this._selector, props.identity);
    this.service =
      this.ports.length > 0
        ? emitService(this, id, _owner, this._selector, this._servicePorts(), props.service)
        : undefined;
    this.emitWaypoint();
    this.subsets =
      this.service && this.istio && !this.istio.ambient
        ? new Subsets(this, 'DestinationRule', id, this.dnsName, _owner, this._sizing, {
            local: locality !== undefined,
            sticky: props.service?.affinity !== undefined,
            ...(this.istio.bounded && { held: () => this.heldByOne() }),
          })
        : undefined;
    [this.podDisruptionBudget] = this._parts.map((part) => emitBudget(this, part, _owner, this._mayGo(part.name)));
  }

  /** Its pods, for what no prop is for. */
  public get pod(): WorkloadPod {
    return this.podAccess;
  }

  /** The NetworkPolicy. */
  public get networkPolicy(): ApiObject {
    return this.traffic.graph.networkPolicy;
  }

  /** The AuthorizationPolicy; undefined outside the mesh, and where nobody calls it. */
  public get authorizationPolicy(): ApiObject | undefined {
    return this.traffic.graph.authorizationPolicy;
  }

  /** The DestinationRule; undefined outside the mesh, and where it has no ports. */
  public get destinationRule(): ApiObject | undefined {
    return this.subsets?.destinationRule;
  }

  /** Full DNS name of its Service. */
  public get dnsName(): string {
    return `${this.workloadName}.${this.stack.namespaceName}.svc.cluster.local`;
  }

  /** Port that routes lead to: the first one. */
  public get routePort(): number {
    return this.traffic.routePort;
  }

  /** Names of its subsets. */
  public get subsetNames(): string[] {
    return this.subsets?.names ?? [];
  }

  /**
   * Names the pods that carry these labels, so that routes can split traffic between them and others. Needs a mesh.
   * @param name Name of the subset.
   * @param labels Labels that its pods have beside the selector.
   */
  public addSubset(name: string, labels: Record<string, string>): void {
    if (!this.subsets) {
      throw new Error(
        `[${this.node.path}] subset '${name}': needs a port and a sidecar; add both, or route to the whole service`,
      );
    }
    this.subsets.add(this.node.path, name, labels);
  }

  /**
   * Allows this workload to call another workload, of this or another stack of the cluster, or a peer outside. Everything that is
   * not declared is denied.
   * @param target what it calls
   * @param ports ports of the other workload that it calls; by default all that it has
   */
  public calls(target: ICallTarget, ports?: Port[]): void {
    this.traffic.calls(target, ports);
    noteCall(this, this.stack, target);
  }

  /**
   * Lets somebody outside the stacks call it, such as pods of a namespace that is no stack. Everything that is not declared is denied.
   * @param origin who calls
   * @param ports ports that it calls; by default all
   */
  public admits(origin: Origin, ports?: Port[]): void {
    this.traffic.admits(origin, ports);
  }

  /**
   * Opens ports to clients outside the cluster by a load balancer, such as those of a broker to vehicles: a Service of type LoadBalancer, named
   * `<workload>-external`. TLS ends in its pods.
   * @param exposure Which ports are open, to whom.
   * @throws where it has a sidecar, which takes only mutual TLS of the mesh
   */
  public exposeOutside(exposure: Exposure = {}): ApiObject {
    const { sourceRanges = ['0.0.0.0/0'], ports = this.ports as Port[] } = exposure;
    this.traffic.admitsRanges(sourceRanges, ports);
    const name = `${this.workloadName}-external`;
    const ids = new Set(ports.map(({ _id }) => _id));
    return loadBalancer(this, name, this._owner, this._selector, {
      ...exposure,
      sourceRanges,
      servicePorts: this._servicePorts(this.ports.filter(({ _id }) => ids.has(_id))),
    });
  }

  /** Whether requests of HTTP or gRPC arrive at the port that routes lead to. */
  public get takesHttp(): boolean {
    return this.traffic.takesHttp;
  }

  /**
   * Lets whatever carries requests from outside in, on a port.
   * @internal
   */
  public _admitOn(controller: Origin, port: number): void {
    this.traffic.admitOn(controller, port);
  }

  /**
   * What is spoken on a port.
   * @internal
   */
  public _protocolOf(port: number): PortProtocol | undefined {
    return this.traffic.protocolOf(port);
  }

  /** @internal */
  public get _answerSeconds(): number | undefined {
    return this._sizing.answerSeconds;
  }

  /**
   * Requests per second that it is sized for, in its busiest hour; 0 where nobody said.
   * @internal
   */
  public get _arrivalsPerSecond(): number {
    return this._props.replicas._arrivalsOf(this._sizing);
  }

  /** @internal */
  public _allowIngress(istio: IstioSettings, port: number = this.routePort, jwt?: Jwt): void {
    this.traffic.allowIngress(istio, port, this._routable, jwt);
  }

  /** @internal */
  public _copyRules(): k8s.NetworkPolicyEgressRule[] {
    return this.traffic.graph.copyRules();
  }

  /** @internal */
  public _allowCopiesOf(called: IRouteTarget): void {
    if (called instanceof Workload) {
      this.traffic.graph.copiesOf(called.traffic.graph);
    }
  }

  /** @internal */
  public get _place(): FlowPlace {
    return placeOf(this, this.stack);
  }

  /** @internal */
  public _calledBy(caller: Caller, ports?: readonly Port[]): k8s.NetworkPolicyEgressRule {
    return this.traffic.calledBy(caller, ports);
  }

  /**
   * Pods that its budget lets go at once: one, or as many as must leave a node at once where there is no other place for them.
   * @internal
   */
  protected _mayGo(name: string): any {
    return Planner.of(this).planned(this.stack.cluster, (plan) => plan.budgets[this._plannedId(name)] ?? 1);
  }

  /**
   * What is watched of it.
   * @internal
   */
  public get _observed(): ObservedWorkload {
    const { _props: props, survive, zones, _parts: parts, _locality: locality } = this;
    const { replicas, metricsPort: port, metricsPath: path = '/metrics' } = props;
    const spread = survive === 'zone' || locality !== undefined;
    const hasSidecar = this.istio !== undefined && this.istio.ambient === undefined;
    return {
      path: this.node.path,
      name: this.workloadName,
      namespace: this.stack.namespaceName,
      ids: parts.map((part) => this._plannedId(part.name)),
      selector: this._selector,
      maker: this._plannedId().includes('/StatefulSet/') ? 'StatefulSet' : 'ReplicaSet',
      parts,
      arrivals: this._arrivalsPerSecond,
      latency: replicas._latency,
      // A waypoint counts requests too; which buckets it has, no pod of the workload says.
      isCounted: hasSidecar && this.takesHttp,
      hasSidecar,
      ...(port && { metrics: { port: port.name, path } }),
      zones: spread && isReplicated(this._sizing) ? zones : [],
    };
  }

  /**
   * Whether its proxies and those of all its callers are watched.
   * @internal
   */
  protected get _isWatched(): boolean {
    const namespaces = this.traffic.graph.callersInMesh.map(({ owner }) => owner.namespace);
    return [this.stack.namespaceName, ...namespaces].every((one) => isObserved(this.stack.cluster, one!));
  }

  /**
   * Times in milliseconds by which callers measure it.
   * @internal
   */
  protected get _measuredTimes(): readonly number[] {
    return [];
  }

  /**
   * Why all of its pods or none are on spot nodes; undefined where a part of them can be.
   * @internal
   */
  protected get _onSpotWhole(): string | undefined {
    return undefined;
  }

  /**
   * Whether calls from outside the mesh reach all versions of it alike.
   * @internal
   */
  protected get _routable(): boolean {
    return true;
  }

  /**
   * The sizing with what only this kind of workload adds.
   * @internal
   */
  protected _sized(sizing: Sizing): Sizing {
    return sizing;
  }

  /**
   * Checks what only this kind of workload has.
   * @internal
   */
  protected abstract _check(problems: Problems): void;

  /**
   * Id of the workload in the plan, or of a part of it.
   * @internal
   */
  protected abstract _plannedId(name?: string): string;

  /**
   * What else its user should know of it.
   * @internal
   */
  protected _remarks(): Finding[] {
    return [];
  }

  /**
   * The way to something, of which others say what goes to and fro.
   * @internal
   */
  protected _opens(target: ICallTarget, ports?: Port[]): void {
    this.traffic.calls(target, ports);
  }

  /** @internal */
  public get _isInMesh(): boolean {
    return this.istio !== undefined;
  }

  /**
   * How calls spread over zones, where they stay in them.
   * @internal
   */
  protected get _locality(): Locality | undefined {
    return undefined;
  }

  /**
   * Ports that nobody but its own pods calls, beside those that others call too.
   * @internal
   */
  protected get _peerPorts(): readonly Port[] | undefined {
    return undefined;
  }

  /**
   * What its pods have beside what every kind has.
   * @internal
   */
  protected get _podScope(): Omit<PodScope, 'name'> {
    return {};
  }

  /** @internal */
  protected _connect(clustered: boolean): void {
    this.traffic.connect(clustered, this._props.metricsPort, this._peerPorts);
    const { planned, max = planned } = this._sizing;
    noteData(this, this.stack, this._props);
    this.uses.connect((target, ports) => this._opens(target, ports), { planned, max });
  }

  /** @internal */
  protected _servicePorts(ports: readonly Port[] = this.ports): k8s.ServicePort[] {
    return servicePorts(ports, helperPorts(this._props));
  }

  /** @internal */
  protected _template(form: WorkloadForm, { props, selector, sizing } = this._parts[0]): k8s.PodTemplateSpec {
    return workloadPods(
      {
        name: this.workloadName,
        props,
        stack: this.stack,
        ports: this._props.ports ?? [],
        istio: this.istio,
        labels: this._labels(selector),
        selector,
        sizing,
        whole: this._sizing,
        survive: this.survive,
        zones: this.zones.length,
        inAllZones: this._locality !== undefined,
        bounds: {
          own: () => (this._props.replicas._latency ? [this._props.replicas._objectiveSeconds * 1000] : []),
          ofCallees: () =>
            this.traffic.targets.flatMap((target) => (target instanceof Workload ? target._measuredTimes : [])),
        },
      },
      form,
    );
  }

  /** @internal */
  protected get _progressSeconds(): number {
    const { replicas, grace, startup } = this._props;
    return progressSeconds(graceSeconds(replicas._objectiveSeconds, grace), [startup, ...helperStartups(this._props)]);
  }

  /**
   * Adds what is younger than the types of objects: how pods drain, and the claim by which they ask for devices.
   * @internal
   */
  protected _complete(...objects: ApiObject[]): void {
    const { resources } = this._props;
    const claim = emitClaim(this, this.workloadName, this._owner, this._selector, resources.accelerator);
    objects.forEach((one) => addYoungFields(one, this.stack.cluster.kubernetesVersion, this._props, claim?.name));
  }

  /**
   * Labels of the workload and its pods.
   * @internal
   */
  protected _labels(selector: Record<string, string> = this._selector): Record<string, string> {
    return podLabels(this._owner, selector, this._props.image.shortVersion);
  }

  /**
   * Tells the planner what the manifest does not say.
   * @internal
   */
  protected _describe(object: ApiObject, more: Partial<WorkloadHint> = {}, part = this._parts[0]): void {
    const id = this._plannedId(part.name);
    const { path } = this.node;
    const { survive, zones, _props: props, _locality: locality } = this;
    const told = { path, props, survive, zones, locality, part };
    Planner.of(this).describe(object, () => ({
      ...hintOf({ ...told, findings: part === this._parts[0] ? this.ownFindings() : [] }),
      ...more,
    }));
    ownPlaces(object, this.stack.cluster, id);
    steer(object, this.stack.cluster, id);
  }

  /** Most calls that one proxy of a caller holds at once; undefined without an objective. */
  private heldByOne(): number | undefined {
    const { answerSeconds } = this._sizing;
    if (answerSeconds === undefined || this._arrivalsPerSecond === 0) {
      return undefined;
    }
    // Any of its callers may make all of the calls; of those whose replicas nobody knows, and of gateways, one proxy may.
    const { callersInMesh, fromGateways } = this.traffic.graph;
    const counts = callersInMesh.map(({ replicas }) => replicas?.planned ?? 1);
    const proxies = Math.max(1, Math.min(...(fromGateways || counts.length === 0 ? [1] : counts)));
    return Math.ceil((1.2 * this._arrivalsPerSecond * answerSeconds) / proxies);
  }

  /** The waypoint of its own, and what leads to it. */
  private emitWaypoint(): void {
    const { waypoint } = this.traffic;
    if (waypoint && this.service && this.istio?.ambient?.waypoint === 'service') {
      this.stack._waypoints!.add(waypoint, this._selector);
      this.service.metadata.addLabel('istio.io/use-waypoint', waypoint.name);
      this.service.metadata.addLabel('istio.io/ingress-use-waypoint', 'true');
    }
  }

  private ownFindings(): Finding[] {
    const { path } = this.node;
    const { callersInMesh } = this.traffic.graph;
    return [
      ...(this._locality?._isEven ? unevenCallers(path, callersInMesh, this.zones.length) : []),
      ...helperFindings(path, this._props, this.stack.cluster.kubernetesVersion, this.istio !== undefined),
      ...affinityFindings(path, this._props.service, this._sizing.reason !== undefined),
      ...CallTimes.of(this).findings(path),
      ...this._remarks(),
    ];
  }
}
