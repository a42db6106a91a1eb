import { CronSchedule } from '../../src/planner/reading/pods/cron-schedule';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const most = (schedule: string, seconds: number) => CronSchedule.of(schedule)?.mostAtOnce(seconds);

// Counted by hand: starts within a window that is as long as a run.
test.each([
  ['*/10 * * * *', 10 * MINUTE, 1],
  ['*/10 * * * *', 10 * MINUTE + 1, 2],
  ['*/10 * * * *', HOUR, 6],
  ['0 * * * *', 90 * MINUTE, 2],
  ['@hourly', 3 * HOUR, 3],
  // Gaps of 5 and 55 minutes.
  ['0,5 * * * *', 50 * MINUTE, 2],
  ['0,5 * * * *', HOUR, 2],
  ['0,5 * * * *', HOUR + 1, 3],
  // Only in the early hours: three starts in a row, then none for a day.
  ['0 1-3 * * *', 12 * HOUR, 3],
  ['0 1-3 * * *', DAY + 1, 4],
  // Friday to Monday is three days.
  ['30 6 * * mon-fri', 2 * DAY, 2],
  ['30 6 * * MON-FRI', 7 * DAY, 5],
  // Saturday and Sunday are neighbours across the end of the week.
  ['0 23 * * 0,6', 25 * HOUR, 2],
  ['0 0 1 * *', 28 * DAY, 1],
  ['0 0 1 * *', 28 * DAY + 1, 2],
  // The 13th or any Friday: a 13th may be the day after a Friday.
  ['0 0 13 * 5', DAY + 1, 2],
  ['0 0 13 * 5', DAY, 1],
  ['0 0 29 2 *', 4 * 365 * DAY, 1],
  ['0 0 31 2 *', DAY, 0],
  ['0/20 * * * *', HOUR, 3],
  ['@every 1h30m', 3 * HOUR, 2],
  ['@every 0.5s', 10, 10],
])('%s, runs of %d seconds: %d at once', (schedule, seconds, expected) => {
  expect(most(schedule, seconds)).toBe(expected);
});

test.each([
  '',
  '* * * *',
  '* * * * * *',
  '60 * * * *',
  '* 24 * * *',
  '* * 0 * *',
  '* * * 13 *',
  '* * * * 7',
  '*/0 * * * *',
  '5-1 * * * *',
  '@often',
  '@every soon',
  'a * * * *',
  '1-2-3 * * * *',
])('the API server refuses %p', (schedule) => expect(CronSchedule.of(schedule)).toBeUndefined());

describe('times between two starts', () => {
  test.each([
    ['0 2 * * *', DAY, DAY],
    ['0 2,3 * * 1-5', 3600, 3 * DAY - 3600],
    ['*/5 * * * *', 300, 300],
    ['@every 90m', 5400, 5400],
    ['0 0 1 * *', 28 * DAY, 31 * DAY],
    ['0 0 31 * *', 31 * DAY, 61 * DAY],
    ['0 0 29 2 *', 1461 * DAY, 1461 * DAY],
    ['* * 1-31 * *', 60, 60],
  ])('%s', (text, shortest, longest) => {
    expect(CronSchedule.of(text)!.gaps()).toEqual({ shortest, longest });
  });

  test('what never starts has none', () => {
    expect(CronSchedule.of('0 0 30 2 *')!.gaps()).toBeUndefined();
  });
});
