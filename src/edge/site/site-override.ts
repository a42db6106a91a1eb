import { Image } from '../../platform/image';
import { WorkloadResources } from '../../workload/pod/workload-resources';
import { Replicas } from '../../workload/sizing/replicas';
import type { EdgeSite } from '../platform/edge-platform';

/** What is different at some sites. */
export interface SiteOverride {
  /** The sites. */
  readonly sites: EdgeSite[];
  /**
   * How many replicas each of them has.
   * @default - as everywhere
   */
  readonly replicas?: Replicas;
  /**
   * What each pod asks for and may use. Another accelerator comes with the labels and taints of its nodes, as for the service itself.
   * @default - as everywhere
   */
  readonly resources?: WorkloadResources;
  /**
   * Image in place of that of the service: the next version, or what was compiled for the hardware of these sites.
   * @default - as everywhere
   */
  readonly image?: Image;
  /**
   * Arguments in place of those of the service.
   * @default - as everywhere
   */
  readonly args?: string[];
  /**
   * Environment variables in place of those of the service; others stay.
   * @default - none
   */
  readonly env?: Record<string, string>;
  /**
   * Files at /etc/config in place of those of the service; others stay. The service has to have some.
   * @default - none
   */
  readonly config?: Record<string, string>;
}

/** How a service runs at several sites. */
export interface DeployProps {
  /**
   * What is different at some of them. A site may be in several, where each says something else of it.
   * @default - nothing
   */
  readonly overrides?: SiteOverride[];
}
