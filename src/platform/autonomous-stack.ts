import { ApiObject, Chart, Size } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { groupIn } from './group';
import { HarborRegistry } from './harbor-registry';
import { Ingress } from './ingress';
import { countNodeParts } from './istio/ambient/node-parts';
import { waypointOf } from './istio/ambient/waypoint-ref';
import { Waypoints } from './istio/ambient/waypoints';
import { analyse } from './istio/analysis/analysis';
import { checkCallRoute, emitCallRoute } from './istio/call-routes';
import { checkRoutes } from './istio/route-checks';
import { denyAll, strictPeerAuthentication } from './istio/security';
import { emitSidecarScope } from './istio/sidecar-scope';
import { Mesh } from './mesh';
import { mirrorIn } from './mirrors/nearest';
import { allowControlPlane, allowDns, allowProbes, defaultDeny } from './network-policies';
import { PodSecurity } from './pod-security';
import { checkCallOptions, checkRouteProps } from './route';
import { CallRouteOptions, RouteOptions, RouteShare } from './route-options';
import { IRouteTarget } from './route-target';
import { checkConflicts } from './routes/conflicts';
import { noteRoute, noteTimes } from './routes/route-flows';
import { checkStream, checkTlsRoute } from './routes/stream-checks';
import { TcpRouteOptions, TlsRouteOptions } from './routes/stream-route-options';
import { quotaAmounts, quotaOf } from './stack-quota';
import { Tenant } from './tenant/tenant';
import { Tenants } from './tenant/tenants';
import { ClusterPlan } from '../capacity/plan';
import { Cluster } from '../cluster/cluster';
import { Environment } from '../cluster/environment/environment';
import { ArgoDelivery } from '../delivery/argo-delivery';
import { DeliveryStage } from '../delivery/delivered-chart';
import { bytesOf, millisOf } from '../manifest/amounts';
import { kubeObject } from '../manifest/k8s/kube-object';
import { clusterScoped, namespaced, Owner } from '../manifest/metadata';
import { checkDnsLabel, checkOwnLabels } from '../manifest/names';
import { manifestsIn } from '../manifest/objects';
import { podSecurityLabels } from '../manifest/pod-security';
import { pathOf, Problems } from '../manifest/problems';
import { quantities } from '../manifest/quantities';
import { ofAnotherCopy } from '../planner/other-copy';
import { Planner } from '../planner/planner';
import { checked } from '../props/checked';
import { DataFlows } from '../protection/data-flows';
import { Residency } from '../protection/residency';
import { Cpu } from '../units/cpu';

/** What a stack is attached to. */
export interface AutonomousStackProps {
  /** The cluster that it runs in. */
  readonly cluster: Cluster;
  /**
   * Namespace of its objects.
   * @default - the id of the stack
   */
  readonly namespace?: string;
  /**
   * Whose it is: its people work in the namespace, its share holds for the quota, and its project admits the Application.
   * @default - nobody's: it is of the platform, which all tenants may call
   */
  readonly tenant?: Tenant;
  /**
   * The environment that it is of, where it is another one than that of its cluster.
   * @default - that of the cluster
   */
  readonly environment?: Environment;
  /**
   * Under which law data are that are in it, where it is another one than that of its cluster.
   * @default - that of the cluster
   */
  readonly residency?: Residency;
  /**
   * Service mesh of its workloads.
   * @default Mesh.none()
   */
  readonly mesh?: Mesh;
  /**
   * The only registry that its images may come from. Where it is a mirror, images of the original come from it, with its pull secret: their projects have to
   * be copied to it.
   * @default - any
   */
  readonly registry?: HarborRegistry;
  /**
   * Delivers the stack with Argo CD.
   * @default - not delivered
   */
  readonly delivery?: ArgoDelivery;
  /**
   * Namespace of the Prometheus that scrapes the workloads' metrics ports.
   * @default 'monitoring'
   */
  readonly monitoringNamespace?: string;
  /**
   * What the pods of the namespace may do at most. `PRIVILEGED` only where pods work with the hardware of edge nodes: give these a
   * stack of their own.
   * @default PodSecurity.RESTRICTED
   */
  readonly podSecurity?: PodSecurity;
  /**
   * Labels of all its objects, for example `{ owner: 'telematics', release: '2026.11' }`. Pods do not get them: they may change with every release.
   * @default - none
   */
  readonly labels?: Record<string, string>;
  /**
   * Labels of all its pods, for example `{ 'cost-centre': '4711' }`. When one changes, all workloads of the stack are rolled out at the same time.
   * @default - none
   */
  readonly podLabels?: Record<string, string>;
}

