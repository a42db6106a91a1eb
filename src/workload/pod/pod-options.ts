import { ContainerOptions } from './container-options';
import { Helper } from './helpers/helper';
import { Lifecycle } from './helpers/hook';
import { IdentityOptions } from './identity/identity-options';
import { SecurityOptions } from './identity/security-options';
import { Use } from './use/use';
import { DataClass } from '../../protection/data-class';
import { SpotShare } from '../spot/spot-share';

/** What the pods of every kind of workload may have: one set of props for all. */
export interface PodOptions extends ContainerOptions {
  /**
   * What of the platform it uses, such as topics, buckets and databases: address, credentials by reference and the permission to call come with it. What `env`
   * and `variables` say of a name comes over what a use says.
   * @default - nothing
   */
  readonly uses?: Use[];
  /**
   * Which data it collects itself, and whether it removes what it may not pass on.
   * @default - none: what reaches it goes on to all that it writes to, calls and answers
   */
  readonly dataClasses?: DataClass[];
  /**
   * Who its pods are: for the cloud, and for the API server of Kubernetes.
   * @default - a ServiceAccount without rights, of which no token is mounted
   */
  readonly identity?: IdentityOptions;
  /**
   * What its processes may do: user and group, rights of the kernel, an image that writes to its own file system.
   * @default - Pod Security "restricted", as user and group 10001, with a read-only file system
   */
  readonly security?: SecurityOptions;
  /**
   * How many of its pods run on spot nodes, which cost less and may all go at once. A Microservice can have a part of them there, others all or none; what
   * has all of them there outlives no loss.
   * @default - none
   */
  readonly spot?: SpotShare;
  /**
   * Containers beside that of the workload: what comes before it (`Helper.init`), and what runs beside it (`Helper.sidecar`), in this order.
   * @default - none
   */
  readonly helpers?: Helper[];
  /**
   * What happens in the container at the begin and at the end of its life.
   * @default - where it serves, 5 seconds of waiting at the end for balancers to notice, from Kubernetes 1.30 on
   */
  readonly lifecycle?: Lifecycle;
}
