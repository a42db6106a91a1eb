import { Faults, TimetableEntry } from './document';

/** Every step is there once, after the one before it, alone on its machine; and the end is what it is said to be. */
export function checkTimetables(timetables: readonly TimetableEntry[], feasible: boolean, faults: Faults): void {
  for (const { name, tasks, steps, makespan, bound, within = Infinity } of timetables) {
    const where = `timetable ${name}`;
    const expect = (holds: boolean, what: string) => faults.expect(holds, `${where}: ${what}`);
    expect(steps.length === tasks.reduce((sum, task) => sum + task.steps.length, 0), 'steps are missing');
    for (const task of tasks) {
      let free = 0;
      task.steps.forEach(({ machine, duration }, i) => {
        const found = steps.filter((one) => one.task === task.name && one.step === i);
        expect(found.length === 1, `step ${i} of ${task.name} is there ${found.length} times`);
        const [{ start, end, machine: on } = { start: NaN, end: NaN, machine: '' }] = found;
        expect(on === machine && end - start === duration, `step ${i} of ${task.name} is not what was asked for`);
        expect(start >= free, `step ${i} of ${task.name} starts at ${start}, the task is free at ${free}`);
        free = end;
      });
    }
    const inOrder = [...steps].sort((a, b) => a.start - b.start || a.end - b.end);
    inOrder.forEach((one, i) => {
      const later = inOrder.slice(i + 1).find(({ machine }) => machine === one.machine);
      expect(!later || later.start >= one.end, `${one.machine} does two things at ${later?.start}`);
    });
    expect(Math.max(0, ...steps.map(({ end }) => end)) === makespan, `does not end at ${makespan}`);
    expect(bound <= makespan, `ends before its bound ${bound}`);
    expect(!feasible || makespan <= within, `ends at ${makespan}, allowed are ${within}`);
  }
}
