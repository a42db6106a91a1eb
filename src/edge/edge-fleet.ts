import { Construct } from 'constructs';
import { EdgeSelection } from './edge-selection';
import { EdgeSite, IEdgeService } from './platform/edge-platform';
import { faultsOf, refuse } from './site/fleet-faults';
import { FileLayout, sitesIn } from './site/fleet-file';
import { EdgeFleetProps, FleetCsvProps, FleetFileProps, FleetProps } from './site/fleet-props';
import { faultsOfRegistries, registryOf } from './site/fleet-registries';
import { Columns, readCsv, readJson, SiteRows } from './site/site-file';
import { DeployProps } from './site/site-override';
import { byCodeUnit, sortedBy } from '../capacity/order';
import { someOf } from '../capacity/some-of';
import { pathOf } from '../manifest/problems';
import { checked } from '../props/checked';

/** So many names stand in a message. */
const MOST_NAMED = 12;

/**
 * Many sites that are alike. Equal ones are planned once.
 *
 * @example
 * const box = NodeType.of('station-box', {
 *   cpu: Cpu.units(8),
 *   memory: Size.gibibytes(16),
 *   reserve: NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(3) }),
 * });
 * const stations = EdgeFleet.fromCsv(edge, 'stations', {
 *   file: 'sites.csv',
 *   layouts: { station: SiteLayout.of({ role: 'box', nodeType: box }) },
 *   preset: SitePreset.swapStation(),
 *   uplink: Bandwidth.megabitsPerSecond(20),
 * });
 */
@checked
export class EdgeFleet extends Construct {
  /**
   * A fleet from a CSV file with a header. All rows that are wrong are reported at once, with their lines.
   * @param scope App or chart that the fleet is in.
   * @param id Name of the fleet.
   * @param props The file, and what its columns mean.
   */
  public static fromCsv(scope: Construct, id: string, props: FleetCsvProps): EdgeFleet {
    const { file, delimiter = ',', ...rest } = props;
    const path = pathOf(scope, id);
    refuse(path, delimiter.length === 1 ? [] : [`delimiter '${delimiter}': must be one character`]);
    return EdgeFleet.fromRows(scope, id, rest, (columns) => readCsv(file, columns, delimiter));
  }

  /**
   * A fleet from a JSON file: a list of objects. All that are wrong are reported at once, with their lines.
   * @param scope App or chart that the fleet is in.
   * @param id Name of the fleet.
   * @param props The file, and what its fields mean.
   */
  public static fromJson(scope: Construct, id: string, props: FleetFileProps): EdgeFleet {
    const { file, ...rest } = props;
    return EdgeFleet.fromRows(scope, id, rest, (columns) => readJson(file, columns));
  }

  private static fromRows(
    scope: Construct,
    id: string,
    props: FleetProps & FileLayout,
    read: (columns: Columns) => SiteRows,
  ): EdgeFleet {
    const path = pathOf(scope, id);
    const { columns: _, attributes: __, ignoreOtherColumns: ___, ...fleet } = props;
    const { sites, faults } = sitesIn(path, props, read);
    refuse(path, faults);
    return new EdgeFleet(scope, id, { ...fleet, sites });
  }

  private readonly siteList: EdgeSite[];
  private readonly byName: ReadonlyMap<string, EdgeSite>;
  private readonly layoutOf = new Map<EdgeSite, string>();

  /**
   * @param scope App or chart that it is in.
   * @param id Name of the fleet.
   * @param props Its sites, or how many there are of which kind.
   */
  public constructor(scope: Construct, id: string, props: EdgeFleetProps) {
    super(scope, id);
    const path = pathOf(scope, id);
    const names = Object.keys(props.layouts);
    refuse(path, names.length === 0 ? ['layouts {}: must hold at least one layout'] : []);
    refuse(path, props.sites.length === 0 ? ['sites []: must name at least one site'] : []);
    refuse(
      path,
      faultsOf(props.sites, props.layouts, (site) => `sites '${site.name}'`),
    );
    refuse(path, faultsOfRegistries(props));
    const { preset, uplink, cloudLatency, slice, offline, layouts } = props;
    this.siteList = props.sites.map(({ name, region, layout = names[0], nodes = {}, attributes }) => {
      const site = new EdgeSite(this, name, {
        nodes: layouts[layout]._nodesFor(name, nodes),
        region,
        preset,
        uplink,
        registry: registryOf(props, region),
        cloudLatency,
        slice,
        offline,
        attributes,
      });
      this.layoutOf.set(site, layout);
      return site;
    });
    this.byName = new Map(this.siteList.map((site) => [site.siteName, site]));
  }

  /** All sites, in the order of the list. */
  public get sites(): EdgeSite[] {
    return [...this.siteList];
  }

  /** The sites of each region, by name; sites without a region are in none. */
  public get regions(): EdgeSelection[] {
    return this.groupedBy(({ region }) => region);
  }

  /**
   * The sites of one region. Throws when there are none.
   * @param region Region, as the sites have it.
   */
  public inRegion(region: string): EdgeSelection {
    return this.group(this.regions, `region '${region}'`, region, 'regions');
  }

  /**
   * The sites of one layout. Throws when there are none.
   * @param layout Name of the layout.
   */
  public withLayout(layout: string): EdgeSelection {
    const layouts = this.groupedBy((site) => this.layoutOf.get(site));
    return this.group(layouts, `layout '${layout}'`, layout, 'layouts');
  }

  /**
   * The sites with one value of an attribute. Throws when there are none.
   * @param attribute Name of the attribute.
   * @param value What it is at these sites.
   */
  public sitesWith(attribute: string, value: string): EdgeSelection {
    const values = this.groupedBy(({ attributes }) => attributes[attribute]);
    return this.group(values, `${attribute} '${value}'`, value, `values of ${attribute}`);
  }

  /**
   * All values of an attribute, in order; sites without it have none.
   * @param attribute Name of the attribute.
   */
  public valuesOf(attribute: string): string[] {
    return [...new Set(this.siteList.flatMap(({ attributes }) => attributes[attribute] ?? []))].sort(byCodeUnit);
  }

  private groupedBy(keyOf: (site: EdgeSite) => string | undefined): EdgeSelection[] {
    const groups = new Map<string, EdgeSite[]>();
    for (const site of this.siteList) {
      const key = keyOf(site);
      const sites = key === undefined ? [] : (groups.get(key) ?? []);
      sites.push(site);
      if (key !== undefined) {
        groups.set(key, sites);
      }
    }
    return sortedBy(groups, ([name]) => name).map(([name, sites]) => EdgeSelection._of(name, sites));
  }

  private group(groups: readonly EdgeSelection[], given: string, key: string, kind: string): EdgeSelection {
    const found = groups.find(({ name }) => name === key);
    if (!found) {
      const names = groups.map(({ name }) => name);
      throw new Error(
        `[${this.node.path}] ${given}: has no sites; there are ${someOf(names, MOST_NAMED) || `no ${kind}`}`,
      );
    }
    return found;
  }

  /**
   * The site of that name. Throws when there is none.
   * @param name Name of the site.
   */
  public site(name: string): EdgeSite {
    const found = this.byName.get(name);
    if (!found) {
      throw new Error(`[${this.node.path}] site '${name}': there is none of that name`);
    }
    return found;
  }

  /**
   * Runs a service at all sites.
   * @param service the service
   * @param props what is different at some of them
   */
  public deploy(service: IEdgeService, props: DeployProps = {}): void {
    service._deploy(this.siteList, props.overrides ?? []);
  }
}
