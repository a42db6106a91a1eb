/** What one delivered chart is. */
export interface DeliveredChart {
  /** Name of the cluster, as Argo CD knows it. */
  readonly cluster: string;
  /** Name of the stack; absent for the chart of the cluster itself. */
  readonly stack?: string;
  /** Namespace of the chart's objects; absent where they are cluster-scoped. */
  readonly namespace?: string;
}
