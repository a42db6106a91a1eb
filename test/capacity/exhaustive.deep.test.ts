import { Compared, compared, tinyCluster } from '../support/exhaustive-clusters';

const CLUSTERS = 2_000;
/** The first ones are in the ordinary suite. */
const FIRST = 60;

test(`${CLUSTERS} random tiny clusters: bounds, plans and refusals against all plans that there are`, () => {
  const all = Array.from({ length: CLUSTERS }, (_, i) => FIRST + i).map((seed) => ({
    seed,
    ...compared(tinyCluster(seed)),
  }));
  expect(all.flatMap(({ seed, faults }) => faults.map((fault) => `${seed}: ${fault}`))).toEqual([]);
  expect(all.filter(({ decided }) => decided).length).toBeGreaterThan(0.95 * CLUSTERS);
  expect(all.filter(({ feasible }) => feasible).length).toBeGreaterThan(0.5 * CLUSTERS);
  const refused = (why: Compared['refused']) => all.filter((one) => one.refused === why).length;
  expect(refused('best that was found')).toBeLessThan(0.01 * CLUSTERS);
  // These workloads are others': nothing is emitted that would keep kube-scheduler from filling nodes in its own way.
  expect(refused('stranded')).toBeLessThan(0.015 * CLUSTERS);
}, 3_600_000);
