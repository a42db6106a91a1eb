import { Problems } from '../../../manifest/problems';

/** A field of a schedule: its name, the least and most of it, and names that stand for numbers, the first for the least. */
interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly words?: readonly string[];
}

/** As robfig/cron v3 reads them, with which Harbor does: there is no day of week 7, and a name is good for a whole bound. */
const FIELDS: readonly Field[] = [
  { name: 'second', least: 0, most: 59 },
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of month', least: 1, most: 31 },
  {
    ...{ name: 'month', least: 1, most: 12 },
    words: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { name: 'day of week', least: 0, most: 6, words: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];

/** Checks a schedule as Harbor takes it: six fields, of which the first are the seconds, and they are 0 (src/common/utils of goharbor/harbor). */
export function checkCron(problems: Problems, prop: string, cron: string): boolean {
  const fields = cron.trim().split(/\s+/);
  if (fields.length === 5) {
    return problems.check(false, prop, cron, 'has 5 fields, Harbor wants 6, seconds first', `'0 ${fields.join(' ')}'`);
  }
  const whole = problems.check(
    fields.length === FIELDS.length && cron === fields.join(' '),
    prop,
    cron,
    'must be 6 fields with a space between: second, minute, hour, day of month, month, day of week',
    "for example '0 30 1 * * *', each night at 1:30",
  );
  const wrong = whole ? FIELDS.filter((field, i) => !isRight(field, fields[i])) : [];
  for (const { name, least, most } of wrong) {
    problems.check(false, prop, cron, `its ${name} must be *, or numbers from ${least} to ${most}: 1,2 or 1-3 or */2`);
  }
  return (
    whole &&
    wrong.length === 0 &&
    problems.check(
      fields[0] === '0',
      prop,
      cron,
      'starts at another second than 0, which Harbor refuses',
      `'0 ${fields.slice(1).join(' ')}'`,
    )
  );
}

function isRight(field: Field, text: string): boolean {
  return text.split(',').every((part) => {
    const [, whole, from, to, step] = /^(?:([*?])|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(part) ?? [];
    if (step !== undefined && Number(step) < 1) {
      return false;
    }
    const [first, last] = [numberOf(field, from), numberOf(field, to ?? from)];
    return whole !== undefined || (first >= field.least && first <= last && last <= field.most);
  });
}

function numberOf({ words = [], least }: Field, text: string | undefined): number {
  const word = words.indexOf(text?.toLowerCase() ?? '');
  return /^\d+$/.test(text ?? '') ? Number(text) : word < 0 ? NaN : word + least;
}

/** Replication may not start every minute (src/controller/replication/model/model.go). */
export function checkReplicationCron(problems: Problems, prop: string, cron: string): void {
  if (checkCron(problems, prop, cron)) {
    const [second, minute, ...rest] = cron.split(' ');
    problems.check(
      !/^([*?])(\/1)?$/.test(minute),
      prop,
      cron,
      'starts every minute, which Harbor refuses for replication',
      `'${[second, '*/15', ...rest].join(' ')}'`,
    );
  }
}
