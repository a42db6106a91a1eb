/** Work that is done in a fixed order, each step on one machine that does one thing at a time. Times in microseconds. */
export interface TimetableModel {
  readonly name: string;
  readonly path: string;
  /** Longest time that all of it may take; absent: as short as it goes. */
  readonly within?: number;
  readonly tasks: readonly TimetableTask[];
}

/** Steps one after the other. */
export interface TimetableTask {
  readonly name: string;
  readonly steps: readonly TimetableStep[];
}

/** A time on one machine. */
export interface TimetableStep {
  readonly machine: string;
  readonly duration: number;
}

/** When a step is done. */
export interface ScheduledStep {
  readonly task: string;
  /** Which step of the task, from 0. */
  readonly step: number;
  readonly machine: string;
  readonly start: number;
  readonly end: number;
}

/** A timetable with the end of the last step, and the earliest end that there can be. */
export interface Timetable {
  readonly model: TimetableModel;
  readonly makespan: number;
  /** No timetable ends earlier than this. */
  readonly bound: number;
  /** By machine, then by time. */
  readonly steps: readonly ScheduledStep[];
}
