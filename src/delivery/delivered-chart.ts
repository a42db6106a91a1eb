import { IConstruct } from 'constructs';

/** All charts that Argo CD applies. */
const DELIVERED = new WeakSet<IConstruct>();

/** Notes that Argo CD applies a chart. */
export function markDelivered(chart: IConstruct): void {
  DELIVERED.add(chart);
}

/** Whether Argo CD applies a chart, wave by wave. */
export function isDelivered(chart: IConstruct): boolean {
  return DELIVERED.has(chart);
}

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
  /** The only object of it; absent where any may be. */
  readonly name?: string;
}

/** Kinds with and without a namespace, each in the order of group and kind. */
export interface DeliveredKinds {
  readonly cluster: GroupKind[];
  readonly namespaced: GroupKind[];
}

/**
 * What comes before what, where one Application applies all others. Charts of others bring the kinds (CRDs) that edge platforms use; a cluster has
 * the priorities and queues that stacks name; jobs on edge nodes run for hours.
 */
export enum DeliveryStage {
  KINDS = -9,
  CLUSTER = -8,
  EDGE = -6,
  STACK = 0,
  JOBS = 10,
}

/** What one delivered chart is. */
export interface DeliveredChart {
  readonly stage: DeliveryStage;
  /** Name of the cluster, as Argo CD knows it. */
  readonly cluster: string;
  /** Name of the stack; absent for the chart of the cluster itself. */
  readonly stack?: string;
  /** Namespace of the chart's objects; absent where they are cluster-scoped. */
  readonly namespace?: string;
}
