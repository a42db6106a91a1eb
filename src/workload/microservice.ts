import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { metricsOf } from './autoscaler-metrics';
import { ScaleOn } from './scale-on';
import { Workload } from './workload';
import { WorkloadProps } from './workload-props';
import { ClusterPlan } from '../capacity/plan';
import { namespaced } from '../manifest/metadata';
import { Problems } from '../manifest/problems';
import { Planner } from '../planner/planner';

/** A stateless service. */
export interface MicroserviceProps extends WorkloadProps {
  /**
   * What the autoscaler looks at, where `replicas` has a maximum.
   * @default - `[ScaleOn.cpu()]`
   */
  readonly scaleOn?: ScaleOn[];
  /**
   * Extra pods during a rollout. Refused when the plan has no room for them.
   * @default - a quarter of the replicas, or as many of these as fit
   */
  readonly maxSurge?: number;
}

/**
 * A stateless service: Deployment, ServiceAccount, PodDisruptionBudget and NetworkPolicy, a Service where it has ports, a
 * HorizontalPodAutoscaler where its replicas have a maximum, and in a mesh a DestinationRule and an AuthorizationPolicy.
 */
export class Microservice extends Workload {
  /** The Deployment. */
  public readonly deployment: ApiObject;
  /** The HorizontalPodAutoscaler; undefined where the replicas have no maximum. */
  public readonly autoscaler?: ApiObject;

  public constructor(scope: Construct, id: string, props: MicroserviceProps) {
    super(scope, id, props);
    const { planned, max } = this._sizing;
    this._connect(false);
    this.deployment = this.emitDeployment(planned, max !== undefined);
    this._describe(this.deployment, { surge: props.maxSurge });
    this.autoscaler = max === undefined ? undefined : this.emitAutoscaler(max, props.scaleOn ?? [ScaleOn.cpu()]);
  }

  /** @internal */
  protected _check(problems: Problems): void {
    const { maxSurge, scaleOn } = this._props as MicroserviceProps;
    const whole = maxSurge === undefined || (Number.isInteger(maxSurge) && maxSurge >= 0);
    problems.check(whole, 'maxSurge', maxSurge, 'must be a whole number of at least 0');
    const scales = scaleOn === undefined || this._sizing.max !== undefined;
    const cure = 'Replicas.autoscaled(...), or forDemand(...) with max';
    problems.check(scales, 'scaleOn', scaleOn?.length, 'needs replicas with a maximum', cure);
    problems.check(scaleOn === undefined || scaleOn.length > 0, 'scaleOn', '[]', 'must name at least one metric');
    const names = metricsOf(scaleOn ?? [], '', 1).map(({ type, external }) => external?.metric.name ?? type);
    problems.check(new Set(names).size === names.length, 'scaleOn', names, 'must name each metric once');
  }

  /** @internal */
  protected _plannedId(): string {
    return `${this.stack.namespaceName}/Deployment/${this.workloadName}`;
  }

  private emitDeployment(planned: number, autoscaled: boolean): ApiObject {
    const { cluster } = this.stack;
    const rollout = (pick: (plan: ClusterPlan) => number) =>
      ({ value: Planner.of(this).planned(cluster, pick) }) as unknown as k8s.IntOrString;
    const id = this._plannedId();
    const deployment = new k8s.KubeDeployment(this, 'Deployment', {
      metadata: namespaced('Deployment', this.workloadName, this._owner, this._labels()),
      spec: {
        // With an autoscaler the number is its business: writing it here would reset it at every sync.
        ...(!autoscaled && { replicas: planned }),
        revisionHistoryLimit: 3,
        selector: { matchLabels: this._selector },
        strategy: {
          type: 'RollingUpdate',
          rollingUpdate: {
            maxSurge: rollout((plan) => plan.rollouts[id]?.surge ?? 0),
            maxUnavailable: rollout((plan) => plan.rollouts[id]?.maxUnavailable ?? 1),
          },
        },
        template: this._template({ revisionLabel: 'pod-template-hash' }),
      },
    });
    this._complete(deployment);
    return deployment;
  }

  private emitAutoscaler(max: number, scaleOn: ScaleOn[]): ApiObject {
    const { planned, target = 1 } = this._sizing;
    return new k8s.KubeHorizontalPodAutoscalerV2(this, 'Autoscaler', {
      metadata: namespaced('HorizontalPodAutoscaler', this.workloadName, this._owner, this._selector),
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: this.workloadName },
        minReplicas: planned,
        maxReplicas: max,
        metrics: metricsOf(scaleOn, this.workloadName, target),
      },
    });
  }
}
