import { Construct, IConstruct } from 'constructs';
import { Access } from './access';
import { Share } from './share';
import { TenantAlerts } from './tenant-alerts';
import { Cluster } from '../../cluster/cluster';

/** Where alerts of a tenant go to: a `Receiver`. */
export interface ITenantReceiver {
  /**
   * Emits the AlertmanagerConfig of a namespace, for all receivers.
   * @internal
   */
  _emitRoutes(scope: Construct, id: string, alerts: TenantAlerts<ITenantReceiver>): void;
}

/** A site of the edge: an `EdgeSite`. */
export interface ITenantSite extends IConstruct {
  /** Name of the site. */
  readonly siteName: string;
  /**
   * The cluster that its nodes join.
   * @internal
   */
  readonly _cluster: Cluster;
}

/** Who a tenant is, and what it has. */
export interface TenantProps {
  /**
   * Clusters in which it has a part: its stacks may be there, beside those of others.
   * @default - none
   */
  readonly clusters?: Cluster[];
  /**
   * Clusters that are its alone, such as those of a branch: no stack of another tenant may be there, and all that they cost is its. Its people see their
   * nodes and volumes.
   * @default - none
   */
  readonly ownClusters?: Cluster[];
  /**
   * Sites of the edge that are its alone, such as `fleet.inRegion('north').sites`: nothing of another tenant may be deployed there, its own stacks deploy
   * nowhere else, and all that the sites cost is its.
   * @default - none
   */
  readonly sites?: ITenantSite[];
  /**
   * How much of each cluster the quotas of its stacks may admit together. `limitIn` says it for one cluster.
   * @default - what the plan of its stacks needs, whatever that is
   */
  readonly share?: Share;
  /**
   * Who may do what in its namespaces.
   * @default - nobody, beside those who may everywhere
   */
  readonly people?: Access[];
  /**
   * Where alerts about its namespaces go to.
   * @default - where those of the platform go to
   */
  readonly receivers?: ITenantReceiver[];
}
