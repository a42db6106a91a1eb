import { Duration } from 'cdk8s';
import { Problems } from '../../../manifest/problems';
import { timeText } from '../../../manifest/time-text';
import { inSeconds } from '../../../manifest/times';
import { checked } from '../../../props/checked';

/** How connections leave a node that is replaced. */
export interface BlueGreenProps {
  /**
   * Connections that an old node hands over per second.
   * @default - 1000, or as many as the new nodes take
   */
  readonly connectionsPerSecond?: number;
  /**
   * Sessions without a connection that an old node hands over per second.
   * @default 1000
   */
  readonly sessionsPerSecond?: number;
  /**
   * Time for clients to come back to a new node before their sessions are moved.
   * @default Duration.seconds(10)
   */
  readonly waitTakeover?: Duration;
}

/** How a new version, or another setting of the nodes, comes. */
@checked
export class EmqxUpgrade {
  /**
   * EMQX's operator starts a second set of all nodes, moves the connections over at a rate, and then ends the first: no client is cut off at once, and the cluster needs
   * room for both sets. The plan counts them. The editions before 5.9 that need no licence are cut off at once.
   * @param props How fast connections and sessions move.
   */
  public static blueGreen(props: BlueGreenProps = {}): EmqxUpgrade {
    const { connectionsPerSecond, sessionsPerSecond = 1000, waitTakeover = Duration.seconds(10) } = props;
    const problems = new Problems('EmqxUpgrade.blueGreen');
    for (const [prop, rate] of Object.entries({ connectionsPerSecond, sessionsPerSecond })) {
      const whole = rate === undefined || (Number.isInteger(rate) && rate > 0);
      problems.check(whole, prop, rate, 'must be a whole number above 0');
    }
    const seconds = inSeconds(waitTakeover);
    problems.check(Number.isInteger(seconds), 'waitTakeover', timeText(waitTakeover), 'must be whole seconds');
    problems.raise();
    return new EmqxUpgrade({ connectionsPerSecond, sessionsPerSecond, waitSeconds: seconds });
  }

  /**
   * A StatefulSet, without the operator: one node after the other ends and starts again, and its connections come back to the others, as after a loss. No room for
   * a second set is needed.
   */
  public static oneByOne(): EmqxUpgrade {
    return new EmqxUpgrade();
  }

  private constructor(
    /**
     * Absent: one node after the other.
     * @internal
     */
    public readonly _eviction?: {
      readonly connectionsPerSecond?: number;
      readonly sessionsPerSecond: number;
      readonly waitSeconds: number;
    },
  ) {}
}
