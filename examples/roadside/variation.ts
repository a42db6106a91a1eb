import { EdgeRuntime } from 'cdk8s-autonomous';

/** What the variations of the story change. */
export interface Variation {
  /** What runs at the sites; KubeEdge where nothing is said. */
  readonly runtime?: EdgeRuntime;
  /** The province that has the next version; Guangxi where nothing is said. */
  readonly canary?: string;
  /** The asset register; sites.csv where nothing is said. */
  readonly register?: string;
}
