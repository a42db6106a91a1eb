import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { EdgeSelection } from './edge-selection';
import { EdgeSite, IEdgeService } from './platform/edge-platform';
import { readCsv, readJson, SiteRow, SiteRows } from './site/site-file';
import { SiteLayout } from './site/site-layout';
import { DeployProps } from './site/site-override';
import { SitePreset } from './site/site-preset';
import { sortedBy } from '../capacity/order';
import { isDnsLabel, isDnsSubdomain } from '../manifest/names';
import { pathOf } from '../manifest/problems';
import { HarborRegistry } from '../platform/harbor-registry';
import { checked } from '../props/checked';
import { Bandwidth } from '../units/bandwidth';

/** What the sites of a fleet have in common. */
export interface FleetProps {
  /** Nodes of the sites, by the name of the layout. With one layout the sites need not name it. */
  readonly layouts: Record<string, SiteLayout>;
  /**
   * What kind of sites they are.
   * @default - none: of no use without their uplink
   */
  readonly preset?: SitePreset;
  /**
   * Connection of each site to the cloud.
   * @default - not known
   */
  readonly uplink?: Bandwidth;
  /**
   * The registry that all the sites pull from: a mirror that is nearer than that of the images.
   * @default - that of the images
   */
  readonly registry?: HarborRegistry;
  /**
   * Round trip to the cloud.
   * @default - not known
   */
  readonly cloudLatency?: Duration;
  /**
   * Longest time that each site has to work without the cloud.
   * @default - that of the preset
   */
  readonly offline?: Duration;
}

/** One site of a fleet. */
export interface FleetSite {
  /** Name of the site, a DNS label. */
  readonly name: string;
  /**
   * Region of the site.
   * @default - none
   */
  readonly region?: string;
  /**
   * Name of its layout.
   * @default - the only one
   */
  readonly layout?: string;
  /**
   * Names of its nodes by role.
   * @default - `<site>-<role>`
   */
  readonly nodes?: Record<string, string>;
}

/** A fleet whose sites are listed in the program. */
export interface EdgeFleetProps extends FleetProps {
  /** The sites. */
  readonly sites: FleetSite[];
}

/** A fleet whose sites are listed in a file. */
export interface FleetFileProps extends FleetProps {
  /**
   * The file. Columns, or fields of each object: `name`, and where wanted `region`, `layout`, and for each role of the layout the name of
   * the node. Others are refused.
   */
  readonly file: string;
}

/** So many bad rows are shown. */
const MOST_FAULTS = 50;

/** Many sites that are alike. Equal ones are planned once. */
@checked
export class EdgeFleet extends Construct {
  /**
   * A fleet from a CSV file with a header. All rows that are wrong are reported at once, with their lines.
   * @param scope App or chart that the fleet is in.
   * @param id Name of the fleet.
   * @param props The file, and what its columns mean.
   */
  public static fromCsv(scope: Construct, id: string, props: FleetFileProps): EdgeFleet {
    const { file, ...rest } = props;
    return EdgeFleet.fromRows(scope, id, rest, readCsv(file));
  }

  /**
   * A fleet from a JSON file: a list of objects. All that are wrong are reported at once, with their lines.
   * @param scope App or chart that the fleet is in.
   * @param id Name of the fleet.
   * @param props The file, and what its fields mean.
   */
  public static fromJson(scope: Construct, id: string, props: FleetFileProps): EdgeFleet {
    const { file, ...rest } = props;
    return EdgeFleet.fromRows(scope, id, rest, readJson(file));
  }

  private static fromRows(
    scope: Construct,
    id: string,
    props: Omit<FleetFileProps, 'file'>,
    { rows, faults }: SiteRows,
  ): EdgeFleet {
    const places = new Map<FleetSite, string>();
    const roles = [...new Set(Object.values(props.layouts).flatMap((layout) => layout.roles))];
    const known = new Set(['name', 'region', 'layout', ...roles]);
    const wrong = [...faults];
    const told = new Set<string>();
    const sites = rows.map((row) => {
      const site = siteOf(row, roles);
      const { place } = row;
      places.set(site, place);
      const strange = Object.keys(row.fields).filter((name) => !known.has(name));
      if (strange.length > 0 && !told.has(strange.join())) {
        told.add(strange.join());
        wrong.push(`${place}: column ${strange.join(', ')} is not known; there are ${[...known].join(', ')}`);
      }
      return site;
    });
    wrong.push(...faultsOf(sites, props.layouts, (site) => places.get(site)!));
    refuse(pathOf(scope, id), wrong);
    return new EdgeFleet(scope, id, { ...props, sites });
  }

