import { admittedContainers } from './containers';
import { Admission } from './input';
import { isThere, podAutoscaler, ScaledResource, scaledObject, Scaler, workloadAt } from './scalers';
import { Finding } from '../../../capacity/model';
import { ReadObject } from '../description';
import { hasSidecar } from '../pod-requests';
import { WorkloadDraft } from '../workloads/workload-draft';

/** A HorizontalPodAutoscaler that the API server refuses or that can never scale. */
export function podAutoscalerFindings(object: ReadObject, admission: Admission): Finding[] {
  const scaler = podAutoscaler(object.json);
  const { min, max } = scaler;
  // The gate HPAScaleToZero is alpha, and off, up to Kubernetes 1.36 at least.
  const faults = [
    ...(min === 0 ? ['minReplicas must be greater than or equal to 1'] : []),
    ...(typeof max === 'number' && max < 1 ? ['maxReplicas must be greater than 0'] : []),
    ...(typeof min === 'number' && typeof max === 'number' && min > max
      ? [`maxReplicas ${max} must be greater than or equal to minReplicas ${min}`]
      : []),
  ];
  return [...invalid(object, scaler, 'the API server', faults), ...targetFindings(object, scaler, admission)];
}

/** A ScaledObject that KEDA's webhook refuses or that can never scale (kedacore/keda apis/keda/v1alpha1/scaledobject_webhook.go). */
export function scaledObjectFindings(object: ReadObject, admission: Admission): Finding[] {
  const scaler = scaledObject(object.json);
  const { min, max, resources, metrics } = scaler;
  const faults = [
    ...(typeof min === 'number' && typeof max === 'number' && min > max
      ? [`minReplicaCount ${min} must be less than or equal to maxReplicaCount ${max}`]
      : []),
    ...(min === 0 && metrics > 0 && resources.length === metrics
      ? ['with cpu and memory triggers alone it never scales to zero: minReplicaCount must be at least 1']
      : []),
  ];
  return [...invalid(object, scaler, 'KEDA', faults), ...targetFindings(object, scaler, admission)];
}

function invalid({ path }: ReadObject, { called, min, max }: Scaler, by: string, faults: readonly string[]): Finding[] {
  return faults.length === 0
    ? []
    : [
        {
          code: 'AUTOSCALER_INVALID',
          severity: 'error',
          path,
          message: `${by} refuses ${called}: ${faults.join('; ')}`,
          expected: 'a minimum of at least 1 and a maximum that is not below it',
          actual: `minimum ${min}, maximum ${max}`,
          cure: ['other bounds'],
        },
      ];
}

function targetFindings(object: ReadObject, scaler: Scaler, admission: Admission): Finding[] {
  const draft = workloadAt(admission, scaler.namespace, scaler.target);
  if (draft) {
    return metricFindings(object, scaler, draft, admission);
  }
  const { kind, name } = scaler.target;
  return name === undefined || isThere(admission, scaler.namespace, scaler.target)
    ? []
    : [
        {
          code: 'AUTOSCALER_WITHOUT_TARGET',
          severity: 'warning',
          uncovered: true,
          path: object.path,
          message: `${scaler.called} points at ${kind} ${name}, which is in no chart of the cluster: it scales nothing (FailedGetScale), or something that the plan does not see`,
          cure: [`the name of what it is to scale`, `include the chart with ${kind} ${name} in the cluster`],
        },
      ];
}

/** Metrics that cannot be had (k8s.io/kubernetes pkg/controller/podautoscaler/replica_calculator.go). With another one it scales up, and never down. */
function metricFindings({ path }: ReadObject, scaler: Scaler, draft: WorkloadDraft, admission: Admission): Finding[] {
  const faults = scaler.resources.flatMap((one) => faultOf(one, draft, admission) ?? []);
  if (faults.length === 0) {
    return [];
  }
  const never = faults.length === scaler.metrics;
  return [
    {
      code: 'AUTOSCALER_WITHOUT_METRIC',
      severity: never ? 'error' : 'warning',
      path,
      message: `${scaler.called} ${never ? 'never scales' : 'never scales down'} ${draft.id}: ${faults.map(({ text }) => text).join('; ')}`,
      cure: [...new Set(faults.map(({ cure }) => cure))],
    },
  ];
}

function faultOf(
  { resource, container, ofRequest }: ScaledResource,
  { pod, namespace }: WorkloadDraft,
  { context }: Admission,
): { readonly text: string; readonly cure: string } | undefined {
  const spec = pod.spec ?? {};
  const running = admittedContainers(spec, context.containerDefaults(namespace)).filter(({ starts }) => !starts);
  const proxy = hasSidecar(pod, namespace, context) ? ['istio-proxy'] : [];
  const names = [...running.map(({ name }) => name), ...proxy];
  if (container !== undefined && !names.includes(container)) {
    return {
      text: `FailedGetContainerResourceMetric: container ${container} is not in its pods`,
      cure: `container ${names.join(' or ')}`,
    };
  }
  const silent = running.find(
    ({ name, requests }) => (container === undefined || container === name) && requests[resource] === undefined,
  );
  const whole = container === undefined && spec.resources?.requests?.[resource] !== undefined;
  return ofRequest && silent && !whole
    ? {
        text: `FailedGetResourceMetric: missing request for ${resource} in container ${silent.name}`,
        cure: `a request of ${resource} in container ${silent.name}`,
      }
    : undefined;
}
