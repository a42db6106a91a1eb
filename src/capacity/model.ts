import { Forecasts } from './forecast/forecast';
import { Acceptance, Finding } from './model/finding';
import { DeviceSlot, Pods, PoolModel, SiteClass } from './model/pools';
import { WorkloadModel } from './model/workloads';
import { Effort } from './packing/effort';
import { Resources } from './resources';
import { Scoring } from './scheduler/scoring';
import { TimetableModel } from './timetable/timetable';

export type { Acceptance, Finding, Severity } from './model/finding';
export type {
  DeviceModel,
  DeviceShare,
  DeviceSlot,
  Pods,
  PoolModel,
  SiteClass,
  SiteMember,
  SpareModel,
  Taint,
} from './model/pools';
export type {
  ContainerRequests,
  DisruptionModel,
  GangModel,
  HostSpreadModel,
  HourlyModel,
  LabelDeclaration,
  PartOf,
  ReplicaModel,
  RolloutModel,
  WorkloadModel,
} from './model/workloads';

/** Which loss the plan has to outlive. */
export type SurviveLevel = 'none' | 'node' | 'zone';

/** What stands behind the promise that every pod finds a place; automatic: places of their own where that is not too dear. */
export type PlacementKind = 'automatic' | 'reserved' | 'steered' | 'free';

/** A ResourceQuota that somebody wrote: the most that the pods and objects of a namespace may take together. */
export interface NamespaceQuota {
  readonly name: string;
  readonly namespace: string;
  readonly path: string;
  /** By the resource as the quota names it. */
  readonly hard: Resources;
  /** What objects take that are no pods. */
  readonly fixed: Resources;
  /** What one pod takes, by the id of its workload or daemonset; pods that its scopes leave out are absent. */
  readonly perPod: Readonly<Record<string, Resources>>;
}

/** A queue for jobs. */
export interface QueueModel {
  readonly name: string;
  /** Queues of one cohort lend each other what they do not use. */
  readonly cohort?: string;
  readonly quotas: readonly QuotaModel[];
  /** Namespaces of ours in which people start jobs that wait in it; absent: none. */
  readonly startedFrom?: readonly string[];
  /** Ids of the jobs that wait in it. */
  readonly workloads: readonly string[];
}

/** What a queue may use of one resource of some pools. */
export interface QuotaModel {
  /** By pool id. */
  readonly pools: readonly string[];
  readonly resource: string;
  /** Resources of one group come from nodes of one kind; absent: all are one group. */
  readonly group?: number;
  /** Most that it may have, with all that others do not use; absent: what they lend decides. */
  readonly most?: number;
  readonly nominal: number;
  /** Absent: all that others lend. */
  readonly borrowing?: number;
  /** Absent: all. */
  readonly lending?: number;
}

/** Workloads whose autoscalers reach their maximum together. */
export interface PeakGroup {
  readonly name: string;
  /** By workload id. */
  readonly workloads: readonly string[];
}

/** Equal nodes with equal pods at steady. */
export interface NodeGroup {
  /** `<pool id>#<number>`. */
  readonly id: string;
  readonly pool: string;
  readonly count: number;
  readonly pods: Pods;
  /** How parts of devices lie on each of the nodes. */
  readonly slots?: readonly DeviceSlot[];
}

/** Nodes of an earlier plan that belonged to some workloads. */
export interface EarlierRole {
  readonly name: string;
  readonly pool: string;
  /** Nodes by pool id. */
  readonly nodes: Readonly<Record<string, number>>;
  /** Most pods on one node, by workload id. */
  readonly caps: Readonly<Record<string, number>>;
}

/** Everything the planner knows of one cluster. */
export interface ClusterModel {
  readonly name: string;
  readonly path: string;
  readonly kubernetesVersion: string;
  readonly survive: SurviveLevel;
  readonly pools: readonly PoolModel[];
  readonly workloads: readonly WorkloadModel[];
  /** Edge sites, equal ones together. */
  readonly sites?: readonly SiteClass[];
  /** Queues of the cluster; absent where it has none. */
  readonly queues?: readonly QueueModel[];
  /** Work whose order on machines is planned; absent where there is none. */
  readonly timetables?: readonly TimetableModel[];
  /** Data that are stored and moved; absent where nobody said any. */
  readonly forecasts?: Forecasts;
  /** Pairs of workload ids that may not share a node. */
  readonly conflicts: readonly (readonly [string, string])[];
  /** Which autoscalers reach their maximum together; absent: all of them. */
  readonly peakGroups?: readonly PeakGroup[];
  /** Rollouts that may run at the same time; absent: 1. */
  readonly concurrentRollouts?: number;
  /** Rollouts that one delivery of a change to all of them starts at the same time; absent: as many as may run. */
  readonly startedAtOnce?: number;
  /** What an earlier plan ran at steady; of plans that cost the same the one that moves least of it is taken. */
  readonly previous?: readonly Pick<NodeGroup, 'pool' | 'count' | 'pods'>[];
  /** Roles of nodes in an earlier plan: they keep their names and owners where that costs hardly more; absent where it had none. */
  readonly previousRoles?: readonly EarlierRole[];
  /** What is to stand behind the plan; absent: free. */
  readonly placement?: PlacementKind;
  /** How kube-scheduler ranks nodes in this cluster; absent: the least allocated first. */
  readonly scoring?: Scoring;
  /** How much work the plan may cost; absent: standard. */
  readonly effort?: Effort;
  /** Quotas of namespaces that are not ours. */
  readonly namespaceQuotas?: readonly NamespaceQuota[];
  /** Default memory limits, in bytes, that the plan writes into LimitRanges. By namespace. */
  readonly memoryLimits?: Readonly<Record<string, number>>;
  /** What was found while the manifests were read. */
  readonly findings: readonly Finding[];
  /** Findings that the user takes as they are; absent: none. */
  readonly accepted?: readonly Acceptance[];
}
