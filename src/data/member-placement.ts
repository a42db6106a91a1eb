import { Priority } from '../cluster/priority';
import { Survive } from '../cluster/survive';
import { Taint } from '../cluster/taint';

/** Where the members of a cluster of servers run. */
export interface MemberPlacement {
  /**
   * `Survive.none()` where nothing is promised after a loss.
   * @default - what the cluster survives
   */
  readonly survive?: Survive;
  /**
   * Labels that nodes must have, for example those of a node pool with local disks.
   * @default - any node
   */
  readonly nodeLabels?: Record<string, string>;
  /**
   * Taints of nodes that they tolerate.
   * @default - none
   */
  readonly tolerates?: Taint[];
  /**
   * Importance: who is placed first when not everything fits.
   * @default - none: priority 0
   */
  readonly priority?: Priority;
}
