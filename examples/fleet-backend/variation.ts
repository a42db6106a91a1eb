import { KubernetesVersion } from 'cdk8s-autonomous';

/** What the variations of the story change. */
export interface Variation {
  /** Environments, by name; all where nothing is said. */
  readonly environments?: string[];
  /** Version of the control planes; 1.32 where nothing is said. */
  readonly kubernetesVersion?: KubernetesVersion;
  /** What services write to their logs, in place of what each environment says. */
  readonly logLevel?: string;
  /** Whether digests come from the lock; they do where nothing is said. */
  readonly locked?: boolean;
}
