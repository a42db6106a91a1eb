import * as fc from 'fast-check';
import { normalised } from '../../src/capacity/normalise';
import { planCluster } from '../../src/capacity/plan-cluster';
import { attempt, objectiveOf } from '../../src/capacity/planning';
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

test('small clusters: the bound is never above the exhaustive optimum, the plan never below it', () => {
  fc.assert(
    fc.property(randomModel({ small: true }).map(normalised), (given) => {
      const best = cheapest(given);
      const tried = attempt(given);
      if (best === undefined || tried.unplaced.length > 0) {
        return;
      }
      const { value, bound } = objectiveOf(tried);
      expect(value).toBeGreaterThanOrEqual(best - 1e-9);
      expect(bound).toBeLessThanOrEqual(best + 1e-9);
    }),
    { seed: 12, numRuns: 20_000 },
  );
});
