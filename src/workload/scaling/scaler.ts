import { Duration } from 'cdk8s';
import { checkBehaviour } from './behaviour-rules';
import { ScalerProps } from './scale-behaviour';
import { isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { checked } from '../../props/checked';

/** How KEDA asks. */
export interface KedaProps extends ScalerProps {
  /**
   * URL of Prometheus, which has the external metrics.
   * @default - none: nothing is scaled on external metrics
   */
  readonly prometheus?: string;
  /**
   * Name of the TriggerAuthentication with which it asks Prometheus.
   * @default - none: Prometheus takes requests from KEDA
   */
  readonly authentication?: string;
  /**
   * How often it asks.
   * @default Duration.seconds(15)
   */
  readonly polling?: Duration;
  /**
   * Time without load after which no replica runs at all. For what takes its work from a queue or runs by a schedule: calls to it fail meanwhile. Needs
   * `startup`: the plan then says how long the first work waits.
   * @default - the planned replicas always run
   */
  readonly toZeroAfter?: Duration;
}

/** What changes the replicas of a workload whose replicas have a maximum. There is one for each workload. */
@checked
export class Scaler {
  /**
   * A HorizontalPodAutoscaler.
   * @param props How fast it scales.
   */
  public static hpa(props: ScalerProps = {}): Scaler {
    const problems = new Problems('Scaler.hpa');
    checkBehaviour(problems, props);
    problems.raise();
    return new Scaler(props);
  }

  /**
   * A ScaledObject of KEDA, which asks Prometheus itself; no adapter for external metrics is needed. While Prometheus is silent, the replicas stay.
   * @param props Where Prometheus is, and how fast it scales.
   */
  public static keda(props: KedaProps = {}): Scaler {
    const { prometheus, authentication, polling, toZeroAfter } = props;
    const problems = new Problems('Scaler.keda');
    const isUrl = prometheus === undefined || /^https?:\/\/[^\s]+$/.test(prometheus);
    problems.check(isUrl, 'prometheus', prometheus, 'must be a URL');
    const named = authentication === undefined || isDnsSubdomain(authentication);
    problems.check(named, 'authentication', authentication, 'must be the name of a TriggerAuthentication');
    const often = polling === undefined || polling.toMilliseconds() >= 1000;
    problems.check(often, 'polling', timeText(polling), 'must be at least a second');
    const zero = toZeroAfter === undefined || toZeroAfter.toMilliseconds() >= 1000;
    problems.check(zero, 'toZeroAfter', timeText(toZeroAfter), 'must be at least a second');
    checkBehaviour(problems, props);
    problems.raise();
    return new Scaler(props, props);
  }

  private constructor(
    /** @internal */
    public readonly _behaviour: ScalerProps,
    /** @internal */
    public readonly _keda?: KedaProps,
  ) {}
}
