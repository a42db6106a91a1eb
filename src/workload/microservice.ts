import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { CANARY, CanaryObjects, canaryStrategy, emitCanaryObjects, ROLLOUT_HASH, STABLE } from './canary-objects';
import { DEFAULT_DEADLINE } from './pod/pod-template';
import { mountsOfPod } from './pod/volumes/mount-checks';
import { metricsOf } from './scaling/autoscaler-metrics';
import { emitAutoscaler } from './scaling/autoscaler-objects';
import { ScaleOn } from './scaling/scale-on';
import { Scaler } from './scaling/scaler';
import { checkScaling, scaledSizing, schedulesOf } from './scaling/scaling-checks';
import { Locality } from './sizing/locality';
import { Sizing } from './sizing/sizing';
import { checkParts, ServicePart } from './spot/service-parts';
import { Workload } from './workload';
import { LONGEST_NAME } from './workload-checks';
import { WorkloadProps } from './workload-props';
import { ClusterPlan } from '../capacity/plan';
import { Canary } from '../delivery/canary';
import { customResource } from '../manifest/custom-resource';
import { kubeObject } from '../manifest/k8s/kube-object';
import { namespaced } from '../manifest/metadata';
import { checkDnsLabel, labelValue } from '../manifest/names';
import { Problems } from '../manifest/problems';
import { Planner } from '../planner/planner';
import { checked } from '../props/checked';

/** A stateless service. */
export interface MicroserviceProps extends WorkloadProps {
  /**
   * What the autoscaler looks at, where `replicas` has a maximum. With several, what asks for most replicas wins. A schedule is a maximum too.
   * @default - `[ScaleOn.cpu()]`
   */
  readonly scaleOn?: ScaleOn[];
  /**
   * What changes the replicas, where `replicas` has a maximum.
   * @default Scaler.hpa()
   */
  readonly scaler?: Scaler;
  /**
   * Extra pods during a rollout. Refused when the plan has no room for them.
   * @default - none where more run than are needed: an old pod then goes before a new one comes; else one
   */
  readonly maxSurge?: number;
  /**
   * Keeps calls of the mesh in the zone of their caller: every zone gets what its own share of the demand needs, as a queue of its own, and other zones
   * answer where too few in one do. Takes more replicas than one queue for all. Needs a demand without `max`.
   * @default - calls go to all zones alike, for which the replicas are sized
   */
  readonly locality?: Locality;
  /**
   * A new version takes over step by step. Needs a mesh, and callers inside it.
   * @default - pods are replaced one after the other
   */
  readonly canary?: Canary;
}

/**
 * A stateless service: Deployment, ServiceAccount, PodDisruptionBudget and NetworkPolicy, a Service where it has ports, a
 * HorizontalPodAutoscaler or ScaledObject where its replicas have a maximum, and in a mesh a DestinationRule and an AuthorizationPolicy. With a
 * canary a Rollout in place of the Deployment, and the VirtualService and AnalysisTemplate that it works with.
 *
 * @example
 * new Microservice(stack, 'rules', {
 *   image: registry.image('telemetry/rules', { tag: '7.3.1' }),
 *   ports: [Port.grpc(9000)],
 *   resources: { cpu: Cpu.units(2), memory: Size.gibibytes(2) },
 *   replicas: Replicas.forDemand({
 *     arrivals: Rate.perSecond(5_000),
 *     service: ServiceTime.micros(600),
 *     workers: 2,
 *     latency: Latency.p99(Duration.millis(30)),
 *     max: 9,
 *   }),
 * });
 */
@checked
export class Microservice extends Workload {
  /** The Deployment, or the Rollout where it has a canary. */
  public readonly deployment: ApiObject;
  /** The Deployment of the replicas on spot nodes; undefined where it has no such part. `deployment` is then that of the others. */
  public readonly spotDeployment?: ApiObject;
  /** The HorizontalPodAutoscaler or ScaledObject; undefined where the replicas have no maximum. */
  public readonly autoscaler?: ApiObject;
  /** The AnalysisTemplate of its canary; undefined where it has none. */
  public readonly analysisTemplate?: ApiObject;
  /** The VirtualService of its canary, which steers calls inside the mesh; undefined where it has none. */
  public readonly virtualService?: ApiObject;

