/** Time of a running cluster. Nothing of a plan depends on it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** A clock that tells what `now` tells. */
export function clockOf(now: () => number): Clock {
  return { now, sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)) };
}

const DAY = 86_400_000;

/** A time as Kubernetes writes it: RFC 3339 with microseconds, in UTC. */
export function timestamp(milliseconds: number): string {
  const [year, month, day] = civil(Math.floor(milliseconds / DAY));
  const rest = Math.floor(milliseconds % DAY);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = [rest / 3_600_000, (rest / 60_000) % 60, (rest / 1000) % 60].map((part) => two(Math.floor(part)));
  return `${year}-${two(month)}-${two(day)}T${clock.join(':')}.${String(rest % 1000).padStart(3, '0')}000Z`;
}

/** Year, month and day of a day counted from 1970-01-01, by the Gregorian calendar; years begin in March while it counts. */
function civil(days: number): [number, number, number] {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1];
}
