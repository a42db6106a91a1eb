import { Aftermath } from './aftermath';
import { SteadyCluster } from './steady-cluster';
import { NodeGroup, WorkloadModel } from '../model';
import { byCodeUnit, mostImportantFirst } from '../order';
import { Scenario, Unplaced } from '../plan';

/** Pods of one workload that must leave a node, and how many of them find no other place meanwhile. */
export interface Waiting {
  readonly workload: WorkloadModel;
  readonly on: number;
  /** In the worst order that was found. */
  readonly waiting: number;
  /** In any order, and wherever kube-scheduler puts them. */
  readonly atMost: number;
}

/** Who may have to wait while one node of a group is drained. */
export interface Drained {
  readonly group: NodeGroup;
  readonly waiting: readonly Waiting[];
  /** True where kube-scheduler may fill a node like this, and the plan has none. */
  readonly sampled?: true;
}

export interface DrainOutcome extends Drained {
  /** One order of them: higher priorities first. */
  readonly scenario: Scenario;
}

/** Orders that are looked at in all drains of a cluster together; beyond them a pod that may have to wait counts as one that does. */
const MOST_STEPS = 20_000;
const STEPS_OF_ONE = 200;
/** Workloads on a node times groups of nodes above which only one order is looked at. */
const MOST_COMPARED = 1000;

/** Drains one node of each group that holds pods. */
export function drainsOf(start: SteadyCluster): DrainOutcome[] {
  const waits = new Waits();
  return start.groups
    .filter((group) => Object.keys(group.pods).length > 0)
    .map((group) => {
      const aftermath = drainOf(start, group);
      const waiting = members(start, group).flatMap((workload) => waits.of(aftermath, workload));
      return { group, waiting, scenario: oneOrder(start, group, aftermath) };
    });
}

/** Whether the drains of all of some groups are as they should be, with nodes that were not there before. */
export function everyDrain(
  start: SteadyCluster,
  groups: readonly NodeGroup[],
  isFine: (drained: Drained) => boolean,
): boolean {
  const waits = new Waits();
  return groups.every((group) => {
    const aftermath = drainOf(start, group);
    return isFine({ group, waiting: members(start, group).flatMap((workload) => waits.of(aftermath, workload)) });
  });
}

/** What the drain of a node leaves. */
export function drainOf(start: SteadyCluster, { id }: NodeGroup): Aftermath {
  return new Aftermath(start, { name: `drain:${id}`, lost: [[id, 1]] }, true);
}

function members({ workloads }: SteadyCluster, { pods }: NodeGroup): WorkloadModel[] {
  return Object.keys(pods)
    .map((id) => workloads.get(id)!)
    .sort(mostImportantFirst);
}

/** Looks for the worst order as long as there is work left. */
export class Waits {
  private left = MOST_STEPS;

  public of(aftermath: Aftermath, workload: WorkloadModel): Waiting[] {
    const on = aftermath.gone.get(workload.id)!;
    const small = aftermath.gone.size * aftermath.groups <= MOST_COMPARED;
    const sure = aftermath.surelyBack(workload, on, !small);
    const stays = aftermath.staysAway(workload) !== undefined;
    if (sure === on) {
      return [];
    }
    if (stays || this.left <= 0) {
      return [{ workload, on, waiting: on - sure, atMost: on - sure }];
    }
    const most = small ? Math.min(this.left, STEPS_OF_ONE) : 0;
    const { count, proven, steps } = aftermath.worstBack(workload, on, most);
    this.left -= steps;
    const atMost = on - (proven ? count : sure);
    return atMost > 0 ? [{ workload, on, waiting: on - count, atMost }] : [];
  }
}

function oneOrder(start: SteadyCluster, group: NodeGroup, aftermath: Aftermath): Scenario {
  const state = aftermath.state.copy();
  const unplaced: Unplaced[] = [];
  for (const workload of members(start, group)) {
    const on = group.pods[workload.id];
    const back = aftermath.staysAway(workload) ? 0 : state.add(workload.id, on, aftermath.zonesFor(workload));
    if (back < on) {
      unplaced.push({ workload: workload.id, count: on - back, code: 'WAITS_FOR_THE_NODE' });
    }
  }
  unplaced.sort((a, b) => byCodeUnit(a.workload, b.workload));
  return { name: `drain:${group.id}`, lost: state.losses(), added: state.additions(), unplaced };
}
