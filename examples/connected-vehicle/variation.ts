import { Mesh } from 'cdk8s-autonomous';

/** What the variations of the story change. */
export interface Variation {
  /** Nodes that the pool may have in each zone; 12 where nothing is said. */
  readonly maxNodesPerZone?: number;
  /** Replicas of `rules` that its autoscaler may start; 24 where nothing is said. */
  readonly rulesMaximum?: number;
  /** Extra pods of `rules` during a rollout; as many as fit where nothing is said. */
  readonly rulesMaxSurge?: number;
  /** The mesh of the stack; Istio where nothing is said. */
  readonly mesh?: Mesh;
}
