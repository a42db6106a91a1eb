import { Duration } from 'cdk8s';
import { timeText } from '../../src/manifest/time-text';

test.each<[Duration, string]>([
  // cdk8s 2.70 says "1 hour 60 minutes" of it.
  [Duration.hours(2), '2 hours'],
  [Duration.minutes(60), '1 hour'],
  [Duration.minutes(90), '1 hour 30 minutes'],
  [Duration.hours(36), '1 day 12 hours'],
  [Duration.days(1.1), '1 day 2 hours'],
  [Duration.seconds(232), '3 minutes 52 seconds'],
  [Duration.seconds(59.9999999999), '59 seconds 999.9999999 millis'],
  [Duration.hours(0.1), '6 minutes'],
  [Duration.millis(1), '1 milli'],
  [Duration.millis(250), '250 millis'],
  [Duration.seconds(0), '0 seconds'],
  [Duration.seconds(Infinity), 'Infinity seconds'],
])('%s is %s', (time, text) => {
  expect(timeText(time)).toBe(text);
});

test('no time is no text', () => {
  expect(timeText(undefined)).toBeUndefined();
});
