import { Duration } from 'cdk8s';
import { EdgeRuntime } from 'cdk8s-autonomous';

/** What the variations of the story change. */
export interface Variation {
  /** Whether the cameras' inference has to outlive a node of its station; no where nothing is said. */
  readonly visionSurvivesNode?: boolean;
  /** What runs at the stations; KubeEdge where nothing is said. */
  readonly runtime?: EdgeRuntime;
  /** Time for new images to reach all stations; four hours of a night where nothing is said. */
  readonly window?: Duration;
}
