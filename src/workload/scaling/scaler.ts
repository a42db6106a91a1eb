import { Duration } from 'cdk8s';
import { isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';

/** How KEDA asks. */
export interface KedaProps {
  /** URL of Prometheus, which has the external metrics. */
  readonly prometheus: string;
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
}

/** What changes the replicas of a workload whose replicas have a maximum. There is one for each workload. */
export class Scaler {
  /** A HorizontalPodAutoscaler. */
  public static hpa(): Scaler {
    return new Scaler();
  }

  /** A ScaledObject of KEDA, which asks Prometheus itself; no adapter for external metrics is needed. While Prometheus is silent, the replicas stay. */
  public static keda(props: KedaProps): Scaler {
    const { prometheus, authentication, polling } = props;
    const problems = new Problems('Scaler.keda');
    problems.check(/^https?:\/\/[^\s]+$/.test(prometheus), 'prometheus', prometheus, 'must be a URL');
    const named = authentication === undefined || isDnsSubdomain(authentication);
    problems.check(named, 'authentication', authentication, 'must be the name of a TriggerAuthentication');
    const often = polling === undefined || polling.toMilliseconds() >= 1000;
    problems.check(often, 'polling', polling?.toHumanString(), 'must be at least a second');
    problems.raise();
    return new Scaler(props);
  }

  private constructor(
    /** @internal */
    public readonly _keda?: KedaProps,
  ) {}
}
