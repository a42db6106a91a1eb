import { ApiObject, Size } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { CallGraph } from './call-graph';
import { Caller, ICallTarget } from './call-target';
import { graceSeconds, podTemplate } from './pod-template';
import { Port } from './port';
import { Sizing } from './sizing';
import { Subsets } from './subsets';
import { checkWorkload } from './workload-checks';
import { WorkloadProps } from './workload-props';
import { SurviveLevel } from '../capacity/model';
import { selectorLabels } from '../manifest/labels';
import { namespaced, Owner } from '../manifest/metadata';
import { labelValue } from '../manifest/names';
import { pathOf, Problems } from '../manifest/problems';
import { Planner } from '../planner/planner';
import { WorkloadHint } from '../planner/reading/description';
import { AutonomousStack } from '../platform/autonomous-stack';
import { IstioSettings } from '../platform/mesh';
import { port as policyPort, podsIn } from '../platform/network-policies';
import { IRouteTarget } from '../platform/route-target';

/** What a kind of workload adds to the common parts. */
interface WorkloadForm {
  readonly clustered: boolean;
  readonly revisionLabel?: string;
  readonly volumeMounts?: readonly k8s.VolumeMount[];
}

/** A long-running workload of a stack: what `Microservice` and `StatefulService` have in common. */
export abstract class Workload extends Construct implements IRouteTarget, ICallTarget {
  /** Name of all its objects. */
  public readonly workloadName: string;
  /** The stack that it is in. */
  public readonly stack: AutonomousStack;
  /** Replicas that run at steady. */
  public readonly plannedReplicas: number;
  /** The ServiceAccount; no token is mounted. */
  public readonly serviceAccount: ApiObject;
  /** The Service; undefined where there are no ports. */
  public readonly service?: ApiObject;
  /** The PodDisruptionBudget. */
  public readonly podDisruptionBudget: ApiObject;
  /** @internal */
  protected readonly _owner: Owner;
  /** @internal */
  protected readonly _selector: Record<string, string>;
  /** @internal */
  protected readonly _sizing: Sizing;
  private readonly ports: readonly Port[];
  private readonly survive: SurviveLevel;
  private readonly istio?: IstioSettings;
  private readonly subsets?: Subsets;
  private graph?: CallGraph;

  protected constructor(
    scope: Construct,
    id: string,
    private readonly props: WorkloadProps,
  ) {
    super(scope, id);
    this.stack = AutonomousStack.containing(this);
    const { cluster, mesh, namespaceName, _owner } = this.stack;
    this.workloadName = id;
    this.ports = props.ports ?? [];
    this.survive = (props.survive ?? cluster.survive)._level;
    this.istio = (props.inMesh ?? true) ? mesh._istio : undefined;
    this._owner = _owner;
    this._selector = selectorLabels(id, namespaceName);
    const problems = new Problems(pathOf(scope, id));
    checkWorkload(problems, this.stack, id, props);
    this._sizing = props.replicas._size({
      path: this.node.path,
      problems,
      survive: this.survive,
      zones: cluster.zones.length,
      caps: cluster._caps,
    });
    problems.raise();
    this.plannedReplicas = this._sizing.planned;
    this.serviceAccount = new k8s.KubeServiceAccount(this, 'ServiceAccount', {
      metadata: namespaced('ServiceAccount', id, _owner, this._selector),
      automountServiceAccountToken: false,
    });
    this.service = this.ports.length > 0 ? this.emitService() : undefined;
    this.subsets =
      this.service && this.istio
        ? new Subsets(this, 'DestinationRule', id, this.dnsName, _owner, this._sizing)
        : undefined;
    this.podDisruptionBudget = new k8s.KubePodDisruptionBudget(this, 'PodDisruptionBudget', {
      metadata: namespaced('PodDisruptionBudget', id, _owner, this._selector),
      spec: {
        maxUnavailable: k8s.IntOrString.fromNumber(1),
        selector: { matchLabels: this._selector },
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      },
    });
  }

  /** Full DNS name of its Service. */
  public get dnsName(): string {
    return `${this.workloadName}.${this.stack.namespaceName}.svc.cluster.local`;
  }

  /** Port that routes lead to: the first one. */
  public get routePort(): number {
    if (this.ports.length === 0) {
      throw new Error(
        `[${this.node.path}] ports: a route needs a port, the workload has none; add one, for example Port.http(8080)`,
      );
    }
    return this.ports[0].number;
  }

  /** Names of its subsets. */
  public get subsetNames(): string[] {
    return this.subsets?.names ?? [];
  }

  /** Names the pods that carry these labels, so that routes can split traffic between them and others. Needs a mesh. */
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
   */
  public calls(target: ICallTarget): void {
    this.graph!.addEgress(target._calledBy(this.caller()));
  }

  /** Lets the ingress gateway of the mesh call it; `stack.route` does this. */
  public allowIngress(): void {
    if (!this.istio) {
      throw new Error(`[${this.node.path}] a route leads to it, and it has no sidecar; inMesh: true, or no route`);
    }
    this.graph!.allowIngressGateway();
  }

