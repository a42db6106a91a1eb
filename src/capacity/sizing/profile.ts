import { Demand, DemandSize, Floor, MOST_REPLICAS, sizeDemand, UtilisationCaps } from './demand';
import { AUTOSCALER_TOLERANCE, leftAfterLoss, LossScope, surviveSafe } from './survive';

/** Replicas over the hours of a profile. */
export interface ProfileSize {
  /** Sizes of the quietest and of the busiest hour. */
  readonly base: DemandSize;
  readonly peak: DemandSize;
  /** Survive-safe counts of these two: the range of the autoscaler. */
  readonly min: number;
  readonly max: number;
  /** Highest utilisation target in percent at which the replicas of every hour are enough. */
  readonly target: number;
  /** Replicas that the autoscaler runs in each hour, at least. */
  readonly replicas: readonly number[];
}

/** Sizes a demand for each hour of a profile, and the autoscaler that follows it. */
export function sizeProfile(
  demand: Omit<Demand, 'arrivals'>,
  hours: readonly number[],
  caps: UtilisationCaps,
  scope: LossScope,
): ProfileSize | Floor {
  const sizes = new Map<number, DemandSize>();
  for (const arrivals of hours) {
    const size = sizeDemand({ ...demand, arrivals }, caps);
    if ('floor' in size) {
      return size;
    }
    sizes.set(arrivals, size);
  }
  const base = sizes.get(Math.min(...hours))!;
  const peak = sizes.get(Math.max(...hours))!;
  if (peak.steady > MOST_REPLICAS) {
    return { base, peak, min: peak.steady, max: peak.steady, target: 1, replicas: [] };
  }
  const [min, max] = [surviveSafe(base, scope), surviveSafe(peak, scope)];
  const runningAt = ({ erlangs }: DemandSize, target: number) =>
    Math.min(max, Math.max(min, fewestTolerated(erlangs, demand.workers, target)));
  const isEnough = (size: DemandSize, target: number) => {
    const running = runningAt(size, target);
    return running >= size.steady && leftAfterLoss(running, scope) >= size.degraded;
  };
  let target = Math.max(1, Math.floor((100 * caps.steady) / (1 + AUTOSCALER_TOLERANCE) + 1e-9));
  while (target > 1 && ![...sizes.values()].every((size) => isEnough(size, target))) {
    target--;
  }
  return { base, peak, min, max, target, replicas: hours.map((rate) => runningAt(sizes.get(rate)!, target)) };
}

/** The fewest replicas at which the autoscaler rests: it tolerates a little more than its target. */
function fewestTolerated(erlangs: number, workers: number, target: number): number {
  return Math.ceil((100 * erlangs) / (workers * target * (1 + AUTOSCALER_TOLERANCE)) - 1e-9);
}
