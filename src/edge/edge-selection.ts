import { EdgeSite, IEdgeService } from './platform/edge-platform';
import { DeployProps } from './site/site-override';
import { checked } from '../props/checked';

/** Some sites of a fleet, such as those of a region. */
@checked
export class EdgeSelection {
  /**
   * Some sites of the program's choice.
   * @param name Name of the selection, in messages and in objects.
   * @param sites The sites.
   */
  public static of(name: string, sites: EdgeSite[]): EdgeSelection {
    if (sites.length === 0) {
      throw new Error(`EdgeSelection.of('${name}'): must hold at least one site`);
    }
    return new EdgeSelection(name, [...sites]);
  }

  /** @internal */
  public static _of(name: string, sites: EdgeSite[]): EdgeSelection {
    return new EdgeSelection(name, sites);
  }

  private constructor(
    /** What they have in common. */
    public readonly name: string,
    /** The sites. */
    public readonly sites: EdgeSite[],
  ) {}

  /**
   * Runs a service at these sites.
   * @param service the service
   * @param props what is different at some of them
   */
  public deploy(service: IEdgeService, props: DeployProps = {}): void {
    service._deploy(this.sites, props.overrides ?? []);
  }
}
