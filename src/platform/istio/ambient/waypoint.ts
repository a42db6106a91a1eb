import { checked } from '../../../props/checked';

/** Where requests are looked into in ambient mode: a node's ztunnel sees connections alone. */
@checked
export class Waypoint {
  /** Nowhere: who calls, and on which port, is all that is known of a call. Refuses tokens, and times and tries of calls in the mesh. */
  public static none(): Waypoint {
    return new Waypoint('none');
  }

  /** One for all services of the stack's namespace. */
  public static perNamespace(): Waypoint {
    return new Waypoint('namespace');
  }

  /** One for each service that has ports. */
  public static perService(): Waypoint {
    return new Waypoint('service');
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'none' | 'namespace' | 'service',
  ) {}
}
