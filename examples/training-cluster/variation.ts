import { Accelerator } from 'cdk8s-autonomous';

/** What the variations of the story change. */
export interface Variation {
  /** Whether the large job has to lie in one superpod; it only prefers that where nothing is said. */
  readonly requiresSuperpod?: boolean;
  /** The accelerators of the fleet; NVIDIA H100 where nothing is said. */
  readonly accelerator?: Accelerator;
  /** Accelerators of each pod of the large job; 8 where nothing is said. */
  readonly devicesPerPod?: number;
  /** Notebooks; 200 where nothing is said. */
  readonly notebooks?: number;
  /** Where each of the eight small jobs runs, by leaf; the plan decides where nothing is said. */
  readonly smallJobsIn?: readonly string[];
  /** GPUs of the perception team's quota; 256 where nothing is said. */
  readonly perceptionQuota?: number;
}
