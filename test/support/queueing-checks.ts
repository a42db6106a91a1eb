import { interval, simulate } from './simulation';
import { seeded } from '../../src/capacity/scheduler/seeded';
import { Queue, responseMean, responseQuantile } from '../../src/capacity/sizing/queueing';

/** The band of docs/sizing.md: an approximated quantile over the simulated one. */
export const LEAST_RATIO = 0.78;
export const MOST_RATIO = 1.45;

/** Points of load over the range that is supported: 1 to 500 servers, 10 to 98 % busy, both ends among them. */
export function samplePoints(count: number, seed: number): { servers: number; rho: number; seed: number }[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, i) => ({
    servers: i === 0 ? 1 : i === 1 ? 500 : Math.max(1, Math.round(500 ** random())),
    rho: i < 2 ? 0.98 : i === 2 ? 0.1 : Math.round(100 * (0.1 + 0.86 * random())) / 100,
    seed: 1000 * seed + i,
  }));
}

/** What of M/M/c is outside the interval of the simulation. */
export function exactFaults(queue: Queue, seed: number): string[] {
  const tails = [0.5, 0.1, 0.01];
  const times = tails.map((tail) => responseQuantile(queue, 1 - tail));
  const { above, means } = simulate(queue, times, seed);
  const checks = [
    ...tails.map((tail, i): [string, number, number[]] => [`tail ${tail}`, tail, above.map((batch) => batch[i])]),
    ['mean', responseMean(queue), [...means]] as [string, number, number[]],
  ];
  return checks.flatMap(([name, expected, batches]) => {
    const { mean, half } = interval(batches);
    return Math.abs(mean - expected) <= half
      ? []
      : [`${JSON.stringify(queue)} ${name}: ${mean} +- ${half}, not ${expected}`];
  });
}

/** Which approximated quantiles are outside the band around the simulated ones. */
export function bandFaults(queue: Queue, seed: number): string[] {
  const percentiles = [0.95, 0.99];
  const estimates = percentiles.map((percentile) => responseQuantile(queue, percentile));
  // Inside the band where the simulation is later than the estimate over MOST_RATIO, and not later than it over LEAST_RATIO.
  const times = estimates.flatMap((estimate) => [estimate / MOST_RATIO, estimate / LEAST_RATIO]);
  const { above } = simulate(queue, times, seed);
  const shares = times.map((_, i) => above.reduce((sum, batch) => sum + batch[i], 0) / above.length);
  return percentiles.flatMap((percentile, i) => {
    const [early, late] = shares.slice(2 * i, 2 * i + 2);
    const tail = 1 - percentile;
    return early >= tail && late <= tail
      ? []
      : [`${JSON.stringify(queue)} p${100 * percentile}: ${early} early, ${late} late`];
  });
}
