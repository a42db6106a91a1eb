import { Duration } from 'cdk8s';
import { Problems } from '../manifest/problems';
import { timeText } from '../manifest/time-text';
import { checked } from '../props/checked';

/** How often a node fails. */
@checked
export class FailureRate {
  /**
   * Failures of one node in one day, from a statistic of a fleet: failures over nodes and days. Above 0 and at most 1. A public
   * one of 16,384 GPUs in eight-GPU nodes is 419 failures in 54 days, 0.0038 for each node and day.
   * @param failures Above 0.
   */
  public static perNodeDay(failures: number): FailureRate {
    if (!(failures > 0 && failures <= 1)) {
      throw new Error(`FailureRate.perNodeDay(${failures}): must be above 0 and at most 1`);
    }
    return new FailureRate(failures);
  }

  private constructor(private readonly failures: number) {}

  /** Failures of one node in one day. */
  public toPerNodeDay(): number {
    return this.failures;
  }
}

/** What spare nodes of a pool are counted from. */
export interface SparesProps {
  /** How often a node fails. */
  readonly failures: FailureRate;
  /** How long it takes until a failed node is back. */
  readonly repair: Duration;
  /** Share of the time, above 0 and below 1, in which no more nodes are down than there are spares. */
  readonly availability: number;
  /**
   * Whether the node that the cluster survives (`survive: Survive.node()`) is one of the failures that owned spares are for: its pods may come back on them, and
   * after its loss there are fewer spares. Otherwise nodes that stay free for its pods are no spares.
   * @default false
   */
  readonly takeLostPods?: boolean;
}

/**
 * Nodes on top of what a plan needs, for failures that take long to repair: failures are Poisson, and so many spares are there
 * that more than these are down at most 1 - availability of the time.
 */
@checked
export class Spares {
  /**
   * From a statistic of failures. Throws where a number is out of its range.
   * @param props How often nodes fail, how long they are away, and how often places may be missing.
   */
  public static forAvailability(props: SparesProps): Spares {
    const problems = new Problems('Spares.forAvailability');
    const { repair, availability, failures } = props;
    const downPerNode = failures.toPerNodeDay() * (repair.toSeconds({ integral: false }) / 86_400);
    problems.check(
      downPerNode < 1,
      'repair',
      timeText(repair),
      `must be shorter than the ${Number((1 / failures.toPerNodeDay()).toPrecision(6))} days between two failures of a node`,
    );
    const inside = availability > 0 && availability < 1;
    problems.check(inside, 'availability', availability, 'must be above 0 and below 1', 'for example 0.999');
    problems.check(repair.toMilliseconds() > 0, 'repair', timeText(repair), 'must be above 0');
    problems.raise();
    return new Spares(downPerNode, availability, props.takeLostPods ?? false);
  }

  private constructor(
    private readonly downPerNode: number,
    private readonly availability: number,
    private readonly takeLostPods: boolean,
  ) {}

  /** @internal */
  public get _model() {
    const { downPerNode, availability, takeLostPods } = this;
    return { downPerNode, availability, ...(takeLostPods && { takeLost: true }) };
  }
}
