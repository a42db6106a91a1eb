import { ClusterModel, Finding } from '../model';
import { Diagnosis, strandsAlways } from '../planning/diagnosis';
import { Attempt } from '../planning/planning';
import { isSimulatedFast } from '../planning/robustness';
import { isNodeLoss, lostZone, SPOT_LOST } from '../scenario/loss';
import { isPeak } from '../scenario/peak';
import { AT_ONCE } from '../scheduler/sampling';
import { someOf } from '../some-of';
import { raises } from './cures/raise';
import { cures, Fault, faultsIn, quickly } from './cures/trial';

/** So many workloads are named. */
const MOST_NAMED = 5;

/** What kube-scheduler makes of the plan, where it does not find what the plan has, or where nobody knows. */
export function explainStranded(diagnosis: Diagnosis | undefined): Finding[] {
  if (!diagnosis?.robust) {
    return [];
  }
  const { robust, tried } = diagnosis;
  if (!robust.robustness) {
    return robust.proved ? [] : [tooLarge(tried)];
  }
  return robust.stranded.length > 0 ? [strandedFinding(diagnosis)] : [];
}

function tooLarge({ model }: Attempt): Finding {
  return {
    code: 'SCHEDULER_NOT_SIMULATED',
    severity: 'info',
    uncovered: true,
    path: model.path,
    message:
      'every pod has a place, but whether kube-scheduler finds it was not sampled: pods times nodes are too many',
  };
}

function strandedFinding(diagnosis: Diagnosis): Finding {
  const { tried } = diagnosis;
  const { workloads, path } = tried.model;
  const { scoring, orders } = diagnosis.robust!.robustness!;
  const failed = new Set(diagnosis.robust!.stranded.map(({ order }) => order)).size;
  const most = new Map<string, number>();
  for (const { when, workload, count } of diagnosis.robust!.stranded) {
    const where = whenOf(when);
    const key = `${workloads[workload].id} ${where}`;
    most.set(key, Math.max(count, most.get(key) ?? 0));
  }
  const list = [...most].map(([what, count]) => `${count} of ${what}`);
  const always = strandsAlways(diagnosis);
  return {
    code: always ? 'SCHEDULER_STRANDS' : 'SCHEDULER_MAY_STRAND',
    severity: always ? 'error' : 'warning',
    path,
    message: `every pod has a place, but in ${always ? 'each' : failed} of ${orders} sampled orders of arrival kube-scheduler (${scoring}) does not find it for up to ${someOf(list, MOST_NAMED)}`,
    cure: curesOf(diagnosis),
  };
}

function whenOf(when: string): string {
  if (lostZone(when) !== undefined) {
    return `after the loss of zone ${lostZone(when)}`;
  }
  if (when === SPOT_LOST) {
    return 'after the loss of all spot nodes';
  }
  if (isNodeLoss(when)) {
    return 'after the loss of a node';
  }
  if (when === AT_ONCE) {
    return 'while they are rolled out at the same time';
  }
  return when === 'steady' ? 'at steady' : isPeak(when) ? 'at HPA maximum' : 'more in its rollout';
}

/** Changes with which no sampled order strands a pod. */
function curesOf(diagnosis: Diagnosis): string[] {
  const { model } = diagnosis.tried;
  const ids = new Set(diagnosis.robust!.stranded.map(({ workload }) => model.workloads[workload].id));
  const stranded = model.workloads.filter(({ id }) => ids.has(id));
  const loose = stranded.filter(({ softSpread }) => !softSpread?.host);
  const untried = ['a higher limit on a pool that admits them', 'smaller requests or maxima'];
  const spread = `a soft spread over hosts on ${loose.map(({ path }) => path).join(', ')}`;
  if (!isSimulatedFast(diagnosis.tried)) {
    return [...(loose.length > 0 ? [spread] : []), ...untried];
  }
  const before = faultsIn(diagnosis);
  const gone: Fault[] = before.filter(({ what }) => what === 'STRANDS');
  const works = (changed: ClusterModel) => cures(gone, before, changed);
  const check = { fits: works, holds: works };
  const quick = quickly(model);
  const looseIds = new Set(loose.map(({ id }) => id));
  const spreading: ClusterModel = {
    ...quick,
    workloads: model.workloads.map((one) =>
      looseIds.has(one.id) ? { ...one, softSpread: { ...one.softSpread, host: 1 } } : one,
    ),
  };
  const tried = [
    ...(loose.length > 0 && works(spreading) ? [spread] : []),
    ...raises(model, stranded, check).map(({ cure }) => cure),
    ...(works({ ...quick, scoring: 'MostAllocated' })
      ? ['schedulerScoring MOST_ALLOCATED, where kube-scheduler is configured so']
      : []),
  ];
  return tried.length > 0 ? tried : untried;
}
