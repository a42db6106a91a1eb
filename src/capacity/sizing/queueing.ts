/**
 * Waiting lines: M/M/c in closed form. Rates and times are in one unit of time, seconds throughout the library.
 * Sources: Erlang B recursion and Erlang C (A. K. Erlang, 1917); response-time distribution of M/M/c as the sum of an
 * exponential service and a wait that is zero or exponential with rate c mu - lambda.
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

/** One line with `servers` equal servers. */
export interface Queue {
  /** Arrivals per second. */
  readonly arrivals: number;
  /** Mean service time in seconds. */
  readonly serviceTime: number;
  readonly servers: number;
}

/** Probability that the response (wait and service) takes longer than `t` seconds; 1 when the line is not stable. */
export function responseTail(queue: Queue, t: number): number {
  const erlangs = queue.arrivals * queue.serviceTime;
  if (erlangs >= queue.servers) {
    return 1;
  }
  const mu = 1 / queue.serviceTime;
  const drain = queue.servers * mu - queue.arrivals;
  const wait = erlangC(erlangs, queue.servers);
  const served = Math.exp(-mu * t);
  // The sum of two exponentials with rates mu and drain; where the rates (almost) agree it is a gamma of order two.
  const both =
    Math.abs(drain - mu) < 1e-9 * mu
      ? (1 + mu * t) * served
      : (drain * served - mu * Math.exp(-drain * t)) / (drain - mu);
  return Math.min(1, Math.max(0, (1 - wait) * served + wait * both));
}

/** The response time in seconds that a share `percentile` (0 to 1) of all arrivals stays within; Infinity when not stable. */
export function responseQuantile(queue: Queue, percentile: number): number {
  const tail = 1 - percentile;
  if (queue.arrivals * queue.serviceTime >= queue.servers) {
    return Infinity;
  }
  let low = 0;
  let high = queue.serviceTime;
  while (responseTail(queue, high) > tail) {
    high *= 2;
  }
  for (let i = 0; i < 200 && high - low > 1e-12 * high; i++) {
    const middle = (low + high) / 2;
    if (responseTail(queue, middle) > tail) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return high;
}

/** The mean response time in seconds; Infinity when the line is not stable. */
export function responseMean(queue: Queue): number {
  const erlangs = queue.arrivals * queue.serviceTime;
  if (erlangs >= queue.servers) {
    return Infinity;
  }
  return queue.serviceTime + (erlangC(erlangs, queue.servers) * queue.serviceTime) / (queue.servers - erlangs);
}

/** What the service alone takes at that percentile: no number of servers is faster (exponential service). */
export function serviceFloor(serviceTime: number, percentile: number): number {
  return -serviceTime * Math.log(1 - percentile);
}
