import { ScaleSchedule } from './scale-schedule';
import { checkSchedule } from './schedule-checks';
import { Utilisation } from '../../cluster/utilisation';
import * as k8s from '../../manifest/k8s/types';
import { checkLabels } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';

/** A metric from outside the cluster or from the metrics API, such as the lag of a consumer group. */
export interface ExternalMetric {
  /** Name of the metric. */
  readonly name: string;
  /** Value per replica that the autoscaler aims at. */
  readonly perReplica: number;
  /**
   * Labels that pick the series.
   * @default - none
   */
  readonly labels?: Record<string, string>;
}

/** How many requests the replicas work on, as a metric counts it. */
export interface ConcurrencyMetric {
  /** Name of the metric: requests in flight, over all replicas. */
  readonly name: string;
  /** Requests that a replica works on at once, as in its demand. */
  readonly workers: number;
  /**
   * Labels that pick the series.
   * @default - none
   */
  readonly labels?: Record<string, string>;
}

/** What an autoscaler looks at. With several, the one that asks for most replicas wins. */
@checked
export abstract class ScaleOn {
  /**
   * Processors in use, as a share of the request of the workload's own container (a sidecar does not count). The share that
   * follows from a demand takes it that a replica with all its workers busy uses the processors that it requests: where workers
   * mostly wait for others, give a target of your own or scale on another metric.
   * @param target share that the autoscaler aims at; by default the share at which the planned count stays at the declared load
   */
  public static cpu(target?: Utilisation): ScaleOn {
    if (target && target.toRatio() < 0.01) {
      throw new Error(`ScaleOn.cpu: a target of ${target.toRatio() * 100} % must be at least 1 %`);
    }
    return new (class extends ScaleOn {
      public _metric(container: string, planned: number): k8s.MetricSpec {
        const percent = target === undefined ? planned : Math.floor(100 * target.toRatio() + 1e-9);
        return {
          type: 'ContainerResource',
          containerResource: { name: 'cpu', container, target: { type: 'Utilization', averageUtilization: percent } },
        };
      }
    })();
  }

  /**
   * Memory in use, as a share of the request of the workload's own container. Software that keeps what it once had (a JVM, most caches) never goes down
   * again: measure first.
   * @param target share that the autoscaler aims at; by default 80 %
   */
  public static memory(target: Utilisation = Utilisation.percent(80)): ScaleOn {
    const averageUtilization = Math.floor(100 * target.toRatio() + 1e-9);
    if (averageUtilization < 1) {
      throw new Error(`ScaleOn.memory: a target of ${target.toRatio() * 100} % must be at least 1 %`);
    }
    return new (class extends ScaleOn {
      public _metric(container: string): k8s.MetricSpec {
        return {
          type: 'ContainerResource',
          containerResource: { name: 'memory', container, target: { type: 'Utilization', averageUtilization } },
        };
      }
    })();
  }

  /**
   * Times of the day, week or year. Needs `Scaler.keda(...)`. Load may ask for more meanwhile; the schedules of one workload do not overlap.
   * @param schedule The times, and how many replicas there are then.
   * @throws where the times are no cron, or the time zone is none
   */
  public static schedule(schedule: ScaleSchedule): ScaleOn {
    checkSchedule(schedule);
    return new (class extends ScaleOn {
      public get _schedule(): ScaleSchedule {
        return schedule;
      }

      public _metric(): undefined {
        return undefined;
      }
    })();
  }

  /**
   * A metric of the external metrics API, divided by the replicas.
   * @param metric The metric, and how much of it a replica has.
   */
  public static external(metric: ExternalMetric): ScaleOn {
    const problems = new Problems(`ScaleOn.external('${metric.name}')`);
    problems.check(
      /^[A-Za-z_:][A-Za-z0-9_:.-]*$/.test(metric.name),
      'name',
      metric.name,
      'must be the name of a metric',
    );
    checkLabels(problems, 'labels', metric.labels ?? {});
    const countable = Number.isFinite(metric.perReplica) && metric.perReplica >= 0.001 && metric.perReplica <= 1e15;
    problems.check(countable, 'perReplica', metric.perReplica, 'must be a number from 0.001 to 1e15');
    problems.raise();
    return new (class extends ScaleOn {
      public _metric(_container: string, _planned: number, share: number): k8s.MetricSpec {
        return {
          type: 'External',
          external: {
            metric: { name: metric.name, ...(metric.labels && { selector: { matchLabels: metric.labels } }) },
            target: {
              type: 'AverageValue',
              averageValue: canonical(metric.perReplica / share),
            },
          },
        };
      }
    })();
  }

  /**
   * Requests in flight, from the external metrics API: the measure for model servers, whose processors wait for their accelerator. The
   * target is the share of the workers at which the planned count stays at the declared load.
   * @param metric The metric, and how many requests a replica has.
   */
  public static concurrency(metric: ConcurrencyMetric): ScaleOn {
    const { name, workers, labels } = metric;
    if (!Number.isInteger(workers) || workers < 1) {
      throw new Error(`ScaleOn.concurrency('${name}'): workers ${workers} must be a whole number above 0`);
    }
    ScaleOn.external({ name, perReplica: workers, labels });
    return new (class extends ScaleOn {
      public _metric(container: string, planned: number, share: number): k8s.MetricSpec | undefined {
        const perReplica = Math.max(0.001, Math.floor(workers * planned * 10) / 1000);
        return ScaleOn.external({ name, perReplica, labels })._metric(container, planned, share);
      }
    })();
  }

  private constructor() {}

  /**
   * Undefined where it is no metric.
   * @internal
   */
  public abstract _metric(container: string, plannedTarget: number, share: number): k8s.MetricSpec | undefined;

  /**
   * Undefined where it is no schedule.
   * @internal
   */
  public get _schedule(): ScaleSchedule | undefined {
    return undefined;
  }
}

/** A number as the API server writes it back: thousandths with m. */
function canonical(value: number): string {
  return Number.isInteger(value) ? String(value) : `${Math.ceil(value * 1000)}m`;
}
