import { ClusterState } from './cluster-state';
import { dueExtra } from './rollout';
import { SteadyCluster } from './steady-cluster';
import { WorkloadModel } from '../model';
import { RolloutPlan, Scenario } from '../plan';

/** Sets of rollouts that are tried one by one; with more of them all rollouts have to fit at once. */
const MOST_SETS = 20_000;

/** So many sets have an entry in the plan. */
const MOST_ENTRIES = 500;

/** Rollouts that run at the same time, and the surges with which they fit. */
export interface RolloutsTogether {
  /** Surges that had to be lowered, by workload id. */
  readonly limits: ReadonlyMap<string, number>;
  readonly scenarios: readonly Scenario[];
  /** Sets that fit with no smaller surge: all their surges were asked for. */
  readonly colliding: readonly (readonly string[])[];
  /** True where neither all of them fit at once nor every set could be tried. */
  readonly unproven?: boolean;
}

/**
 * Finds surges with which any `k` rollouts fit at once: all of them together where that fits (whatever part of them runs, fits
 * too), else every set of `k`. A surge that nobody wrote is lowered where it has to be.
 */
export function rollOutTogether(
  start: SteadyCluster,
  rollouts: Readonly<Record<string, RolloutPlan>>,
  k: number,
): RolloutsTogether {
  if (k <= 1) {
    return { limits: new Map(), scenarios: [], colliding: [] };
  }
  const extra = ({ id, canary = 0 }: WorkloadModel) => Math.max(rollouts[id]?.surge ?? 0, canary);
  const rolling = [...start.workloads.values()].filter((workload) => extra(workload) > 0);
  const surges = new Map(rolling.map((workload) => [workload.id, extra(workload)]));
  const all = tryTogether(start, rolling, surges);
  if (rolling.length < 2 || all) {
    return { limits: new Map(), scenarios: all ? [named('rollouts:all', all)] : [], colliding: [] };
  }
  // Copies of one workload are rolled out together.
  const few = new Set(rolling.map(({ id, rolloutGroup = id }) => rolloutGroup)).size > k;
  const sets = few ? setsOf(rolling, k) : [rolling];
  return sets ? fitEvery(start, sets, surges) : fitAll(start, rolling, surges);
}

/** Lowers the largest surge of every set that does not fit, until all do. */
function fitEvery(
  start: SteadyCluster,
  sets: readonly (readonly WorkloadModel[])[],
  asked: ReadonlyMap<string, number>,
): RolloutsTogether {
  const surges = new Map(asked);
  const colliding = new Set<readonly WorkloadModel[]>();
  for (const set of sets) {
    while (!tryTogether(start, set, surges)) {
      const lowerable = set.filter((workload) => surges.get(workload.id)! > dueExtra(workload));
      if (lowerable.length === 0) {
        colliding.add(set);
        break;
      }
      const largest = lowerable.reduce((a, b) => (surges.get(b.id)! > surges.get(a.id)! ? b : a));
      surges.set(largest.id, surges.get(largest.id)! - 1);
    }
  }
  const fitting = sets.filter((set) => !colliding.has(set));
  return {
    limits: lowered(asked, surges),
    scenarios: fitting
      .slice(0, MOST_ENTRIES)
      .map((set) => named(`rollouts:${set.map(({ id }) => id).join('+')}`, tryTogether(start, set, surges)!)),
    colliding: [...colliding].map((set) => set.map(({ id }) => id)),
  };
}

/** Lowers all surges by the same share until all rollouts fit at once. */
function fitAll(
  start: SteadyCluster,
  rolling: readonly WorkloadModel[],
  asked: ReadonlyMap<string, number>,
): RolloutsTogether {
  const most = Math.max(...asked.values());
  for (let cap = most - 1; cap >= 0; cap--) {
    const surges = new Map(
      rolling.map((workload) => {
        const surge = asked.get(workload.id)!;
        return [workload.id, Math.max(Math.min(cap, surge), Math.min(dueExtra(workload), surge))];
      }),
    );
    const state = tryTogether(start, rolling, surges);
    if (state) {
      return { limits: lowered(asked, surges), scenarios: [named('rollouts:all', state)], colliding: [] };
    }
  }
  return { limits: new Map(), scenarios: [], colliding: [], unproven: true };
}

function tryTogether(
  start: SteadyCluster,
  workloads: readonly WorkloadModel[],
  surges: ReadonlyMap<string, number>,
): ClusterState | undefined {
  const state = new ClusterState(start, false, { newRevision: true });
  return workloads.every(({ id }) => state.add(id, surges.get(id)!) === surges.get(id)) ? state : undefined;
}

/** All sets of `k`; undefined where there are too many to try. */
export function setsOf(workloads: readonly WorkloadModel[], k: number): WorkloadModel[][] | undefined {
  let sets: WorkloadModel[][] = [[]];
  let count = 1;
  for (let i = 0; i < k; i++) {
    count = (count * (workloads.length - i)) / (i + 1);
  }
  if (count > MOST_SETS) {
    return undefined;
  }
  for (let size = 0; size < k; size++) {
    sets = sets.flatMap((set) =>
      workloads.slice(set.length === 0 ? 0 : workloads.indexOf(set[size - 1]) + 1).map((next) => [...set, next]),
    );
  }
  return sets;
}

function lowered(asked: ReadonlyMap<string, number>, surges: ReadonlyMap<string, number>): Map<string, number> {
  return new Map([...surges].filter(([id, surge]) => surge < asked.get(id)!));
}

function named(name: string, state: ClusterState): Scenario {
  return { name, lost: {}, added: state.additions(), unplaced: [] };
}
