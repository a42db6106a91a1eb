import { leastWhere } from './search';
import { ServiceLaw } from './service-law';

/**
 * Waiting lines: M/M/c in closed form, G/G/c by Allen and Cunneen. Rates and times are in one unit of time, seconds throughout
 * the library. Sources: Erlang B recursion and Erlang C (A. K. Erlang, 1917); the response time of M/M/c as the sum of an
 * exponential service and a wait that is zero or exponential with rate c mu - lambda; the Allen-Cunneen formula, which scales
 * the mean wait of M/M/c by (ca^2 + cs^2) / 2 (A. O. Allen, Probability, Statistics and Queueing Theory, 1990). Only M/M/c is
 * exact: docs/sizing.md says how far off the others were in simulations, and on which side.
 */

/** Probability that an arrival is lost in M/M/c/c (Erlang B), by the stable recursion. */
export function erlangB(erlangs: number, servers: number): number {
  let blocked = 1;
  for (let k = 1; k <= servers; k++) {
    blocked = (erlangs * blocked) / (k + erlangs * blocked);
  }
  return blocked;
}

/** Probability that an arrival waits in M/M/c (Erlang C); 1 when the line is not stable. */
export function erlangC(erlangs: number, servers: number): number {
  if (erlangs >= servers) {
    return 1;
  }
  const blocked = erlangB(erlangs, servers);
  return blocked / (1 - (erlangs / servers) * (1 - blocked));
}

/** One line with `servers` equal servers, first come first served. */
export interface Queue {
  /** Arrivals per second. */
  readonly arrivals: number;
  /** Mean service time in seconds. */
  readonly serviceTime: number;
  readonly servers: number;
  /** Coefficient of variation of the times between arrivals; absent: 1, arrivals at random (Poisson). */
  readonly arrivalCv?: number;
  /** Coefficient of variation of the service times; absent: 1, exponential. */
  readonly serviceCv?: number;
}

/** Probability that the response (wait and service) takes longer than `t` seconds; 1 when the line is not stable. */
export function responseTail(queue: Queue, t: number): number {
  if (!isStable(queue)) {
    return 1;
  }
  return tailOf(queue)(t);
}

/** The response time in seconds that a share `percentile` (0 to 1) of all arrivals stays within; Infinity when not stable. */
export function responseQuantile(queue: Queue, percentile: number): number {
  if (!isStable(queue)) {
    return Infinity;
  }
  const tail = tailOf(queue);
  return leastWhere(queue.serviceTime, (t) => tail(t) <= 1 - percentile);
}

/** The mean response time in seconds; Infinity when the line is not stable. */
export function responseMean(queue: Queue): number {
  if (!isStable(queue)) {
    return Infinity;
  }
  const { arrivals, serviceTime, servers } = queue;
  const erlangs = arrivals * serviceTime;
  return serviceTime + (scaleOf(queue) * erlangC(erlangs, servers) * serviceTime) / (servers - erlangs);
}

/** What the service alone takes at that percentile: no number of servers is faster. */
export function serviceFloor(serviceTime: number, percentile: number, serviceCv = 1): number {
  return new ServiceLaw(serviceTime, serviceCv).quantile(percentile);
}

function isStable({ arrivals, serviceTime, servers }: Queue): boolean {
  return arrivals * serviceTime < servers;
}

/** By how much variability makes the wait longer than that of M/M/c. */
function scaleOf({ arrivalCv = 1, serviceCv = 1 }: Queue): number {
  return (arrivalCv ** 2 + serviceCv ** 2) / 2;
}

/**
 * Probability that an arrival waits. In bursts more arrivals wait than Erlang C says: its root of order ca^2 was on the careful
 * side of nearly all simulations, where Erlang C itself halved some quantiles.
 */
function waitProbability({ arrivals, serviceTime, servers, arrivalCv = 1 }: Queue): number {
  const atRandom = erlangC(arrivals * serviceTime, servers);
  return arrivalCv > 1 ? atRandom ** (1 / arrivalCv ** 2) : atRandom;
}

/** The tail of the response as a function of time: what does not depend on the time is computed once. */
function tailOf(queue: Queue): (t: number) => number {
  const { arrivals, serviceTime, servers, serviceCv = 1 } = queue;
  const wait = waitProbability(queue);
  const scale = scaleOf(queue);
  const rate = scale > 0 ? (servers / serviceTime - arrivals) / scale : Infinity;
  const law = new ServiceLaw(serviceTime, serviceCv);
  return (t) => Math.min(1, Math.max(0, (1 - wait) * law.tail(t) + wait * law.tailAfterWait(rate, t)));
}
