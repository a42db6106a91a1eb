import { Architecture } from '../../cluster/architecture';
import { Survive } from '../../cluster/survive';
import { Bandwidth } from '../../units/bandwidth';
import { DataSize } from '../../units/data-size';
import { PodProfile } from '../../workload/pod/pod-profile';
import { ContainerProps } from '../../workload/workload-props';
import { EdgeBalancing } from '../mesh/edge-balancing';

/** A volume that keeps what a site cannot send while its uplink is cut. Each site has one of its own. */
export interface OutageBuffer {
  /** Where the container finds it. */
  readonly mountPath: string;
  /** What comes in on one day. */
  readonly perDay: DataSize;
  /**
   * Storage class, of volumes on the nodes of the site.
   * @default - the default class of the cluster
   */
  readonly storageClass?: string;
}

/** A service that runs at edge sites. */
export interface EdgeServiceProps extends ContainerProps {
  /**
   * Processor architectures that the image has.
   * @default - those of all nodes of its sites
   */
  readonly architectures?: Architecture[];
  /**
   * `Survive.node()` where another node of the same site has to take over at once, without the cloud: the service then has so many replicas
   * at each site, on different nodes.
   * @default Survive.none()
   */
  readonly survive?: Survive;
  /**
   * Extra pods during a rollout. Refused when a site has no room for them.
   * @default - a quarter of the replicas, or as many of these as fit: none where a device is taken
   */
  readonly maxSurge?: number;
  /**
   * What its pods may do on their node.
   * @default PodProfile.restricted()
   */
  readonly profile?: PodProfile;
  /**
   * Files at /etc/config, by name: short for `Mount.configuration(...)` of a `Configuration` of its own that is `immutable`.
   * @default - none
   */
  readonly config?: Record<string, string>;
  /**
   * Keeps what cannot be sent during the longest outage of a site, and 15 % more. Then each site has a Deployment and a claim of its own:
   * copies of one Deployment would share one claim.
   * @default - none
   */
  readonly buffer?: OutageBuffer;
  /**
   * What it sends from each site to the cloud when it sends most. All of a site together has to fit what its slice guarantees, or its uplink.
   * @default - nothing that counts
   */
  readonly sends?: Bandwidth;
  /**
   * How EdgeMesh chooses among the pods of a site.
   * @default - as EdgeMesh does: round robin
   */
  readonly balancing?: EdgeBalancing;
}
