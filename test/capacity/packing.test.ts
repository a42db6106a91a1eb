import * as fc from 'fast-check';
import { normalised } from '../../src/capacity/planning/normalise';
import { objectiveOf } from '../../src/capacity/planning/objective';
import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { attempt } from '../../src/capacity/planning/planning';
import { planDocument, toStableJson } from '../../src/report/plan-document';
import { verifyDocument } from '../../src/verifier/verify';
import { model, pool, workload } from '../support/models';
import { cheapest } from '../support/oracle';
import { randomModel } from '../support/random-models';

const TOOL = { name: 'test', version: '0' };

test('every plan that is made holds, and its bound is not above its cost', () => {
  fc.assert(
    fc.property(randomModel(), (given) => {
      const plan = planCluster(given);
      expect(verifyDocument(planDocument([plan], TOOL))).toEqual([]);
      if (plan.objective) {
        expect(plan.objective.bound).toBeLessThanOrEqual(plan.objective.value + 1e-6);
      }
    }),
    { seed: 1, numRuns: 70 },
  );
});

test('the order of pools and workloads changes nothing', () => {
  fc.assert(
    fc.property(randomModel(), (given) => {
      const turned = { ...given, pools: [...given.pools].reverse(), workloads: [...given.workloads].reverse() };
      const bytes = (some: typeof given) => toStableJson(planDocument([planCluster(some)], TOOL));
      expect(bytes(turned)).toBe(bytes(given));
    }),
    { seed: 2, numRuns: 24 },
  );
});

test('small clusters: the plan is the exhaustive optimum, and the bound is not above it', () => {
  let planned = 0;
  fc.assert(
    fc.property(randomModel({ small: true }).map(normalised), (given) => {
      const best = cheapest(given);
      const tried = attempt(given);
      if (best === undefined) {
        return expect(tried.unplaced.length).toBeGreaterThan(0);
      }
      expect(tried.unplaced).toEqual([]);
      const { value, bound, claimed } = objectiveOf(tried);
      planned += 1;
      expect(value).toBeCloseTo(best, 9);
      return expect(Math.max(bound, claimed?.bound ?? 0)).toBeLessThanOrEqual(best + 1e-9);
    }),
    { seed: 3, numRuns: 500 },
  );
  expect(planned).toBeGreaterThan(200);
});

test('one pod per node where the pods may not meet', () => {
  const { nodes } = attempt(model([pool('p', 8, 32)], [workload('w', 5, 1, 1, { maxPerNode: 1 })]));
  expect(nodes).toEqual({ p: 5 });
});

test('conflicting workloads never share a node', () => {
  const [a, b] = [workload('a', 2, 1, 1), workload('b', 2, 1, 1)];
  const { nodes, steady } = attempt(model([pool('p', 8, 32)], [a, b], { conflicts: [[a.id, b.id]] }));
  expect(nodes).toEqual({ p: 2 });
  expect(steady.every(({ pods }) => !(pods[a.id] && pods[b.id]))).toBe(true);
});

test('a hard spread puts equal shares into the zones where pods are asked for in all of them', () => {
  const pools = ['a', 'b', 'c'].map((zone) => pool(`p/${zone}`, 8, 32));
  const { steady } = attempt(model(pools, [workload('w', 8, 1, 1, { zoneSkew: 1, evenZones: true })]));
  const counts = pools.map(({ id }) =>
    steady
      .filter((group) => group.pool === id)
      .reduce((sum, group) => sum + group.count * (group.pods['test/Deployment/w'] ?? 0), 0),
  );
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  expect(counts.reduce((a, b) => a + b)).toBe(8);
});

test('at most one per zone where the zones keep pods apart', () => {
  const pools = ['a', 'b', 'c'].map((zone) => pool(`p/${zone}`, 8, 32));
  expect(attempt(model(pools, [workload('w', 3, 1, 1, { maxPerZone: 1 })])).unplaced).toEqual([]);
  expect(attempt(model(pools, [workload('w', 4, 1, 1, { maxPerZone: 1 })])).unplaced).toEqual([
    { workload: 'test/Deployment/w', count: 1, code: 'NO_ROOM' },
  ]);
});

test('the cheaper mix of node types is found', () => {
  const { nodes } = attempt(
    model([pool('large', 16, 64, { price: 1.9 }), pool('small', 4, 16, { price: 0.5 })], [workload('w', 5, 4, 16)]),
  );
  expect(nodes).toEqual({ large: 1, small: 1 });
});
