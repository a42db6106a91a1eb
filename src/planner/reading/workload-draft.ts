import { ClusterObjects } from './cluster-objects';
import { ReadObject, WorkloadHint } from './description';
import { Finding, ReplicaModel, RolloutModel } from '../../capacity/model';
import { KubeObject, KubePod } from '../../manifest/kube';

/** A workload of a manifest before it is held against nodes and other workloads. */
export interface WorkloadDraft {
  readonly id: string;
  readonly path: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly pod: KubePod;
  readonly daemon: boolean;
  readonly replicas: ReplicaModel;
  readonly rollout?: RolloutModel;
  readonly zonePinned: boolean;
  readonly hint?: WorkloadHint;
}

/** Kinds that run pods and that the planner understands. */
export const WORKLOAD_KINDS: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'ReplicaSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'Pod',
]);

/** Share of the replicas that Kubernetes starts on top during a rollout where nothing else is said. */
const DEFAULT_SURGE = 0.25;

/** Reads the workload of a manifest; undefined where it runs no pods. What is not understood becomes a finding. */
export function draftOf(object: ReadObject, objects: ClusterObjects, findings: Finding[]): WorkloadDraft | undefined {
  const { json, hint } = object;
  const kind = json.kind ?? '';
  const path = hint?.path ?? object.path;
  if (!WORKLOAD_KINDS.has(kind) || !['apps/v1', 'batch/v1', 'v1'].includes(json.apiVersion ?? '')) {
    noteUnknownKind(json, path, findings);
    return undefined;
  }
  const namespace = json.metadata?.namespace ?? 'default';
  const name = json.metadata?.name ?? '';
  const pod: KubePod =
    kind === 'Pod' ? json : ((kind === 'CronJob' ? json.spec?.jobTemplate?.spec?.template : json.spec?.template) ?? {});
  const replicas = replicasOf(json, namespace, objects, hint);
  return {
    id: `${namespace}/${kind}/${name}`,
    path,
    namespace,
    labels: pod.metadata?.labels ?? {},
    pod,
    daemon: kind === 'DaemonSet',
    replicas,
    rollout: kind === 'Deployment' ? rolloutOf(json, replicas.planned, hint) : undefined,
    zonePinned: kind === 'StatefulSet' && (json.spec?.volumeClaimTemplates ?? []).length > 0,
    hint,
  };
}

function replicasOf(json: KubeObject, namespace: string, objects: ClusterObjects, hint?: WorkloadHint): ReplicaModel {
  const range = objects.autoscalerOf(namespace, json.kind ?? '', json.metadata?.name ?? '');
  const own = ownCount(json);
  const planned = range ? Math.min(range.max, Math.max(range.min, own ?? 0)) : (own ?? 1);
  return {
    needed: Math.min(planned, hint?.needed ?? planned),
    planned,
    ...(hint?.degraded !== undefined && { degraded: Math.min(planned, hint.degraded) }),
    ...(range && { max: Math.max(planned, range.max) }),
  };
}

/** Pods that the object itself asks for; undefined where it leaves the number open. */
function ownCount({ kind, spec = {} }: KubeObject): number | undefined {
  if (kind === 'Pod' || kind === 'DaemonSet') {
    return 1;
  }
  if (kind === 'Job') {
    return jobPods(spec);
  }
  if (kind === 'CronJob') {
    return spec.suspend ? 0 : jobPods(spec.jobTemplate?.spec ?? {});
  }
  return spec.replicas;
}

function jobPods(spec: any): number {
  if (spec.suspend) {
    return 0;
  }
  return Math.min(spec.parallelism ?? 1, spec.completions ?? Infinity);
}

function rolloutOf(json: KubeObject, planned: number, hint?: WorkloadHint): RolloutModel | undefined {
  const strategy = json.spec?.strategy ?? {};
  if (strategy.type === 'Recreate') {
    return undefined;
  }
  if (hint) {
    const surge = hint.surge ?? Math.ceil(planned * DEFAULT_SURGE);
    return { surge, explicit: hint.surge !== undefined, maxUnavailable: surge > 0 ? 0 : 1 };
  }
  const { maxSurge = '25%', maxUnavailable = '25%' } = strategy.rollingUpdate ?? {};
  return {
    surge: share(maxSurge, planned, Math.ceil),
    explicit: false,
    maxUnavailable: share(maxUnavailable, planned, Math.floor),
  };
}

function share(value: number | string, planned: number, round: (n: number) => number): number {
  const percent = /^(\d+)%$/.exec(String(value));
  return percent ? round((Number(percent[1]) * planned) / 100) : Number(value);
}

/** Custom kinds with a pod template would run pods that nobody planned. */
function noteUnknownKind(json: KubeObject, path: string, findings: Finding[]): void {
  if (!json.spec?.template?.spec?.containers) {
    return;
  }
  findings.push({
    code: 'KIND_NOT_MODELLED',
    severity: 'warning',
    path,
    message: `pods of ${json.apiVersion} ${json.kind} ${json.metadata?.name} are not planned: the kind is not understood`,
    cure: [`one of ${[...WORKLOAD_KINDS].join(', ')}`],
  });
}
