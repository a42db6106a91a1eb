import { Queueing } from 'cdk8s-autonomous';

/** What the variations of the story change. */
export interface Variation {
  /** How frames reach the workers that read VINs; a queue each where nothing is said. */
  readonly vinQueueing?: Queueing;
  /** GPU nodes of the plant; 2 where nothing is said. */
  readonly gpuNodes?: number;
}
