import { PlacementKind } from '../capacity/model';
import { checked } from '../props/checked';

/**
 * What stands behind the promise that every pod finds a place, whatever came before it. The stronger it is, the more is written into the
 * manifests and asked of the nodes.
 */
@checked
export class Placement {
  /**
   * As RESERVED where that costs at most a quarter more than FREE, else as FREE, and the plan says so. Sites at the edge are always placed freely.
   */
  public static readonly AUTOMATIC = new Placement('automatic');
  /**
   * Every workload owns places: nodes have roles (a label and a taint), pods may run on nodes of some roles only, so many on each. Proved: every pod
   * finds its place in every order of arrival and after every history, whatever kube-scheduler prefers. A workload that cannot own places
   * (a gang, a part of a device, an edge site) is placed freely, with all that shares nodes with it, and a warning says so.
   */
  public static readonly RESERVED = new Placement('reserved');
  /**
   * Large pods come first: sync waves and priorities by size, and where autoscalers grow, large pods may push small ones away. Measured on orders of
   * arrival that the search has not seen. Where RESERVED costs less, or FREE does, the plan has that and says so; where steering does not reach, it is as
   * AUTOMATIC.
   */
  public static readonly STEERED = new Placement('steered');
  /** Nothing is written but soft spreads. Measured on orders of arrival that the search has not seen; costs most. */
  public static readonly FREE = new Placement('free');

  private constructor(
    /** @internal */
    public readonly _kind: PlacementKind,
  ) {}
}
