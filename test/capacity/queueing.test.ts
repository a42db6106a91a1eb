import {
  erlangB,
  erlangC,
  Queue,
  responseMean,
  responseQuantile,
  responseTail,
  serviceFloor,
} from '../../src/capacity/sizing/queueing';
import { ServiceLaw } from '../../src/capacity/sizing/service-law';

test('Erlang B and C agree with the textbook sums', () => {
  const sums = (a: number, c: number) => {
    let term = 1;
    let sum = 1;
    for (let k = 1; k < c; k++) {
      term *= a / k;
      sum += term;
    }
    const last = (term * a) / c;
    return { b: last / (sum + last), c: (last * c) / (c - a) / (sum + (last * c) / (c - a)) };
  };
  for (const [a, c] of [
    [0.5, 1],
    [3, 5],
    [10, 12],
    [60, 88],
    [90, 104],
  ]) {
    expect(erlangB(a, c)).toBeCloseTo(sums(a, c).b, 12);
    expect(erlangC(a, c)).toBeCloseTo(sums(a, c).c, 12);
  }
});

test('the recursion is stable with 100,000 servers', () => {
  // Full load: the loss goes to the square root of 2 / (pi a) as the line grows.
  expect(erlangB(100_000, 100_000)).toBeCloseTo(Math.sqrt(2 / (Math.PI * 100_000)), 5);
  expect(erlangC(10, 100_000)).toBe(0);
  const waiting = erlangC(99_500, 100_000);
  expect(waiting).toBeGreaterThan(0);
  expect(waiting).toBeLessThan(1);
  expect(Number.isFinite(responseQuantile({ arrivals: 99_500, serviceTime: 1, servers: 100_000 }, 0.99))).toBe(true);
});

test('one server: the response time is exponential with rate mu - lambda', () => {
  const queue: Queue = { arrivals: 12, serviceTime: 0.035, servers: 1 };
  const rate = 1 / 0.035 - 12;
  expect(responseMean(queue)).toBeCloseTo(1 / rate, 12);
  expect(responseTail(queue, 0.1)).toBeCloseTo(Math.exp(-rate * 0.1), 12);
  // Story 2: 12 inferences a second at 35 ms, p99 278 ms.
  expect(Math.round(1000 * responseQuantile(queue, 0.99))).toBe(278);
});

test('the quantile holds where both exponentials have the same rate', () => {
  // c mu - lambda = mu: two servers, lambda = mu.
  const same: Queue = { arrivals: 10, serviceTime: 0.1, servers: 2 };
  const near: Queue = { arrivals: 10 + 1e-7, serviceTime: 0.1, servers: 2 };
  expect(responseQuantile(same, 0.99)).toBeCloseTo(responseQuantile(near, 0.99), 6);
});

test('a line that is not stable never answers', () => {
  const queue: Queue = { arrivals: 100, serviceTime: 0.1, servers: 10 };
  expect(responseTail(queue, 1e9)).toBe(1);
  expect(responseQuantile(queue, 0.5)).toBe(Infinity);
  expect(responseMean(queue)).toBe(Infinity);
});

test('the floor of story 5: 120 ms at p99.8 take 746 ms', () => {
  expect(Math.round(1000 * serviceFloor(0.12, 0.998))).toBe(746);
});

describe('other laws than the exponential', () => {
  test('the gamma law has its mean, and its quantiles are those of the tables', () => {
    // Erlang of order four (cv 0.5) with mean 1: chi-squared with eight degrees of freedom over eight.
    const law = new ServiceLaw(1, 0.5);
    expect(8 * law.quantile(0.95)).toBeCloseTo(15.507, 3);
    expect(8 * law.quantile(0.99)).toBeCloseTo(20.09, 2);
    // cv squared of two: chi-squared with one degree of freedom.
    expect(new ServiceLaw(1, Math.SQRT2).quantile(0.99)).toBeCloseTo(6.635, 3);
    expect(new ServiceLaw(3, 0).quantile(0.99)).toBe(3);
  });

  test('the sum of service and wait: closed form, tilted and integrated agree where they meet', () => {
    for (const cv of [0.5, 0.9, 1.3, 2]) {
      const law = new ServiceLaw(1, cv);
      const rate = 0.999 / cv ** 2;
      for (const t of [0.3, 1, 3, 9]) {
        expect(law.tailAfterWait(rate * (1 + 1e-6), t)).toBeCloseTo(law.tailAfterWait(rate * (1 - 1e-6), t), 5);
      }
    }
    const near = new ServiceLaw(1, 1 + 1e-9);
    for (const rate of [0.2, 3, 50]) {
      expect(near.tailAfterWait(rate, 2)).toBeCloseTo(new ServiceLaw(1, 1).tailAfterWait(rate, 2), 6);
    }
  });

  test('variability scales the mean wait by (ca^2 + cs^2) / 2', () => {
    const queue: Queue = { arrivals: 8, serviceTime: 1, servers: 10 };
    const wait = responseMean(queue) - 1;
    expect(responseMean({ ...queue, arrivalCv: 2, serviceCv: 0 }) - 1).toBeCloseTo(2 * wait, 12);
    expect(responseMean({ ...queue, arrivalCv: 0, serviceCv: 0 })).toBe(1);
    expect(responseQuantile({ ...queue, arrivalCv: 0, serviceCv: 0 }, 0.999)).toBeCloseTo(1, 9);
  });

  test('M/D/1 against its exact law', () => {
    // Half busy: P(W <= 1) = 0.5 e^0.5 (1) for services of one second.
    const queue: Queue = { arrivals: 0.5, serviceTime: 1, servers: 1, serviceCv: 0 };
    const exact = 1 - 0.5 * Math.exp(0.5);
    expect(Math.abs(responseTail(queue, 2) - exact)).toBeLessThan(0.11);
    expect(responseTail(queue, 0.999)).toBe(1);
  });
});