/** Defaults for containers of the namespace that ask for nothing themselves (ours always do); the limit is at least what any of them requests. */
const CONTAINER_DEFAULTS = {
  cpuRequest: Cpu.millis(100),
  memoryRequest: Size.mebibytes(128),
  memoryLimit: Size.mebibytes(256),
};

/** All stacks: every cdk8s chart passes for an instance of any subclass of Chart, so `instanceof` cannot tell them. */
const STACKS = new WeakSet<IConstruct>();

/**
 * The services of one team or product in one cluster: one chart, one namespace, one Argo CD Application.
 *
 * Emits the Namespace with pinned Pod Security labels, a ResourceQuota at the most that the plan needs in any scenario, a
 * LimitRange, network policies that deny everything but DNS, and with Istio strict mutual TLS and a default deny. Objects in it that name no
 * namespace are of its namespace; kinds without a namespace keep none.
 *
 * @example
 * const shop = new AutonomousStack(app, 'shop', { cluster, registry, delivery, labels: { owner: 'shop-team' } });
 * const cart = new Microservice(shop, 'cart', {
 *   image: registry.image('shop/cart', { tag: '2.0.1' }),
 *   ports: [Port.http(8080)],
 *   resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) },
 *   replicas: Replicas.fixed(2),
 * });
 * cart.calls(Peer.host('payments.example.com', 443));
 */
@checked
export class AutonomousStack extends Chart {
  /**
   * The stack that a construct is in.
   * @param construct Something in a stack.
   * @throws when it is in none
   */
  public static containing(construct: IConstruct): AutonomousStack {
    const stack = construct.node.scopes.reverse().find((scope): scope is AutonomousStack => STACKS.has(scope));
    if (!stack) {
      if (construct.node.scopes.some((scope) => scope.constructor.name === AutonomousStack.name)) {
        throw ofAnotherCopy(construct.node.path, 'the stack that it is in');
      }
      throw new Error(
        `[${construct.node.path}] must be in an AutonomousStack: create it with a stack, or a construct in a stack, as its scope`,
      );
    }
    return stack;
  }

  /** The cluster that the stack runs in. */
  public readonly cluster: Cluster;
  /** The environment that it is of; undefined where nothing is demanded. */
  public readonly environment?: Environment;
  /** Under which law data are that are in it; undefined where nobody said. */
  public readonly residency?: Residency;
  /** Whose it is; undefined where it is of the platform. */
  public readonly tenant?: Tenant;
  /** Namespace of its objects. */
  public readonly namespaceName: string;
  /** The Namespace. */
  public readonly namespaceObject: ApiObject;
  /** The LimitRange. */
  public readonly limitRange: ApiObject;
  /** The ResourceQuota. */
  public readonly resourceQuota: ApiObject;
  /** Service mesh of its workloads. */
  public readonly mesh: Mesh;
  /** The only registry that its images may come from; undefined where any may serve. */
  public readonly registry?: HarborRegistry;
  /** Namespace of the Prometheus that scrapes its workloads. */
  public readonly monitoringNamespace: string;
  /** What the pods of the namespace may do at most. */
  public readonly podSecurity: PodSecurity;
  /** @internal */
  public readonly _owner: Owner;
  /** @internal */
  public readonly _delivery?: ArgoDelivery;
  /** @internal */
  public _waypoints?: Waypoints;
  private ingress?: Ingress;

