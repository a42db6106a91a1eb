import { seeded } from '../../src/capacity/scheduler/seeded';
import { Queue } from '../../src/capacity/sizing/queueing';

/** Draws from the gamma law with this mean and coefficient of variation (Marsaglia and Tsang, 2000). */
export function gammaSampler(mean: number, cv: number, random: () => number): () => number {
  if (cv === 0) {
    return () => mean;
  }
  if (cv === 1) {
    return () => -mean * Math.log(1 - random());
  }
  const shape = 1 / cv ** 2;
  const d = Math.max(shape, shape < 1 ? shape + 1 : shape) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const scale = mean / shape;
  return () => {
    for (;;) {
      const x = normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
        return scale * d * v * (shape < 1 ? (1 - random()) ** (1 / shape) : 1);
      }
    }
  };
}

export interface Simulated {
  /** Share of the responses above each of the given times, by batch. */
  readonly above: readonly (readonly number[])[];
  /** Mean response time by batch. */
  readonly means: readonly number[];
}

export const BATCHES = 30;

/** Customers that make the batch means nearly independent: the memory of a line grows with 1 / (1 - rho)^2. */
export function customersFor({ arrivals, serviceTime, servers }: Queue): number {
  const rho = (arrivals * serviceTime) / servers;
  return Math.ceil(Math.max(60_000, 300 * servers, 3000 / (1 - rho) ** 2));
}

/** A line with `servers` equal servers, first come first served, gamma arrivals and services, started empty. */
export function simulate(queue: Queue, times: readonly number[], seed: number): Simulated {
  const random = seeded(seed);
  const between = gammaSampler(1 / queue.arrivals, queue.arrivalCv ?? 1, random);
  const service = gammaSampler(queue.serviceTime, queue.serviceCv ?? 1, random);
  const free = new Heap(queue.servers);
  const customers = customersFor(queue);
  const batch = Math.ceil(customers / BATCHES);
  let now = 0;
  const next = () => {
    now += between();
    const end = Math.max(now, free.least) + service();
    free.replaceLeast(end);
    return end - now;
  };
  for (let i = 0; i < batch * 3; i++) {
    next();
  }
  const above: number[][] = [];
  const means: number[] = [];
  for (let b = 0; b < BATCHES; b++) {
    const counts = times.map(() => 0);
    let sum = 0;
    for (let i = 0; i < batch; i++) {
      const response = next();
      sum += response;
      times.forEach((t, at) => (counts[at] += response > t ? 1 : 0));
    }
    means.push(sum / batch);
    above.push(counts.map((count) => count / batch));
  }
  return { above, means };
}

/** Mean and half width of the 99.99 % interval of batch means (Student's t with 29 degrees of freedom). */
export function interval(values: readonly number[]): { readonly mean: number; readonly half: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, half: (4.53 * Math.sqrt(variance)) / Math.sqrt(values.length) };
}

/** The times at which servers get free, the earliest on top. */
class Heap {
  private readonly items: Float64Array;

  public constructor(size: number) {
    this.items = new Float64Array(size);
  }

  public get least(): number {
    return this.items[0];
  }

  public replaceLeast(value: number): void {
    const { items } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) {
        break;
      }
      if (child + 1 < items.length && items[child + 1] < items[child]) {
        child += 1;
      }
      if (items[child] >= value) {
        break;
      }
      items[at] = items[child];
      at = child;
    }
    items[at] = value;
  }
}
