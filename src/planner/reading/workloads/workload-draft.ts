import { ClusterObjects } from '../cluster-objects';
import { startsBeside, strategyFindings, withDaemonTolerations } from '../daemons/daemon-update';
import { ReadObject, WorkloadHint } from '../description';
import { GangDraft, gangOf, isSuspended, queueNameOf, volcanoQueueOf } from './gangs';
import { functionPod, functionScale, isFunction } from './knative';
import { hasRoles, PodSet, podSetsOf } from './pod-sets';
import { readCount, replicasOf, withHint } from './replica-counts';
import { progressiveOf, rolloutOf } from './rollouts';
import { launcherPod, migrates } from './virtual-machine';
import { WorkloadName, workloadName } from './workload-id';
import { Finding, ReplicaModel, RolloutModel } from '../../../capacity/model';
import { KubeObject, KubePod } from '../../../manifest/kube';
import { groupOfVersion } from '../../../manifest/objects';
import { withCollector } from '../operators/opentelemetry';
import { withAgents } from '../operators/opentelemetry-agents';
import { podsToReplace, runsBesideRollout, withOwnPods } from '../pods/handed-over';
import { jobFindings } from '../pods/jobs';
import { storedPod } from '../pods/stored-pod';
import { withClaimTemplates } from '../storage/claims-of-pods';

/** A workload of a manifest before it is held against nodes and other workloads. */
export interface WorkloadDraft extends WorkloadName {
  /** Kind of what makes the pods. */
  readonly kind: string;
  readonly path: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly pod: KubePod;
  readonly daemon: boolean;
  /** True where an update of a DaemonSet starts the new pod of a node beside the old one. */
  readonly startsBeside?: boolean;
  readonly replicas: ReplicaModel;
  readonly rollout?: RolloutModel;
  /** Extra pods of a canary at its widest step. */
  readonly canary?: number;
  /** True where its pod leaves a node only when it runs on another one. */
  readonly migrates?: boolean;
  /** The queue of its namespace that it waits in. */
  readonly queue?: string;
  /** The queue of Volcano that it waits in. */
  readonly volcanoQueue?: string;
  /** How its pods want to lie together. */
  readonly gang?: GangDraft;
  readonly hint?: WorkloadHint;
  /** The manifest that it is of. */
  readonly object: ReadObject;
}

/** Kinds that run equal pods and that the planner understands. */
const SINGLE_KINDS: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'ReplicaSet',
  'ReplicationController',
  'DaemonSet',
  'Job',
  'CronJob',
  'Pod',
  'Rollout',
  'VirtualMachine',
]);

/** API versions in which these kinds run pods. */
const WORKLOAD_VERSIONS: ReadonlySet<string> = new Set([
  'apps/v1',
  'batch/v1',
  'v1',
  'argoproj.io/v1alpha1',
  'kubevirt.io/v1',
]);

/** Whether the pods of an object are in its manifest, and the planner reads them there. */
export function isWorkload(json: KubeObject): boolean {
  const isSingle = SINGLE_KINDS.has(json.kind ?? '') && WORKLOAD_VERSIONS.has(json.apiVersion ?? '');
  return hasRoles(json) || isFunction(json) || isSingle;
}

/** Reads the workloads of a manifest; none where it runs no pods. What is not understood becomes a finding. */
export function draftsOf(object: ReadObject, objects: ClusterObjects, findings: Finding[]): WorkloadDraft[] {
  const { json, hint } = object;
  const path = hint?.path ?? object.path;
  const sets = podSetsOf(json, objects, path, findings);
  if (sets) {
    return sets.map((set) => roleDraft(object, set, sets.length, objects, findings));
  }
  if (isFunction(json)) {
    return [functionDraft(object, objects, findings)];
  }
  const single = isWorkload(json) ? withOwnPods(object, objects, path, findings) : undefined;
  return single ? [singleDraft(single, objects, findings)] : [];
}

/** The pods of one role: `<name>-<role>` where there are several. */
function roleDraft(
  object: ReadObject,
  { role, pods, count }: PodSet,
  roles: number,
  objects: ClusterObjects,
  findings: Finding[],
): WorkloadDraft {
  const { path: own, json, hint } = object;
  const path = hint?.path ?? own;
  const namespace = json.metadata?.namespace ?? 'default';
  const name = workloadName(json, path, roles > 1 ? role : undefined);
  const gang = gangOf(json, pods, path, findings);
  findings.push(...jobFindings(json, pods, { id: name.id, namespace, path }, objects));
  const planned = isSuspended(json) ? 0 : (readCount(count, `number of ${role} pods`, path, findings) ?? 0);
  return {
    ...name,
    kind: json.kind!,
    path,
    namespace,
    labels: pods.metadata?.labels ?? {},
    pod: storedPod(pods, namespace, name.id, objects, path, findings),
    daemon: false,
    replicas: withHint(planned, undefined, hint),
    ...queued(json, pods),
    ...(gang && { gang }),
    hint,
    object,
  };
}

