import { Duration } from 'cdk8s';
import { fixed } from '../../../capacity/quantity';
import { Problems } from '../../../manifest/problems';
import { checked } from '../../../props/checked';

/** A fault that a route makes, to see what its callers do then. Never in production, and only in an environment that says what it is. */
@checked
export class RouteFault {
  /**
   * Requests wait.
   * @param time How long.
   * @param percent How many of them, above 0 and at most 100.
   */
  public static delay(time: Duration, percent: number): RouteFault {
    return new RouteFault(percent, time);
  }

  /**
   * Requests are answered without the service.
   * @param httpStatus Status of the answer, from 400 to 599.
   * @param percent How many of them, above 0 and at most 100.
   */
  public static abort(httpStatus: number, percent: number): RouteFault {
    return new RouteFault(percent, undefined, httpStatus);
  }

  private constructor(
    private readonly percent: number,
    private readonly time?: Duration,
    private readonly httpStatus?: number,
  ) {}

  /** @internal */
  public _check(problems: Problems, environment?: { readonly name: string; readonly isProduction: boolean }): void {
    const { percent, time, httpStatus: status } = this;
    problems.check(percent > 0 && percent <= 100, 'fault', percent, 'must be above 0 and at most 100 percent');
    const whole = status === undefined || (Number.isInteger(status) && status >= 400 && status < 600);
    problems.check(whole, 'fault', status, 'must be a status from 400 to 599');
    problems.check(time === undefined || time.toMilliseconds() > 0, 'fault', time?.toHumanString(), 'must be above 0');
    problems.check(
      environment !== undefined && !environment.isProduction,
      'fault',
      environment?.name,
      environment ? 'is a production environment' : 'is no environment, so that it may be production',
      'environment: Environment.staging() or another one on the stack or its cluster',
    );
  }

  /** @internal */
  public _istio(): object {
    const percentage = { value: this.percent };
    return this.time
      ? { delay: { fixedDelay: `${fixed(this.time.toMilliseconds() / 1000, 3)}s`, percentage } }
      : { abort: { httpStatus: this.httpStatus, percentage } };
  }
}
