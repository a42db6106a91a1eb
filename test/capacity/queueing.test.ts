import {
  erlangB,
  erlangC,
  Queue,
  responseMean,
  responseQuantile,
  responseTail,
  serviceFloor,
} from '../../src/capacity/sizing/queueing';

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

/** A seeded generator (Park and Miller), so that the simulation gives the same result everywhere. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** Response times of M/M/c, first come first served. */
function simulate(queue: Queue, customers: number, seed: number): number[] {
  const random = seeded(seed);
  const exponential = (mean: number) => -mean * Math.log(1 - random());
  const free = new Array<number>(queue.servers).fill(0);
  let now = 0;
  return Array.from({ length: customers }, () => {
    now += exponential(1 / queue.arrivals);
    const next = free.indexOf(Math.min(...free));
    const start = Math.max(now, free[next]);
    free[next] = start + exponential(queue.serviceTime);
    return free[next] - now;
  });
}

test.each([
  [1, 0.5],
  [2, 0.7],
  [8, 0.68],
  [16, 0.9],
])('%d servers at %d busy: a simulation is in line with the formula', (servers, busy) => {
  const queue: Queue = { arrivals: servers * busy, serviceTime: 1, servers };
  const t = responseQuantile(queue, 0.9);
  const batches = Array.from({ length: 20 }, (_, i) => simulate(queue, 20_000, 1000 + i));
  const shares = batches.map((times) => times.slice(2000).filter((time) => time > t).length / (times.length - 2000));
  const mean = shares.reduce((a, b) => a + b) / shares.length;
  const deviation = Math.sqrt(shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / (shares.length - 1));
  // 99.99 % interval of the batch means.
  expect(Math.abs(mean - 0.1)).toBeLessThan((4.9 * deviation) / Math.sqrt(shares.length));
});