  /**
   * @param scope Stack that it is in.
   * @param id Name of the service and its objects.
   * @param props Image, resources, ports, replicas, calls, and how it scales.
   */
  public constructor(scope: Construct, id: string, props: MicroserviceProps) {
    super(scope, id, props);
    this._connect(false);
    const objects = props.canary && this.emitCanary(props.canary);
    this.analysisTemplate = objects?.analysisTemplate;
    this.virtualService = objects?.virtualService;
    const deployments = this._parts.map((part) =>
      props.canary ? this.emitRollout(props.canary, part) : this.emitDeployment(part),
    );
    [this.deployment, this.spotDeployment] = deployments;
    this._complete(...deployments);
    this._parts.forEach((part, i) => {
      const runs = props.sheddable ? { runs: part.sizing.planned } : {};
      this._describe(deployments[i], { surge: props.maxSurge, ...runs }, part);
    });
    [this.autoscaler] = this._parts.map((part) => this.emitAutoscaler(part, props));
  }

  /** @internal */
  protected _check(problems: Problems): void {
    const { maxSurge, canary, inMesh, ports = [] } = this._props as MicroserviceProps;
    const whole = maxSurge === undefined || (Number.isInteger(maxSurge) && maxSurge >= 0);
    problems.check(whole, 'maxSurge', maxSurge, 'must be a whole number of at least 0');
    checkScaling(problems, this._sizing, this._props as MicroserviceProps);
    this.checkLocality(problems);
    this.checkShare(problems);
    const alone = 'a volume that one pod has at a time is not there for a second one';
    problems.check(!(canary && this.hasExclusive), 'canary', 'given', alone, 'accessMode: AccessMode.READ_WRITE_MANY');
    problems.check(!(maxSurge && this.hasExclusive), 'maxSurge', maxSurge, alone, 'leave it out');
    problems.check(!canary || maxSurge === undefined, 'maxSurge', maxSurge, 'follows from the steps of the canary');
    const steered = this.stack.mesh._hasSidecars && (inMesh ?? true) && ports.length > 0;
    problems.check(
      !canary || steered,
      'canary',
      'given',
      'needs a port and a mesh that moves the traffic',
      'mesh: Mesh.istio() on the stack, or no canary',
    );
  }

  /** @internal */
  protected _sized(sizing: Sizing): Sizing {
    return scaledSizing(sizing, this._props as MicroserviceProps, this.node.path);
  }

  /** @internal */
  protected get _locality(): Locality | undefined {
    return (this._props as MicroserviceProps).locality;
  }

  /** @internal */
  protected _plannedId(name: string = this.workloadName): string {
    const { canary } = this._props as MicroserviceProps;
    return `${this.stack.namespaceName}/${canary ? 'Rollout' : 'Deployment'}/${name}`;
  }

  /** @internal */
  protected get _routable(): boolean {
    return (this._props as MicroserviceProps).canary === undefined;
  }

  /** @internal */
  protected get _measuredTimes(): readonly number[] {
    return (this._props as MicroserviceProps).canary?._times ?? [];
  }

  private get hasExclusive(): boolean {
    return mountsOfPod(this._props).some(({ _isExclusive }) => _isExclusive);
  }

  /** What keeps calls in a zone, and a number of replicas there on which they can count. */
  private checkLocality(problems: Problems): void {
    const { locality, canary, inMesh, ports = [], replicas, sheddable, zones } = this._props as MicroserviceProps;
    if (!locality) {
      return;
    }
    const refuse = (holds: boolean, allowed: string, cure: string) =>
      problems.check(holds, 'locality', 'given', allowed, cure);
    const steered = this.stack.mesh._hasSidecars && (inMesh ?? true) && ports.length > 0;
    refuse(steered, 'needs a port and a mesh that keeps calls in their zone', 'mesh: Mesh.istio() on the stack');
    const several = (zones ?? this.stack.cluster.zones).length > 1;
    refuse(several, 'has one zone', 'leave it out');
    const fewer = 'an autoscaler ends pods whatever their zone, so that one may have too few';
    refuse(!replicas._mayScale && this._sizing.max === undefined, fewer, 'a demand without max, or no locality');
    refuse(!canary, 'a canary has no pods in some zones', 'one of the two');
    refuse(!sheddable, 'what may stay out may be missing in a zone', 'one of the two');
  }

