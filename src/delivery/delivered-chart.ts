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

/** A release of a Helm chart: where the chart is, its values, and where it goes. */
export interface HelmRelease {
  /** Name of the cluster, as Argo CD knows it. */
  readonly cluster: string;
  readonly namespace: string;
  readonly repository: string;
  /** Name of the chart in a Helm repository; else `path` is given. */
  readonly chart?: string;
  /** Folder of the chart in a Git repository, '.' in an OCI one. */
  readonly path?: string;
  /** Version, tag, commit or digest. */
  readonly revision: string;
  /** Name of the release; absent: that of the Application. */
  readonly releaseName?: string;
  /** Values of the chart; may be read when manifests are written. */
  readonly values: any;
  /** What it renders: the project admits these kinds and no other. */
  readonly kinds: DeliveredKinds;
  /** Other namespaces that it has objects in. */
  readonly otherNamespaces?: readonly string[];
  /** True where its namespace is there already. */
  readonly namespaceExists?: boolean;
  /** Wave of the Application; absent: that of charts that bring kinds. */
  readonly wave?: number;
  /** What is there twice: the chart writes it at first, and somebody else, or its own first rendering, keeps it. */
  readonly ignored?: readonly IgnoredDifference[];
}

/** What Argo CD neither compares nor writes of an object that is there. */
export interface IgnoredDifference {
  readonly group: string;
  readonly kind: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly jqPathExpressions?: string[];
  readonly jsonPointers?: string[];
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
  /** What runs in the namespace of a stack, and needs its secrets. */
  IN_STACK = 5,
  JOBS = 10,
}

/** An Application of a tenant. */
export interface ProjectApplication {
  readonly name: string;
  /** Kinds with a namespace that it applies, as `<group>/<kind>`. */
  readonly kinds: readonly string[];
}

/** A role of an AppProject, with lines of Argo CD's policies. */
export interface ProjectRole {
  readonly name: string;
  readonly description: string;
  readonly groups: string[];
  readonly policies: string[];
}

/** Whose Applications are in one project. */
export interface DeliveredTenant {
  /** Name of the project. */
  readonly name: string;
  /** Construct path of the tenant. */
  readonly path: string;
  /** Who may do what with its Applications. */
  readonly roles: (applications: readonly ProjectApplication[]) => ProjectRole[];
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
  /** The tenant in whose project its Application is; absent: it has a project of its own. */
  readonly tenant?: DeliveredTenant;
}
