import { isGated, workloadOf } from './kubelets';
import { KubeObject } from '../api/objects';

/** The pods of one workload. */
export interface WorkloadState {
  readonly running: number;
  /** Pods that are not running, terminating ones left out. */
  readonly waiting: number;
  /** Of the waiting, those that the scheduler has found no node for. */
  readonly unschedulable: number;
  readonly ending: number;
  /** Why pods wait, in the scheduler's words, and how many. */
  readonly why: Readonly<Record<string, number>>;
}

export type State = ReadonlyMap<string, WorkloadState>;

/** Of every workload, how its pods are. Pods that belong to no workload of the plan are under ids that begin with a question mark. */
export function stateOf(pods: readonly KubeObject[], ids: readonly string[]): State {
  const groups = new Map<string, KubeObject[]>(ids.map((id) => [id, []]));
  for (const pod of pods) {
    const id = workloadOf(pod);
    if (id !== undefined) {
      groups.set(id, [...(groups.get(id) ?? []), pod]);
    }
  }
  return new Map([...groups].map(([id, group]) => [id, workloadState(group)]));
}

function workloadState(pods: readonly KubeObject[]): WorkloadState {
  const live = pods.filter(({ metadata }) => !metadata.deletionTimestamp);
  const waiting = live.filter(({ status }) => status?.phase !== 'Running');
  const why: Record<string, number> = {};
  for (const pod of waiting) {
    const reason = reasonOf(pod);
    why[reason] = (why[reason] ?? 0) + 1;
  }
  return {
    running: live.length - waiting.length,
    waiting: waiting.length,
    unschedulable: waiting.filter(isUnschedulable).length,
    ending: pods.length - live.length,
    why,
  };
}

function scheduled({ status }: KubeObject): { reason?: string; message?: string } | undefined {
  return status?.conditions?.find(({ type }: { type: string }) => type === 'PodScheduled');
}

function isUnschedulable(pod: KubeObject): boolean {
  return scheduled(pod)?.reason === 'Unschedulable' && !isGated(pod) && !pod.spec.nodeName;
}

function reasonOf(pod: KubeObject): string {
  if (pod.spec.nodeName) {
    return 'has a node, does not run yet';
  }
  return (!isGated(pod) && scheduled(pod)?.message) || 'the scheduler has not tried it yet';
}

/** What pods wait for, the most frequent reason in full. */
export function waitingText(waiting: number, why: Readonly<Record<string, number>>): string {
  const [reason] = Object.entries(why).sort(([, a], [, b]) => b - a)[0];
  return `${waiting} ${waiting === 1 ? 'waits' : 'wait'}: ${reason.slice(0, 260)}`;
}
