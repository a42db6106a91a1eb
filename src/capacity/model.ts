import { Effort } from './packing/effort';
import { Resources } from './resources';
import { Scoring } from './scheduler/scoring';
import { TimetableModel } from './timetable/timetable';

/** Which loss the plan has to outlive. */
export type SurviveLevel = 'none' | 'node' | 'zone';

/** What stands behind the promise that every pod finds a place; automatic: places of their own where that is not too dear. */
export type PlacementKind = 'automatic' | 'reserved' | 'steered' | 'free';

export type Severity = 'error' | 'warning' | 'info';

/** Something the user should know about the plan. Codes are stable and listed in docs/findings.md. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  /** Construct path of what the finding is about. */
  readonly path: string;
  /** The first of the equal edge sites that it is about. */
  readonly site?: string;
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
  /** Props that conflict, as few as explain it: without any one of them everything fits. */
  readonly conflict?: readonly string[];
  /** How many places it is about, and which, where several say the same. */
  readonly count?: number;
  readonly paths?: readonly string[];
  /** Changes that cure it, smallest first; each was verified by planning again where it says so in docs/findings.md. */
  readonly cure?: readonly string[];
  /** True where it names something that the plan does not cover: the plan then holds for what it sees, and says so. */
  readonly uncovered?: true;
  /** Why its user takes it as it is, and what it was before: then it is an info. */
  readonly accepted?: { readonly severity: Severity; readonly reason: string };
}

/** A finding that the user takes as it is. */
export interface Acceptance {
  readonly code: string;
  /** Construct path of what it is about, or of a construct around it. */
  readonly path: string;
  readonly reason: string;
  /** True where the code may be accepted as an error too: it is about what somebody wants, not about what is. */
  readonly errors: boolean;
}

/** Equal nodes of one pool in one zone. */
export interface PoolModel {
  /** `<pool>/<zone>`, or `<pool>` in a cluster without zones. */
  readonly id: string;
  readonly pool: string;
  readonly zone?: string;
  readonly nodeType: string;
  readonly path: string;
  readonly capacity: Resources;
  readonly reserved: Resources;
  /** What each daemonset takes of every node, by workload id. */
  readonly daemonsets: Readonly<Record<string, Resources>>;
  /** capacity - reserved - daemonsets. */
  readonly allocatable: Resources;
  /** Labels and taints of its nodes, as far as they are known before the nodes exist. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly Taint[];
  /** Ids of its daemonsets that a taint of roles would keep off: its roles have none then. */
  readonly untolerant?: readonly string[];
  /** Role of its nodes, where workloads own places on them. */
  readonly role?: string;
  /** True where the cloud may take its nodes back at any time, all of them at once. */
  readonly spot?: true;
  readonly minNodes: number;
  /** Absent: as many as it takes. */
  readonly maxNodes?: number;
  /** Of one node for one hour. */
  readonly price?: number;
  /** Statistic of failures that spare nodes are counted from. */
  readonly spares?: SpareModel;
  /** True where its nodes are counted as one number over all its places, not for each zone. */
  readonly counted?: boolean;
  /** Devices of which pods may have a part, by resource. */
  readonly devices?: Readonly<Record<string, DeviceModel>>;
  /** Where its nodes are in the topology: the domain at each level, coarse to fine. Absent: nobody said. */
  readonly domains?: Readonly<Record<string, string>>;
  /** Equal edge sites that it stands for: nodes and limits are those of one of them. Absent: it is no site's. */
  readonly sites?: readonly string[];
}

/** What keeps pods off a node that do not tolerate it. */
export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** Equal devices of each node. */
export interface DeviceModel {
  readonly count: number;
  /** Thousandths of one of them: always 1000. */
  readonly milli: number;
}

/** A part of one device. */
export interface DeviceShare {
  readonly resource: string;
  /** Thousandths of the device: 500, 250 or 125, so that parts which add up to a device also fill one. */
  readonly milli: number;
}

