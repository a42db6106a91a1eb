import { Duration } from 'cdk8s';
import { checkDnsLabel, checkLabels } from '../manifest/names';
import { Problems } from '../manifest/problems';
import { timeText } from '../manifest/time-text';
import { checked } from '../props/checked';

/** The Prometheus of a cluster, run by the Prometheus operator. */
export interface PrometheusOperatorProps {
  /**
   * Namespace of Prometheus. The stacks that it scrapes have it as their `monitoringNamespace`.
   * @default 'monitoring'
   */
  readonly namespace?: string;
  /**
   * Labels by which it picks monitors and rules, such as `{ release: 'prometheus' }` of the chart kube-prometheus-stack.
   * @default - none
   */
  readonly labels?: Record<string, string>;
  /**
   * Labels by which Alertmanager picks its configurations.
   * @default - none
   */
  readonly alertmanagerLabels?: Record<string, string>;
  /**
   * How often metrics are read.
   * @default Duration.seconds(30)
   */
  readonly interval?: Duration;
  /**
   * Series that it has room for, about 3 KiB of its memory each: more is found where the pods of the observed stacks have more at the maximum of their autoscalers.
   * @default 1000000
   */
  readonly maxSeries?: number;
}

/** Where metrics are kept and rules are run. */
@checked
export class Prometheus {
  /**
   * A Prometheus of the Prometheus operator (0.93), which runs already. kube-state-metrics tells it what there is in the cluster.
   * @param props Where it is, and by which labels it picks objects.
   */
  public static operator(props: PrometheusOperatorProps = {}): Prometheus {
    const { namespace = 'monitoring', interval = Duration.seconds(30), maxSeries = 1_000_000 } = props;
    const { labels = {}, alertmanagerLabels = {} } = props;
    const problems = new Problems('Prometheus.operator');
    checkDnsLabel(problems, 'namespace', namespace);
    checkLabels(problems, 'labels', labels);
    checkLabels(problems, 'alertmanagerLabels', alertmanagerLabels);
    const seconds = interval.toSeconds({ integral: false });
    // Rates are taken over five minutes, and need several samples.
    const often = Number.isInteger(seconds) && seconds >= 1 && seconds <= 60;
    problems.check(often, 'interval', timeText(interval), 'must be whole seconds, at most a minute');
    problems.check(maxSeries > 0, 'maxSeries', maxSeries, 'must be above 0');
    problems.raise();
    return new Prometheus(namespace, labels, alertmanagerLabels, seconds, maxSeries);
  }

  private constructor(
    /** Namespace of Prometheus. */
    public readonly namespace: string,
    /** @internal */
    public readonly _labels: Readonly<Record<string, string>>,
    /** @internal */
    public readonly _alertmanagerLabels: Readonly<Record<string, string>>,
    /** @internal */
    public readonly _seconds: number,
    /** @internal */
    public readonly _maxSeries: number,
  ) {}
}
