import { checked } from '../../props/checked';

/** Which pods of one kind may not share a node or zone. The scheduler keeps to it: pods that find no such place wait. */
@checked
export class PodSpread {
  /** No two of them on one node. */
  public static nodes(): PodSpread {
    return new PodSpread(true, false);
  }

  /** As many in one zone as in another, or one more. */
  public static zones(): PodSpread {
    return new PodSpread(false, true);
  }

  /** No two of them on one node, and as many in one zone as in another, or one more. */
  public static nodesAndZones(): PodSpread {
    return new PodSpread(true, true);
  }

  private constructor(
    /** @internal */
    public readonly _nodes: boolean,
    /** @internal */
    public readonly _zones: boolean,
  ) {}
}
