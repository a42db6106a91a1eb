import { TopologyLevel } from '../../accelerator/gpu-topology';
import { checked } from '../../props/checked';

/** How near to each other the pods of a job have to be. */
@checked
export class TopologyRequest {
  /**
   * All in one domain of the level, or the job does not start. After the loss of a node there has to be a free one in the same
   * domain.
   * @param level A level of the pool's topology.
   */
  public static required(level: TopologyLevel): TopologyRequest {
    return new TopologyRequest(level, 'required');
  }

  /**
   * All in one domain of the level where there is one with room, else in as few as it goes.
   * @param level A level of the pool's topology.
   */
  public static preferred(level: TopologyLevel): TopologyRequest {
    return new TopologyRequest(level, 'preferred');
  }

  /** As near as it goes, whatever that is. */
  public static unconstrained(): TopologyRequest {
    return new TopologyRequest(undefined, 'unconstrained');
  }

  private constructor(
    /** The level; undefined where any will do. */
    public readonly level: TopologyLevel | undefined,
    private readonly mode: string,
  ) {}

  /**
   * Annotations by which Kueue knows it.
   * @internal
   */
  public get _annotations(): Record<string, string> {
    return { [`kueue.x-k8s.io/podset-${this.mode}-topology`]: this.level?.nodeLabel ?? 'true' };
  }
}
