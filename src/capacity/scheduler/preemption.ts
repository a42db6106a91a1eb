import { Scheduler } from './scheduler';
import { SchedulerModel } from './scheduler-model';

/** What preemption on one node would evict: workloads of the victims, least important first. */
interface Candidate {
  readonly node: number;
  readonly victims: readonly number[];
}

/**
 * Makes room for one pod by evicting pods of lower priority, on the node where the most important victim matters least, then
 * with the fewest victims; places the pod there. Returns the workloads of the victims, or undefined where that helps nowhere.
 */
export function evictFor(model: SchedulerModel, scheduler: Scheduler, workload: number): number[] | undefined {
  const { preempts, priority } = model.workloads[workload].model;
  const lower = preempts ? lowerThan(model, priority) : [];
  if (lower.length === 0) {
    return undefined;
  }
  const open = scheduler.openZones(workload, scheduler.nodes.countsOf(workload));
  let best: Candidate | undefined;
  model.poolOf.forEach((_, node) => {
    const victims = scheduler.admits(workload, node, open) ? victimsOn(scheduler, workload, node, lower) : undefined;
    if (victims && (!best || isBetter(model, victims, best.victims))) {
      best = { node, victims };
    }
  });
  if (!best) {
    return undefined;
  }
  const { node, victims } = best;
  victims.forEach((victim) => scheduler.nodes.put(victim, node, -1));
  scheduler.nodes.put(workload, node);
  return [...victims];
}

/** Workloads of lower priority, least important first. */
function lowerThan(model: SchedulerModel, priority: number): number[] {
  return model.workloads
    .map((_, w) => w)
    .filter((w) => model.workloads[w].model.priority < priority)
    .sort((a, b) => model.workloads[a].model.priority - model.workloads[b].model.priority || a - b);
}

/** The fewest victims, least important first, without which the pod fits on the node; undefined where all of them are too few. */
function victimsOn(
  { nodes }: Scheduler,
  workload: number,
  node: number,
  lower: readonly number[],
): number[] | undefined {
  const victims: number[] = [];
  for (const victim of lower) {
    for (let n = nodes.countsOf(victim).onNode[node]; n > 0 && !nodes.fits(workload, node); n--) {
      nodes.put(victim, node, -1);
      victims.push(victim);
    }
  }
  const fits = nodes.fits(workload, node);
  victims.forEach((victim) => nodes.put(victim, node));
  return fits && victims.length > 0 ? victims : undefined;
}

function isBetter(model: SchedulerModel, a: readonly number[], b: readonly number[]): boolean {
  const highest = (victims: readonly number[]) =>
    Math.max(...victims.map((victim) => model.workloads[victim].model.priority));
  return highest(a) < highest(b) || (highest(a) === highest(b) && a.length < b.length);
}
