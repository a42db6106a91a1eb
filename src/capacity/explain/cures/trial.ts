import { ClusterModel, Severity } from '../../model';
import { isSevere } from '../../outcome/rollout-faults';
import { diagnose, Diagnosis, strandsAlways } from '../../planning/diagnosis';
import { attempt, everythingFits } from '../../planning/planning';

export { quickly } from '../../planning/attempt';

/** Something that is wrong with a plan, named so that it can be found again in another plan of the same cluster. */
export interface Fault {
  readonly severity: Severity;
  readonly what: string;
}

/** True where all pods have a place in every scenario; says nothing of rollouts. */
export function fits(model: ClusterModel): boolean {
  return everythingFits(attempt(model));
}

/** The cluster planned freely, tried in every way, without any explanation. */
export function diagnosed(model: ClusterModel): Diagnosis {
  return diagnose(attempt(model));
}

/** What is wrong with the plan of a cluster, without any explanation. */
export function faultsOf(model: ClusterModel): Fault[] {
  return faultsIn(diagnosed(model));
}

/** True where a plan of the cluster has no error. */
export function holds(model: ClusterModel): boolean {
  return faultsOf(model).every(({ severity }) => severity !== 'error');
}

/** What is wrong with a plan that was tried. */
export function faultsIn(diagnosis: Diagnosis): Fault[] {
  if (!diagnosis.fits) {
    return [{ severity: 'error', what: 'NO_ROOM' }];
  }
  const { rollouts, robust, spare, transitions } = diagnosis;
  const stranded = robust?.robustness?.stranded ?? 0;
  return [
    ...rollouts.map((fault): Fault => ({
      severity: isSevere(fault) ? 'error' : 'warning',
      what: `${fault.kind} ${fault.workload.id}`,
    })),
    ...[...(spare?.findings ?? []), ...(transitions?.findings ?? [])].map(({ severity, code, path }): Fault => ({
      severity,
      what: `${code} ${path}`,
    })),
    ...(stranded > 0 ? [{ severity: strandsAlways(diagnosis) ? 'error' : 'warning', what: 'STRANDS' } as const] : []),
  ];
}

/** True where a changed cluster has none of these faults any more, and no other one that is as bad. */
export function cures(cured: readonly Fault[], before: readonly Fault[], changed: ClusterModel): boolean {
  const gone = new Set(cured.map(({ what }) => what));
  const known = new Set(before.map(({ what, severity }) => `${severity} ${what}`));
  const asBad = cured.some(({ severity }) => severity === 'error') ? ['error'] : ['error', 'warning'];
  return faultsOf(changed).every(
    ({ what, severity }) => !gone.has(what) && (!asBad.includes(severity) || known.has(`${severity} ${what}`)),
  );
}
