import { Queueing, ServiceTime } from 'cdk8s-autonomous';

/** What the variations of the story change. */
export interface Variation {
  /** Mean time of speech recognition; 70 ms where nothing is said. */
  readonly recognition?: ServiceTime;
  /** Whether a new recognition takes over in steps; it does where nothing is said. */
  readonly recognitionCanary?: boolean;
  /** How requests reach the replicas of the dialog; a queue each where nothing is said. */
  readonly dialogQueueing?: Queueing;
  /** GPU nodes that each zone may have; 4 where nothing is said. */
  readonly maxNodesPerZone?: number;
}