  /** What a part of the replicas on spot nodes goes with. */
  private checkShare(problems: Problems): void {
    const { spot, canary, locality, sheddable } = this._props as MicroserviceProps;
    if (!spot || spot.isWhole) {
      return;
    }
    const refuse = (holds: boolean, allowed: string) =>
      problems.check(holds, 'spot', `${spot}`, allowed, 'one of the two');
    refuse(!canary, 'a canary has one set of pods, and the part on spot nodes is a second one');
    refuse(!locality, 'a zone may lose its part on spot nodes, on which the calls from there count');
    refuse(!sheddable, 'what may stay out has no need of a part that stays');
    checkDnsLabel(problems, 'name', `${this.workloadName}-on-demand`, LONGEST_NAME);
    checkParts(problems, this._sizing, this._props);
  }

  /** What may stay out runs as many pods as the plan has places for: pods that wait would take the place of others. */
  private replicasOf({ name, sizing: { planned } }: ServicePart): number {
    if (!this._props.sheddable) {
      return planned;
    }
    const id = this._plannedId(name);
    const out = (plan: ClusterPlan) => plan.unplaced.find(({ workload }) => workload === id)?.count ?? 0;
    return Planner.of(this).planned(this.stack.cluster, (plan) => planned - out(plan));
  }

  private emitDeployment(part: ServicePart): ApiObject {
    const { cluster } = this.stack;
    const rollout = (pick: (plan: ClusterPlan) => number) => Planner.of(this).planned(cluster, pick);
    const { suffix, name, selector } = part;
    const id = this._plannedId(name);
    return kubeObject(this, `Deployment${suffix}`, 'Deployment', {
      metadata: namespaced('Deployment', name, this._owner, this._labels(selector)),
      spec: {
        // With an autoscaler its minimum: without a number the first install would start with one pod. Argo CD leaves what is there alone.
        replicas: this.replicasOf(part),
        revisionHistoryLimit: 3,
        ...(this._progressSeconds > DEFAULT_DEADLINE && { progressDeadlineSeconds: this._progressSeconds }),
        selector: { matchLabels: selector },
        // A new pod beside the old one, which has the volume, would never start.
        strategy: this.hasExclusive
          ? { type: 'Recreate' }
          : {
              type: 'RollingUpdate',
              rollingUpdate: {
                maxSurge: rollout((plan) => plan.rollouts[id]?.surge ?? 0),
                maxUnavailable: rollout((plan) => plan.rollouts[id]?.maxUnavailable ?? 1),
              },
            },
        template: this._template({ revisionLabel: 'pod-template-hash' }, part),
      },
    });
  }

  private emitRollout(canary: Canary, part: ServicePart): ApiObject {
    return customResource(this, 'Rollout', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Rollout',
      metadata: namespaced('Rollout', this.workloadName, this._owner, this._labels()),
      spec: {
        replicas: this.replicasOf(part),
        revisionHistoryLimit: 3,
        progressDeadlineSeconds: this._progressSeconds,
        progressDeadlineAbort: true,
        selector: { matchLabels: this._selector },
        strategy: canaryStrategy(canary, this.workloadName),
        template: this._template({ revisionLabel: ROLLOUT_HASH }),
      },
    });
  }

  /** Subsets of all pods; Argo Rollouts adds the label of a revision to each. */
  private emitCanary(canary: Canary): CanaryObjects {
    this.addSubset(STABLE, this._selector);
    this.addSubset(CANARY, this._selector);
    return emitCanaryObjects(this, canary, {
      name: this.workloadName,
      owner: this._owner,
      labels: this._selector,
      host: this.dnsName,
      port: this.routePort,
      revision: labelValue(this._props.image.shortVersion),
      isExact: () => this._isWatched,
    });
  }

  private emitAutoscaler(
    { suffix, name, selector, share, of, sizing: { planned, max, target = 1 } }: ServicePart,
    props: MicroserviceProps,
  ): ApiObject | undefined {
    const { scaleOn = [ScaleOn.cpu()], scaler, canary } = props;
    if (max === undefined) {
      return undefined;
    }
    return emitAutoscaler(this, scaler ?? Scaler.hpa(), {
      id: `Autoscaler${suffix}`,
      name,
      owner: this._owner,
      labels: selector,
      target: canary
        ? { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' }
        : { apiVersion: 'apps/v1', kind: 'Deployment' },
      min: planned,
      max,
      metrics: metricsOf(scaleOn, this.workloadName, target, share),
      schedules: schedulesOf(props).map((schedule) => ({ ...schedule, replicas: of(schedule.replicas) })),
    });
  }
}
