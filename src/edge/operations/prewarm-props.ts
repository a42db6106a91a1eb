import { Duration } from 'cdk8s';
import { Architecture } from '../../cluster/architecture';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { Image } from '../../platform/image';
import { Bandwidth } from '../../units/bandwidth';
import { DataSize } from '../../units/data-size';
import { Peer } from '../../workload/calls/peer';
import { EdgeSite } from '../platform/edge-platform';

/** An image that nodes fetch before they need it. */
export interface PrewarmImage {
  /** The image, with a digest. */
  readonly image: Image;
  /** What is fetched: its compressed layers. */
  readonly size: DataSize;
}

/** Images that are at the sites before the rollout that needs them. */
export interface ImagePrewarmProps {
  /** The images. */
  readonly images: PrewarmImage[];
  /** Sites that fetch them, each from its `registry` where it has one. Their uplinks have to be known. */
  readonly sites: EdgeSite[];
  /**
   * Architectures of the nodes that fetch them.
   * @default - all nodes of the sites
   */
  readonly architectures?: Architecture[];
  /**
   * Starts the waves at a time of day, by a CronJob: no sync waits for them, and what a night was too short for goes on in the next one. `jobs` is empty then: they are in its
   * ConfigMap.
   * @default - they start when they are applied, one wave after the other
   */
  readonly night?: PrewarmNight;
  /** Time in which all sites have to have them. Refused when that cannot be met, with what can. */
  readonly window: Duration;
  /**
   * Nodes that fetch at the same time: for KubeEdge on each CloudCore.
   * @default - the fewest with which the window is met
   */
  readonly concurrency?: number;
  /**
   * Most that a registry gives out.
   * @default - not limited
   */
  readonly registryBandwidth?: Bandwidth;
  /**
   * Share of the nodes that may fail, such as sites that are away.
   * @default 0.1
   */
  readonly failureTolerance?: number;
  /**
   * Namespace of the pull secret of the images, and for OpenKruise of the jobs.
   * @default - that of the SecretRef of the images, or of a stack with a login of their registry; else none for KubeEdge, and 'kruise-system' for OpenKruise
   */
  readonly namespace?: string;
}

/** When images are fetched at night, and who starts that. */
export interface PrewarmNight {
  /** Time of day at which it begins, for example '01:30'. */
  readonly at: string;
  /** IANA name of the time zone, for example 'Asia/Shanghai'. */
  readonly timeZone: string;
  /** Stack in whose namespace its CronJob runs. */
  readonly stack: AutonomousStack;
  /** An image with Node.js 20 or newer, for example `registry.image('library/node', { tag: '22-alpine', digest })`. */
  readonly image: Image;
  /** The API server: `Peer.cidr('10.0.0.1/32', 443)`. */
  readonly apiServer: Peer;
}

/** What holds the rollouts of a stack until images are fetched. */
export interface PrewarmGate {
  /** An image with Node.js 20 or newer, for example `registry.image('library/node', { tag: '22-alpine', digest })`. */
  readonly image: Image;
  /** The API server: `Peer.cidr('10.0.0.1/32', 443)`. */
  readonly apiServer: Peer;
  /**
   * Longest time that a sync of the stack waits; then it fails, and the old version stays.
   * @default - twice the window, and at night a day more
   */
  readonly patience?: Duration;
}
