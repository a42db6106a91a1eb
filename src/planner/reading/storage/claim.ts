import { Driver, Reach } from './drivers';

/** A claim of a volume as it is written: in an object of its own or in a template. */
export interface ClaimSpec {
  readonly accessModes?: readonly string[];
  readonly storageClassName?: string;
  readonly volumeName?: string;
}

/** One requirement of labels of nodes. */
export interface NodeExpression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** Nodes that can use a volume: those that match all expressions of any one of the terms. */
export type NodeTerms = readonly (readonly NodeExpression[])[];

/** A claim of a pod, with what the charts say of the volume behind it. */
export interface Claim {
  /** Name of the claim; of one that each pod has for itself, the name of its volume. */
  readonly name: string;
  /** True where each pod has one for itself. */
  readonly own: boolean;
  /** True where it goes with its pod: the one that comes in its place gets another. */
  readonly fresh?: true;
  /** True where the charts have it. */
  readonly listed: boolean;
  /** True where it is for a volume that the charts do not have. */
  readonly unmade?: true;
  /** Empty where nobody says. */
  readonly modes: readonly string[];
  readonly storageClass?: string;
  /** Name of the CSI driver, where the charts say. */
  readonly driver?: string;
  readonly reach: Reach;
  /** True where nothing says from where it can be used, and it is taken for a volume of everywhere. */
  readonly assumed?: true;
  readonly attaches: boolean;
  /** True where its volume is made before a pod has a node. */
  readonly immediate: boolean;
  /** Absent: all nodes. */
  readonly nodes?: NodeTerms;
}

export const ONE_NODE = 'ReadWriteOnce';
export const ONE_POD = 'ReadWriteOncePod';
const SEVERAL_NODES: ReadonlySet<string> = new Set(['ReadWriteMany', 'ReadOnlyMany']);

/** True where the access modes let several nodes have the volume at a time (IsMultiAttachAllowed of Kubernetes' volume/util). */
export function isShared(modes: readonly string[]): boolean {
  return modes.some((mode) => SEVERAL_NODES.has(mode));
}

/** What a volume is taken for whose driver is not known: a disk of a zone, or a file system where several nodes may have it. */
export function usual(modes: readonly string[]): Driver {
  return isShared(modes) ? { reach: 'anywhere', attaches: false } : { reach: 'zone', attaches: true };
}