/** A Knative Service: a new revision starts its pods beside those of the old one. */
function functionDraft(object: ReadObject, objects: ClusterObjects, findings: Finding[]): WorkloadDraft {
  const { path: own, json, hint } = object;
  const path = hint?.path ?? own;
  const namespace = json.metadata?.namespace ?? 'default';
  const name = workloadName(json, path);
  const pod = functionPod(json);
  const { min, max, initial } = functionScale(json, path, findings);
  return {
    ...name,
    kind: 'Service',
    path,
    namespace,
    labels: pod.metadata?.labels ?? {},
    pod: storedPod(pod, namespace, name.id, objects, path, findings),
    daemon: false,
    replicas: withHint(min, max, hint),
    // Without any bound there is nothing that the plan could hold it against.
    ...(initial > 0 && (max ?? min) > 0 && { canary: initial }),
    hint,
    object,
  };
}

function singleDraft(object: ReadObject, objects: ClusterObjects, findings: Finding[]): WorkloadDraft {
  const { path: own, json, hint, madeOf } = object;
  const path = hint?.path ?? own;
  const kind = json.kind!;
  const namespace = json.metadata?.namespace ?? 'default';
  const named = madeOf ? { ...madeOf.resource, metadata: { ...madeOf.resource.metadata, namespace } } : json;
  const name = workloadName(named, path, madeOf?.part);
  const pod = withAgents(withCollector(podOf(json), namespace, objects), namespace, objects);
  findings.push(
    ...jobFindings(json, pod, { id: name.id, namespace, path }, objects),
    ...runsBesideRollout(json, objects, path),
    ...(kind === 'DaemonSet' ? strategyFindings(json, path) : []),
  );
  const replicas = replicasOf(json, namespace, objects, path, findings, hint);
  const gang = madeOf?.gang ?? gangOf(json, pod, path, findings);
  return {
    ...name,
    kind,
    path,
    namespace,
    labels: pod.metadata?.labels ?? {},
    // KubeVirt itself makes the pods of its machines, as it knows them.
    pod:
      kind === 'VirtualMachine' || isOfKubeVirt(madeOf?.resource)
        ? { ...pod, spec: objects.scheduled(pod.spec ?? {}) }
        : storedPod(pod, namespace, name.id, objects, path, findings),
    daemon: kind === 'DaemonSet',
    ...(kind === 'DaemonSet' && startsBeside(json) && { startsBeside: true }),
    replicas,
    ...(kind === 'Deployment' && { rollout: rolloutOf(json, replicas, hint) }),
    ...(madeOf?.secondSet && { canary: replicas.planned }),
    ...(madeOf?.surge && { canary: madeOf.surge }),
    ...(kind === 'Rollout' && progressiveOf(json, replicas.planned, podsToReplace(json, objects))),
    ...((madeOf?.migrates || (kind === 'VirtualMachine' && migrates(json))) && { migrates: true }),
    ...queued(json, pod),
    ...(gang && { gang }),
    hint,
    object,
  };
}

function isOfKubeVirt(resource: KubeObject | undefined): boolean {
  return /(^|\.)kubevirt\.io$/.test(groupOfVersion(resource?.apiVersion));
}

function queued(json: KubeObject, pods: KubePod): Pick<WorkloadDraft, 'queue' | 'volcanoQueue'> {
  const [queue, volcanoQueue] = [queueNameOf(json), volcanoQueueOf(pods)];
  return { ...(queue !== undefined && { queue }), ...(volcanoQueue !== undefined && { volcanoQueue }) };
}

/** The pods of an object, as they are scheduled. */
function podOf(json: KubeObject): KubePod {
  switch (json.kind) {
    case 'Pod':
      return json;
    case 'CronJob':
      return json.spec?.jobTemplate?.spec?.template ?? {};
    case 'DaemonSet':
      return withDaemonTolerations(json.spec?.template ?? {});
    case 'StatefulSet':
      return withClaimTemplates(json.spec?.template ?? {}, json.spec?.volumeClaimTemplates);
    case 'VirtualMachine':
      return launcherPod(json);
    default:
      return json.spec?.template ?? {};
  }
}
