import { Finding } from '../../../capacity/model';
import { byCodeUnit } from '../../../capacity/order';
import { WorkloadDraft } from '../workload-draft';

export const HOST = 'kubernetes.io/hostname';
export const ZONE = 'topology.kubernetes.io/zone';

/** Hard rules on where the pods of one workload, or of two, may not meet. */
export interface Spreading {
  readonly maxPerNode?: number;
  readonly maxPerZone?: number;
  readonly zoneSkew?: number;
  readonly minZones?: number;
  readonly softSpread?: { readonly host?: number; readonly zone?: number };
  readonly spreadByRevision?: boolean;
  readonly zoneDomains?: ZoneDomains;
}

/** Which zones count for a spread: those that the pod's affinity, and those whose taints it, admits. */
export interface ZoneDomains {
  readonly affinity: boolean;
  readonly taints: boolean;
}

/** The rules of a workload while they are read. */
export type Rules = { -readonly [K in keyof Spreading]: Spreading[K] };

/** The pair in a fixed order, as one string: workload ids hold no bar. */
export function pairOf(a: string, b: string): string {
  return [a, b].sort(byCodeUnit).join('|');
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
