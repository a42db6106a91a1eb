import { Queue, responseMean, responseQuantile, serviceFloor } from './queueing';

/** What one workload has to serve, and how fast. */
export interface Demand {
  /** Arrivals per second at the declared load. */
  readonly arrivals: number;
  /** Mean service time in seconds. */
  readonly serviceTime: number;
  /** Requests that one replica serves at the same time. */
  readonly workers: number;
  /** True: all replicas share one queue. False: each replica has its own. */
  readonly pooled: boolean;
  /** Share of requests (0 to 1) that meets the objective; absent: the mean meets it. */
  readonly percentile?: number;
  /** Latency objective in seconds. */
  readonly objective: number;
}

/** Highest share of the workers that may be busy. */
export interface UtilisationCaps {
  readonly steady: number;
  readonly degraded: number;
}

export interface DemandSize {
  readonly erlangs: number;
  /** Replicas at the steady cap. */
  readonly steady: number;
  /** Replicas at the degraded cap: the least that still meets the objective. */
  readonly degraded: number;
}

/** No replica count meets the objective: the service alone is slower. */
export interface Floor {
  /** Seconds that the service alone takes at the percentile. */
  readonly floor: number;
}

/** Above this many replicas a demand is refused as a mistake in its numbers. */
export const MOST_REPLICAS = 100_000;

/** The load on the servers: arrivals x service time, without the last bits of binary rounding (0.1 x 3 is 0.3). */
export function offeredLoad(arrivals: number, serviceTime: number): number {
  return Number((arrivals * serviceTime).toPrecision(12));
}

/** The line in front of the workers when `replicas` share the demand. */
export function queueOf(demand: Demand, replicas: number): Queue {
  return demand.pooled
    ? { arrivals: demand.arrivals, serviceTime: demand.serviceTime, servers: replicas * demand.workers }
    : { arrivals: demand.arrivals / replicas, serviceTime: demand.serviceTime, servers: demand.workers };
}

/** The latency in seconds, at the demand's percentile or in the mean, when `replicas` share it. */
export function latencyWith(demand: Demand, replicas: number): number {
  const queue = queueOf(demand, replicas);
  return demand.percentile === undefined ? responseMean(queue) : responseQuantile(queue, demand.percentile);
}

/** The replicas that the demand needs, or the floor that no replica count gets below. */
export function sizeDemand(demand: Demand, caps: UtilisationCaps): DemandSize | Floor {
  const floor =
    demand.percentile === undefined ? demand.serviceTime : serviceFloor(demand.serviceTime, demand.percentile);
  if (floor >= demand.objective) {
    return { floor };
  }
  const erlangs = offeredLoad(demand.arrivals, demand.serviceTime);
  return { erlangs, steady: fewest(demand, erlangs, caps.steady), degraded: fewest(demand, erlangs, caps.degraded) };
}

/** The fewest replicas that keep the workers below the cap and meet the objective. Latency only falls with more replicas. */
function fewest(demand: Demand, erlangs: number, cap: number): number {
  const least = Math.max(1, Math.ceil(offeredLoad(erlangs, 1 / (demand.workers * cap)) - 1e-9));
  const meets = (replicas: number) => latencyWith(demand, replicas) <= demand.objective;
  if (meets(least)) {
    return least;
  }
  let high = least;
  while (!meets(high)) {
    if (high > MOST_REPLICAS) {
      return high;
    }
    high *= 2;
  }
  let low = high / 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (meets(middle)) {
      high = middle;
    } else {
      low = middle;
    }
  }
  return high;
}
