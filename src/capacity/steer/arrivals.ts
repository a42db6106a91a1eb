import { ARRIVALS, arrivalOrder } from '../scheduler/queue';
import { SchedulerModel } from '../scheduler/scheduler-model';

/** Pods that may reach the scheduler in any order, before those of the next batch do. */
export interface Batch {
  readonly pods: readonly number[];
  /** True where they all wait before the first of them is placed. */
  readonly together: boolean;
}

/**
 * The first deployment, as positions of workloads: wave after wave, in an order drawn by chance inside each. Pods that nobody steers arrive
 * whenever chance has it.
 */
export function deployment(model: SchedulerModel, order: number, random: () => number): Batch[] {
  const { workloads } = model;
  const arrival = ARRIVALS[order % ARRIVALS.length];
  const wanted = (wave: number) =>
    workloads.map(({ model: { size, replicas } }) => (size === wave ? replicas.planned : 0));
  const waves = [...new Set(workloads.flatMap(({ model: { size } }) => size ?? []))].sort((a, b) => a - b);
  const batches = waves.map((wave) => arrivalOrder(wanted(wave), arrival, random));
  const others = workloads.map(({ model: { size, replicas } }) => (size === undefined ? replicas.planned : 0));
  for (const pod of arrivalOrder(others, arrival, random)) {
    const batch = batches[Math.floor(random() * batches.length)] ?? batches[batches.push([]) - 1];
    batch.splice(Math.floor(random() * (batch.length + 1)), 0, pod);
  }
  return batches.map((pods) => ({ pods, together: arrival === 'all at once' }));
}
