import { spawnSync } from 'child_process';
import * as path from 'path';
import { Knapsack } from '../../src/capacity/packing/columns/knapsack';
import { lagrangeBound } from '../../src/capacity/packing/columns/lagrange';
import { worthOf } from '../../src/capacity/packing/columns/pattern';
import { KnapsackTable } from '../../src/capacity/packing/columns/table';
import { Instance } from '../../src/capacity/packing/instance';
import { mergeEqual } from '../../src/capacity/packing/merge';
import { solveInstance } from '../../src/capacity/packing/solve';
import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { theSolver } from '../../src/capacity/solver/solver';
import { planDocument } from '../../src/report/plan-document';
import { faultsOf, instance, nodeType, podShape } from '../support/instances';
import { GIB, model, pool, workload } from '../support/models';

const solved = (given: Instance, fixed = false) =>
  solveInstance(given, { effort: 'standard', solver: theSolver(), fixed });

describe('buying nodes', () => {
  test('heuristics leave a gap that column generation closes', () => {
    // Each node holds one large, one medium and one small pod exactly; no order of placing shapes finds that.
    const given = instance(
      [nodeType('n', [100, 100], 1)],
      [podShape('a', [61, 21], 30), podShape('b', [26, 38], 30), podShape('c', [13, 41], 30)],
    );
    const { value, bound, nodes, unplaced, method } = solved(given);
    expect([value, bound, method]).toEqual([30, 30, expect.any(String)]);
    expect(faultsOf(given, nodes, unplaced)).toEqual([]);
  });

  test('the least number of nodes is bought even where it is idle, and no more than the most', () => {
    const given = instance(
      [nodeType('own', [10], 5, { minNodes: 3, maxNodes: 3 }), nodeType('more', [10], 1, { maxNodes: 1 })],
      [podShape('a', [5], 7, { types: [0, 1] })],
    );
    const { nodes, unplaced, value } = solved(given);
    expect([value, unplaced]).toEqual([16, [0]]);
    expect(faultsOf(given, nodes, unplaced)).toEqual([]);
  });

  test('where limits are too tight, the highest priority has a place and the rest is said', () => {
    const given = instance(
      [nodeType('n', [10], 1, { maxNodes: 2 })],
      [podShape('low', [5], 4), podShape('high', [10], 1, { priority: 9 })],
    );
    expect(solved(given).unplaced).toEqual([2, 0]);
  });

  test('a pathological instance ends at its work limit with a packing that holds and an honest gap', () => {
    const shapes = Array.from({ length: 60 }, (_, i) =>
      podShape(`s${i}`, [101 + ((i * 37) % 199), 97 + ((i * 53) % 211), 89 + ((i * 71) % 197)], 3),
    );
    const given = instance([nodeType('n', [1009, 1013, 997], 1)], shapes);
    const { value, bound, nodes, unplaced } = solveInstance(given, {
      effort: 'standard',
      solver: theSolver(),
      part: 0.02,
    });
    expect(faultsOf(given, nodes, unplaced)).toEqual([]);
    expect(bound).toBeGreaterThan(0.8 * value);
    expect(bound).toBeLessThanOrEqual(value);
  });

  test('equal shapes are packed as one and told apart again', () => {
    const given = instance(
      [nodeType('n', [10], 1)],
      [podShape('a', [3], 4), podShape('b', [3], 5), podShape('alone', [3], 2, { maxPerNode: 1 })],
    );
    expect(mergeEqual(given).instance.shapes.map(({ count }) => count)).toEqual([9, 2]);
    const { nodes, unplaced, value } = solved(given);
    expect(value).toBe(4);
    expect(faultsOf(given, nodes, unplaced)).toEqual([]);
  });

  test('another process gives the same bytes', () => {
    const script = `
      const { synthetic } = require('./bench/packing/synthetic');
      const { toInstance } = require('./bench/packing/adapt');
      const { solveInstance } = require('./src/capacity/packing/solve');
      const { theSolver } = require('./src/capacity/solver/solver');
      const given = toInstance(synthetic({ shapes: 12, types: 4, pods: 120, size: 'big', seed: 3 }));
      const { nodes, ...rest } = solveInstance(given, { effort: 'standard', solver: theSolver(), part: 0.1 });
      process.stdout.write(JSON.stringify([nodes.map(({ pods, ...node }) => [node, [...pods]]), rest]));`;
    const run = (env: Record<string, string>) =>
      spawnSync(process.execPath, ['--import', 'tsx', '-e', script], {
        cwd: path.join(__dirname, '../..'),
        encoding: 'utf8',
        env: { ...process.env, ...env },
      });
    const [one, other] = [run({ TZ: 'UTC', LANG: 'C' }), run({ TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8' })];
    expect(one.stderr).toBe('');
    expect(one.stdout.length).toBeGreaterThan(100);
    expect(other.stdout).toBe(one.stdout);
  });
});

describe('shares of devices', () => {
  const gpus = (shares: readonly (readonly [milli: number, count: number])[], nodes = Infinity): Instance =>
    instance(
      [nodeType('g', [64, 8], 1, { maxNodes: nodes })],
      shares.map(([milli, count], i) =>
        podShape(`s${i}`, [1, 0], count, { share: { resource: 1, size: [milli] }, weight: milli }),
      ),
      { deviceSizes: new Map([[1, [1000]]]) },
    );

  test('a share lies on one device: eleven of 600 thousandths need eleven devices, not seven', () => {
    const given = gpus([[600, 11]]);
    const { value, bound, nodes, unplaced } = solved(given);
    expect([value, bound]).toEqual([2, 2]);
    expect(faultsOf(given, nodes, unplaced)).toEqual([]);
  });

  test('shares are mixed on a device, and whole devices stand beside them', () => {
    const given = gpus([
      [600, 8],
      [400, 8],
    ]);
    const whole: Instance = {
      ...given,
      shapes: [...given.shapes, podShape('whole', [1, 4], 2)],
      apart: [...given.apart, new Set<number>()],
    };
    expect(solved(given).value).toBe(1);
    const { value, bound, nodes, unplaced } = solved(whole);
    expect([value, bound]).toEqual([2, 2]);
    expect(faultsOf(whole, nodes, unplaced)).toEqual([]);
  });

  test('at most one pod of a kind per node holds for shares too', () => {
    const given = gpus([[100, 3]]);
    const limited: Instance = { ...given, shapes: given.shapes.map((shape) => ({ ...shape, maxPerNode: 1 })) };
    const { value, nodes, unplaced } = solved(limited);
    expect(value).toBe(3);
    expect(faultsOf(limited, nodes, unplaced)).toEqual([]);
  });

  test('MIG slices count by compute and by memory: seven 1g.5gb fill a device, two 3g.20gb its memory', () => {
    const mig = (compute: number, memory: number, count: number): Instance =>
      instance(
        [nodeType('a100', [64, 1], 1)],
        [podShape('slice', [1, 0], count, { share: { resource: 1, size: [compute, memory] } })],
        { deviceSizes: new Map([[1, [7, 8]]]) },
      );
    expect(solved(mig(1, 1, 7)).value).toBe(1);
    expect(solved(mig(1, 1, 8)).value).toBe(2);
    expect(solved(mig(3, 4, 2)).value).toBe(1);
    expect(solved(mig(3, 4, 3)).value).toBe(2);
  });

  test('on fixed nodes the fullest devices win, and no placement places more than is proven', () => {
    const given = gpus(
      [
        [600, 8],
        [400, 6],
        [700, 4],
      ],
      1,
    );
    const { value, bound, nodes, unplaced } = solved(given, true);
    // Six devices of 600 + 400 and two of 700.
    expect([value, bound]).toEqual([7400, 7400]);
    expect(faultsOf(given, nodes, unplaced)).toEqual([]);
  });

  test('on fixed nodes nothing is proven without a solver but that no more than all is placed', () => {
    const given = gpus(
      [
        [600, 8],
        [400, 6],
        [700, 4],
      ],
      1,
    );
    const { value, bound } = solveInstance(given, { effort: 'standard', fixed: true });
    expect(value).toBeLessThan(bound);
    expect(bound).toBe(given.shapes.reduce((sum, { weight, count }) => sum + weight * count, 0));
  });
});

describe('pricing', () => {
  const given = instance(
    [nodeType('n', [20, 30], 1), nodeType('m', [12, 40], 1)],
    Array.from({ length: 9 }, (_, i) =>
      podShape(`s${i}`, [1 + ((i * 5) % 7), 1 + ((i * 3) % 11)], 4, { types: [0, 1] }),
    ),
  );
  const worth = given.shapes.map((_, i) => 1 + ((i * 7) % 5) + i / 10);
  const limits = given.shapes.map(({ count }) => count);

  test('the table and the search find patterns of the same worth', () => {
    const table = KnapsackTable.of(given)!.price(worth, limits);
    given.types.forEach((_, type) => {
      const { upper, exact, patterns } = new Knapsack(given, type).price(worth, limits, 0, 1_000_000);
      expect(exact).toBe(true);
      expect(worthOf(patterns[patterns.length - 1], worth)).toBeCloseTo(upper);
      expect(table[type].upper).toBeCloseTo(upper);
      expect(worthOf(table[type].patterns[0], worth)).toBeCloseTo(upper);
    });
  });

  test('a search that is stopped still says what no pattern is worth more than', () => {
    const [{ upper: best }] = KnapsackTable.of(given)!.price(worth, limits);
    const { upper, exact } = new Knapsack(given, 0).price(worth, limits, 0, 1);
    expect(exact).toBe(false);
    expect(upper).toBeGreaterThanOrEqual(best - 1e-9);
  });

  test('prices too high for an unlimited type are scaled down, those of a limited one are paid back', () => {
    const unlimited = { minNodes: 0, maxNodes: Infinity };
    expect(lagrangeBound([unlimited], [10], [20], 100)).toBe(50);
    expect(lagrangeBound([{ minNodes: 0, maxNodes: 2 }], [10], [20], 100)).toBe(80);
    expect(lagrangeBound([{ minNodes: 3, maxNodes: Infinity }], [10], [0], 0)).toBe(30);
  });
});

describe('the plan of a cluster', () => {
  test('at equal cost the fullest node is as empty as it can be, and the plan says how even it is', () => {
    const plan = planCluster(model([pool('p', 10, 100, { minNodes: 2 })], [workload('w', 6, 1, 1)]));
    expect(plan.steady.map(({ count, pods }) => [count, pods])).toEqual([[2, { 'test/Deployment/w': 3 }]]);
    expect(plan.balance).toEqual({ highest: 0.3, jain: 1, squaredDeviation: 0 });
  });

  test('levelling gives up no surge that the packing had room for', () => {
    const big = workload('big', 1, 8, 8, {
      rollout: { surge: 1, explicit: false, maxUnavailable: 0, ours: true },
    });
    const plan = planCluster(model([pool('p', 16, 100, { minNodes: 2 })], [big, workload('small', 4, 2, 1)]));
    expect(plan.rollouts[big.id].surge).toBe(1);
  });

  test('of plans that cost the same, the one that moves least of an earlier one is taken', () => {
    const pools = [pool('p', 8, 32), pool('q', 8, 32)];
    const earlier = planCluster(model(pools, [workload('a', 4, 2, 2)]));
    const [{ pool: first }] = earlier.steady;
    const other = first === 'p' ? 'q' : 'p';
    const previous = [{ pool: other, count: 1, pods: { 'test/Deployment/a': 4 } }];
    const again = planCluster(model(pools, [workload('a', 4, 2, 2)], { previous }));
    expect(again.steady.map((group) => group.pool)).toEqual([other]);
    const grown = planCluster(model(pools, [workload('a', 8, 2, 2)], { previous }));
    const kept = grown.steady.filter((group) => group.pool === other);
    expect(kept.reduce((sum, { count, pods }) => sum + count * pods['test/Deployment/a'], 0)).toBe(4);
  });

  test('an earlier plan never makes the new one dearer', () => {
    const pools = [pool('dear', 8, 32, { price: 9 }), pool('cheap', 8, 32, { price: 1 })];
    const previous = [{ pool: 'dear', count: 1, pods: { 'test/Deployment/a': 4, 'gone/Deployment/b': 1 } }];
    const plan = planCluster(model(pools, [workload('a', 4, 2, 2)], { previous }));
    expect(plan.nodes).toEqual({ cheap: 1, dear: 0 });
  });

  test('a bound that the certificate cannot carry is claimed, and the printed gap stays the certified one', () => {
    const pools = [pool('p', 10, 1000, { price: 1 })];
    const plan = planCluster(model(pools, [workload('w', 7, 6, 1)]));
    expect(plan.objective).toMatchObject({ value: 7, bound: 5, claimed: { bound: 7, method: 'column-generation' } });
    const [{ objective }] = (planDocument([plan], { name: 't', version: '0' }) as any).clusters;
    expect(objective).toMatchObject({ bound: 5, claimedBound: 7, method: 'column-generation', gap: 7 / 5 - 1 });
  });

  test('what is shed is of the lowest priority', () => {
    const high = workload('high', 3, 6, 8, { priority: 100 });
    const low = workload('low', 3, 6, 8);
    const { unplaced, feasible } = planCluster(model([pool('p', 8, 32, { maxNodes: 4 })], [low, high]));
    expect([feasible, unplaced]).toEqual([false, [{ workload: low.id, count: 2, code: 'NO_ROOM' }]]);
  });

  test('pods without memory requests or with huge ones are planned without losing a byte', () => {
    const huge = workload('huge', 2, 1, 1, { requests: { cpu: 1, memory: 500 * GIB, pods: 1 } });
    const tiny = workload('tiny', 3, 1, 1, { requests: { cpu: 0, memory: 0, pods: 1 } });
    const { nodes, feasible } = planCluster(model([pool('p', 8, 1000)], [huge, tiny]));
    expect([feasible, nodes]).toEqual([true, { p: 1 }]);
  });
});
