import { Duration } from 'cdk8s';
import { Problems } from '../manifest/problems';
import { timeText } from '../manifest/time-text';
import { checked } from '../props/checked';
import { ObservedLatency } from '../workload/observed/observed-latency';

/** A histogram of the times that requests took, which an application has itself. */
export interface RequestHistogramProps {
  /** Name of the histogram without `_bucket`, for example 'http_server_request_duration_seconds'. */
  readonly name: string;
  /** Upper bounds of its buckets, without that of everything. One of them has to be the latency objective. */
  readonly bounds: Duration[];
  /**
   * Whether its bounds are in milliseconds.
   * @default false: in seconds
   */
  readonly inMillis?: boolean;
  /**
   * Which of the requests have failed, as matchers of labels: `http_response_status_code=~"5.."`.
   * @default - none: failures are not told
   */
  readonly failed?: string;
}

/** A metric of an application that counts its requests, where no mesh does. */
@checked
export class RequestMetric {
  /**
   * A histogram (not a native one).
   * @param props Its name, buckets, and how failures are told.
   */
  public static histogram(props: RequestHistogramProps): RequestMetric {
    const { name, bounds = [], failed } = props;
    const problems = new Problems(`RequestMetric.histogram('${name}')`);
    const plain = /^[a-zA-Z_:][\w:]*$/.test(name) && !/_(bucket|count|sum)$/.test(name);
    problems.check(plain, 'name', name, 'must be the name of a histogram, without _bucket, _count and _sum');
    const times = bounds.map((one) => one.toMilliseconds({ integral: false }));
    const rising = times.length > 0 && times.every((time, i) => time > (times[i - 1] ?? 0));
    problems.check(rising, 'bounds', bounds.map(timeText), 'must rise from above 0');
    const matcher = /^\w+(=~|!~|!=|=)"([^"\\\n]|\\.)*"(,\w+(=~|!~|!=|=)"([^"\\\n]|\\.)*")*$/;
    problems.check(failed === undefined || matcher.test(failed), 'failed', failed, 'must be matchers: name="value"');
    problems.raise();
    return new RequestMetric(props, times);
  }

  private constructor(
    private readonly props: RequestHistogramProps,
    private readonly times: readonly number[],
  ) {}

  /** Name of the histogram. */
  public get name(): string {
    return this.props.name;
  }

  /** @internal */
  public get _failed(): string | undefined {
    return this.props.failed;
  }

  /**
   * What one of its own units is in seconds.
   * @internal
   */
  public get _unit(): number {
    return this.props.inMillis ? 0.001 : 1;
  }

  /**
   * Refuses an objective that no bucket tells.
   * @internal
   */
  public _check(problems: Problems, workload: string, latency: ObservedLatency | undefined): void {
    const millis = Math.round((latency?.seconds ?? 0) * 1e6) / 1e3;
    if (latency?.percent === undefined || this.times.some((time) => Math.abs(time - millis) < 1e-6)) {
      return;
    }
    const prop = `requests['${workload}']`;
    const last = this.times[this.times.length - 1];
    const bounds = this.times.map((time) => `${time} ms`).join(', ');
    problems.check(
      false,
      prop,
      this.name,
      millis > last
        ? `the objective of ${millis} ms is above all of its buckets, so that none tells who met it: ${bounds}`
        : `has no bucket at the objective of ${millis} ms, so that it is decided by rounding: ${bounds}`,
      `a bucket of ${millis} ms in the application, and in bounds`,
    );
  }
}
