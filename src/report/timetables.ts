import { ClusterEntry, TimetableEntry } from './document';
import { fixed } from '../capacity/quantity';

/** Characters in which the time of a timetable is drawn. */
const WIDTH = 60;

/** Signs of tasks, in their order. */
const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Each timetable as a picture of characters: a line for each machine, a letter for each task. */
export function timetablePictures({ timetables = [] }: ClusterEntry): string[][] {
  return timetables.map((timetable) => {
    const { tasks, steps, makespan } = timetable;
    const machines = machinesOf(timetable);
    const longest = Math.max(0, ...machines.map((name) => name.length));
    const at = (time: number) => Math.round((WIDTH * time) / makespan);
    const rows = machines.map((machine) => {
      const line = new Array<string>(WIDTH).fill('.');
      for (const { task, start, end } of steps.filter((step) => step.machine === machine)) {
        line.fill(signOf(timetable, task), at(start), Math.max(at(start) + 1, at(end)));
      }
      return `${machine.padEnd(longest)} |${line.slice(0, WIDTH).join('')}|`;
    });
    return [
      headline(timetable),
      ...rows,
      `${' '.repeat(longest)}  0${timeOf(makespan).padStart(WIDTH - 1)}`,
      tasks.map(({ name }) => `${signOf(timetable, name)} ${name}`).join(', '),
    ];
  });
}

/** What a timetable proves. */
export function headline({ name, makespan, bound, within }: TimetableEntry): string {
  const proven = bound === makespan ? 'no timetable ends earlier' : `none ends before ${timeOf(bound)}`;
  return `timetable ${name}: ends after ${timeOf(makespan)}, ${proven}${within === undefined ? '' : `; it has ${timeOf(within)}`}`;
}

/** Machines of a timetable, in order. */
export function machinesOf({ steps }: TimetableEntry): string[] {
  return [...new Set(steps.map(({ machine }) => machine))];
}

/** Microseconds as milliseconds. */
export function timeOf(microseconds: number): string {
  return `${fixed(microseconds / 1000, 3)} ms`;
}

function signOf({ tasks }: TimetableEntry, task: string): string {
  return SIGNS[tasks.findIndex(({ name }) => name === task) % SIGNS.length];
}
