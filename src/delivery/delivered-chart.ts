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
  /** What it renders: the project admits these kinds and no other. */
  readonly kinds: DeliveredKinds;
}

/** An API group, empty for the core, and a kind. */
export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** Kinds with and without a namespace, each in the order of group and kind. */
export interface DeliveredKinds {
  readonly cluster: GroupKind[];
  readonly namespaced: GroupKind[];
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
