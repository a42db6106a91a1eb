import { lossFaults } from '../support/loss-faults';

/** The first ones are in losses.test.ts. */
const SEEDS = Array.from({ length: 2_000 }, (_, i) => 10_000 + i);

test('2,000 random tiny clusters: no order ends below what a loss may leave, no drain that ends gets stuck', () => {
  const all = SEEDS.map((seed) => ({ seed, ...lossFaults(seed) }));
  expect(all.filter(({ faults }) => faults.length > 0)).toEqual([]);
  expect(all.filter(({ decided }) => decided).length).toBeGreaterThan(0.6 * SEEDS.length);
}, 1_800_000);
