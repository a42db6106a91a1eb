import * as fc from 'fast-check';
import { Effort } from '../../src/capacity/packing/effort';
import { buying } from '../../src/capacity/packing/goal';
import { Measures } from '../../src/capacity/packing/greedy/first-fit';
import { recipesFor, runPortfolio } from '../../src/capacity/packing/greedy/portfolio';
import { Instance } from '../../src/capacity/packing/instance';
import { solveInstance } from '../../src/capacity/packing/solve';
import { theSolver } from '../../src/capacity/solver/solver';
import { faultsOf, nodeType, randomInstance } from '../support/instances';

const solved = (given: Instance, effort: Effort = 'standard', fixed = false) =>
  solveInstance(given, { effort, solver: theSolver(), fixed, part: 0.1 });

test('every packing holds, costs no less than its bound and no more than any heuristic', () => {
  fc.assert(
    fc.property(randomInstance(), (given) => {
      const { nodes, unplaced, value, bound } = solved(given);
      expect(faultsOf(given, nodes, unplaced)).toEqual([]);
      expect(unplaced.every((n) => n === 0)).toBe(true);
      expect(bound).toBeLessThanOrEqual(value + 1e-6);
      const runs = runPortfolio(new Measures(given), buying(given), recipesFor(given));
      expect(value).toBeLessThanOrEqual(runs[0].score[0] + 1e-6);
    }),
    { seed: 21, numRuns: 60 },
  );
});

test('on fixed nodes every packing holds and places no more than its bound', () => {
  fc.assert(
    fc.property(randomInstance({ limited: true }), (given) => {
      const { nodes, unplaced, value, bound } = solved(given, 'standard', true);
      expect(faultsOf(given, nodes, unplaced)).toEqual([]);
      expect(value).toBeLessThanOrEqual(bound + 1e-6);
    }),
    { seed: 22, numRuns: 40 },
  );
});

test('a limited number of nodes is bought within, or what is left out is said', () => {
  fc.assert(
    fc.property(randomInstance({ limited: true }), (given) => {
      const { nodes, unplaced } = solved(given);
      expect(faultsOf(given, nodes, unplaced)).toEqual([]);
    }),
    { seed: 23, numRuns: 40 },
  );
});

test('units do not matter: a thousand times finer, and the same nodes', () => {
  fc.assert(
    fc.property(randomInstance(), (given) => {
      const finer = (size: readonly number[]) => size.map((amount) => amount * 1024);
      const scaled: Instance = {
        ...given,
        types: given.types.map((type) => ({ ...type, size: finer(type.size) })),
        shapes: given.shapes.map((shape) => ({ ...shape, size: finer(shape.size) })),
      };
      expect(solved(scaled).nodes).toEqual(solved(given).nodes);
    }),
    { seed: 24, numRuns: 25 },
  );
});

test('where both are proven optimal, one more type never costs more', () => {
  fc.assert(
    fc.property(randomInstance(), (given) => {
      const more: Instance = {
        ...given,
        types: [...given.types, nodeType('new', [20, 40], 13)],
        shapes: given.shapes.map((shape) => ({ ...shape, types: [...shape.types, given.types.length] })),
      };
      const [before, after] = [solved(given), solved(more)];
      expect(after.bound).toBeLessThanOrEqual(before.value + 1e-6);
      if (before.value <= before.bound + 1e-9 && after.value <= after.bound + 1e-9) {
        expect(after.value).toBeLessThanOrEqual(before.value + 1e-6);
      }
    }),
    { seed: 25, numRuns: 30 },
  );
});

test('pods of the highest priority: no placement of them alone places more', () => {
  fc.assert(
    fc.property(randomInstance({ limited: true }), (given) => {
      const top = Math.max(...given.shapes.map(({ priority }) => priority));
      const alone: Instance = {
        ...given,
        shapes: given.shapes.map((shape) => (shape.priority === top ? shape : { ...shape, count: 0 })),
      };
      const missing = (one: Instance) => {
        const { unplaced } = solved(one, 'standard', true);
        return given.shapes.reduce(
          (sum, { priority, weight }, s) => sum + (priority === top ? weight * unplaced[s] : 0),
          0,
        );
      };
      expect(missing(given)).toBeLessThanOrEqual(missing(alone));
    }),
    { seed: 26, numRuns: 30 },
  );
});

test('where both are proven optimal, raising the priority of a shape never places less of it', () => {
  let proven = 0;
  fc.assert(
    fc.property(randomInstance({ limited: true }), (given) => {
      const raised: Instance = {
        ...given,
        shapes: given.shapes.map((shape, s) => (s === 0 ? { ...shape, priority: 9 } : shape)),
      };
      const [before, after] = [solved(given, 'standard', true), solved(raised, 'standard', true)];
      if (before.value >= before.bound - 1e-9 && after.value >= after.bound - 1e-9) {
        proven += 1;
        expect(after.unplaced[0]).toBeLessThanOrEqual(before.unplaced[0]);
      }
    }),
    { seed: 27, numRuns: 40 },
  );
  expect(proven).toBeGreaterThan(10);
});
