import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { hanging, randomCluster } from '../support/rollout-plans';

const CLUSTERS = 40;

test(`plans of ${CLUSTERS} random clusters: no rollout that is promised hangs, whatever the controller and the scheduler choose`, () => {
  const plans = Array.from({ length: CLUSTERS }, (_, seed) =>
    planCluster({ ...randomCluster(seed), effort: 'quick' }),
  ).filter(({ feasible }) => feasible);
  expect(plans.map(hanging).filter((some) => some.length > 0)).toEqual([]);
  expect(plans.length).toBeGreaterThan(CLUSTERS / 2);
}, 120_000);
