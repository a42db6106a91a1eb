import { ClusterState } from './cluster-state';
import { dueExtra, dueSurge, lackingPlaces } from './rollout';
import { setsOf } from './rollouts-together';
import { mayGetNodes, SteadyCluster } from './steady-cluster';
import { ClusterModel, PoolModel, WorkloadModel } from '../model';
import { firstShortage } from '../resources';

/** A plan as far as it is known, which may get empty nodes more. */
interface Growing {
  readonly start: SteadyCluster;
  readonly nodes: Readonly<Record<string, number>>;
}

/** Places that are missing for rollouts. */
interface Missing {
  readonly workload: WorkloadModel;
  readonly count: number;
  /** Extra pods that have to start, where that is what the places are for; absent: the rollout can hang without them. */
  readonly due?: number;
}

/** Nodes that were bought for the rollouts of a workload. */
export interface RolloutNodes {
  readonly id: string;
  readonly nodes: number;
  /** Extra pods that have to start, and how many of them the other nodes have room for; absent: its rollouts can hang without. */
  readonly surge?: { readonly due: number; readonly fits: number };
}

/**
 * Buys nodes with which rollouts run to their end and the extra pods of users and canaries start, the cheapest that help, as far as the limits of the
 * pools go. Where a node is of no use to a workload, none is bought for it.
 * @param grow the same with empty nodes more, as positions of pools; undefined where it then survives less
 */
export function withRoomForRollouts<T extends Growing>(
  model: ClusterModel,
  without: T,
  grow: (extra: readonly number[]) => T | undefined,
): { readonly best: T; readonly bought: readonly RolloutNodes[] } {
  const bought = new Map<string, RolloutNodes>();
  const hopeless = new Set<string>();
  const missingIn = ({ start }: Growing) => missingPods(start, model.concurrentRollouts ?? 1);
  let extra: readonly number[] = [];
  let best = without;
  let missing = missingIn(best);
  for (;;) {
    const next = missing.find(({ workload }) => !hopeless.has(workload.id));
    if (!next) {
      return { best, bought: [...bought.values()] };
    }
    hopeless.add(next.workload.id);
    for (const p of poolsFor(model, best, next.workload)) {
      const grown = grow([...extra, p]);
      const left = grown && missingIn(grown);
      if (left && total(left) < total(missing)) {
        [extra, best, missing] = [[...extra, p], grown, left];
        bought.set(next.workload.id, oneMore(next, bought.get(next.workload.id)));
        hopeless.delete(next.workload.id);
        break;
      }
    }
  }
}

function oneMore({ workload: { id }, due, count }: Missing, known?: RolloutNodes): RolloutNodes {
  return known
    ? { ...known, nodes: known.nodes + 1 }
    : { id, nodes: 1, ...(due !== undefined && { surge: { due, fits: due - count } }) };
}

/** Places that rollouts and canaries, alone or some of them at once, lack. */
export function missingInRollouts(start: SteadyCluster, together: number): number {
  return total(missingPods(start, together));
}

function total(missing: readonly Missing[]): number {
  return missing.reduce((sum, { count }) => sum + count, 0);
}

/** What each rollout and canary lacks alone; where nothing is missing, what any few rollouts lack at once. */
function missingPods(start: SteadyCluster, together: number): Missing[] {
  const workloads = [...start.workloads.values()];
  const due = workloads.filter((workload) => dueSurge(workload) > 0);
  const alone = [
    ...workloads.flatMap((workload) => hanging(start, workload)),
    ...due
      .filter(({ rollout }) => rollout!.explicit)
      .flatMap((workload) => missingOf(start, [[workload, dueSurge(workload)]])),
    ...workloads.flatMap((workload) => missingOf(start, [[workload, workload.canary ?? 0]])),
  ];
  const extra = workloads.filter((workload) => dueExtra(workload) > 0);
  const few = Math.min(together, extra.length);
  const sets = alone.length > 0 || few < 2 ? [] : (setsOf(extra, few) ?? []);
  return [
    ...alone,
    ...sets.flatMap((set) =>
      missingOf(
        start,
        set.map((workload) => [workload, dueExtra(workload)]),
      ),
    ),
  ];
}

function hanging(start: SteadyCluster, workload: WorkloadModel): Missing[] {
  const { rollout } = workload;
  // What the plan decides itself ends a pod first where none can be started; what may do neither no node helps.
  const fixed = rollout && !rollout.ours && rollout.surge + rollout.maxUnavailable > 0;
  const count = fixed ? lackingPlaces(start, workload) : 0;
  return count > 0 ? [{ workload, count }] : [];
}

function missingOf(start: SteadyCluster, asked: readonly (readonly [WorkloadModel, number])[]): Missing[] {
  const state = new ClusterState(start, false, { newRevision: true });
  return asked.flatMap(([workload, due]) => {
    const count = due - state.add(workload.id, due);
    return count > 0 ? [{ workload, due, count }] : [];
  });
}

/** Pools that may have a node more with room for a pod, as positions: the cheapest first, then those with fewest nodes. */
function poolsFor({ pools }: ClusterModel, { nodes, start }: Growing, { eligible, requests }: WorkloadModel): number[] {
  const isOpen = (pool: PoolModel) =>
    eligible.includes(pool.id) &&
    nodes[pool.id] < (pool.maxNodes ?? Infinity) &&
    firstShortage(requests, pool.allocatable) === undefined &&
    (nodes[pool.id] > 0 || mayGetNodes(start, pool));
  return pools
    .map((pool, p) => ({ pool, p }))
    .filter(({ pool }) => isOpen(pool))
    .sort((a, b) => (a.pool.price ?? 1) - (b.pool.price ?? 1) || nodes[a.pool.id] - nodes[b.pool.id] || a.p - b.p)
    .map(({ p }) => p);
}
