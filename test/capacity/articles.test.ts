import { attempt } from '../../src/capacity/planning';
import { latencyWith, sizeDemand } from '../../src/capacity/sizing/demand';
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
