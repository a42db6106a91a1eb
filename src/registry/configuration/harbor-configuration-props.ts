import { Duration } from 'cdk8s';
import { HarborLogin } from './parts/login';
import { HarborProject } from './parts/project';
import { HarborReplicationTrigger } from './parts/trigger';
import { HarborRegistry } from '../../platform/harbor-registry';
import { Image } from '../../platform/image';
import { SecretKey } from '../../platform/secrets/secret-ref';
import { SecretStore } from '../../platform/secrets/secret-store';
import { Bandwidth } from '../../units/bandwidth';
import { DataSize } from '../../units/data-size';
import { Peer } from '../../workload/calls/peer';
import { WorkloadResources } from '../../workload/pod/workload-resources';

/** How a Harbor is configured. */
export interface HarborConfigurationProps {
  /** The Harbor: one that the library installs, or one that is there. */
  readonly registry: HarborRegistry;
  /** An image with Node.js 20 or newer, in which the program runs. */
  readonly image: Image;
  /**
   * An administrator of it.
   * @default - the user admin of the installation; needed for one that is there
   */
  readonly login?: HarborLogin;
  /**
   * Key of a secret with the certificate of its authority, in PEM.
   * @default - an authority that everybody knows
   */
  readonly certificateAuthority?: SecretKey;
  /**
   * Where the Job reaches it: everything else is closed to it.
   * @default - the public addresses, at the port of the host, and the gateway of an installation
   */
  readonly reaches?: Peer[];
  /**
   * The API server, where there are robots: `Peer.cidr('10.0.0.1/32', 443)`. The Job writes their logins into one Secret.
   * @default - none: there are no robots
   */
  readonly apiServer?: Peer;
  /**
   * Jobs that the Harbor runs at once, by which the speed of replications is divided: `jobservice.maxJobWorkers` of its chart times the pods of the job service.
   * @default - what an installation has; 10, those of one pod, for one that is there
   */
  readonly jobWorkers?: number;
  /**
   * When what nobody refers to any more is removed from storage.
   * @default - as it is
   */
  readonly garbageCollection?: HarborGarbageCollection;
  /**
   * When everything is scanned again, six fields, seconds first.
   * @default - as it is
   */
  readonly scanAll?: string;
  /**
   * What the Job asks for and may use.
   * @default - 100m, 128Mi, at most 256Mi
   */
  readonly resources?: WorkloadResources;
}

/** When a Harbor removes from storage what nobody refers to any more. */
export interface HarborGarbageCollection {
  /** Six fields, seconds first, for example '0 0 3 * * 6': Saturdays at three o'clock. */
  readonly schedule: string;
  /**
   * Whether artifacts without a tag go too. Signatures and bills of materials have none, and stay with their images.
   * @default false
   */
  readonly deleteUntagged?: boolean;
  /**
   * Deletions at the same time, 1 to 5.
   * @default 1
   */
  readonly workers?: number;
}

/** What goes to a mirror with each change. */
export interface HarborChange {
  /** Its new bytes: compressed layers that the mirror does not have yet. */
  readonly size: DataSize;
  /**
   * Repositories that change together. Harbor moves each in a transfer of its own, at most as many at a time as it has job workers.
   * @default 1
   */
  readonly repositories?: number;
}

/** How projects are copied. */
export interface HarborReplicationOptions {
  /** When it starts. */
  readonly trigger: HarborReplicationTrigger;
  /**
   * Pattern of the tags that are copied. Signatures always go with them.
   * @default - all
   */
  readonly tags?: string;
  /**
   * Most that all transfers together may take. What Harbor limits is each of them: it is divided by those that run at once.
   * @default - the line, else not limited
   */
  readonly speed?: Bandwidth;
  /**
   * What the line to the mirror can; more is refused.
   * @default - the uplink of the site; not known for a region
   */
  readonly line?: Bandwidth;
  /**
   * What goes with each change: the plan then says how long a change takes.
   * @default - not known
   */
  readonly change?: HarborChange;
  /**
   * Time that a change may take. With `change`; what takes longer is an error of the plan.
   * @default - not limited
   */
  readonly window?: Duration;
}

/** Copies to another registry. */
export interface HarborReplicationProps extends HarborReplicationOptions {
  /** What is copied. */
  readonly projects: HarborProject[];
  /** Who writes there: a robot of the other registry that may push to these projects. */
  readonly login: HarborLogin;
  /**
   * Whether what is deleted here is deleted there, too.
   * @default false
   */
  readonly deletions?: boolean;
}

/** Copies from another registry. */
export interface HarborPullProps extends HarborReplicationOptions {
  /** Names of the projects of the other registry. They have the same names here. */
  readonly projects: string[];
  /**
   * Who reads there.
   * @default - nobody: the projects are public
   */
  readonly login?: HarborLogin;
}

/** An account with which something pulls. */
export interface HarborRobotProps {
  /** What it may pull. */
  readonly projects: HarborProject[];
  /**
   * Whether it may push, too: for a pipeline, or for another Harbor that copies to this one.
   * @default false
   */
  readonly push?: boolean;
  /**
   * Time until it ends, in whole days.
   * @default - never
   */
  readonly duration?: Duration;
  /**
   * Where its login goes, so that stacks in other clusters find it: `<path>#username` and `<path>#password` of the store (PushSecret).
   * @default - stays in the Secret
   */
  readonly pushTo?: HarborLoginTarget;
}

/** An entry of a store that gets a login. */
export interface HarborLoginTarget {
  /** The store, which has to take what is written to it. */
  readonly store: SecretStore;
  /** Path of the entry. */
  readonly path: string;
}
