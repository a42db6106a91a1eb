import { evictFor } from './preemption';
import { Scheduler } from './scheduler';
import { SchedulerModel } from './scheduler-model';

/** In which order pods reach the scheduler. */
export type Arrival = 'all at once' | 'one by one' | 'workload by workload';

export const ARRIVALS: readonly Arrival[] = ['all at once', 'one by one', 'workload by workload'];

/** Pods of each workload that should run, in an order of arrival drawn by chance, as positions of workloads. */
export function arrivalOrder(wanted: readonly number[], arrival: Arrival, random: () => number): number[] {
  if (arrival === 'workload by workload') {
    return shuffled(
      wanted.map((_, workload) => workload),
      random,
    ).flatMap((workload) => new Array<number>(wanted[workload]).fill(workload));
  }
  return shuffled(
    wanted.flatMap((count, workload) => new Array<number>(count).fill(workload)),
    random,
  );
}

/** Pods that may be evicted in one order before that is taken for going round in circles. */
const MOST_EVICTIONS = 10_000;

/**
 * Schedules pods that arrive in this order; returns how many of each workload stay pending. Pods that wait together are taken by
 * priority first (PrioritySort); pods that may preempt evict others of lower priority, which then wait again.
 * @param hurried true where one pending pod is all that has to be known: then the first that finds no place is the last that is tried
 */
export function schedule(
  model: SchedulerModel,
  scheduler: Scheduler,
  arrivals: readonly number[],
  together: boolean,
  hurried = false,
): Map<number, number> {
  const priority = (workload: number) => model.workloads[workload].model.priority;
  let queue = together ? [...arrivals].sort((a, b) => priority(b) - priority(a)) : [...arrivals];
  let evictions = 0;
  for (;;) {
    const pending: number[] = [];
    const evicted: number[] = [];
    let changes = 0;
    const refusedAt = new Map<number, number>();
    for (const workload of queue) {
      // As long as nothing changes, what one pod was refused the next one of its workload is too.
      if (refusedAt.get(workload) === changes) {
        pending.push(workload);
        continue;
      }
      if (scheduler.place(workload) >= 0) {
        changes++;
        continue;
      }
      refusedAt.set(workload, changes);
      const victims = evictions < MOST_EVICTIONS ? evictFor(model, scheduler, workload) : undefined;
      if (victims) {
        evicted.push(...victims);
        changes++;
        evictions += victims.length;
      } else {
        pending.push(workload);
        if (hurried) {
          return countOf(pending);
        }
      }
    }
    // A pod that waits is tried again as long as others still find places: the spread may let it in now.
    if (pending.length + evicted.length === 0 || (evicted.length === 0 && pending.length === queue.length)) {
      return countOf(pending);
    }
    queue = [...pending, ...evicted].sort((a, b) => priority(b) - priority(a));
  }
}

function countOf(pods: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const workload of pods) {
    counts.set(workload, (counts.get(workload) ?? 0) + 1);
  }
  return counts;
}

export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}
