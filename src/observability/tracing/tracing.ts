import { ApiObject, Lazy, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { emitInstrumentation, injection } from './instrumentation';
import { emitMeshSpans, meshProvider, MESH_SPANS } from './mesh-spans';
import { TraceAgent } from './trace-agent';
import { checkCollector, checkTracing } from './trace-checks';
import { queueBytes, secretsOf, traceConfig } from './trace-config';
import { loadText, spansPerSecond, TracedLoad } from './trace-load';
import { TracingProps } from './tracing-props';
import { secondsText } from '../../capacity/forecast/texts';
import { Finding } from '../../capacity/model';
import { sortedBy } from '../../capacity/order';
import { someOf } from '../../capacity/some-of';
import { bytesOf, millisOf } from '../../manifest/amounts';
import * as k8s from '../../manifest/k8s/types';
import { pathOf, Problems } from '../../manifest/problems';
import { DAY_SECONDS } from '../../manifest/times';
import { WorkloadHint } from '../../planner/reading/description';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { checked } from '../../props/checked';
import { Cpu } from '../../units/cpu';
import { ICallTarget } from '../../workload/calls/call-target';
import { Caller } from '../../workload/calls/caller';
import { hostsFor } from '../../workload/calls/hosts';
import { Origin } from '../../workload/calls/origin';
import { spread } from '../../workload/pod/pod-placement';
import { Port } from '../../workload/pod/port';
import { Rate } from '../../workload/sizing/rate';
import { Replicas } from '../../workload/sizing/replicas';
import { Sizing } from '../../workload/sizing/sizing';
import { Workload } from '../../workload/workload';
import { WorkloadProps } from '../../workload/workload-props';
import { Collector } from '../collector/collector';
import { OTLP_GRPC, OTLP_HTTP } from '../collector/collector-config';
import { CollectorResources } from '../collector/collector-props';
import { collectorLabels } from '../collector/collector-resource';
import { noteFlow } from '../collector/data-flows';

/**
 * Follows requests through all services: collectors that the OpenTelemetry operator runs, as many as take the spans of what is traced, and the settings of
 * those that make them. Emits an OpenTelemetryCollector (opentelemetry.io/v1beta1), an Instrumentation, a ServiceAccount and a NetworkPolicy that lets in
 * only who is traced; the operator (0.158) has to be in the cluster.
 *
 * @example
 * const telemetry = new AutonomousStack(app, 'telemetry', { cluster });
 * const orders = new Microservice(stack, 'orders', { image, resources, replicas, ports: [Port.http(8080)] });
 * const tracing = new Tracing(telemetry, 'traces', {
 *   image: registry.image('docker-hub/otel/opentelemetry-collector-k8s', { tag: '0.158.0', digest }),
 *   store: { address: TelemetryAddress.outside('traces.example.com') },
 *   percent: 5,
 * });
 * const agent = registry.image('docker-hub/otel/autoinstrumentation-java', { tag: '2.20.0' });
 * tracing.trace(orders, TraceAgent.java(agent));
 */
@checked
export class Tracing extends Construct implements ICallTarget {
  /** The stack that it is in. */
  public readonly stack: AutonomousStack;
  /** The OpenTelemetryCollector. */
  public readonly collector: ApiObject;
  /** The Instrumentation, which pods name. */
  public readonly instrumentation: ApiObject;
  private readonly pods: Collector;
  private readonly props: TracingProps;
  private readonly resources: CollectorResources;
  private readonly loads: TracedLoad[] = [];
  private readonly agents = new Map<string, TraceAgent>();
  private readonly meshes = new Set<AutonomousStack>();

  /**
   * @param scope Stack that it is in, without a mesh.
   * @param id Name of its objects.
   * @param props Where spans go, how many are kept, and what collectors ask for.
   */
  public constructor(scope: Construct, id: string, props: TracingProps) {
    super(scope, id);
    this.stack = AutonomousStack.containing(this);
    this.props = props;
    this.resources = props.resources ?? { cpu: Cpu.units(1), memory: Size.gibibytes(2) };
    const problems = new Problems(pathOf(scope, id));
    checkTracing(problems, props);
    checkCollector(problems, this.stack, id, this.resources);
    problems.raiseFor(this);
    this.pods = this.emitCollectors();
    this.pods.calls(props.store.address._peer);
    this.collector = this.pods.resource;
    this.instrumentation = emitInstrumentation(this, {
      name: id,
      stack: this.stack,
      endpoint: this.endpoint,
      percent: props.percent,
      agents: () => [...this.agents.values()],
    });
    this.forecast();
    this.node.addValidation({
      validate: () =>
        this.loads.length + this.meshes.size > 0
          ? []
          : ['traces nothing; tracing.trace(workload), or traceMesh(stack)'],
    });
  }

  /** Where programs send spans that are told so otherwise: OTLP over HTTP; gRPC is on port 4317. */
  public get endpoint(): string {
    return `http://${this.pods.host}:${OTLP_HTTP}`;
  }

  /** Spans per second of all that is traced by now. */
  public get spansPerSecond(): number {
    return spansPerSecond(this.allLoads(), this.props.percent);
  }

  /**
   * Traces a workload: an agent in its pods makes spans, or, without one, its own SDK, which the operator tells where to send and how much. It may then call
   * the collectors, and what it is sized for is counted.
   * @param workload What is traced.
   * @param agent Who makes its spans.
   * @throws where it is traced already, or two images are to be the agent of one language
   */
  public trace(workload: Workload, agent?: TraceAgent): void {
    const { path } = workload.node;
    const problems = new Problems(`${this.node.path} trace`);
    const known = this.loads.some((load) => load.path === path);
    problems.check(!known, 'workload', path, 'is traced already');
    const other = agent && this.agents.get(agent.language);
    problems.check(
      !other || other.image.reference === agent!.image.reference,
      'agent',
      agent?.image.reference,
      `is another one for ${agent?.language} than ${other?.image.reference}: one Instrumentation has one`,
      'one of the two',
    );
    problems.raise();
    if (agent) {
      this.agents.set(agent.language, agent);
    }
    workload.calls(this);
    noteFlow(workload, this.props.store.address, 'sends spans to');
    const name = `${this.stack.namespaceName}/${this.node.id}`;
    workload.pod.patch({ annotations: injection(name, workload.workloadName, agent) });
    this.loads.push({ path, rate: workload._arrivalsPerSecond, spans: this.props.spans?.perRequest ?? 3 });
  }

  /**
   * Lets the sidecars of a stack make spans too: a Telemetry (telemetry.istio.io/v1) of its namespace. Istio has to know the collectors by `meshProvider`.
   * @param stack A stack with a mesh.
   * @throws where it has none
   */
  public traceMesh(stack: AutonomousStack): void {
    const problems = new Problems(`${this.node.path} traceMesh`);
    problems.check(
      stack.mesh._istio !== undefined,
      'stack',
      stack.node.path,
      'has no mesh',
      'mesh: Mesh.istio() on the stack, or tracing.trace(workload)',
    );
    problems.check(
      stack.mesh._istio?.ambient === undefined,
      'stack',
      stack.node.path,
      'has no sidecars: what carries its traffic sees no requests and makes no spans',
      'tracing.trace(workload)',
    );
    problems.check(stack.cluster === this.stack.cluster, 'stack', stack.node.path, 'is of another cluster');
    problems.check(!this.meshes.has(stack), 'stack', stack.node.path, 'is traced already');
    problems.raise();
    this.meshes.add(stack);
    emitMeshSpans(this, {
      stack,
      provider: this.provider,
      percent: this.props.percent,
      collectors: {
        namespace: this.stack.namespaceName,
        labels: collectorLabels(this.stack.namespaceName, this.node.id),
      },
    });
    this.pods.admits(Origin.pods({ namespace: stack.namespaceName }));
  }

  /** What `meshConfig.extensionProviders` of Istio has to hold, as values of its chart: `{ meshConfig: { extensionProviders: [tracing.meshProvider] } }`. */
  public get meshProvider(): Record<string, any> {
    return meshProvider(this.provider, this.pods.host);
  }

  /** @internal */
  public _calledBy(caller: Caller, ports?: readonly Port[]): k8s.NetworkPolicyEgressRule {
    return this.pods.calledBy(caller, ports);
  }

  private get provider(): string {
    return `${this.stack.namespaceName}-${this.node.id}`;
  }

  private get spanBytes(): number {
    return this.props.spans?.size?.toBytes() ?? 1000;
  }

  /** All that makes spans, with the sidecars of the meshes: they see what the workloads of these stacks are sized for. */
  private allLoads(): TracedLoad[] {
    const sidecars = sortedBy(this.meshes, ({ node }) => node.path).flatMap((stack) =>
      stack.node
        .findAll()
        .filter((one): one is Workload => one instanceof Workload && one._isInMesh)
        .map(({ node, _arrivalsPerSecond: rate }) => ({ path: node.path, rate, spans: MESH_SPANS })),
    );
    return [...this.loads, ...sidecars];
  }

  private emitCollectors(): Collector {
    const { stack, resources, props } = this;
    const { store, image } = props;
    const ports = [Port.grpc(OTLP_GRPC, { name: 'otlp-grpc' }), Port.http(OTLP_HTTP, { name: 'otlp-http' })];
    const { survive, zones } = stack.cluster;
    const labels = collectorLabels(stack.namespaceName, this.node.id);
    const parts = {
      name: this.node.id,
      stack,
      mode: 'deployment' as const,
      image,
      resources,
      config: traceConfig(store, bytesOf(resources.memory)),
      secrets: secretsOf(store),
      more: {
        replicas: Lazy.any({ produce: () => this.sizing().planned }),
        podDisruptionBudget: { maxUnavailable: 1 },
        deploymentUpdateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        topologySpreadConstraints: spread({ selector: labels, survive: survive._level, zones: zones.length }),
      },
    };
    return new Collector(this, 'Collectors', parts, ports, () => this.hint());
  }

  /** As many as take the spans, also after a loss. */
  private sizing(): Sizing {
    const { stack, resources, node, props } = this;
    const { cluster } = stack;
    const spans = spansPerSecond(this.allLoads(), props.percent);
    const perCore = (props.perCore ?? Rate.perSecond(PER_CORE)).toPerSecond();
    const replicas =
      spans > 0
        ? Replicas.forThroughput({
            arrivals: Rate.perSecond(spans),
            perReplica: Rate.perSecond((perCore * millisOf(resources.cpu)) / 1000),
          })
        : Replicas.needed({ steady: 1 });
    const pods = { image: props.image, resources, replicas } as WorkloadProps;
    return replicas._size({
      path: node.path,
      problems: new Problems(node.path),
      survive: cluster.survive._level,
      zones: cluster.zones.length,
      hosts: hostsFor(cluster, pods),
      caps: cluster._caps,
    });
  }

  private hint(): WorkloadHint {
    const { needed, degraded, findings = [] } = this.sizing();
    const { path } = this.node;
    const { survive, zones } = this.stack.cluster;
    return {
      path,
      needed,
      degraded,
      ...(survive._level === 'zone' && { zones }),
      reason: `${loadText(this.allLoads(), this.props.percent, this.spanBytes)}; ${this.patience()}`,
      findings: [...findings, ...this.unknown()],
    };
  }

  /** How long the store may be away until spans are lost. */
  private patience(): string {
    const { planned } = this.sizing();
    const bytes = spansPerSecond(this.allLoads(), this.props.percent) * this.spanBytes;
    const kept = planned * queueBytes(bytesOf(this.resources.memory));
    return bytes > 0
      ? `${secondsText(Math.floor(kept / bytes))} of them are kept while the store is away`
      : 'nobody said how many';
  }

  private unknown(): Finding[] {
    const silent = this.allLoads().filter(({ rate }) => rate === 0);
    const names = [...new Set(silent.map(({ path }) => path))].sort();
    return names.length === 0
      ? []
      : [
          {
            code: 'TRACES_RATE_UNKNOWN',
            severity: 'warning',
            uncovered: true,
            path: this.node.path,
            message: `spans are made by ${someOf(names, 3)}, and nobody said how many requests they get: the collectors are not sized for them`,
            cure: ['Replicas.forDemand(...) or Replicas.forThroughput(...) on these workloads'],
          },
        ];
  }

  private forecast(): void {
    const { retention, address } = this.props.store;
    const { path } = this.node;
    this.stack.cluster._forecasts.add(() => ({
      storage: [
        {
          path,
          name: `spans to ${address.host}`,
          perDay: Math.ceil(spansPerSecond(this.allLoads(), this.props.percent) * this.spanBytes * DAY_SECONDS),
          ...(retention && { keptDays: retention.toSeconds({ integral: false }) / DAY_SECONDS }),
        },
      ],
    }));
  }
}

const PER_CORE = 10_000;