/** Devices of one node with equal parts on them. */
export interface DeviceSlot {
  readonly resource: string;
  readonly count: number;
  readonly pods: Pods;
}

/** Equal edge sites with equal workloads: planned once, for the first of them. */
export interface SiteClass {
  readonly members: readonly SiteMember[];
}

/** One of them. */
export interface SiteMember {
  readonly name: string;
  /** Namespaces of its workloads, in one order: the first of one member stands for the first of another. */
  readonly namespaces: readonly string[];
}

/** How often nodes are down, and how often there may be too few spares. */
export interface SpareModel {
  /** Mean share of the time in which a node is down: failures per day times days of a repair. */
  readonly downPerNode: number;
  /** Share of the time in which no more nodes are down than there are spares. */
  readonly availability: number;
}

export interface ReplicaModel {
  /** What demand and objective need at steady. */
  readonly needed: number;
  /** What runs at steady. */
  readonly planned: number;
  /** The least that a loss may leave; absent: `planned`. */
  readonly degraded?: number;
  /** The autoscaler's maximum; absent without one. */
  readonly max?: number;
}

/** How a workload replaces its pods. */
export interface RolloutModel {
  /** Extra pods that it asks for. */
  readonly surge: number;
  /** True where the number is written for us to keep: it is then refused when it does not fit, not lowered. */
  readonly explicit: boolean;
  /** Pods that may be missing meanwhile. */
  readonly maxUnavailable: number;
  /** True where the plan's numbers are written into the manifest; false where the manifest is somebody else's. */
  readonly ours: boolean;
  /** Both as they are written, where shares of the replicas are. */
  readonly written?: { readonly maxSurge: number | string; readonly maxUnavailable: number | string };
}

/** Pods that start together or not at all, and how near to each other. */
export interface GangModel {
  readonly size: number;
  /** Level of the topology of which one domain is to hold all of them; absent: anywhere, as near as it goes. */
  readonly level?: string;
  readonly mode: 'required' | 'preferred';
}

/** A demand over the 24 hours of a day or the 168 of a week. */
export interface HourlyModel {
  /** Arrivals per second. */
  readonly arrivals: readonly number[];
  /** Replicas that the autoscaler runs, at least. */
  readonly replicas: readonly number[];
}

