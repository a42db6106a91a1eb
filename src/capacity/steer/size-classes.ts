import { PoolModel, WorkloadModel } from '../model';
import { shareOfLargest } from '../scheduler/scheduler-model';

/** Classes of pods by size, from 0 for the largest: each begins at 1 / sqrt(2) of the one before. */
export const SIZES = 13;

/**
 * The class of a workload's pods by the largest share that one of them requests of the largest node of the cluster, resource by resource: above
 * 71 % it is 0, above 50 % 1, above 35 % 2; the smallest pods are all in the last one.
 */
export function sizeClassOf(workload: Pick<WorkloadModel, 'requests'>, pools: readonly PoolModel[]): number {
  const share = shareOfLargest(workload, pools);
  let size = 0;
  while (size < SIZES - 1 && share <= startOf(size + 1)) {
    size++;
  }
  return size;
}

/** The share at which a class begins; every second one is a power of 2 and exact. */
function startOf(size: number): number {
  return (size % 2 === 0 ? 1 : Math.SQRT1_2) / 2 ** Math.floor(size / 2);
}
