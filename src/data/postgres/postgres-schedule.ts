import { CronSchedule } from '../../planner/reading/pods/cron-schedule';

/** Values of seconds: the parser of the operator reads six fields (robfig/cron 3 with seconds), five of which are those of Kubernetes. */
const SECONDS = /^(\*|[0-5]?\d)$/;

/** Whether a text is a schedule of six fields, with one second or each of them first. */
export function isScheduleWithSeconds(text: string): boolean {
  const [seconds, ...rest] = text.trim().split(/\s+/);
  return SECONDS.test(seconds) && rest.length === 5 && CronSchedule.of(rest.join(' ')) !== undefined;
}

/** Seconds between two backups; undefined where there are no two of them. */
export function gapsOf(text: string): { readonly shortest: number; readonly longest: number } | undefined {
  const [seconds, ...rest] = text.trim().split(/\s+/);
  const gaps = CronSchedule.of(rest.join(' '))?.gaps();
  return gaps && seconds === '*' ? { ...gaps, shortest: 1 } : gaps;
}
