import { Duration } from 'cdk8s';
import { timeText } from '../../manifest/time-text';
import { checked } from '../../props/checked';

/** A latency objective: how long a share of the requests, or all of them on average, may take from arrival to answer. */
@checked
export class Latency {
  /**
   * 95 of 100 requests take at most this long.
   * @param objective Above 0.
   */
  public static p95(objective: Duration): Latency {
    return Latency.percentile(95, objective);
  }

  /**
   * 99 of 100 requests take at most this long.
   * @param objective Above 0.
   */
  public static p99(objective: Duration): Latency {
    return Latency.percentile(99, objective);
  }

  /**
   * 999 of 1000 requests take at most this long.
   * @param objective Above 0.
   */
  public static p999(objective: Duration): Latency {
    return Latency.percentile(99.9, objective);
  }

  /**
   * So many percent of the requests, above 0 and at most 99.9999, take at most this long.
   * @param percent Percentage of the requests.
   * @param objective Above 0.
   */
  public static percentile(percent: number, objective: Duration): Latency {
    if (!(percent > 0 && percent <= 99.9999)) {
      throw new Error(`Latency.percentile(${percent}): must be above 0 and at most 99.9999`);
    }
    return new Latency(objective, percent);
  }

  /**
   * The mean over all requests is at most this long.
   * @param objective Above 0.
   */
  public static mean(objective: Duration): Latency {
    return new Latency(objective);
  }

  /** @internal */
  public static _stage(objective: Duration, percent: number | undefined, of: string): Latency {
    return new Latency(objective, percent, of);
  }

  private constructor(
    /** How long a request may take. */
    public readonly objective: Duration,
    /** Percent of the requests that meet it; undefined where the mean does. */
    public readonly percent?: number,
    private readonly part?: string,
  ) {
    if (objective.toMilliseconds({ integral: false }) <= 0) {
      throw new Error(`Latency of ${timeText(objective)}: must be above 0`);
    }
  }

  /**
   * What it is a part of, for the plan.
   * @internal
   */
  public get _of(): string | undefined {
    return this.part;
  }

  /** @internal */
  public get _name(): string {
    return this.percent === undefined ? 'mean' : `p${this.percent}`;
  }
}
