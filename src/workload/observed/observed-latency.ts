/** How long requests may take from arrival to answer. */
export interface ObservedLatency {
  readonly seconds: number;
  /** Percent of the requests that are to meet it; absent where their mean is. */
  readonly percent?: number;
}
