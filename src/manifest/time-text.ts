import { Duration } from 'cdk8s';

/** Units of a time, from long to short, with their milliseconds. */
const UNITS: readonly (readonly [string, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

/** A time as it stands in a message, in at most two units: `2 hours`, `1 day 12 hours`, `250 millis`; undefined where there is none. */
export function timeText<T extends Duration | undefined>(time: T): T extends Duration ? string : string | undefined;
export function timeText(time: Duration | undefined): string | undefined {
  if (time === undefined) {
    return undefined;
  }
  let millis = time.toMilliseconds({ integral: false });
  if (!Number.isFinite(millis)) {
    return `${millis} seconds`;
  }
  // What is made of hours and of days is a little off in floating point.
  millis = Number(millis.toPrecision(12));
  const parts: string[] = [];
  for (const [name, size] of UNITS) {
    const whole = Math.floor(millis / size);
    millis = Number((millis - whole * size).toPrecision(12));
    parts.push(...(whole > 0 ? [many(whole, name)] : []));
  }
  parts.push(...(millis > 0 ? [many(millis, 'milli')] : []));
  return parts.slice(0, 2).join(' ') || '0 seconds';
}

function many(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}
