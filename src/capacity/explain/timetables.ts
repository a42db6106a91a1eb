import { Finding } from '../model';
import { Timetable } from '../timetable/timetable';

/** Timetables that end too late. */
export function explainTimetables(timetables: readonly Timetable[]): Finding[] {
  return timetables.flatMap(({ model, makespan, bound, steps }): Finding[] => {
    const { name, path, within = Infinity } = model;
    if (makespan <= within) {
      return [];
    }
    const loads = new Map<string, number>();
    for (const { machine, start, end } of steps) {
      loads.set(machine, (loads.get(machine) ?? 0) + end - start);
    }
    const [busiest, load] = [...loads].reduce((most, one) => (one[1] > most[1] ? one : most));
    const proven = bound === makespan ? 'no timetable is shorter' : `none is shorter than ${timeText(bound)}`;
    return [
      {
        code: 'TIMETABLE_TOO_LONG',
        severity: 'error',
        path,
        message: `timetable ${name} ends after ${timeText(makespan)}, and ${proven}; it has ${timeText(within)}. The busiest computer is ${busiest} with ${timeText(load)} of work`,
        expected: `at most ${timeText(within)}`,
        actual: timeText(makespan),
        cure: [`within ${timeText(makespan)}`, `shorter steps on ${busiest}, or some of them on another computer`],
      },
    ];
  });
}

/** A time in the unit in which it is a small number. */
export function timeText(microseconds: number): string {
  const [unit, name] = UNITS.find(([size]) => microseconds >= size) ?? UNITS[UNITS.length - 1];
  return `${Number((microseconds / unit).toPrecision(6))} ${name}`;
}

const UNITS: readonly (readonly [number, string])[] = [
  [1e6, 's'],
  [1e3, 'ms'],
  [1, 'us'],
];
