import { ClusterState } from './cluster-state';
import { SteadyCluster } from './steady-cluster';
import { NodeGroup, WorkloadModel } from '../model';
import { byCodeUnit, mostImportantFirst } from '../order';
import { Scenario, Unplaced } from '../plan';

/** Pods of one workload that must leave a node and find no other place meanwhile. */
export interface Waiting {
  readonly workload: WorkloadModel;
  readonly on: number;
  readonly waiting: number;
}

export interface DrainOutcome {
  readonly group: NodeGroup;
  readonly scenario: Scenario;
  readonly waiting: readonly Waiting[];
}

/** Drains one node of each group that holds pods: they come back elsewhere where there is room, higher priorities first. */
export function drainsOf(start: SteadyCluster): DrainOutcome[] {
  return start.groups.filter((group) => Object.keys(group.pods).length > 0).map((group) => drain(start, group));
}

function drain(start: SteadyCluster, group: NodeGroup): DrainOutcome {
  const state = new ClusterState(start);
  const zone = new Set([state.zoneOf(group.id)]);
  state.lose(group.id, 1);
  const members = Object.keys(group.pods).map((id) => start.workloads.get(id)!);
  members.sort(mostImportantFirst);
  const waiting: Waiting[] = [];
  for (const workload of members) {
    const on = group.pods[workload.id];
    const back = workload.nodePinned ? 0 : state.add(workload.id, on, workload.zonePinned ? zone : undefined);
    if (back < on) {
      waiting.push({ workload, on, waiting: on - back });
    }
  }
  const unplaced = waiting.map(({ workload, waiting: count }): Unplaced => ({
    workload: workload.id,
    count,
    code: 'WAITS_FOR_THE_NODE',
  }));
  unplaced.sort((a, b) => byCodeUnit(a.workload, b.workload));
  return {
    group,
    waiting,
    scenario: { name: `drain:${group.id}`, lost: state.losses(), added: state.additions(), unplaced },
  };
}

/** Pods that the budget of a workload lets go at the same time; Infinity where it has none. */
export function allowedBy({ disruption }: WorkloadModel): number {
  return disruption?.allowed ?? Infinity;
}

/**
 * Pods of each workload that its budget has to let go at once so that every node can be drained: one, or as many as find no
 * other place, as long as what stays is enough after a loss too. Only where the budget is ours to write.
 */
export function budgetsFor(start: SteadyCluster, drains: readonly DrainOutcome[]): Record<string, number> {
  const needed = new Map<string, number>();
  for (const { workload, waiting } of drains.flatMap((outcome) => outcome.waiting)) {
    needed.set(workload.id, Math.max(needed.get(workload.id) ?? 1, waiting));
  }
  return Object.fromEntries(
    [...start.workloads.values()]
      .filter(({ disruption }) => disruption?.ours)
      .map(({ id, replicas }) => {
        const { planned, degraded = planned } = replicas;
        // Where nothing is promised after a loss, a drain may wait for a new node rather than stop everything at once.
        const spare = degraded > 0 ? planned - degraded : 1;
        return [id, Math.max(1, Math.min(needed.get(id) ?? 1, spare))];
      }),
  );
}
