import * as fc from 'fast-check';
import { normalised } from '../../src/capacity/planning/normalise';
import { objectiveOf } from '../../src/capacity/planning/objective';
import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { attempt } from '../../src/capacity/planning/planning';
import { solve } from '../../src/capacity/solver/solver';
import { planDocument, toStableJson } from '../../src/report/plan-document';
import { verifyDocument } from '../../src/verifier/verify';
import { cheapest } from '../support/oracle';
import { randomModel } from '../support/random-models';

/** The properties of packing.test.ts over many more cases. */
const TOOL = { name: 'test', version: '0' };

test('every plan that is made holds, whatever the order of its pools and workloads', () => {
  fc.assert(
    fc.property(randomModel(), (given) => {
      const document = (some: typeof given) => planDocument([planCluster(some)], TOOL);
      expect(verifyDocument(document(given))).toEqual([]);
      const turned = { ...given, pools: [...given.pools].reverse(), workloads: [...given.workloads].reverse() };
      expect(toStableJson(document(turned))).toBe(toStableJson(document(given)));
    }),
    { seed: 11, numRuns: 1000 },
  );
});

test('small clusters: the plan is the exhaustive optimum, and the bound is not above it', () => {
  fc.assert(
    fc.property(randomModel({ small: true }).map(normalised), (given) => {
      const best = cheapest(given);
      const tried = attempt(given);
      if (best === undefined) {
        return expect(tried.unplaced.length).toBeGreaterThan(0);
      }
      const { value, bound, claimed } = objectiveOf(tried);
      expect(value).toBeCloseTo(best, 9);
      return expect(Math.max(bound, claimed?.bound ?? 0)).toBeLessThanOrEqual(best + 1e-9);
    }),
    { seed: 12, numRuns: 20_000 },
  );
});

test('ten thousand solves leave the memory where it was', () => {
  const row = { lower: 1.5, terms: [{ column: 0, value: 1 }] };
  const solveSome = (times: number) => {
    for (let i = 0; i < times; i++) {
      solve({ columns: [{ cost: 1 + (i % 7), lower: 0, upper: Infinity }], rows: [row] });
    }
    return process.memoryUsage().rss;
  };
  const before = solveSome(2_000);
  const after = solveSome(10_000);
  expect((after - before) / 2 ** 20).toBeLessThan(32);
});
