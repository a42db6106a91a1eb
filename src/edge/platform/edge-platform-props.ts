import { Duration } from 'cdk8s';
import { EdgeNodeProps } from '../edge-node';
import { EdgeRuntime } from './edge-runtime';
import { Cluster } from '../../cluster/cluster';
import { ArgoDelivery } from '../../delivery/argo-delivery';
import { HarborRegistry } from '../../platform/harbor-registry';
import { Bandwidth } from '../../units/bandwidth';
import { EdgeMeshProps } from '../mesh/edge-mesh-props';
import { NetworkSlice } from '../site/network-slice';
import { SitePreset } from '../site/site-preset';

/** The edge of a cluster. */
export interface EdgePlatformProps {
  /** The cluster that its nodes join. */
  readonly cluster: Cluster;
  /** The software that makes the cluster reach to its sites. */
  readonly runtime: EdgeRuntime;
  /**
   * Whether a network plug-in on the nodes of all sites enforces network policies. Most edge runtimes come with none that does.
   * @default false
   */
  readonly enforcesPolicies?: boolean;
  /**
   * Sites that one service may come to run at. The copies of a service are divided among objects by the names of the sites, as many objects as that number needs: so a site that
   * comes or goes changes one of them and no other site. Another number divides anew, and restarts the pods of the sites that move.
   * @default - as many objects as the sites of each service need, in few large steps: up to 100 sites, 1,600, 25,600
   */
  readonly growsTo?: number;
  /**
   * Delivers its objects with Argo CD. For KubeEdge with addresses an Application of the CloudCore chart comes with it, with everything
   * switched on that the kinds in use need, and health checks for these kinds, which Argo CD has none for.
   * @default - not delivered
   */
  readonly delivery?: ArgoDelivery;
  /**
   * Installs the agent of EdgeMesh on every node, by which services of a site are reached, with a key of your own. KubeEdge only.
   * @default - somebody else installs it; the plan counts it as its chart is once a service at a site has ports
   */
  readonly edgeMesh?: EdgeMeshProps;
}

/** A place with named nodes. */
export interface EdgeSiteProps {
  /** Its nodes. */
  readonly nodes: EdgeNodeProps[];
  /**
   * Region of the site, by which fleets are divided.
   * @default - none
   */
  readonly region?: string;
  /**
   * What kind of site it is.
   * @default - none: of no use without its uplink
   */
  readonly preset?: SitePreset;
  /**
   * Its connection to the cloud.
   * @default - not known
   */
  readonly uplink?: Bandwidth;
  /**
   * Round trip to the cloud.
   * @default - that of the slice
   */
  readonly cloudLatency?: Duration;
  /**
   * What a mobile network promises to the site. Everything that goes to the cloud is then held against what it guarantees.
   * @default - none: `uplink` is all for the site
   */
  readonly slice?: NetworkSlice;
  /**
   * Longest time that it has to work without the cloud.
   * @default - that of the preset
   */
  readonly offline?: Duration;
  /**
   * The registry that its nodes pull from: a mirror at the site, or one that is nearer than that of its stacks. Projects have to be copied to it.
   * @default - that of the images
   */
  readonly registry?: HarborRegistry;
  /**
   * Labels by which the group selects the nodes, instead of by their names.
   * @default - by their names
   */
  readonly matchLabels?: Record<string, string>;
  /**
   * What else is known of it, by which the program chooses sites. Nothing of it is emitted.
   * @default - nothing
   */
  readonly attributes?: Record<string, string>;
}
