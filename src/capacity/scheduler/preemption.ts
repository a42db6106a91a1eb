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
  let best: Candidate | undefined;
  model.poolOf.forEach((_, node) => {
    const victims = victimsOn(scheduler, workload, node, lower);
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

/**
 * The pods of lower priority that have to leave the node: all of them do at first, then the most important come back as long as
 * the pod still fits. Undefined where it does not fit even without any.
 */
function victimsOn(
  scheduler: Scheduler,
  workload: number,
  node: number,
  lower: readonly number[],
): number[] | undefined {
  const { nodes } = scheduler;
  const removed = lower.flatMap((victim) => new Array<number>(nodes.countsOf(victim).onNode[node]).fill(victim));
  removed.forEach((victim) => nodes.put(victim, node, -1));
  const takesPod = () => nodes.fits(workload, node) && scheduler.admits(workload, node);
  const victims: number[] = [];
  const possible = takesPod();
  for (const victim of [...removed].reverse()) {
    nodes.put(victim, node);
    if (possible && !takesPod()) {
      nodes.put(victim, node, -1);
      victims.push(victim);
    }
  }
  victims.forEach((victim) => nodes.put(victim, node));
  return possible && victims.length > 0 ? victims.reverse() : undefined;
}

function isBetter(model: SchedulerModel, a: readonly number[], b: readonly number[]): boolean {
  const highest = (victims: readonly number[]) =>
    Math.max(...victims.map((victim) => model.workloads[victim].model.priority));
  return highest(a) < highest(b) || (highest(a) === highest(b) && a.length < b.length);
}
