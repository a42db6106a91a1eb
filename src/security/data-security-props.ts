import { ImageSignatures } from './parts/image-signatures';
import { NodeEncryption } from './parts/node-encryption';
import { RuntimeDetection } from './parts/runtime-detection';
import { SecurityRule } from './security-rule';

/** A hole that stays, for a reason that is in the table. */
export interface SecurityException {
  /** What is not held to. */
  readonly rule: SecurityRule;
  /** Path of a construct; it is for all that is inside too. */
  readonly path: string;
  /** Why, for those who read the table. */
  readonly reason: string;
}

/** What all layers have. */
export interface SecurityLayer {
  /**
   * Holes that stay. One that excuses nothing is refused.
   * @default - none
   */
  readonly exceptions?: SecurityException[];
}

/** What is in vehicles and outside of the cluster: who has looked at it, and where that is written. */
export interface VehicleAssurance {
  /** Evidence that units start only signed programs, for example 'homologation TR-2026-114, section 3'. */
  readonly secureBoot: string;
  /** Evidence that what they store is encrypted. */
  readonly encryptedStorage: string;
  /** Evidence that their programs are checked while they run. */
  readonly integrity: string;
}

/** Where data come from: vehicles, devices, brokers, topics. */
export interface CollectionLayer extends SecurityLayer {
  /**
   * Evidence on the units in vehicles.
   * @default - none: a hole where vehicles connect to a broker
   */
  readonly vehicles?: VehicleAssurance;
}

/** The ways of data. */
export interface LinkLayer extends SecurityLayer {
  /**
   * How the network encrypts what goes from node to node, for pods without a mesh.
   * @default - not: pods are in a mesh, or encrypt themselves
   */
  readonly nodeEncryption?: NodeEncryption;
  /**
   * Hosts at which only TLS 1.3 is spoken, as between vehicles and everything (V2X).
   * @default - none
   */
  readonly onlyTls13?: string[];
}

/** What workloads run on. */
export interface PlatformLayer extends SecurityLayer {
  /**
   * Who has to have signed the images.
   * @default - nobody: a hole
   */
  readonly images?: ImageSignatures;
  /**
   * What watches processes on each node.
   * @default - nothing: a hole
   */
  readonly runtime?: RuntimeDetection;
}

/** Services and who calls them. */
export interface ApplicationLayer extends SecurityLayer {}

/** The four layers. Each is checked, whether something is said of it or not. */
export interface DataSecurityProps {
  /**
   * Where data come from.
   * @default - nothing is excused
   */
  readonly collection?: CollectionLayer;
  /**
   * The ways of data.
   * @default - nothing is excused
   */
  readonly link?: LinkLayer;
  /**
   * What workloads run on.
   * @default - nothing is excused
   */
  readonly platform?: PlatformLayer;
  /**
   * Services and who calls them.
   * @default - nothing is excused
   */
  readonly application?: ApplicationLayer;
}
