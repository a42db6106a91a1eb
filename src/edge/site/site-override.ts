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
   * What each pod asks for and may use.
   * @default - as everywhere
   */
  readonly resources?: WorkloadResources;
  /**
   * Environment variables in place of those of the service; others stay.
   * @default - none
   */
  readonly env?: Record<string, string>;
}

/** How a service runs at several sites. */
export interface DeployProps {
  /**
   * What is different at some of them.
   * @default - nothing
   */
  readonly overrides?: SiteOverride[];
}
