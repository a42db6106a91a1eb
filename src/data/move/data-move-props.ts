import { Duration, Size } from 'cdk8s';
import { DataPlace } from './data-place';
import { Taint } from '../../cluster/taint';
import { Image } from '../../platform/image';
import { Bandwidth } from '../../units/bandwidth';
import { WorkloadResources } from '../../workload/pod/workload-resources';

/** What becomes of both sides. */
export enum DataMoveMode {
  /** What is new or changed comes to the target; nothing is removed. */
  COPY = 'copy',
  /** The target becomes what the source is: what the source has no more is removed there. */
  MIRROR = 'sync',
  /** What has arrived is removed at the source. */
  MOVE = 'move',
}

/** Data that go from one place to another. */
export interface DataMoveProps {
  /** Where they are. */
  readonly source: DataPlace;
  /** Where they go. */
  readonly target: DataPlace;
  /** Image with rclone; with several pods 1.70 or newer. */
  readonly image: Image;
  /**
   * When, as a cron schedule of five fields.
   * @default - once
   */
  readonly schedule?: string;
  /**
   * What becomes of both sides.
   * @default DataMoveMode.COPY
   */
  readonly mode?: DataMoveMode;
  /**
   * Pods that share the work, by hashes of the names.
   * @default 1
   */
  readonly parallelism?: number;
  /**
   * Files that each of them moves at once.
   * @default 8
   */
  readonly filesAtOnce?: number;
  /**
   * What each pod asks for and may use. rclone takes about 20 MiB of memory for each file that it moves at once.
   * @default - 500m, 512Mi
   */
  readonly resources?: WorkloadResources;
  /**
   * What all pods together may take of the network. It is what they are held to, and what the plan reckons with.
   * @default - as much as there is
   */
  readonly bandwidth?: Bandwidth;
  /**
   * What goes each time, for the plan.
   * @default - not known
   */
  readonly data?: Size;
  /**
   * Time that it may take; then it is stopped, and the next run goes on.
   * @default - it is not stopped; with a schedule one that is not over when the next should start is refused
   */
  readonly window?: Duration;
  /**
   * Labels that nodes must have.
   * @default - any node
   */
  readonly nodeLabels?: Record<string, string>;
  /**
   * Taints of nodes that its pods tolerate.
   * @default - none
   */
  readonly tolerates?: Taint[];
}
