/** A finding of the plan that its user takes as it is. */
export interface AcceptedFinding {
  /** Code of the finding, for example `DRAIN_STOPS`. */
  readonly code: string;
  /** Construct path of what the finding is about, as the finding has it, or the path of a construct around it. */
  readonly path: string;
  /** Why it is taken as it is. It stands in the plan beside the finding. */
  readonly reason: string;
}
