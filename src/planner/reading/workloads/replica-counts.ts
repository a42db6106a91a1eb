import { AutoscalerRange, ClusterObjects } from '../cluster-objects';
import { WorkloadHint } from '../description';
import { isSuspended } from './gangs';
import { runningMachines } from './virtual-machine';
import { Finding, ReplicaModel } from '../../../capacity/model';
import { KubeObject } from '../../../manifest/kube';
import { isScaledDown } from '../pods/handed-over';
import { cronPods, jobPods, runsElsewhere } from '../pods/jobs';

/** More pods of one workload are taken for a mistake: Kubernetes is built for 150,000 in a cluster. */
const MOST_PODS = 150_000;

/** Replicas of an object, with the range of its autoscaler. */
export function replicasOf(
  json: KubeObject,
  namespace: string,
  objects: ClusterObjects,
  path: string,
  findings: Finding[],
  hint?: WorkloadHint,
): ReplicaModel {
  const autoscalers = objects.autoscalersOf(namespace, json.kind ?? '', json.metadata?.name ?? '');
  const [range] = autoscalers;
  if (autoscalers.length > 1) {
    findings.push(twoAutoscalers(json, path, autoscalers));
  }
  const count = (value: unknown, field: string) => readCount(value, field, path, findings);
  const written = runsElsewhere(json, objects) || isScaledDown(json, objects) ? 0 : ownCount(json);
  const own = hint?.runs ?? count(written, 'number of pods');
  if (range && hint?.mayShed) {
    findings.push(sheddable(json, path, range));
    return withHint(own ?? 1, undefined, hint);
  }
  // An autoscaler leaves a workload alone that somebody has set to no pods at all.
  if (!range || own === 0) {
    return withHint(own ?? 1, undefined, hint);
  }
  const max = count(range.max ?? null, 'autoscaler maximum') ?? 0;
  const min = count(range.min, 'autoscaler minimum') ?? 0;
  const planned = Math.min(max, Math.max(min, own ?? 0));
  return withHint(planned, Math.max(planned, max), hint);
}

/** Each would undo what the other does; KEDA's webhook refuses the second. */
function twoAutoscalers({ kind, metadata }: KubeObject, path: string, all: readonly AutoscalerRange[]): Finding {
  const names = all.map(({ by }) => by);
  return {
    code: 'TWO_AUTOSCALERS',
    severity: 'error',
    path,
    message: `${names.join(' and ')} both set the replicas of ${kind} ${metadata?.name}`,
    expected: 'one autoscaler',
    actual: String(all.length),
    cure: names.map((name) => `remove ${name}`),
  };
}

/** The plan starts it or leaves it out; an autoscaler would start it all the same. */
function sheddable({ kind, metadata }: KubeObject, path: string, { by }: AutoscalerRange): Finding {
  return {
    code: 'SHEDDABLE_AUTOSCALED',
    severity: 'error',
    path,
    message: `${kind} ${metadata?.name} may stay out where not everything fits, and ${by} sets its replicas: both cannot be`,
    cure: ['sheddable: false', `remove ${by}`],
  };
}

/** Replicas with what its construct knows of them. */
export function withHint(planned: number, max: number | undefined, hint?: WorkloadHint): ReplicaModel {
  return {
    needed: Math.min(planned, hint?.needed ?? planned),
    planned,
    ...(hint?.degraded !== undefined && { degraded: Math.min(planned, hint.degraded) }),
    ...(max !== undefined && { max }),
  };
}

/** A count of a manifest that anyone may have written; one that is no whole number of at least 0 is an error and counts as 0. */
export function readCount(value: unknown, field: string, path: string, findings: Finding[]): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_PODS) {
    return value;
  }
  findings.push({
    code: 'COUNT_INVALID',
    severity: 'error',
    path,
    message: `${field} ${JSON.stringify(value)} cannot be planned`,
    expected: `a whole number from 0 to ${MOST_PODS}`,
    actual: String(value),
    cure: ['correct the number'],
  });
  return 0;
}

/** Pods that the object itself asks for; undefined where it leaves the number open. */
function ownCount(json: KubeObject): unknown {
  const { kind, spec = {} } = json;
  if (kind === 'Pod' || kind === 'DaemonSet') {
    return 1;
  }
  if (kind === 'Job') {
    return isSuspended(json) ? 0 : jobPods(spec);
  }
  if (kind === 'VirtualMachine') {
    return runningMachines(spec);
  }
  if (kind === 'CronJob') {
    return cronPods(spec);
  }
  return spec.replicas ?? undefined;
}
