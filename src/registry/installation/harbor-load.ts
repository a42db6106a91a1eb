import { Duration } from 'cdk8s';
import { Bandwidth } from '../../units/bandwidth';
import { DataSize } from '../../units/data-size';

/** What is kept in Harbor and pulled from it, for the plan: room over time, and how long a pull storm lasts. */
export interface HarborLoad {
  /** Images with a name of their own. */
  readonly images: number;
  /** What one version of them adds on average: layers that it does not share with the one before. */
  readonly imageSize: DataSize;
  /** Versions of each image that retention keeps. */
  readonly tagsKept: number;
  /** Versions of all images that are pushed on a day. */
  readonly pushesPerDay: number;
  /**
   * Nodes that pull an image at the same time, at most: those of the largest rollout.
   * @default - none: no pull storm is planned
   */
  readonly pullingNodes?: number;
  /**
   * What each of these nodes pulls then.
   * @default - `imageSize`
   */
  readonly pullSize?: DataSize;
  /**
   * How long that may take.
   * @default - nobody waits
   */
  readonly pullWindow?: Duration;
  /**
   * Most that leaves Harbor: where layers go through it (a volume, or a bucket that clients do not reach), each pod of the registry is held to its share
   * by the bandwidth plugin of the network. Needed for `pullingNodes`.
   * @default - not limited
   */
  readonly egress?: Bandwidth;
}
