import { Finding, HostSpreadModel } from '../../../capacity/model';
import { byCodeUnit } from '../../../capacity/order';
import { ClusterObjects } from '../cluster-objects';
import { PoolDescription } from '../description';
import { WorkloadDraft } from '../workloads/workload-draft';

export const HOST = 'kubernetes.io/hostname';
export const ZONE = 'topology.kubernetes.io/zone';

/** Hard rules on where the pods of one workload, or of two, may not meet. */
export interface Spreading {
  readonly maxPerNode?: number;
  readonly maxPerZone?: number;
  /** True where these limits count pods of one revision only. */
  readonly limitsByRevision?: boolean;
  readonly hostSpread?: Omit<HostSpreadModel, 'alsoCounts' | 'lostNodesCount'>;
  readonly hostDomains?: Domains;
  readonly zoneSkew?: number;
  readonly zoneSkewByRevision?: true;
  readonly minZones?: number;
  readonly softSpread?: { readonly host?: number; readonly zone?: number };
  readonly spreadByRevision?: boolean;
  readonly zoneDomains?: Domains;
  /** DaemonSets beside which its pods have to be: only nodes with one of each are open to it. */
  readonly besides?: readonly (readonly WorkloadDraft[])[];
}

/** Which nodes count for a spread: those that the pod's affinity, and those whose taints it, admits. */
export interface Domains {
  readonly affinity: boolean;
  readonly taints: boolean;
}

/** The rules of a workload while they are read. */
export type Rules = { -readonly [K in keyof Spreading]: Spreading[K] };

/** What the rules of a workload are held against. */
export interface SchedulingContext {
  /** All workloads, daemonsets among them. */
  readonly all: readonly WorkloadDraft[];
  readonly pools: readonly { readonly pool: PoolDescription; readonly zone: string | undefined }[];
  readonly objects: ClusterObjects;
  /** Pairs that may not share a node, as `pairOf` writes them. */
  readonly conflicts: Set<string>;
  readonly findings: Finding[];
}

/** The pair in a fixed order, as one string: workload ids hold no bar. */
export function pairOf(a: string, b: string): string {
  return [a, b].sort(byCodeUnit).join('|');
}

/** Notes a limit of one pod, by node or by zone; it counts all pods as soon as one of the limits does. */
export function limitToOne(rules: Rules, limit: 'maxPerNode' | 'maxPerZone', byRevision: boolean): void {
  rules[limit] = 1;
  rules.limitsByRevision = byRevision && (rules.limitsByRevision ?? true);
}

/** Pods that the workload runs at most. */
export function mostPods({ replicas }: WorkloadDraft): number {
  return Math.max(replicas.planned, replicas.max ?? 0);
}

/** Workloads in words. */
export function named(drafts: readonly WorkloadDraft[]): string {
  return drafts.map(({ id }) => id).join(' and ');
}

/** What the plan does not check, and says so. */
export function notModelled(draft: WorkloadDraft, findings: Finding[], what: string, instead: string): void {
  findings.push({
    code: 'NOT_MODELLED',
    severity: 'warning',
    uncovered: true,
    path: draft.path,
    message: `${what} of ${draft.id} is not modelled: the plan does not check it`,
    cure: [`use ${instead}`],
  });
}

/** What no node can ever satisfy. */
export function neverScheduled(
  { path }: WorkloadDraft,
  findings: Finding[],
  message: string,
  cure: readonly string[],
): void {
  findings.push({ code: 'NEVER_SCHEDULED', severity: 'error', path, message, cure });
}