  /**
   * @param scope App that it is in.
   * @param id Name of the stack, and of its namespace where none is given.
   * @param props Cluster, namespace, mesh, quota, and what all its workloads share.
   */
  public constructor(scope: Construct, id: string, props: AutonomousStackProps) {
    super(scope, id, { disableResourceNameHashes: true });
    this.cluster = props.cluster;
    this.environment = props.environment ?? props.cluster.environment;
    this.residency = props.residency ?? props.cluster.residency;
    this.tenant = props.tenant;
    this.namespaceName = props.namespace ?? id;
    this.mesh = props.mesh ?? Mesh.none();
    this.registry = props.registry;
    this.monitoringNamespace = props.monitoringNamespace ?? 'monitoring';
    this.podSecurity = props.podSecurity ?? PodSecurity.RESTRICTED;
    this._delivery = props.delivery;
    this._owner = { partOf: id, namespace: this.namespaceName, labels: props.labels, podLabels: props.podLabels };
    const problems = new Problems(pathOf(scope, id));
    checkDnsLabel(problems, 'name', id);
    checkDnsLabel(problems, 'namespace', this.namespaceName);
    checkDnsLabel(problems, 'monitoringNamespace', this.monitoringNamespace);
    checkOwnLabels(problems, 'labels', props.labels ?? {});
    checkOwnLabels(problems, 'podLabels', props.podLabels ?? {});
    this.tenant?._checkStack(problems, this.cluster);
    const istio = this.mesh._istio;
    const taken = ['default', 'kube-system', 'kube-public', 'kube-node-lease', this.monitoringNamespace];
    const notOurs = [...taken, ...(istio ? [istio.controlPlaneNamespace, istio.ingressNamespace] : [])];
    problems.check(
      !notOurs.includes(this.namespaceName),
      'namespace',
      this.namespaceName,
      'belongs to the platform',
      'a namespace of its own',
    );
    problems.check(
      props.cluster.node.root === this.node.root,
      'cluster',
      props.cluster.node.path,
      'is in another app',
      'a cluster of the same app',
    );
    problems.raiseFor(this);
    STACKS.add(this);
    Planner.of(this).livesIn(this, this.namespaceName);
    this.namespaceObject = this.emitNamespace();
    this.limitRange = this.emitLimitRange();
    this.resourceQuota = this.emitQuota();
    defaultDeny(this, this._owner);
    allowDns(this, this._owner, this.cluster);
    this.emitMesh();
    Tenants.of(this).addStack(this);
    this.tenant?._emitIn(this);
    this.registry?._emitLogin(this, this._owner);
    if (this.registry) {
      Planner.of(this).mirrorsImages(this, mirrorIn(this.node.root, this.registry));
    }
    this.cluster._isOf(props.environment, this);
    this.cluster.include(this);
    this.cluster._checkOnce('routes', () => checkRoutes(this.cluster._charts(), this.cluster._counted()));
    this.cluster._checkOnce('mesh', () => analyse(this.cluster._charts(), this.cluster._counted()));
    this.cluster._checkOnce('conflicts', () => checkConflicts(this.cluster._charts()));
    props.delivery?._deliver(this, {
      cluster: this.cluster.clusterName,
      stack: id,
      namespace: this.namespaceName,
      stage: DeliveryStage.STACK,
      ...(this.tenant && { tenant: this.tenant._project }),
    });
  }

  /**
   * Routes requests for a host from the ingress gateway to a service. The gateway ends TLS (1.2 or newer) with the certificate of
   * the host and sends plain HTTP requests on to HTTPS.
   * @param host Name that clients ask for, without a wildcard.
   * @param target Service that answers.
   * @param options Time limit, retries, and which requests of the host it takes.
   */
  public route(host: string, target: IRouteTarget, options: RouteOptions = {}): void {
    this.splitRoute(host, [{ target, weight: 100 }], options);
  }

