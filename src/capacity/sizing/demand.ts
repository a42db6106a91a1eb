import { Queue, responseMean, responseQuantile, responseTail, serviceFloor } from './queueing';
import { leastCount } from './search';

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
  /** Coefficients of variation of the times between arrivals and of the service times; absent: 1. */
  readonly arrivalCv?: number;
  readonly serviceCv?: number;
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
function offeredLoad(arrivals: number, serviceTime: number): number {
  return Number((arrivals * serviceTime).toPrecision(12));
}

/**
 * The line in front of the workers when `replicas` share the demand. Arrivals that are split at random look more like random
 * ones the more replicas there are: regular arrivals count as random ones then, bursts keep their variability.
 */
function queueOf(demand: Demand, replicas: number): Queue {
  const { arrivals, serviceTime, workers, pooled, arrivalCv = 1, serviceCv = 1 } = demand;
  return pooled
    ? { arrivals, serviceTime, servers: replicas * workers, arrivalCv, serviceCv }
    : { arrivals: arrivals / replicas, serviceTime, servers: workers, arrivalCv: Math.max(1, arrivalCv), serviceCv };
}

/** The latency in seconds, at the demand's percentile or in the mean, when `replicas` share it. */
export function latencyWith(demand: Demand, replicas: number): number {
  const queue = queueOf(demand, replicas);
  return demand.percentile === undefined ? responseMean(queue) : responseQuantile(queue, demand.percentile);
}

/** Seconds that the service alone takes, at the demand's percentile or in the mean. */
function floorOf({ serviceTime, percentile, serviceCv }: Demand): number {
  return percentile === undefined ? serviceTime : serviceFloor(serviceTime, percentile, serviceCv);
}

/** The replicas that the demand needs, or the floor that no replica count gets below. */
export function sizeDemand(demand: Demand, caps: UtilisationCaps): DemandSize | Floor {
  const floor = floorOf(demand);
  if (floor >= demand.objective) {
    return { floor };
  }
  const erlangs = offeredLoad(demand.arrivals, demand.serviceTime);
  return { erlangs, steady: fewest(demand, erlangs, caps.steady), degraded: fewest(demand, erlangs, caps.degraded) };
}

/** The replicas that keep the load of `each` replica below the cap. */
export function fewestFor(load: number, each: number, cap: number): number {
  return Math.max(1, Math.ceil(offeredLoad(load, 1 / (each * cap)) - 1e-9));
}

/** The fewest replicas that keep the workers below the cap and meet the objective. Latency only falls with more replicas. */
function fewest(demand: Demand, erlangs: number, cap: number): number {
  return leastCount(fewestFor(erlangs, demand.workers, cap), MOST_REPLICAS, (replicas) => meets(demand, replicas));
}

function meets(demand: Demand, replicas: number): boolean {
  const queue = queueOf(demand, replicas);
  return demand.percentile === undefined
    ? responseMean(queue) <= demand.objective
    : responseTail(queue, demand.objective) <= 1 - demand.percentile;
}
