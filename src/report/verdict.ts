import { ClusterEntry, FindingEntry, StrengthEntry } from './document';

/** Findings about what the plan does not cover. */
export function uncoveredOf({ findings }: Pick<ClusterEntry, 'findings'>): FindingEntry[] {
  return findings.filter(({ uncovered }) => uncovered);
}

/** `reserved: proved for every order of arrival`, or what was measured. */
export function strengthText(strength: StrengthEntry | undefined): string {
  if (!strength) {
    return 'of an older plan, which does not say what stands behind it';
  }
  const { kind, proof, orders = 0, fresh = 0, failed = 0, confidence = 0, atMost = 1 } = strength;
  if (kind === 'reserved') {
    return 'reserved: proved for every order of arrival';
  }
  if (proof) {
    return `${kind}: proved for every order of arrival, each pod fits beside all others wherever they are`;
  }
  if (fresh === 0) {
    const strands = failed > 0 ? ` (${failed} of them strand a pod)` : '';
    return orders === 0 ? `${kind}: not measured` : `${kind}: only measured, in ${orders} orders of arrival${strands}`;
  }
  const rate = `at most ${percent(atMost)} of orders of arrival strand a pod, with ${percent(confidence)} confidence`;
  return `${kind}: only measured, ${rate} (${failed} of ${fresh} unseen ones did)`;
}

/** With as few digits as tell it, and never less than it is. */
function percent(share: number): string {
  const digits = share >= 0.1 ? 0 : Math.min(8, 1 - Math.floor(Math.log10(100 * share)));
  const factor = 10 ** digits;
  return `${Math.ceil(100 * share * factor - 1e-6) / factor} %`;
}

/** What stands behind all clusters together: the weakest of them. */
export function weakestOf(clusters: readonly Pick<ClusterEntry, 'strength'>[]): StrengthEntry | undefined {
  const strengths = clusters.map(({ strength }) => strength);
  return strengths.sort((a, b) => rankOf(a) - rankOf(b))[0];
}

/** What is proved before what is measured; then steered before free, and the lower rate first. An older plan that does not say is the weakest. */
function rankOf(strength: StrengthEntry | undefined): number {
  return strength ? 1 + 2 * levelOf(strength) + (1 - (strength.atMost ?? 1)) : 0;
}

/** Position among the strengths: what is proved stands for as much as places that are owned. */
export function levelOf({ kind, proof }: StrengthEntry): number {
  return STRENGTHS.indexOf(proof ? 'reserved' : kind);
}

/** From the weakest to the strongest. */
export const STRENGTHS = ['free', 'steered', 'reserved'] as const;

/** What the plan of a cluster says, in the same words in every format. */
export function verdictOf(cluster: Pick<ClusterEntry, 'status' | 'findings' | 'strength'>): string {
  if (cluster.status === 'infeasible') {
    return 'infeasible';
  }
  const uncovered = uncoveredOf(cluster).length;
  const errors = cluster.findings.filter(({ accepted }) => accepted?.severity === 'error').length;
  const notes = [
    ...(cluster.strength ? [strengthText(cluster.strength)] : []),
    ...(uncovered > 0
      ? [`${uncovered} ${uncovered === 1 ? 'finding says' : 'findings say'} what it does not cover`]
      : []),
    ...(errors > 0 ? [`${errors} accepted ${errors === 1 ? 'error' : 'errors'}`] : []),
  ];
  return `the plan holds${uncovered > 0 ? ' for what it sees' : ''}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`;
}

/** True where nothing lowers the verdict: everything is covered, no error is accepted, and every order of arrival is proved. */
export function holdsWholly({
  status,
  findings,
  strength,
}: Pick<ClusterEntry, 'status' | 'findings' | 'strength'>): boolean {
  const lowered = findings.some(({ uncovered, accepted }) => uncovered || accepted?.severity === 'error');
  return status === 'feasible' && !lowered && (!strength || levelOf(strength) === STRENGTHS.indexOf('reserved'));
}

/** `accepted, was an error: the device is bought in March` */
export function acceptedText({ severity, reason }: NonNullable<FindingEntry['accepted']>): string {
  return `accepted${severity === 'info' ? '' : `, was ${severity === 'error' ? 'an error' : 'a warning'}`}: ${reason}`;
}
