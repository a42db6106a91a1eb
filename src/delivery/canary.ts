import { Duration } from 'cdk8s';
import { checkDnsLabel } from '../manifest/names';
import { Problems } from '../manifest/problems';
import { timeText } from '../manifest/time-text';
import { checked } from '../props/checked';

/** What a metric of a canary measures, and when it is good. */
export interface CanaryMetricProps {
  /** Name of the metric, for example 'word-error-rate'. */
  readonly name: string;
  /**
   * Query of Prometheus that gives one number. `$NAMESPACE`, `$WORKLOAD` and `$REVISION` stand for those of the canary; the last one is the label
   * `app.kubernetes.io/version` of its pods, which Istio calls the canonical revision.
   */
  readonly query: string;
  /**
   * Lowest number that is good.
   * @default - none
   */
  readonly atLeast?: number;
  /**
   * Highest number that is good.
   * @default - none
   */
  readonly atMost?: number;
}

/** What callers and gateways see: the pods themselves know nothing of calls that did not reach them. */
const OF_CANARY =
  'reporter="source",destination_workload_namespace="$NAMESPACE",destination_workload="$WORKLOAD",destination_canonical_revision="$REVISION"';
/** Calls of the service for which a proxy found no pod, of whatever version. */
const OF_NOBODY =
  'reporter="source",destination_service_namespace="$NAMESPACE",destination_service_name="$WORKLOAD",destination_workload="unknown"';
/**
 * Bounds of the buckets of istio_request_duration_milliseconds, which are Envoy's (1.33, source/common/stats/histogram_impl.cc), up to the last but one: between
 * two of them a quantile is a guess, and beyond the last it never is above.
 */
export const ISTIO_TIMES: readonly number[] = [
  ...[0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000],
  ...[30_000, 60_000, 300_000, 600_000, 1_800_000],
];
const FAILED_GRPC = 'grpc_response_status=~"2|4|8|13|14|15"';
/** Minutes over which rates are taken, and after which there is one. */
const FIRST_MINUTES = 2;
const WINDOW = `[${FIRST_MINUTES}m]`;
/** Measurements that may be bad, or without data, or not to be had; one more ends or pauses the canary. */
const TOLERATED = 2;
/** Minutes after which a version that is bad from its start has been told: the canary must not be over before. */
const LEAST_MINUTES = FIRST_MINUTES + TOLERATED + 1;

/** A number that tells whether a canary is good. */
@checked
export class CanaryMetric {
  /**
   * A metric of your own. Throws where it has no bound.
   * @param props The query, and what its answer has to be.
   */
  public static of(props: CanaryMetricProps): CanaryMetric {
    const { name, query, atLeast, atMost } = props;
    const problems = new Problems(`CanaryMetric '${name}'`);
    checkDnsLabel(problems, 'name', name);
    problems.check(query.trim() !== '', 'query', query, 'must not be empty');
    problems.check(atLeast !== undefined || atMost !== undefined, 'atLeast, atMost', 'none', 'one of them is needed');
    for (const [prop, bound] of Object.entries({ atLeast, atMost })) {
      problems.check(bound === undefined || Number.isFinite(bound), prop, bound, 'must be a number');
    }
    problems.check(!(atLeast! > atMost!), 'atLeast', atLeast, `must not be above atMost ${atMost}`);
    problems.raise();
    return new CanaryMetric(props);
  }

  /**
   * Share of requests that callers in the mesh saw answered without an error of the server, from 0 to 1. Those that reached no pod were not.
   * @param atLeast Smallest share that a step passes with.
   */
  public static successRate(atLeast: number): CanaryMetric {
    if (!(atLeast > 0 && atLeast <= 1)) {
      throw new Error(`CanaryMetric.successRate(${atLeast}): must be above 0 and at most 1`);
    }
    const requests = (labels: string) => `(sum(rate(istio_requests_total{${labels}}${WINDOW})) or vector(0))`;
    const lost = requests(OF_NOBODY);
    const failed = [requests(`${OF_CANARY},response_code=~"5.."`), requests(`${OF_CANARY},${FAILED_GRPC}`), lost];
    // Where nobody calls it is no number.
    const query = `1 - (${failed.join(' + ')}) / (${requests(OF_CANARY)} + ${lost})`;
    return CanaryMetric.of({ name: 'success-rate', query, atLeast });
  }

  /**
   * Time within which callers in the mesh saw 99 of 100 requests answered. Istio counts requests by times of 0.5, 1, 5, 10, 25, 50, 100, 250, 500 ms, 1, 2.5,
   * 5, 10, 30 s, 1, 5, 10, 30 minutes: the next of them counts, unless the stacks of the service and its callers are observed (`Observability`), whose proxies
   * tell the time itself apart.
   * @param atMost Longest time that a step passes with.
   * @throws where it is longer than all of them
   */
  public static p99(atMost: Duration): CanaryMetric {
    const millis = atMost.toMilliseconds({ integral: false });
    const bound = ISTIO_TIMES.find((time) => time >= millis);
    if (bound === undefined) {
      throw new Error(`CanaryMetric.p99(${timeText(atMost)}): Istio tells no longer times apart than 30 minutes`);
    }
    const buckets = `rate(istio_request_duration_milliseconds_bucket{${OF_CANARY}}${WINDOW})`;
    const query = `histogram_quantile(0.99, sum by (le) (${buckets}))`;
    return new CanaryMetric({ name: 'latency-p99', query, atMost: bound }, millis);
  }

  private constructor(
    private readonly props: CanaryMetricProps,
    /** Milliseconds that it is about, where the next bucket counts. */
    private readonly millis?: number,
  ) {}

