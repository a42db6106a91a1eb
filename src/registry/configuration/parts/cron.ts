import { Problems } from '../../../manifest/problems';

const FIELD = '(\\*|[0-9A-Za-z]+(-[0-9A-Za-z]+)?)(/[0-9]+)?';
const CRON = new RegExp(`^(${FIELD}(,${FIELD})*|\\?)( (${FIELD}(,${FIELD})*|\\?)){5}$`);

/** Checks a schedule as Harbor takes it: six fields, of which the first are the seconds, and they are 0 (src/common/utils of goharbor/harbor). */
export function checkCron(problems: Problems, prop: string, cron: string): boolean {
  const fields = cron.trim().split(/\s+/);
  if (fields.length === 5) {
    return problems.check(false, prop, cron, 'has 5 fields, Harbor wants 6, seconds first', `'0 ${fields.join(' ')}'`);
  }
  return (
    problems.check(
      CRON.test(cron),
      prop,
      cron,
      'must be 6 fields with a space between: second, minute, hour, day of month, month, day of week',
      "for example '0 30 1 * * *', each night at 1:30",
    ) &&
    problems.check(
      fields[0] === '0',
      prop,
      cron,
      'starts at another second than 0, which Harbor refuses',
      `'0 ${fields.slice(1).join(' ')}'`,
    )
  );
}

/** Replication may not start every minute (src/controller/replication/model/model.go). */
export function checkReplicationCron(problems: Problems, prop: string, cron: string): void {
  if (checkCron(problems, prop, cron)) {
    const [second, minute, ...rest] = cron.split(' ');
    problems.check(
      minute !== '*',
      prop,
      cron,
      'starts every minute, which Harbor refuses for replication',
      `'${[second, '*/15', ...rest].join(' ')}'`,
    );
  }
}
