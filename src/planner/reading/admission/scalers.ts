import { Admission } from './input';
import { KubeObject } from '../../../manifest/kube';
import { copyName } from '../sites/fan-out';
import { WorkloadDraft } from '../workloads/workload-draft';

/** One thing that an autoscaler goes by, as far as it is about cpu or memory of the pods. */
export interface ScaledResource {
  readonly resource: string;
  /** Absent: all containers together. */
  readonly container?: string;
  /** True where it is a share of what is requested. */
  readonly ofRequest: boolean;
}

/** An autoscaler, whichever kind it is of. */
export interface Scaler {
  /** Its kind and name. */
  readonly called: string;
  readonly namespace: string;
  /** As somebody wrote them. */
  readonly min: unknown;
  readonly max: unknown;
  readonly target: { readonly apiVersion?: string; readonly kind: string; readonly name: string };
  readonly resources: readonly ScaledResource[];
  /** How many metrics it has, of any sort. */
  readonly metrics: number;
}

/** Reads a HorizontalPodAutoscaler. Without any metric the API server gives it 80 % of the cpu that is requested. */
export function podAutoscaler({ metadata, kind, spec = {} }: KubeObject): Scaler {
  const { scaleTargetRef: target = {}, minReplicas = 1, maxReplicas, metrics } = spec;
  const byCpu = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization' } } }];
  const all: any[] = metrics?.length > 0 ? metrics : byCpu;
  return {
    called: `${kind} ${metadata?.name}`,
    namespace: metadata?.namespace ?? 'default',
    min: minReplicas,
    max: maxReplicas,
    target,
    metrics: all.length,
    resources: all.flatMap(({ resource, containerResource }): ScaledResource[] => {
      const metric = resource ?? containerResource;
      const ofRequest = metric?.target?.type === 'Utilization' || metric?.targetAverageUtilization !== undefined;
      return metric
        ? [{ resource: metric.name, ofRequest, ...(metric.container && { container: metric.container }) }]
        : [];
    }),
  };
}

/** Reads a ScaledObject of KEDA. */
export function scaledObject({ metadata, kind, spec = {} }: KubeObject): Scaler {
  const { scaleTargetRef = {}, minReplicaCount = 0, maxReplicaCount = 100, triggers = [] } = spec;
  return {
    called: `${kind} ${metadata?.name}`,
    namespace: metadata?.namespace ?? 'default',
    min: minReplicaCount,
    max: maxReplicaCount,
    target: { kind: 'Deployment', apiVersion: 'apps/v1', ...scaleTargetRef },
    metrics: triggers.length,
    resources: triggers
      .filter(({ type }: any) => type === 'cpu' || type === 'memory')
      .map(({ type, metricType, metadata: details = {} }: any): ScaledResource => ({
        resource: type,
        ofRequest: (metricType ?? details.type ?? 'Utilization') === 'Utilization',
        ...(details.containerName && { container: details.containerName }),
      })),
  };
}

/** What an object points at. */
export interface Target {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly name: string;
}

/** The workload that something of a namespace points at; undefined where it is none that the plan reads. */
export function workloadAt({ drafts }: Admission, namespace: string, target: Target): WorkloadDraft | undefined {
  return drafts.find(
    ({ namespace: own, object }) => own === namespace && isAt(object.madeOf?.resource ?? object.json, target),
  );
}

/** Whether anything of the cluster is what somebody points at, workload or not, at an edge site or not. */
export function isThere(admission: Admission, namespace: string, target: Target): boolean {
  const { objects, fanOuts } = admission;
  const within = ({ metadata }: KubeObject) => (metadata?.namespace ?? 'default') === namespace;
  return (
    objects.some(({ json, madeOf }) =>
      [json, madeOf?.resource].some((one) => one && within(one) && isAt(one, target)),
    ) ||
    fanOuts.some(({ template, targets }) =>
      [template.metadata?.name, ...targets.map(({ group }) => copyName(template, group))].includes(target.name),
    )
  );
}

function isAt({ apiVersion, kind, metadata }: KubeObject, target: Target): boolean {
  const group = (version = '') => (version.includes('/') ? version.split('/')[0] : '');
  return (
    metadata?.name === target.name &&
    kind === target.kind &&
    (target.apiVersion === undefined || group(apiVersion) === group(target.apiVersion))
  );
}