  /** Name of the metric. */
  public get name(): string {
    return this.props.name;
  }

  /**
   * Milliseconds that it is about, where it is about a time.
   * @internal
   */
  public get _millis(): number | undefined {
    return this.millis;
  }

  /**
   * As Argo Rollouts takes it: good, bad, or neither where there is no data, which pauses the canary until somebody decides, unless silence is good.
   * @param isExact whether proxies tell its own time apart
   * @internal
   */
  public _measured(
    address: string,
    values: Readonly<Record<string, string>>,
    silenceIsGood: boolean,
    isExact: boolean,
  ): object {
    const { name, query, atLeast } = this.props;
    const atMost = isExact ? (this.millis ?? this.props.atMost) : this.props.atMost;
    const bounds = [
      ...(atLeast === undefined ? [] : [`result[0] >= ${atLeast}`]),
      ...(atMost === undefined ? [] : [`result[0] <= ${atMost}`]),
    ].join(' && ');
    const known = 'len(result) > 0 && !isNaN(result[0])';
    return {
      name,
      initialDelay: `${FIRST_MINUTES}m`,
      interval: '1m',
      failureLimit: TOLERATED,
      inconclusiveLimit: TOLERATED,
      consecutiveErrorLimit: TOLERATED,
      successCondition: silenceIsGood ? `!(${known}) || (${bounds})` : `${known} && ${bounds}`,
      failureCondition: `${known} && !(${bounds})`,
      provider: {
        prometheus: { address, query: query.replace(/\$(NAMESPACE|WORKLOAD|REVISION)/g, (_, key) => values[key]) },
      },
    };
  }
}

/** A new version that gets the traffic step by step. */
export interface CanaryProps {
  /** Share of the traffic at each step, in percent, rising; 100 comes last and need not be named. */
  readonly steps: number[];
  /**
   * How long each step is held.
   * @default Duration.minutes(10)
   */
  readonly hold?: Duration;
  /**
   * What is measured from the first step on. Where one is not good in three minutes, the old version gets all the traffic back; where one has no data
   * in three minutes, the canary pauses until somebody promotes or aborts it.
   */
  readonly metrics: CanaryMetric[];
  /**
   * Whether a metric without data is good: for services that nobody calls at night, when a new version may take over unseen.
   * @default false: the canary pauses until somebody promotes or aborts it
   */
  readonly promoteWithoutTraffic?: boolean;
  /**
   * URL of Prometheus.
   * @default 'http://prometheus-operated.monitoring:9090'
   */
  readonly prometheus?: string;
}

/**
 * How a new version takes over: by Argo Rollouts, which moves the traffic of the mesh in steps, starts pods of the new version for its share and
 * stops as many of the old one, and goes back by itself where a metric is not good.
 */
@checked
export class Canary {
  /**
   * A canary. Throws where steps are no rising percentages.
   * @param props Its steps, and by which metrics it goes on.
   */
  public static of(props: CanaryProps): Canary {
    const {
      steps,
      hold = Duration.minutes(10),
      metrics,
      prometheus = 'http://prometheus-operated.monitoring:9090',
    } = props;
    const problems = new Problems('Canary.of');
    const rising = steps.every((step, i) => Number.isInteger(step) && step > (steps[i - 1] ?? 0) && step <= 100);
    problems.check(steps.length > 0 && rising, 'steps', steps, 'must be whole percentages that rise, at most 100');
    problems.check(steps[0] !== 100, 'steps', steps, 'have nothing before all of the traffic');
    const minutes = hold.toMilliseconds({ integral: false }) / 60_000;
    problems.check(minutes >= 1, 'hold', timeText(hold), 'must be at least a minute');
    const parts = steps.filter((step) => step < 100).length;
    problems.check(
      parts === 0 || minutes < 1 || parts * minutes >= LEAST_MINUTES,
      'hold',
      `${timeText(hold)} at ${parts} steps`,
      `the new version would have all of the traffic before a bad one is told, after ${LEAST_MINUTES} minutes`,
      `Duration.minutes(${Math.ceil(LEAST_MINUTES / parts)})`,
    );
    problems.check(metrics.length > 0, 'metrics', '[]', 'must name at least one: nothing would stop a bad version');
    const names = metrics.map(({ name }) => name);
    problems.check(new Set(names).size === names.length, 'metrics', names, 'must have different names');
    problems.check(/^https?:\/\/[^\s]+$/.test(prometheus), 'prometheus', prometheus, 'must be a URL');
    problems.raise();
    return new Canary(
      steps.filter((step) => step < 100),
      hold,
      metrics,
      prometheus,
      props.promoteWithoutTraffic ?? false,
    );
  }

  private constructor(
    /** Share of the traffic at each step before all of it, in percent. */
    public readonly steps: number[],
    private readonly hold: Duration,
    private readonly metrics: CanaryMetric[],
    private readonly prometheus: string,
    private readonly silenceIsGood: boolean,
  ) {}

  /** @internal */
  public get _steps(): object[] {
    const duration = `${Math.ceil(this.hold.toSeconds({ integral: false }))}s`;
    return this.steps.flatMap((setWeight) => [{ setWeight }, { pause: { duration } }]);
  }

  /** @internal */
  public _measured(values: Readonly<Record<string, string>>, isExact: boolean): object[] {
    return this.metrics.map((metric) => metric._measured(this.prometheus, values, this.silenceIsGood, isExact));
  }

  /**
   * Times in milliseconds that it is measured by.
   * @internal
   */
  public get _times(): number[] {
    return this.metrics.flatMap(({ _millis }) => _millis ?? []);
  }
}
