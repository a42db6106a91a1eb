import { ClusterState } from './cluster-state';
import { LossOutcome } from './lose-nodes';
import { SteadyCluster } from './steady-cluster';
import { ClusterModel, WorkloadModel } from '../model';
import { byCodeUnit, mostImportantFirst } from '../order';
import { Added } from '../plan';

/** Autoscalers that reach their maximum together. */
export interface Peak {
  /** Name of its scenario. */
  readonly name: string;
  readonly members: ReadonlySet<string>;
}

const MAXIMUM = 'hpa-max';

/** True for the scenario of all autoscalers, or of a group of them, at their maximum. */
export function isPeak(scenario: string): boolean {
  return scenario === MAXIMUM || scenario.startsWith(`${MAXIMUM}:`);
}

/** Pods that the autoscaler of a workload adds at its maximum. */
export function extraAtMaximum({ replicas }: WorkloadModel): number {
  return Math.max(0, (replicas.max ?? 0) - replicas.planned);
}

/** Pods that a peak adds to a workload: none to one that is not of it. */
export function extraIn({ members }: Pick<Peak, 'members'>, workload: WorkloadModel): number {
  return members.has(workload.id) ? extraAtMaximum(workload) : 0;
}

/** All autoscalers together; where groups are declared, each of them with the workloads that are in none. */
export function peaksOf({ workloads, peakGroups = [] }: ClusterModel): Peak[] {
  const scaled = workloads.filter((workload) => extraAtMaximum(workload) > 0).map(({ id }) => id);
  if (scaled.length === 0) {
    return [];
  }
  if (peakGroups.length === 0) {
    return [{ name: MAXIMUM, members: new Set(scaled) }];
  }
  const grouped = new Set(peakGroups.flatMap((group) => group.workloads));
  const alone = scaled.filter((id) => !grouped.has(id));
  return peakGroups.map((group) => ({
    name: `${MAXIMUM}:${group.name}`,
    members: new Set([...group.workloads, ...alone]),
  }));
}

/** The part of what runs at the maximum of all that is of this peak. */
export function partOf(peak: Peak, added: readonly Added[]): Added[] {
  return added.flatMap(({ on, count, pods }) => {
    const own = Object.entries(pods).filter(([id]) => peak.members.has(id));
    return own.length === 0 ? [] : [{ on, count, pods: Object.fromEntries(own) }];
  });
}

/** Brings the members of a peak to their maximum on top of steady, higher priorities first. */
export function raise(start: SteadyCluster, peak: Peak): LossOutcome {
  const state = new ClusterState(start, true);
  const short: LossOutcome['short'][number][] = [];
  const members = [...start.workloads.values()].filter(({ id }) => peak.members.has(id));
  members.sort(mostImportantFirst);
  for (const workload of members) {
    const extra = extraAtMaximum(workload);
    const placed = state.add(workload.id, extra);
    if (placed < extra) {
      const running = state.runningOf(workload.id);
      short.push({ workload, left: running, needed: running + extra - placed });
    }
  }
  const unplaced = short.map(({ workload, left, needed }) => ({
    workload: workload.id,
    count: needed - left,
    code: 'NO_ROOM_AT_HPA_MAXIMUM',
  }));
  unplaced.sort((a, b) => byCodeUnit(a.workload, b.workload));
  return {
    scenario: { name: peak.name, lost: {}, added: state.additions(), unplaced },
    short,
    unproven: [],
    mayPreempt: [],
  };
}
