import { Duration } from 'cdk8s';
import { Problems } from './problems';
import { timeText } from './time-text';

/** Seconds of a day. */
export const DAY_SECONDS = 86_400;

/** Seconds of a time, in fractions too. */
export function inSeconds(time: Duration): number {
  return time.toSeconds({ integral: false });
}

/** Notes a time that is none: nothing, no number, or without an end. */
export function checkTime(problems: Problems, prop: string, time: Duration | undefined): boolean {
  const seconds = time === undefined ? 1 : inSeconds(time);
  const holds = Number.isFinite(seconds) && seconds > 0;
  return problems.check(holds, prop, timeText(time), 'must be above 0, and end');
}