  /**
   * Splits the requests for a host by weight, over services or over subsets of one.
   * @param host Name that clients ask for, without a wildcard.
   * @param shares Who gets how much of the requests.
   * @param options Time limit, retries, and which requests of the host it takes.
   */
  public splitRoute(host: string, shares: RouteShare[], options: RouteOptions = {}): void {
    const problems = new Problems(`${this.node.path} route`);
    const istio = this.mesh._istio;
    problems.check(
      istio !== undefined,
      'host',
      host,
      'needs a mesh with an ingress gateway',
      'mesh: Mesh.istio() on the stack',
    );
    problems.check(
      istio?.ingressPorts.includes(443) ?? true,
      'host',
      host,
      `needs port 443, and the gateway's Service lists ${istio?.ingressPorts.join(', ')}`,
      'ingressPorts of the mesh',
    );
    checkRouteProps(problems, host, shares, options, this.environment);
    for (const { target } of shares) {
      problems.check(
        typeof target?._allowIngress === 'function',
        'target',
        target,
        'must be a Microservice or StatefulService',
      );
    }
    problems.raise();
    for (const { target } of shares) {
      target._allowIngress(istio!, undefined, options.jwt);
    }
    options.mirror?.target._allowIngress(istio!, undefined, options.jwt);
    noteTimes(
      this,
      `route ${host}`,
      shares.map(({ target }) => target),
      options,
    );
    noteRoute(
      this,
      host,
      shares.map(({ target }) => target),
      options.mirror?.target,
    );
    this.ingress ??= new Ingress(this, 'Ingress', this._owner, istio!);
    this.ingress.add(problems, host, shares, options);
  }

  /**
   * Says how calls inside the mesh reach a service of the stack: how long they may take, and how often they are tried. Emits a VirtualService, and in ambient
   * mode an HTTPRoute for the waypoint.
   * @param target Service that is called.
   * @param options Time limit, tries, copies.
   */
  public routeCalls(target: IRouteTarget, options: CallRouteOptions): void {
    const problems = new Problems(`${this.node.path} routeCalls`);
    const istio = this.mesh._istio;
    checkCallOptions(problems, options, this.environment);
    checkCallRoute(problems, istio, this.namespaceName, target, options);
    problems.raise();
    const scope = groupIn(this, 'Calls');
    const [name] = target.dnsName.split('.');
    problems.check(!scope.node.tryFindChild(`calls-${name}`), 'target', target.node.path, 'has it said already');
    problems.raise();
    emitCallRoute(scope, this._owner, istio!, target, options);
    noteTimes(this, 'calls in the mesh', [target], options);
    if (options.mirror) {
      options.mirror.target._allowCopiesOf?.(target);
      DataFlows.of(this).flow(target, options.mirror.target, 'is mirrored to');
    }
  }

  /**
   * Routes TLS connections for a host from the ingress gateway to a service, such as those of vehicles to a broker. Where TLS ends in the service,
   * the gateway sees nothing but the host. The Service of the gateway has to list the port (`ingressPorts` of the mesh).
   * @param host Name that clients ask for in the handshake (SNI).
   * @param target Service that the connections go to.
   * @param options Which of its ports, and who ends TLS.
   */
  public routeTls(host: string, target: IRouteTarget, options: TlsRouteOptions = {}): void {
    const problems = new Problems(`${this.node.path} routeTls`);
    checkTlsRoute(problems, host, options);
    this.ingressFor(problems, options.gatewayPort ?? 443, target, options).addTls(problems, host, target, options);
    noteRoute(this, host, [target]);
  }

  /**
   * Routes all connections to a port of the ingress gateway to a service. Without TLS there is no host to tell two services apart: one port, one
   * service, in all stacks of the cluster. The Service of the gateway has to list the port (`ingressPorts` of the mesh).
   * @param gatewayPort Port of the gateway.
   * @param target Service that the connections go to.
   * @param options Which of its ports, and which gateway.
   */
  public routeTcp(gatewayPort: number, target: IRouteTarget, options: TcpRouteOptions = {}): void {
    const problems = new Problems(`${this.node.path} routeTcp`);
    this.ingressFor(problems, gatewayPort, target, options).addTcp(problems, gatewayPort, target, options);
    noteRoute(this, `${gatewayPort}`, [target]);
  }

