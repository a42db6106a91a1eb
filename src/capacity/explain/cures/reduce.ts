import { Check } from './raise';
import { quickly } from './trial';
import { atMost, largest, withWorkload } from './variants';
import { ClusterModel, WorkloadModel } from '../../model';
import { byCodeUnit } from '../../order';
import { replicasText } from '../../quantity';

/** When a plan fails first. */
export type Stage = 'steady' | 'maximum' | 'loss';

/** Fewer pods of one workload with which everything holds: the most that do. */
export interface Reduction {
  readonly workload: WorkloadModel;
  readonly cure: string;
}

/** At most this many workloads are tried, those with most pods first. */
const MOST_TRIED = 40;

/** So many counts below the one with which the pods fit are tried. */
const MOST_BELOW = 6;

/** Workloads up to which it is tried with all the effort of the plan whether one pod more would do. */
const MOST_WORKLOADS = 60;

/** Workloads of which fewer replicas, or a lower maximum, alone make everything hold. */
export function reductions(model: ClusterModel, stage: Stage, check: Check): Reduction[] {
  const extra = ({ replicas: { planned, max = 0 } }: WorkloadModel) => (stage === 'maximum' ? max - planned : planned);
  return model.workloads
    .filter((workload) =>
      stage === 'maximum' ? extra(workload) > 0 : workload.replicas.max === undefined && workload.replicas.planned > 1,
    )
    .filter(({ hours }) => hours === undefined)
    .sort((a, b) => extra(b) - extra(a) || byCodeUnit(a.id, b.id))
    .slice(0, MOST_TRIED)
    .flatMap((workload) => {
      const most = mostOf(model, workload, stage, check);
      return most === undefined ? [] : [{ workload, cure: cureOf(workload, stage, most) }];
    });
}

function mostOf(model: ClusterModel, workload: WorkloadModel, stage: Stage, check: Check): number | undefined {
  const { planned, max = planned } = workload.replicas;
  const [low, high] = stage === 'maximum' ? [planned, max] : [1, planned];
  const quick = quickly(model);
  const at = (of: ClusterModel, n: number) => withWorkload(of, workload.id, (one) => atMost(one, n));
  const fitting = largest(low, high, (n) => check.fits(at(quick, n)));
  if (fitting === undefined) {
    return undefined;
  }
  const below = Array.from({ length: Math.min(MOST_BELOW, fitting - low) + 1 }, (_, i) => fitting - i);
  let most = below.find((n) => check.holds(at(quick, n)));
  while (
    most !== undefined &&
    most + 1 < high &&
    model.workloads.length <= MOST_WORKLOADS &&
    check.holds(at(model, most + 1))
  ) {
    most++;
  }
  return most;
}

/** An autoscaler that may not add a pod is none. */
function cureOf({ path, replicas: { planned, degraded = 0 } }: WorkloadModel, stage: Stage, most: number): string {
  if (stage === 'maximum') {
    return most === planned
      ? `no autoscaler of ${path}: ${replicasText(planned)} ${planned === 1 ? 'fits' : 'fit'}`
      : `maximum ${most} of ${path}`;
  }
  const left = Math.min(degraded, most);
  return `${replicasText(most)} of ${path}${left > 0 ? `, ${left} of them after a loss` : ''}`;
}
