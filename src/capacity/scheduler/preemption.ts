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
  const meets = rivals.filter((rival) => nodes.podsOn(rival, node) > 0);
  if (meets.some((rival) => !lower.includes(rival))) {
    return undefined;
  }
  const left = resourceOf.map((r, i) => nodes.freeOf(node, r) - amountOf[i]);
  const there: number[] = [];
  for (const other of lower) {
    const count = nodes.podsOn(other, node);
    if (count > 0) {
      there.push(other);
      for (let i = 0; i < left.length; i++) {
        left[i] += count * model.amount(other, resourceOf[i]);
      }
    }
  }
  nodes.looked += 1 + there.length;
  for (let i = 0; i < left.length; i++) {
    if (left[i] < 0) {
      return undefined;
    }
  }
  const victims: number[] = [];
  for (let at = there.length - 1; at >= 0; at--) {
    const other = there[at];
    let leaving = nodes.podsOn(other, node);
    if (!meets.includes(other)) {
      let staying = leaving;
      for (let i = 0; i < left.length; i++) {
        const amount = model.amount(other, resourceOf[i]);
        staying = amount > 0 ? Math.min(staying, Math.floor(left[i] / amount)) : staying;
      }
      for (let i = 0; i < left.length; i++) {
        left[i] -= staying * model.amount(other, resourceOf[i]);
      }
      leaving -= staying;
    }
    for (; leaving > 0; leaving--) {
      victims.push(other);
    }
  }
  return victims.length > 0 ? victims.reverse() : undefined;
}

function isBetter(model: SchedulerModel, a: readonly number[], b: readonly number[]): boolean {
  const highest = (victims: readonly number[]) =>
    Math.max(...victims.map((victim) => model.workloads[victim].model.priority));
  return highest(a) < highest(b) || (highest(a) === highest(b) && a.length < b.length);
}
