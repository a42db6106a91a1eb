import { ScaleSchedule } from './scale-schedule';
import { Problems } from '../../manifest/problems';
import { DAY_SECONDS } from '../../manifest/times';
import { CronSchedule } from '../../planner/reading/pods/cron-schedule';

const WEEK = 7;
/** After so many days dates are on the same weekdays again. */
const CYCLE = 28 * 365 + 7;

/** More changes a day are no times of a day. */
const MOST_A_DAY = 24;

/** Checks one schedule by itself. */
export function checkSchedule({ start, end, timezone, replicas }: ScaleSchedule): void {
  const problems = new Problems(`ScaleOn.schedule('${start}', '${end}')`);
  const times = { start, end };
  for (const [name, text] of Object.entries(times)) {
    const cron = isText(text) ? CronSchedule.of(text) : undefined;
    const starts = cron?.startsWithin(cron.isMonthly ? CYCLE : WEEK).length ?? 0;
    const days = cron?.isMonthly ? CYCLE : WEEK;
    problems.check(
      starts > 0 && starts <= MOST_A_DAY * days,
      name,
      text,
      'must be five fields of cron that name at most 24 times of a day',
      "for example '0 6 * * mon-fri'",
    );
  }
  problems.check(start !== end, 'end', end, 'is when it begins');
  problems.check(
    isZone(timezone),
    'timezone',
    timezone,
    'must be the IANA name of a time zone',
    "for example 'Asia/Shanghai'",
  );
  const whole = Number.isInteger(replicas) && replicas > 0;
  problems.check(whole, 'replicas', replicas, 'must be a whole number above 0');
  problems.raise();
}

/** Checks that the schedules of one workload do not hold at the same time, and that each of them adds replicas. */
export function checkSchedules(problems: Problems, schedules: readonly ScaleSchedule[], running: number): void {
  const zones = [...new Set(schedules.map(({ timezone }) => timezone))];
  problems.check(zones.length <= 1, 'scaleOn', zones, 'schedules of one workload have one time zone');
  schedules.forEach((schedule, i) => {
    // Quoted as a whole, where it is told.
    const name = `${schedule.start} to ${schedule.end}`;
    problems.check(
      schedule.replicas > running,
      'scaleOn',
      name,
      `asks for ${schedule.replicas} replicas, and ${running} run at any time`,
      `more than ${running}, or leave it out`,
    );
    for (const other of schedules.slice(i + 1)) {
      problems.check(
        zones.length > 1 || !overlap(schedule, other),
        'scaleOn',
        name,
        `overlaps ${textOf(other)}: which of them counts?`,
        'times of their own for each',
      );
    }
  });
}

/** `'0 6 * * *' to '0 20 * * *' Asia/Shanghai` */
export function textOf({ start, end, timezone }: ScaleSchedule): string {
  return `'${start}' to '${end}' ${timezone}`;
}

/** Whether both hold at some time. The wall clock of one time zone counts, as it does for KEDA. */
function overlap(one: ScaleSchedule, other: ScaleSchedule): boolean {
  const crons = [one, other].flatMap(({ start, end }) => [CronSchedule.of(start)!, CronSchedule.of(end)!]);
  const days = crons.some(({ isMonthly }) => isMonthly) ? CYCLE : WEEK;
  const [a, b] = [windows(crons[0], crons[1], days), windows(crons[2], crons[3], days)];
  let j = 0;
  return a.some(([start, end]) => {
    while (j < b.length && b[j][1] <= start) {
      j += 1;
    }
    return j < b.length && b[j][0] < end;
  });
}

/** From each start to the next end, over so many days and once more, so that what goes over their edge is seen too. */
function windows(from: CronSchedule, to: CronSchedule, days: number): [number, number][] {
  const twice = (cron: CronSchedule) => {
    const once = cron.startsWithin(days);
    return [...once, ...once.map((time) => time + days * DAY_SECONDS)];
  };
  const [starts, ends] = [twice(from), twice(to)];
  const found: [number, number][] = [];
  let e = 0;
  for (const start of starts) {
    while (e < ends.length && ends[e] <= start) {
      e += 1;
    }
    const end = ends[e] ?? Infinity;
    if (found.at(-1)?.[1] !== end) {
      found.push([start, end]);
    }
  }
  return found;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Whether it is a name that Go knows too: the same data base, without offsets. */
export function isZone(name: unknown): boolean {
  if (!isText(name) || !/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name)) {
    return false;
  }
  try {
    // eslint-disable-next-line no-restricted-syntax -- nothing is printed: the name is looked up
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
