import { checkFootprint } from './footprint-checks';
import { footprintObjects } from './footprint-objects';
import { FootprintProps } from './footprint-props';
import { FootprintDescription } from '../../planner/reading/description';
import { checked } from '../../props/checked';

/**
 * Pods that run in a cluster and that no manifest shows: those of Helm charts, of operators that the planner does not know, of the cloud
 * provider. Counted with `cluster.addFootprint`, they have their place in every scenario of the plan, as any other workload.
 */
@checked
export class Footprint {
  /**
   * A footprint of these pods and daemons.
   * @param props Pods, daemons and where they run.
   * @throws with everything that is wrong with them
   */
  public static of(props: FootprintProps): Footprint {
    checkFootprint(props);
    return new Footprint(props);
  }

  /** Nothing: of charts that bring kinds alone. */
  public static none(): Footprint {
    return new Footprint({});
  }

  private constructor(private readonly props: FootprintProps) {}

  /** @internal */
  public _describe(name: string, path: string, namespace?: string): FootprintDescription {
    return {
      name,
      objects: footprintObjects({ ...this.props, namespace: this.props.namespace ?? namespace }, name, path),
      countsFor: (this.props.countsFor ?? []).map(({ node }) => node.path),
    };
  }
}
