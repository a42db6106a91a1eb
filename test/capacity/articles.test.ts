import { attempt } from '../../src/capacity/planning/planning';
import { latencyWith, sizeDemand } from '../../src/capacity/sizing/demand';
import { solve } from '../../src/capacity/solver/solver';
import { model, pool, workload } from '../support/models';

/** The worked examples of the source articles that are wrong as printed, with what the library computes instead. */
describe('two tasks on two machines', () => {
  const vm1 = pool('vm1', 2, 4, { maxNodes: 1 });
  const vm2 = pool('vm2', 1, 2, { maxNodes: 1 });
  const task1 = workload('task1', 1, 1, 2);
  const task2 = workload('task2', 1, 2, 1);

  test('task 1 goes to VM 2 and task 2 to VM 1, the only assignment that fits', () => {
    const tried = attempt(model([vm1, vm2], [task1, task2]));
    expect(tried.unplaced).toEqual([]);
    expect(tried.steady.map(({ pool: id, pods }) => [id, pods])).toEqual([
      ['vm1', { [task2.id]: 1 }],
      ['vm2', { [task1.id]: 1 }],
    ]);
  });

  test('the printed assignment does not fit: task 2 asks for two processors, VM 2 has one', () => {
    const printed = model(
      [vm1, vm2],
      [
        { ...task1, eligible: ['vm1'] },
        { ...task2, eligible: ['vm2'] },
      ],
    );
    expect(attempt(printed).unplaced).toEqual([{ workload: task2.id, count: 1, code: 'NO_ROOM' }]);
  });

  test('minimising cost does not leave the tasks out: every replica is a demand', () => {
    const { nodes } = attempt(model([vm1, vm2], [task1, task2]));
    expect(nodes).toEqual({ vm1: 1, vm2: 1 });
  });
});

test('two classes of machines: the task with a GPU goes to the machine with one', () => {
  const plain = pool('vm1', 2, 4, { maxNodes: 1 });
  const gpu = pool('vm2', 1, 4, { maxNodes: 1, allocatable: { cpu: 1000, memory: 4 * 2 ** 30, pods: 110, gpu: 1 } });
  const task1 = workload('task1', 1, 1, 2);
  const task2 = workload('task2', 1, 1, 2, { requests: { cpu: 1000, memory: 2 * 2 ** 30, pods: 1, gpu: 1 } });
  const { steady, unplaced } = attempt(model([plain, gpu], [task1, task2]));
  expect(unplaced).toEqual([]);
  expect(steady.map(({ pool: id, pods }) => [id, pods])).toEqual([
    ['vm1', { [task1.id]: 1 }],
    ['vm2', { [task2.id]: 1 }],
  ]);
});

test('three tasks on two machines: all of them are placed, none is lost', () => {
  const machines = [pool('vm1', 4, 8, { maxNodes: 1 }), pool('vm2', 2, 4, { maxNodes: 1 })];
  const tasks = [workload('task1', 1, 1, 2), workload('task2', 1, 2, 1), workload('task3', 1, 1, 1)];
  const { steady, unplaced } = attempt(model(machines, tasks));
  expect(unplaced).toEqual([]);
  expect(steady.flatMap(({ pods }) => Object.keys(pods)).sort()).toEqual(tasks.map(({ id }) => id));
});

test('a capacity is a limit, not an equation: half-empty machines are fine', () => {
  expect(attempt(model([pool('vm1', 100, 100)], [workload('task', 1, 1, 1)])).unplaced).toEqual([]);
});

test('a task that needs two resources at once needs both on one machine', () => {
  const cpuOnly = pool('cpu', 8, 1, { maxNodes: 1 });
  const memoryOnly = pool('memory', 1, 64, { maxNodes: 1 });
  expect(attempt(model([cpuOnly, memoryOnly], [workload('task', 1, 4, 16)])).unplaced).toHaveLength(1);
});

test('response times come from arrivals and service times: more arrivals, more time', () => {
  const demand = { arrivals: 10, serviceTime: 0.05, workers: 1, pooled: true, percentile: 0.99, objective: 1 };
  const slower = { ...demand, arrivals: 15 };
  expect(latencyWith(slower, 1)).toBeGreaterThan(latencyWith(demand, 1));
  expect(sizeDemand(demand, { steady: 0.7, degraded: 0.9 })).toMatchObject({ erlangs: 0.5 });
});

test('a mix is the load-weighted mean of times, in seconds: not a sum of loads over times', () => {
  const [fast, slow] = [0.01, 0.1].map((serviceTime) => ({
    arrivals: 5,
    serviceTime,
    workers: 1,
    pooled: true,
    objective: 1,
  }));
  const mean = (5 * latencyWith(fast, 1) + 5 * latencyWith(slow, 1)) / 10;
  expect(mean).toBeGreaterThan(latencyWith(fast, 1));
  expect(mean).toBeLessThan(latencyWith(slow, 1));
});

test('x + y = 3 and 2x + y = 2 have no answer with x, y >= 0', () => {
  const [x, y] = [0, 1].map((column) => ({ column, value: 1 }));
  const equals = (terms: (typeof x)[], value: number) => [
    { lower: value, terms },
    { lower: -value, terms: terms.map((term) => ({ ...term, value: -term.value })) },
  ];
  const columns = [
    { cost: 1, lower: 0, upper: Infinity },
    { cost: 1, lower: 0, upper: Infinity },
  ];
  expect(solve({ columns, rows: [...equals([x, y], 3), ...equals([{ ...x, value: 2 }, y], 2)] })).toBeUndefined();
});

test('the makespan is minimised: the last finish is as early as the longest resource lets it', () => {
  // Three tasks of 3, 2 and 2 hours on two machines: time is T >= every machine's load; the relaxation says 3.5, whole tasks 4.
  const tasks = [3, 2, 2];
  const columns = [
    { cost: 1, lower: 0, upper: Infinity },
    ...tasks.flatMap(() => [
      { cost: 0, lower: 0, upper: 1 },
      { cost: 0, lower: 0, upper: 1 },
    ]),
  ];
  const placed = tasks.map((_, i) => ({
    lower: 1,
    terms: [
      { column: 1 + 2 * i, value: 1 },
      { column: 2 + 2 * i, value: 1 },
    ],
  }));
  const loads = [1, 2].map((machine) => ({
    lower: 0,
    terms: [{ column: 0, value: 1 }, ...tasks.map((hours, i) => ({ column: 2 * i + machine, value: -hours }))],
  }));
  expect(solve({ columns, rows: [...placed, ...loads] })!.objective).toBeCloseTo(3.5, 9);
});
