import { DAY_SECONDS } from '../../../manifest/times';

/** After so many days the dates are on the same days of the week again. */
const CYCLE_DAYS = 28 * 365 + 7;
/** Two years: what starts at all in them starts as it does in others, but for leap days. */
const GAP_DAYS = 731;
const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const SHORT: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** Units of a duration of Go, in seconds. */
const UNITS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };

/** The values that one field of a schedule names. */
interface Field {
  readonly values: ReadonlySet<number>;
  /** True where it names all of them, with a star. */
  readonly isStar: boolean;
}

/** When a CronJob starts, read as its controller does (robfig/cron 3, ParseStandard); time zones and their changes are left aside. */
export class CronSchedule {
  /** Undefined where the API server refuses the text. */
  public static of(text: string): CronSchedule | undefined {
    const every = /^@every (.+)$/.exec(text);
    if (every) {
      const seconds = durationOf(every[1]);
      return seconds === undefined ? undefined : new CronSchedule(Math.max(1, Math.floor(seconds)));
    }
    const words = (SHORT[text] ?? text).split(/\s+/).filter((word) => word !== '');
    if (words.length !== 5) {
      return undefined;
    }
    const fields = [
      fieldOf(words[0], 0, 59),
      fieldOf(words[1], 0, 23),
      fieldOf(words[2], 1, 31),
      fieldOf(words[3], 1, 12, MONTHS),
      fieldOf(words[4], 0, 6, WEEKDAYS),
    ];
    return fields.every((field) => field !== undefined) ? new CronSchedule(undefined, fields as Field[]) : undefined;
  }

  private constructor(
    private readonly period?: number,
    private readonly fields: readonly Field[] = [],
  ) {}

  /**
   * How many runs are under way at once where each takes so many seconds.
   * @param seconds longest time that a run takes, more than 0
   */
  public mostAtOnce(seconds: number): number {
    if (this.period !== undefined) {
      return Math.ceil(seconds / this.period);
    }
    const starts = this.startsOn(this.days(Math.ceil(seconds / DAY_SECONDS) + 1));
    let most = 0;
    let end = 0;
    for (let i = 0; i < starts.length; i += 1) {
      while (end < starts.length && starts[end] < starts[i] + seconds) {
        end += 1;
      }
      most = Math.max(most, end - i);
    }
    return most;
  }

  /** The shortest and the longest time between two starts, in seconds; undefined where it never starts twice. */
  public gaps(): { readonly shortest: number; readonly longest: number } | undefined {
    if (this.period !== undefined) {
      return { shortest: this.period, longest: this.period };
    }
    const some = this.startsOn(this.daysOf(this.isMonthly ? GAP_DAYS : 15));
    const starts = some.length > 1 ? some : this.startsOn(this.daysOf(CYCLE_DAYS));
    if (starts.length < 2) {
      return undefined;
    }
    let [shortest, longest] = [Infinity, 0];
    for (let i = 1; i < starts.length; i += 1) {
      shortest = Math.min(shortest, starts[i] - starts[i - 1]);
      longest = Math.max(longest, starts[i] - starts[i - 1]);
    }
    return { shortest, longest };
  }

  /** Whether the days on which it starts are not the same in every week. */
  public get isMonthly(): boolean {
    const [, , date, month] = this.fields;
    return this.period === undefined && (!date.isStar || month.values.size < 12);
  }

  /** When it starts within so many days, in seconds from 1 January 2000; empty where it starts in an interval of its own. */
  public startsWithin(days: number): number[] {
    return this.period === undefined ? this.startsOn(this.daysOf(days)) : [];
  }

  /** Seconds after midnight. */
  private timesOfDay(): number[] {
    const [minutes, hours] = this.fields.map(({ values }) => [...values].sort((a, b) => a - b));
    return hours.flatMap((hour) => minutes.map((minute) => hour * 3600 + minute * 60));
  }

  /** Numbers of the days on which it starts, over enough of them for a window of so many days to see every case. */
  private days(window: number): number[] {
    const [, , , , weekday] = this.fields;
    return this.daysOf((this.isMonthly ? CYCLE_DAYS : weekday.isStar ? 1 : 7) + window);
  }

  private startsOn(days: readonly number[]): number[] {
    const times = this.timesOfDay();
    return days.flatMap((day) => times.map((time) => day * DAY_SECONDS + time));
  }

  /** Numbers of the days on which it starts, of so many. */
  private daysOf(length: number): number[] {
    const [, , date, month, weekday] = this.fields;
    return calendar(length).flatMap((at, day) => {
      const [onDate, onWeekday] = [date.values.has(at.date), weekday.values.has(at.weekday)];
      // Two restricted fields of days are alternatives.
      const onDay = date.isStar || weekday.isStar ? onDate && onWeekday : onDate || onWeekday;
      return month.values.has(at.month) && onDay ? [day] : [];
    });
  }
}

/** A day of the calendar. */
interface CalendarDay {
  readonly date: number;
  readonly month: number;
  readonly weekday: number;
}

/** So many days from 1 January 2000, a Saturday; the calendar repeats itself after 28 years. */
function calendar(length: number): CalendarDay[] {
  const days: CalendarDay[] = [];
  for (let year = 0; days.length < length; year += 1) {
    MONTH_LENGTHS.forEach((own, i) => {
      const dates = i === 1 && year % 4 === 0 ? own + 1 : own;
      for (let date = 1; date <= dates; date += 1) {
        days.push({ date, month: i + 1, weekday: (days.length + 6) % 7 });
      }
    });
  }
  return days.slice(0, length);
}

/** One field: a list of numbers, ranges and steps. */
function fieldOf(text: string, least: number, most: number, names: readonly string[] = []): Field | undefined {
  const values = new Set<number>();
  let isStar = false;
  for (const part of text.split(',')) {
    const [range, step, ...rest] = part.split('/');
    const [from, to, ...more] = range.split('-');
    const star = range === '*' || range === '?';
    const number = (word: string) => (/^\d+$/.test(word) ? Number(word) : indexOf(word, names, least));
    const low = star ? least : number(from);
    const high = star || (to === undefined && step !== undefined) ? most : number(to ?? from);
    const by = step === undefined ? 1 : /^\d+$/.test(step) ? Number(step) : 0;
    if (rest.length > 0 || more.length > 0 || !(low >= least && high <= most && low <= high && by > 0)) {
      return undefined;
    }
    isStar ||= star && by === 1;
    for (let value = low; value <= high; value += by) {
      values.add(value);
    }
  }
  return { values, isStar };
}

/** Number of a month or weekday by its name; NaN where there is no such name. */
function indexOf(word: string, names: readonly string[], least: number): number {
  const index = names.indexOf(word.toLowerCase());
  return index < 0 ? NaN : index + least;
}

/** A duration as Go writes it, such as 1h30m, in seconds. */
function durationOf(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(h|ms|m|s|us|µs|ns)/g)];
  return parts.length > 0 && parts.map(([part]) => part).join('') === text
    ? parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit], 0)
    : undefined;
}
