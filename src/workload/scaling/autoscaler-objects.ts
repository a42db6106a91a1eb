import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { behaviourOf } from './behaviour-rules';
import { ScalerProps } from './scale-behaviour';
import { ScaleSchedule } from './scale-schedule';
import { KedaProps, Scaler } from './scaler';
import { byCodeUnit } from '../../capacity/order';
import { customResource } from '../../manifest/custom-resource';
import { kubeObject } from '../../manifest/k8s/kube-object';
import * as k8s from '../../manifest/k8s/types';
import { namespaced, Owner } from '../../manifest/metadata';

/** What an autoscaler looks after. */
export interface Scaled {
  /** Of its construct. */
  readonly id: string;
  readonly name: string;
  readonly owner: Owner;
  readonly labels: Record<string, string>;
  readonly target: { readonly apiVersion: string; readonly kind: string };
  readonly min: number;
  readonly max: number;
  readonly metrics: k8s.MetricSpec[];
  readonly schedules: readonly ScaleSchedule[];
}

/** The object that scales it: a HorizontalPodAutoscaler, or a ScaledObject from which KEDA makes one. */
export function emitAutoscaler(scope: Construct, scaler: Scaler, scaled: Scaled): ApiObject {
  return scaler._keda ? scaledObject(scope, scaler._keda, scaled) : podAutoscaler(scope, scaler._behaviour, scaled);
}

function podAutoscaler(
  scope: Construct,
  behaviour: ScalerProps,
  { id, name, owner, labels, target, min, max, metrics }: Scaled,
): ApiObject {
  return kubeObject(scope, id, 'HorizontalPodAutoscaler', {
    metadata: namespaced('HorizontalPodAutoscaler', name, owner, labels),
    spec: {
      scaleTargetRef: { ...target, name },
      minReplicas: min,
      maxReplicas: max,
      metrics,
      behavior: behaviourOf(behaviour),
    },
  });
}

/** Silent for so many polls, the replicas stay as they are, and not below the planned ones. */
const SILENT_POLLS = 3;

function scaledObject(scope: Construct, keda: KedaProps, scaled: Scaled): ApiObject {
  const { id, name, owner, labels, target, min, max, metrics, schedules } = scaled;
  const behavior = behaviourOf(keda);
  const external = metrics.some(({ type }) => type === 'External');
  return customResource(scope, id, {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: namespaced('ScaledObject', name, owner, labels),
    spec: {
      scaleTargetRef: { ...target, name },
      minReplicaCount: min,
      maxReplicaCount: max,
      pollingInterval: Math.ceil(keda.polling?.toSeconds({ integral: false }) ?? 15),
      ...(keda.toZeroAfter && { idleReplicaCount: 0 }),
      cooldownPeriod: Math.ceil(keda.toZeroAfter?.toSeconds({ integral: false }) ?? 300),
      ...(behavior && { advanced: { horizontalPodAutoscalerConfig: { behavior } } }),
      ...(external && {
        fallback: { failureThreshold: SILENT_POLLS, replicas: min, behavior: 'currentReplicasIfHigher' },
      }),
      triggers: [...metrics.map((metric) => trigger(metric, keda)), ...schedules.map(cron)],
    },
  });
}

/** Times of the day: KEDA runs so many replicas between them, and asks for one at all others. */
function cron({ start, end, timezone, replicas }: ScaleSchedule): object {
  return { type: 'cron', metadata: { timezone, start, end, desiredReplicas: String(replicas) } };
}

/** The same metric as KEDA knows it: values are texts. */
function trigger({ external, containerResource }: k8s.MetricSpec, { prometheus, authentication }: KedaProps): object {
  if (containerResource) {
    const { container, target } = containerResource;
    const metadata = { containerName: container, value: String(target.averageUtilization) };
    return { type: containerResource.name, metricType: 'Utilization', metadata };
  }
  const { metric, target } = external!;
  const labels = Object.entries(metric.selector?.matchLabels ?? {})
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([label, value]) => `${label}="${value}"`);
  return {
    type: 'prometheus',
    metricType: 'AverageValue',
    metadata: {
      serverAddress: prometheus,
      query: `sum(${metric.name}${labels.length > 0 ? `{${labels.join(',')}}` : ''})`,
      threshold: decimal(target.averageValue!),
    },
    ...(authentication !== undefined && { authenticationRef: { name: authentication } }),
  };
}

/** A quantity in thousandths as a decimal number, which is what KEDA reads. */
function decimal(quantity: string): string {
  return quantity.endsWith('m') ? String(Number(quantity.slice(0, -1)) / 1000) : quantity;
}
