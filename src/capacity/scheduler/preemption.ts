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
  const { preempts } = model.workloads[workload].model;
  const lower = preempts ? model.lowerThan(workload) : [];
  if (lower.length === 0) {
    return undefined;
  }
  let best: Candidate | undefined;
  for (const node of scheduler.admitting(workload)) {
    const victims = victimsOn(model, scheduler, workload, node, lower);
    if (victims && (!best || isBetter(model, victims, best.victims))) {
      best = { node, victims };
    }
  }
  if (!best) {
    return undefined;
  }
  const { node, victims } = best;
  victims.forEach((victim) => scheduler.nodes.put(victim, node, -1));
  scheduler.nodes.put(workload, node);
  return [...victims];
}

/**
 * The pods of lower priority that have to leave the node: all of them do at first, then the most important come back as long as
 * the pod still fits. Undefined where it does not fit even without any.
 * @param lower workloads of lower priority, least important first
 */
function victimsOn(
  model: SchedulerModel,
  { nodes }: Scheduler,
  workload: number,
  node: number,
  lower: readonly number[],
): number[] | undefined {
  const { resourceOf, amountOf, rivals } = model.workloads[workload];
  const there = lower.filter((other) => nodes.countsOf(other).onNode[node] > 0);
  const meets = rivals.filter((rival) => nodes.countsOf(rival).onNode[node] > 0);
  if (meets.some((rival) => !there.includes(rival))) {
    return undefined;
  }
  const left = resourceOf.map((r, i) => nodes.freeOf(node, r) - amountOf[i]);
  for (const other of there) {
    const count = nodes.countsOf(other).onNode[node];
    resourceOf.forEach((r, i) => (left[i] += count * model.amount(other, r)));
  }
  if (left.some((amount) => amount < 0)) {
    return undefined;
  }
  const victims: number[] = [];
  for (const other of [...there].reverse()) {
    const stays = !meets.includes(other);
    for (let n = nodes.countsOf(other).onNode[node]; n > 0; n--) {
      if (stays && resourceOf.every((r, i) => left[i] >= model.amount(other, r))) {
        resourceOf.forEach((r, i) => (left[i] -= model.amount(other, r)));
      } else {
        victims.push(other);
      }
    }
  }
  return victims.length > 0 ? victims.reverse() : undefined;
}

function isBetter(model: SchedulerModel, a: readonly number[], b: readonly number[]): boolean {
  const highest = (victims: readonly number[]) =>
    Math.max(...victims.map((victim) => model.workloads[victim].model.priority));
  return highest(a) < highest(b) || (highest(a) === highest(b) && a.length < b.length);
}
