import { Duration } from 'cdk8s';
import { LifetimeProps } from './certificate-props';
import { Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';

/** The same in whole hours. */
export interface Lifetime {
  readonly hours: number;
  readonly renewHours: number;
}

const USUAL = Duration.days(90);

/** Whole hours of a lifetime; notes what is wrong with it. */
export function lifetimeOf(problems: Problems, props: LifetimeProps, usual: Duration = USUAL): Lifetime {
  const { duration = usual, renewBefore } = props;
  const hours = hoursOf(duration);
  const renewHours = renewBefore ? hoursOf(renewBefore) : Math.max(1, Math.floor(hours / 3));
  problems.check(hours >= 2, 'duration', timeText(duration), 'must be at least two hours');
  const renews = renewHours >= 1 && (hours < 2 || renewHours < hours);
  problems.check(
    renews,
    'renewBefore',
    timeText(renewBefore),
    `must be from an hour to below the ${hours} of duration`,
  );
  return { hours, renewHours };
}

/** The fields of a Certificate. */
export function lifetimeFields({ hours, renewHours }: Lifetime) {
  return { duration: `${hours}h0m0s`, renewBefore: `${renewHours}h0m0s` };
}

function hoursOf(duration: Duration): number {
  return Math.floor(duration.toHours({ integral: false }));
}