  /** @internal */
  public _calledBy(caller: Caller): k8s.NetworkPolicyEgressRule {
    const problems = new Problems(caller.path);
    problems.check(
      caller.cluster === this.stack.cluster,
      'calls',
      this.node.path,
      `runs in cluster ${this.stack.cluster.clusterName}, the caller in ${caller.cluster.clusterName}`,
      'call it through a route and Peer.host(...)',
    );
    problems.check(
      this.ports.length > 0,
      'calls',
      this.node.path,
      'has no port that can be called',
      'add one to its ports',
    );
    problems.check(
      !(this.istio && caller.principal === undefined),
      'calls',
      this.node.path,
      'takes only mutual TLS, the caller has no sidecar',
      'inMesh: true on the caller, or inMesh: false on both',
    );
    problems.raise();
    this.graph!.addCaller(caller);
    return {
      to: [podsIn(this.stack.namespaceName, this._selector)],
      ports: this.ports.map(({ number }) => policyPort(number)),
    };
  }

  /** @internal */
  protected _connect(clustered: boolean): void {
    const { monitoringNamespace } = this.stack;
    this.graph = new CallGraph(this, 'Calls', {
      name: this.workloadName,
      owner: this._owner,
      selector: this._selector,
      ports: this.ports,
      metricsPort: this.props.metricsPort,
      monitoringNamespace,
      istio: this.istio,
      principal: this.principal(),
      clustered,
    });
  }

  /** @internal */
  protected _template(form: WorkloadForm): k8s.PodTemplateSpec {
    const { props } = this;
    const allPorts = [
      ...this.ports,
      ...(props.metricsPort && !this.ports.includes(props.metricsPort) ? [props.metricsPort] : []),
    ];
    return podTemplate({
      name: this.workloadName,
      labels: {
        ...this._labels(),
        ...(this.stack.mesh._istio && !this.istio && { 'sidecar.istio.io/inject': 'false' }),
      },
      annotations: { ...this.istio?.sidecarAnnotations, ...this.scrapeAnnotations() },
      selector: this._selector,
      image: props.image,
      resources: props.resources,
      ports: allPorts,
      health: props.health,
      startupSeconds: props.startup?.toSeconds({ integral: false }),
      env: props.env ?? {},
      command: props.command,
      args: props.args,
      scratch: props.scratch ?? Size.mebibytes(64),
      volumeMounts: form.volumeMounts ?? [],
      graceSeconds: graceSeconds(props.replicas._objectiveSeconds, props.grace),
      priorityClassName: props.priority?.priorityName,
      nodeLabels: props.nodeLabels ?? {},
      tolerates: props.tolerates ?? [],
      survive: this.survive,
      zones: this.stack.cluster.zones.length,
      replicated: Math.max(this._sizing.planned, this._sizing.max ?? 0) > 1,
      revisionLabel: form.revisionLabel,
    });
  }

  /**
   * Labels of the workload and its pods.
   * @internal
   */
  protected _labels(): Record<string, string> {
    const { labels } = this._owner;
    return {
      'app.kubernetes.io/part-of': this._owner.partOf,
      'app.kubernetes.io/managed-by': 'cdk8s-autonomous',
      ...labels,
      ...this._selector,
      'app.kubernetes.io/version': labelValue(this.props.image.shortVersion),
    };
  }

  /**
   * Tells the planner what the manifest does not say.
   * @internal
   */
  protected _describe(object: ApiObject, more: Partial<WorkloadHint> = {}): void {
    const { needed, degraded, reason, findings } = this._sizing;
    Planner.of(this).describe(object, () => ({ path: this.node.path, needed, degraded, reason, findings, ...more }));
  }

  private caller(): Caller {
    return {
      path: this.node.path,
      name: this.workloadName,
      cluster: this.stack.cluster,
      owner: this._owner,
      selector: this._selector,
      principal: this.principal(),
      declareHost: (host, port) => this.graph!.declareHost(host, port),
    };
  }

  private principal(): string | undefined {
    return this.istio && `${this.istio.trustDomain}/ns/${this.stack.namespaceName}/sa/${this.workloadName}`;
  }

  /** Istio's sidecar reads them and serves the metrics outside mutual TLS; plain Prometheus set-ups know them too. */
  private scrapeAnnotations(): Record<string, string> {
    const { metricsPort, metricsPath = '/metrics' } = this.props;
    if (!metricsPort) {
      return {};
    }
    return {
      'prometheus.io/path': metricsPath,
      'prometheus.io/port': String(metricsPort.number),
      'prometheus.io/scrape': 'true',
    };
  }

  private emitService(): ApiObject {
    return new k8s.KubeService(this, 'Service', {
      metadata: namespaced('Service', this.workloadName, this._owner, this._selector),
      spec: {
        type: 'ClusterIP',
        selector: this._selector,
        ports: this.ports.map(({ name, number, appProtocol }) => ({
          name,
          port: number,
          targetPort: k8s.IntOrString.fromString(name),
          protocol: 'TCP',
          appProtocol,
        })),
      },
    });
  }
}
