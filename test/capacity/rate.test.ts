import { rateOf } from '../../src/capacity/scheduler/rate';

test.each([
  [51, 0.0864],
  [228, 0.02],
  [300, 0.0152],
  [459, 0.01],
  [919, 0.005],
  [4603, 0.001],
])('no failure in %i orders: with 99 %% confidence at most 1 - 0.01^(1/n) of all fail', (fresh, about) => {
  const { atMost } = rateOf(0, fresh);
  expect(atMost).toBeCloseTo(1 - 0.01 ** (1 / fresh), 5);
  expect(atMost).toBeGreaterThanOrEqual(1 - 0.01 ** (1 / fresh));
  expect(atMost).toBeCloseTo(about, 3);
});

test.each([
  [1, 662],
  [2, 838],
  [3, 1001],
])('%i failures: %i orders are the fewest that say 1 %%', (failed, fresh) => {
  expect(rateOf(failed, fresh).atMost).toBeLessThanOrEqual(0.01 + 1e-6);
  expect(rateOf(failed, fresh - 1).atMost).toBeGreaterThan(0.01);
});

test('failures in all orders say nothing against all', () => {
  expect(rateOf(7, 7)).toEqual({ fresh: 7, failed: 7, confidence: 0.99, atMost: 1 });
});

test('one failure in two orders: the share p with (1 - p)^2 + 2 p (1 - p) = 0.01', () => {
  const { atMost } = rateOf(1, 2);
  expect(1 - atMost * atMost).toBeCloseTo(0.01, 5);
});
