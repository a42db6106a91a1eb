/** A Helm chart in a Git repository, and its values. */
export interface HelmChart {
  /** Name of the cluster, as Argo CD knows it. */
  readonly cluster: string;
  readonly namespace: string;
  readonly repository: string;
  readonly path: string;
  readonly revision: string;
  /** Values of the chart; may be read when manifests are written. */
  readonly values: any;
}

/** What one delivered chart is. */
export interface DeliveredChart {
  /** Name of the cluster, as Argo CD knows it. */
  readonly cluster: string;
  /** Name of the stack; absent for the chart of the cluster itself. */
  readonly stack?: string;
  /** Namespace of the chart's objects; absent where they are cluster-scoped. */
  readonly namespace?: string;
}