/** Equal pods, as the scheduler sees them. */
export interface WorkloadModel {
  /** `<namespace>/<Kind>/<name>`. */
  readonly id: string;
  readonly path: string;
  readonly namespace: string;
  readonly priority: number;
  /** True when its pods may evict pods of lower priority. */
  readonly preempts: boolean;
  /** Requests of one pod, injected sidecars included; `pods` is 1. */
  readonly requests: Resources;
  /** Limits of one pod, injected sidecars included. */
  readonly limits: Resources;
  /** A part of one device; absent: whole ones or none. */
  readonly device?: DeviceShare;
  /** The part of the requests that is not in the manifest. */
  readonly injected?: Resources;
  /** Ids of the pools that selectors, affinity and tolerations admit. */
  readonly eligible: readonly string[];
  /** Why each of the other pools is not admitted, by pool id. */
  readonly barred: Readonly<Record<string, string>>;
  /** Labels that nobody said of any pool and that some pool may have; only where none is eligible. */
  readonly undeclared?: readonly LabelDeclaration[];
  readonly maxPerNode?: number;
  /** True where `maxPerNode` is stricter than what the manifest says: other plans may break it, so no bound counts on it. */
  readonly maxPerNodeAssumed?: true;
  readonly maxPerZone?: number;
  /** Hard zone spread: the largest difference between two zones that have nodes for it. */
  readonly zoneSkew?: number;
  /** True where that counts pods of one revision only, so that a rollout starts from an even ground. */
  readonly zoneSkewByRevision?: true;
  /** True where its user asked for pods in all zones of its pools: at steady they count with nodes and without. */
  readonly evenZones?: true;
  /** True where the nodes of a lost zone, or a node that is drained, still count for the spread, with no pods. */
  readonly deadZonesCount?: true;
  /** Pools whose nodes count for the spread although none of its pods may run there. */
  readonly spreadPools?: readonly string[];
  /** Hard spread over nodes; absent: none. */
  readonly hostSpread?: HostSpreadModel;
  /** True where its limits per node and zone count pods of one revision only: in a rollout old and new ones may meet. */
  readonly limitsByRevision?: boolean;
  /** Soft spreads that the scheduler only scores, as their largest differences between two nodes and two zones. */
  readonly softSpread?: { readonly host?: number; readonly zone?: number };
  /** True where these count pods of one revision only. */
  readonly spreadByRevision?: boolean;
  /** Zones below which the emptiest counts as empty for the spread. */
  readonly minZones?: number;
  /** True where a pod's volumes tie it to the zone in which it first ran. */
  readonly zonePinned?: boolean;
  /** True where a pod's volumes tie it to the node on which it first ran. */
  readonly nodePinned?: boolean;
  /** True where its pods stay bound to a node that cannot be reached: nothing takes their place. */
  readonly staysBound?: boolean;
  /** The first of the equal edge sites that it runs at; absent: it runs at none. */
  readonly site?: string;
  /** Workloads that are rolled out at the same time, with the same surge: copies of one. Absent: it is rolled out alone. */
  readonly rolloutGroup?: string;
  /** Longest time between the order to stop and the next pod that serves. */
  readonly restartSeconds?: number;
  readonly replicas: ReplicaModel;
  /** Absent where pods are replaced in place. */
  readonly rollout?: RolloutModel;
  /** Absent where pods start one by one. */
  readonly gang?: GangModel;
  /** True where its pod leaves a node only when another one of it runs. */
  readonly migrates?: boolean;
  /** True where the place that the plan finds is written into its manifest. */
  readonly pinned?: boolean;
  /** True where it may stay out when not everything fits. */
  readonly mayShed?: boolean;
  /** Extra pods of a canary at its widest step, where it has one. */
  readonly canary?: number;
  /** What its disruption budgets let go at once; absent without one. */
  readonly disruption?: DisruptionModel;
  /** True where its manifest takes what the plan writes: roles, places and priorities. */
  readonly ours?: true;
  /** Class of its pods by size, from 0 for the largest, where kube-scheduler is steered: waves start in this order. */
  readonly size?: number;
  /** The service of which it is a part, where some replicas run on nodes that the cloud may take back and others do not. */
  readonly partOf?: PartOf;
  /** Why it has so many replicas, for the plan. */
  readonly reason?: string;
  /** Its demand over the day or week, where it was sized for one. */
  readonly hours?: HourlyModel;
}

/** A service whose replicas run on nodes of both kinds. */
export interface PartOf {
  readonly name: string;
  /** Fewest replicas of all parts together that a loss may leave. */
  readonly least: number;
}

/** A hard spread over nodes: no node that counts has more pods than the emptiest of them and the skew. */
export interface HostSpreadModel {
  /** The largest difference between two nodes. */
  readonly maxSkew: number;
  /** Nodes below which the emptiest counts as empty; absent: 1. */
  readonly minDomains?: number;
  /** True where it compares pods of one revision only. */
  readonly byRevision?: boolean;
  /** Ids of pools that it may not use and whose nodes count all the same: with any of these the emptiest node is empty. */
  readonly alsoCounts?: readonly string[];
  /** True where a node that is lost or drained counts as long as its object is there, without pods. */
  readonly lostNodesCount?: boolean;
}

/** A label that a provider writes, and how to say which nodes have it. */
export interface LabelDeclaration {
  readonly label: string;
  readonly cure: string;
}

/** How many pods of a workload may be evicted at once while all of them run. */
export interface DisruptionModel {
  readonly allowed: number;
  /** True where the plan's number is written into the budget; false where the manifest is somebody else's. */
  readonly ours: boolean;
  /** Name of the budget, where other workloads have it too: what it lets go, it lets go of all of them together. */
  readonly sharedAs?: string;
}

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

/** Pods by workload id. */
export type Pods = Readonly<Record<string, number>>;

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
