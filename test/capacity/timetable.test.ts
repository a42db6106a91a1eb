import * as fc from 'fast-check';
import { timeText } from '../../src/capacity/explain/timetables';
import { timetableOf } from '../../src/capacity/timetable/schedule';
import { TimetableModel } from '../../src/capacity/timetable/timetable';
import { Faults } from '../../src/verifier/document';
import { checkTimetables } from '../../src/verifier/timetables';

const model = (tasks: [machine: string, duration: number][][]): TimetableModel => ({
  name: 'cycle',
  path: 'car/cycle',
  tasks: tasks.map((steps, i) => ({
    name: `task-${i}`,
    steps: steps.map(([machine, duration]) => ({ machine, duration })),
  })),
});

/** What the verifier, which shares no code with the search, says of it. */
function faultsOf(given: TimetableModel): string[] {
  const { makespan, bound, steps } = timetableOf(given);
  const faults = new Faults('test');
  const tasks = given.tasks.map(({ name, steps: own }) => ({ name, steps: [...own] }));
  checkTimetables([{ name: given.name, tasks, makespan, bound, steps: [...steps] }], true, faults);
  return faults.list;
}

/** The shortest end of all orders: every order of steps that keeps those of the tasks, each step as early as it can be. */
function bruteForce({ tasks }: TimetableModel): number {
  let best = Infinity;
  const look = (at: number[], free: number[], open: Map<string, number>) => {
    let done = true;
    tasks.forEach(({ steps }, t) => {
      const step = steps[at[t]];
      if (step) {
        done = false;
        const end = Math.max(free[t], open.get(step.machine) ?? 0) + step.duration;
        look(
          at.map((n, i) => (i === t ? n + 1 : n)),
          free.map((n, i) => (i === t ? end : n)),
          new Map([...open, [step.machine, end]]),
        );
      }
    });
    best = done ? Math.min(best, Math.max(...free)) : best;
  };
  look(
    tasks.map(() => 0),
    tasks.map(() => 0),
    new Map(),
  );
  return best;
}

test("Johnson's rule: two machines, three tasks", () => {
  const given = model([
    [
      ['cpu', 4],
      ['gpu', 1],
    ],
    [
      ['cpu', 2],
      ['gpu', 4],
    ],
    [
      ['cpu', 3],
      ['gpu', 2],
    ],
  ]);
  const { makespan, bound } = timetableOf(given);
  expect([makespan, bound]).toEqual([10, 10]);
});

test('the classic of three machines and three tasks ends after 11', () => {
  const given = model([
    [
      ['a', 3],
      ['b', 2],
      ['c', 2],
    ],
    [
      ['a', 2],
      ['c', 1],
      ['b', 4],
    ],
    [
      ['b', 4],
      ['c', 3],
    ],
  ]);
  expect(timetableOf(given).makespan).toBe(11);
});

test('is as short as the shortest of all orders, and holds', () => {
  const step = fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 1, max: 9 }));
  const tasks = fc.array(fc.array(step, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(tasks, (given) => {
      const { makespan, bound } = timetableOf(model(given as any));
      expect([makespan, bound]).toEqual([bruteForce(model(given as any)), makespan]);
      expect(faultsOf(model(given as any))).toEqual([]);
    }),
    { numRuns: 200, seed: 6 },
  );
});

test('with far too many steps gives what it found, and how short it could be at best', () => {
  const tasks = Array.from({ length: 10 }, (_, t) =>
    Array.from({ length: 6 }, (__, s): [string, number] => [`m${(t * 7 + s * 5) % 6}`, 1 + ((t * 13 + s * 29) % 17)]),
  );
  const { makespan, bound } = timetableOf(model(tasks));
  expect(bound).toBeLessThanOrEqual(makespan);
  expect(faultsOf(model(tasks))).toEqual([]);
});

describe('the verifier refuses', () => {
  const steps = [
    { task: 'a', step: 0, machine: 'm', start: 0, end: 2 },
    { task: 'b', step: 0, machine: 'm', start: 2, end: 3 },
  ];
  const tasks = [
    { name: 'a', steps: [{ machine: 'm', duration: 2 }] },
    { name: 'b', steps: [{ machine: 'm', duration: 1 }] },
  ];
  const faults = (more: object) => {
    const list = new Faults('test');
    checkTimetables([{ name: 't', tasks, steps, makespan: 3, bound: 3, ...more }], true, list);
    return list.list;
  };

  test.each<[string, object, string]>([
    ['nothing of what holds', {}, ''],
    [
      'two things at once',
      { steps: [steps[0], { ...steps[1], start: 1, end: 2 }], makespan: 2, bound: 2 },
      'm does two things at 1',
    ],
    ['a step that is missing', { steps: [steps[0]], makespan: 2, bound: 2 }, 'steps are missing'],
    ['a shorter step', { steps: [{ ...steps[0], end: 1 }, steps[1]] }, 'is not what was asked for'],
    ['another end', { makespan: 4 }, 'does not end at 4'],
    ['an end before its bound', { bound: 4 }, 'ends before its bound 4'],
    ['an end that is too late', { within: 2 }, 'ends at 3, allowed are 2'],
  ])('%s', (_, more, fault) => {
    expect(faults(more).join('\n')).toContain(fault);
    expect(faults(more).length > 0).toBe(fault !== '');
  });
});

test('times in the unit in which they are small numbers', () => {
  expect([15, 1500, 2_500_000, 0].map(timeText)).toEqual(['15 us', '1.5 ms', '2.5 s', '0 us']);
});
