import { Counts } from './node-states';
import { shuffled } from './queue';
import { Scheduler } from './scheduler';
import { ClusterModel, WorkloadModel } from '../model';

/** How the pods of a workload are replaced. */
export interface Replacing {
  readonly surge: number;
  readonly maxUnavailable: number;
}

/** What one sync starts: every workload that has an entry, by position, or so many of them. */
export interface AtOnce {
  readonly replacing: readonly (Replacing | undefined)[];
  readonly most: number;
}

/**
 * Rollouts that run at the same time; undefined where they come one after the other.
 * @param surgeOf extra pods of what the plan decides
 */
export function atOnceOf(
  { workloads, concurrentRollouts: most = 1 }: ClusterModel,
  surgeOf: (workload: WorkloadModel) => number,
): AtOnce | undefined {
  const replacing = workloads.map((workload): Replacing | undefined => {
    const { rollout, canary = 0, replicas } = workload;
    if (replicas.planned === 0 || (!rollout && canary === 0)) {
      return undefined;
    }
    const surge = rollout?.ours ? surgeOf(workload) : Math.max(canary, rollout?.surge ?? 0);
    const { maxUnavailable = 0, ours } = rollout ?? {};
    return { surge, maxUnavailable: surge > 0 || !ours ? maxUnavailable : Math.max(1, maxUnavailable) };
  });
  return most > 1 ? { replacing, most } : undefined;
}

/** A workload while it is rolled out. */
interface Rolling extends Replacing {
  readonly workload: number;
  readonly planned: number;
  readonly fresh: Counts;
  /** Old pods, new ones that run, and new ones that have no place yet. */
  old: number;
  running: number;
  waiting: number;
}

/**
 * Rolls out several workloads at the same time, step by step in an order drawn by chance, and returns the new pods that wait for ever: a pod of one
 * workload may have taken the place that a pod of another one left. The Deployment controller ends an old pod where more run than have to, and starts
 * a new one up to the surge (kubernetes 1.34, pkg/controller/deployment/rolling.go).
 * @param scheduler on nodes that may be changed
 */
export function stuckAtOnce(
  scheduler: Scheduler,
  { replacing, most }: AtOnce,
  random: () => number,
): Map<number, number> {
  const rolling = replacing.flatMap((one, workload) => (one ? [started(scheduler, workload, one)] : []));
  const chosen = shuffled(rolling, random).slice(0, most);
  for (let changed = true; changed;) {
    changed = false;
    for (const one of shuffled(chosen, random)) {
      changed = step(scheduler, one, random) || changed;
    }
  }
  return new Map(chosen.filter(({ waiting }) => waiting > 0).map(({ workload, waiting }) => [workload, waiting]));
}

function started({ nodes }: Scheduler, workload: number, { surge, maxUnavailable }: Replacing): Rolling {
  const planned = nodes.runningOf(workload);
  const fresh = nodes.noCounts();
  return { workload, surge, maxUnavailable, planned, fresh, old: planned, running: 0, waiting: 0 };
}

/** What waits is placed, then old pods end and new ones are started; true where anything changed. */
function step(scheduler: Scheduler, one: Rolling, random: () => number): boolean {
  let changed = false;
  while (one.waiting > 0 && scheduler.place(one.workload, one.fresh) >= 0) {
    one.waiting -= 1;
    one.running += 1;
    changed = true;
  }
  while (one.old > 0 && one.old + one.running > one.planned - one.maxUnavailable) {
    endOne(scheduler, one, random);
    changed = true;
  }
  const { planned, surge } = one;
  while (one.running + one.waiting < planned && one.old + one.running + one.waiting < planned + surge) {
    one.waiting += 1;
    changed = true;
  }
  return changed;
}

/** Ends an old pod, whichever. */
function endOne({ nodes }: Scheduler, one: Rolling, random: () => number): void {
  const { onNode } = nodes.countsOf(one.workload);
  let left = Math.floor(random() * one.old);
  for (let node = 0; node < onNode.length; node++) {
    left -= onNode[node] - one.fresh.onNode[node];
    if (left < 0) {
      nodes.put(one.workload, node, -1);
      one.old -= 1;
      return;
    }
  }
}