  private readonly siteList: EdgeSite[];

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
    const { preset, uplink, registry, cloudLatency, offline, layouts } = props;
    this.siteList = props.sites.map(
      ({ name, region, layout = names[0], nodes = {} }) =>
        new EdgeSite(this, name, {
          nodes: layouts[layout]._nodesFor(name, nodes),
          region,
          preset,
          uplink,
          registry,
          cloudLatency,
          offline,
        }),
    );
  }

  /** All sites, in the order of the list. */
  public get sites(): EdgeSite[] {
    return [...this.siteList];
  }

  /** The sites of each region, by name; sites without a region are in none. */
  public get regions(): EdgeSelection[] {
    const byRegion = new Map<string, EdgeSite[]>();
    for (const site of this.siteList) {
      if (site.region !== undefined) {
        byRegion.set(site.region, [...(byRegion.get(site.region) ?? []), site]);
      }
    }
    return sortedBy(byRegion, ([name]) => name).map(([name, sites]) => EdgeSelection._of(name, sites));
  }

  /**
   * The sites of one region. Throws when there are none.
   * @param region Region, as the sites have it.
   */
  public inRegion(region: string): EdgeSelection {
    const found = this.regions.find(({ name }) => name === region);
    if (!found) {
      throw new Error(
        `[${this.node.path}] region '${region}': has no sites; there are ${this.regions.map(({ name }) => name).join(', ') || 'no regions'}`,
      );
    }
    return found;
  }

  /**
   * The site of that name. Throws when there is none.
   * @param name Name of the site.
   */
  public site(name: string): EdgeSite {
    const found = this.siteList.find((site) => site.siteName === name);
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

function siteOf({ fields }: SiteRow, roles: readonly string[]): FleetSite {
  const { name = '', region, layout } = fields;
  const nodes = Object.fromEntries(roles.flatMap((role) => (fields[role] ? [[role, fields[role]]] : [])));
  return { name, ...(region && { region }), ...(layout && { layout }), nodes };
}

/** Everything that is wrong with a list of sites. */
function faultsOf(
  sites: readonly FleetSite[],
  layouts: Readonly<Record<string, SiteLayout>>,
  placeOf: (site: FleetSite) => string,
): string[] {
  const names = Object.keys(layouts);
  // A file has a column for each role of any layout.
  const others = new Set(Object.values(layouts).flatMap(({ roles }) => roles));
  const siteAt = new Map<string, FleetSite>();
  const nodeAt = new Map<string, FleetSite>();
  return sites.flatMap((site) => {
    const { name, region, layout = names.length === 1 ? names[0] : undefined, nodes = {} } = site;
    const faults: string[] = [];
    const check = (holds: boolean, text: string) => {
      if (!holds) {
        faults.push(`${placeOf(site)}: ${text}`);
      }
    };
    check(isDnsLabel(name, 40), `name '${name}' must be a DNS label: a-z, 0-9 and -, 40 characters at most`);
    const other = siteAt.get(name);
    check(!other, `name '${name}' is that of ${other && placeOf(other)} already`);
    siteAt.set(name, other ?? site);
    check(region === undefined || isDnsLabel(region), `region '${region}' must be a DNS label`);
    check(
      layout !== undefined && Object.hasOwn(layouts, layout),
      `layout '${layout ?? ''}' must be one of ${names.join(', ')}`,
    );
    const known = layout !== undefined && Object.hasOwn(layouts, layout) ? layouts[layout] : undefined;
    for (const role of Object.keys(nodes).filter((one) => known && !known.roles.includes(one) && !others.has(one))) {
      check(false, `role '${role}' is not in its layout, which has ${known!.roles.join(', ')}`);
    }
    for (const { name: node } of known?._nodesFor(name, nodes) ?? []) {
      const owner = nodeAt.get(node);
      check(isDnsSubdomain(node), `node '${node}' must be a lower-case DNS name`);
      check(!owner || owner === other, `node '${node}' is at ${owner && placeOf(owner)} already`);
      nodeAt.set(node, owner ?? site);
    }
    return faults;
  });
}

function refuse(path: string, faults: readonly string[]): void {
  if (faults.length === 0) {
    return;
  }
  const more = faults.length > MOST_FAULTS ? [`and ${faults.length - MOST_FAULTS} more`] : [];
  throw new Error([...faults.slice(0, MOST_FAULTS), ...more].map((fault) => `[${path}] ${fault}`).join('\n'));
}