  /** The ingress of the stack, for a route on a port of the gateway. */
  private ingressFor(problems: Problems, gatewayPort: number, target: IRouteTarget, options: TcpRouteOptions): Ingress {
    checkStream(problems, this.mesh._istio, gatewayPort, target);
    problems.raise();
    target._allowIngress(this.mesh._istio!, options.port);
    this.ingress ??= new Ingress(this, 'Ingress', this._owner, this.mesh._istio!);
    return this.ingress;
  }

  private emitNamespace(): ApiObject {
    const labels = {
      ...podSecurityLabels(this.podSecurity, this.cluster.kubernetesVersion.version),
      ...this.mesh._istio?.namespaceLabels,
      ...this.tenant?._labels,
    };
    return kubeObject(this, 'Namespace', 'Namespace', {
      // Deleting a namespace deletes everything in it: Argo CD asks first.
      metadata: clusterScoped('Namespace', this.namespaceName, this._owner, labels, {
        'argocd.argoproj.io/sync-options': 'Delete=confirm,Prune=confirm',
      }),
    });
  }

  private emitLimitRange(): ApiObject {
    const { cpuRequest, memoryRequest, memoryLimit } = CONTAINER_DEFAULTS;
    const planner = Planner.of(this);
    const range = kubeObject(this, 'LimitRange', 'LimitRange', {
      metadata: namespaced('LimitRange', 'defaults', this._owner),
      spec: {
        limits: [
          {
            type: 'Container',
            default: planner.planned(this.cluster, ({ model }) =>
              quantities({ memory: model.memoryLimits?.[this.namespaceName] ?? bytesOf(memoryLimit) }),
            ),
            defaultRequest: quantities({ cpu: millisOf(cpuRequest), memory: bytesOf(memoryRequest) }),
          },
        ],
      },
    });
    planner.describe(range, () => ({ path: range.node.path, leastMemoryLimit: bytesOf(memoryLimit) }));
    return range;
  }

  private emitQuota(): ApiObject {
    return kubeObject(this, 'ResourceQuota', 'ResourceQuota', {
      metadata: namespaced('ResourceQuota', 'plan', this._owner),
      spec: {
        hard: Planner.of(this).planned(this.cluster, (plan) => quotaOf(plan, this.namespaceName, this.queueNames())),
      },
    });
  }

  /**
   * What its ResourceQuota admits, by the names that it has there.
   * @internal
   */
  public _quotaIn(plan: ClusterPlan): Readonly<Record<string, number>> {
    return quotaAmounts(plan, this.namespaceName, this.queueNames());
  }

  /** Names of the ClusterQueues that LocalQueues of its namespace lead to, whoever made these. */
  private queueNames(): string[] {
    return manifestsIn(this.cluster._charts())
      .filter(
        ({ group, kind, namespace }) =>
          group === 'kueue.x-k8s.io' && kind === 'LocalQueue' && namespace === this.namespaceName,
      )
      .flatMap(({ json }) => (json() as { spec?: { clusterQueue?: string } }).spec?.clusterQueue ?? []);
  }

  private emitMesh(): void {
    const istio = this.mesh._istio;
    if (!istio) {
      return;
    }
    strictPeerAuthentication(this, 'PeerAuthentication', this._owner);
    denyAll(this, 'DenyAll', this._owner);
    if (!istio.ambient) {
      allowControlPlane(this, this._owner, istio.controlPlaneNamespace);
      istio.egress?._countIn(this.cluster, this.node.path);
      if (istio.scoped) {
        emitSidecarScope(this, this._owner, istio);
      }
      return;
    }
    allowProbes(this, this._owner);
    countNodeParts(this.cluster, this.node.path, istio);
    const { waypoint } = istio.ambient;
    if (waypoint !== 'none') {
      this._waypoints = new Waypoints(this, 'Waypoints', this._owner, istio, this.monitoringNamespace);
    }
    if (waypoint === 'namespace') {
      this._waypoints!.add(waypointOf(istio, this.namespaceName, '')!);
    }
  }
}
