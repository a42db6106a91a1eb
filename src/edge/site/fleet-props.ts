import { Duration } from 'cdk8s';
import { NetworkSlice } from './network-slice';
import { SiteLayout } from './site-layout';
import { SitePreset } from './site-preset';
import { HarborRegistry } from '../../platform/harbor-registry';
import { Bandwidth } from '../../units/bandwidth';

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
   * Registries that the sites of regions pull from, by the region: the mirror that is nearest to them.
   * @default - `registry`
   */
  readonly regionRegistries?: Record<string, HarborRegistry>;
  /**
   * Round trip to the cloud.
   * @default - that of the slice
   */
  readonly cloudLatency?: Duration;
  /**
   * What a mobile network promises to each site.
   * @default - none: `uplink` is all for the site
   */
  readonly slice?: NetworkSlice;
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
  /**
   * What else is known of it, by which the program chooses sites: `fleet.sitesWith('phase', 'pilot')`.
   * @default - nothing
   */
  readonly attributes?: Record<string, string>;
}

/** A fleet whose sites are listed in the program. */
export interface EdgeFleetProps extends FleetProps {
  /** The sites. */
  readonly sites: FleetSite[];
}

/** A fleet whose sites are listed in a file, which is in UTF-8. */
export interface FleetFileProps extends FleetProps {
  /**
   * The file. Columns, or fields of each object: `name`, and where wanted `region`, `layout`, and for each role of the layout the name of
   * the node. Others are refused unless `attributes` or `ignoreOtherColumns` say otherwise.
   */
  readonly file: string;
  /**
   * Columns that the file calls otherwise, by what they hold: `{ name: 'asset_id', region: 'province' }`.
   * @default - `name`, `region`, `layout` and the roles
   */
  readonly columns?: Record<string, string>;
  /**
   * Columns of your own, which each site then has as `attributes`.
   * @default - none
   */
  readonly attributes?: string[];
  /**
   * Whether columns that nothing here names are left alone, as in the list of assets of a whole company.
   * @default false
   */
  readonly ignoreOtherColumns?: boolean;
}

/** A fleet whose sites are listed in a CSV file. */
export interface FleetCsvProps extends FleetFileProps {
  /**
   * What is between two fields: one character.
   * @default ','
   */
  readonly delimiter?: string;
}
