import { Duration } from 'cdk8s';
import * as k8s from '../../manifest/k8s/types';
import { Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { checked } from '../../props/checked';

/** Most replicas that change within a time. */
@checked
export class ScaleStep {
  /**
   * So many pods within so long, at most half an hour.
   * @param count At least 1.
   * @param within 1 second to 30 minutes.
   */
  public static pods(count: number, within: Duration): ScaleStep {
    return new ScaleStep('Pods', count, within);
  }

  /**
   * So many percent of the replicas within so long, at most half an hour.
   * @param percent Percentage of the replicas.
   * @param within 1 second to 30 minutes.
   */
  public static percent(percent: number, within: Duration): ScaleStep {
    return new ScaleStep('Percent', percent, within);
  }

  private constructor(
    private readonly type: string,
    private readonly value: number,
    private readonly within: Duration,
  ) {
    const problems = new Problems(`ScaleStep.${type.toLowerCase()}`);
    problems.check(Number.isInteger(value) && value > 0, 'value', value, 'must be a whole number above 0');
    const seconds = within.toMilliseconds({ integral: false }) / 1000;
    const allowed = Number.isInteger(seconds) && seconds >= 1 && seconds <= 1800;
    problems.check(allowed, 'within', timeText(within), 'must be whole seconds, from 1 to 1800');
    problems.raise();
  }

  /** @internal */
  public get _policy(): k8s.HPAScalingPolicy {
    return { type: this.type, value: this.value, periodSeconds: this.within.toSeconds() };
  }
}

/** How fast an autoscaler changes the replicas in one direction. */
export interface ScaleBehaviour {
  /**
   * Time over which it looks back: down to the highest that was asked for in it, up to the lowest. At most an hour.
   * @default - 5 minutes down, none up
   */
  readonly stabilisation?: Duration;
  /**
   * Most replicas that change within a time; of several the one that lets most change counts.
   * @default - down to the minimum at once; up by 4 pods or to twice as many in 15 seconds
   */
  readonly steps?: ScaleStep[];
  /**
   * Whether of several steps the one counts that lets fewest change.
   * @default false
   */
  readonly smallestStep?: boolean;
  /**
   * Whether it never changes them in this direction.
   * @default false
   */
  readonly disabled?: boolean;
}

/** How fast an autoscaler changes the replicas. */
export interface ScalerProps {
  /**
   * How fast more replicas come.
   * @default - as the HorizontalPodAutoscaler does: at once, by 4 pods or to twice as many in 15 seconds
   */
  readonly scaleUp?: ScaleBehaviour;
  /**
   * How fast replicas go.
   * @default - as the HorizontalPodAutoscaler does: what was needed in the last 5 minutes stays
   */
  readonly scaleDown?: ScaleBehaviour;
}
