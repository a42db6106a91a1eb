import { Forecasts } from '../../capacity/forecast/forecast';
import {
  Acceptance,
  Finding,
  HourlyModel,
  PartOf,
  PlacementKind,
  SpareModel,
  SurviveLevel,
} from '../../capacity/model';
import { Effort } from '../../capacity/packing/effort';
import { Resources } from '../../capacity/resources';
import { Scoring } from '../../capacity/scheduler/scoring';
import { TimetableModel } from '../../capacity/timetable/timetable';
import { KubeObject } from '../../manifest/kube';

/** Who makes the nodes of a pool. */
export type Maker = 'karpenter' | 'eks' | 'gke' | 'aks';

/** A node pool as its construct describes it to the planner. */
export interface PoolDescription {
  readonly name: string;
  readonly path: string;
  readonly zones: readonly string[];
  readonly nodeType: string;
  readonly capacity: Resources;
  readonly reserved: Resources;
  readonly labels: Readonly<Record<string, string>>;
  /** Labels that its nodes have in some zone, by zone, on top of those. */
  readonly zoneLabels?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** True where its nodes have no other labels than these, beside their names. */
  readonly labelsComplete?: boolean;
  /** Who makes its nodes; absent: nobody said. */
  readonly maker?: Maker;
  readonly taints: readonly TaintDescription[];
  /** Per zone where the cluster has zones. */
  readonly minNodes: number;
  readonly maxNodes?: number;
  readonly price?: number;
  /** True where the cloud may take its nodes back at any time. */
  readonly spot?: true;
  readonly spares?: SpareModel;
  /** Devices of which pods may have a part. */
  readonly parts?: PartsDescription;
  /** What its user should know of it. */
  readonly remarks?: readonly Finding[];
  /** True where the user counts its nodes over all its places, not for each zone. */
  readonly counted?: boolean;
  /** Where in the topology its nodes are, coarse to fine; absent: nobody said. Then it is in one zone. */
  readonly domains?: readonly DomainDescription[];
}

/** Equal devices of each node, of which pods may have a part in units of memory and of cores. */
export interface PartsDescription {
  /** Extended resource that counts the devices. */
  readonly resource: string;
  readonly count: number;
  readonly memoryResource: string;
  /** Units of memory that one device has. */
  readonly memoryUnits: number;
  /** Numbers of units to which others are rounded up; absent: none. */
  readonly memorySteps?: readonly number[];
  readonly coresResource?: string;
  readonly coreUnits: number;
}

/** A domain of one level of the topology, as a label of its nodes says it. */
export interface DomainDescription {
  readonly level: string;
  readonly label: string;
  readonly value: string;
}

export interface TaintDescription {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** A cluster as its construct describes it to the planner. */
export interface ClusterDescription {
  readonly name: string;
  readonly path: string;
  readonly kubernetesVersion: string;
  readonly survive: SurviveLevel;
  readonly effort: Effort;
  readonly scoring: Scoring;
  /** What is to stand behind the plan; absent: free. */
  readonly placement?: PlacementKind;
  /** Rollouts that may run at the same time; absent: as many as one delivery starts. */
  readonly concurrentRollouts?: number;
  /** Construct paths of charts that Argo CD applies, each wave by wave; absent: none. All else is applied at once. */
  readonly applications?: readonly string[];
  /** Workloads whose autoscalers reach their maximum together, by the paths of their constructs. */
  readonly peakGroups: readonly { readonly name: string; readonly paths: readonly string[] }[];
  readonly pools: readonly PoolDescription[];
  /** Work whose order on machines is planned. */
  readonly timetables: readonly TimetableModel[];
  /** Storage classes of which its user says what they can; absent: none. */
  readonly storageClasses?: readonly StorageClassDescription[];
  /** Data that are stored and moved; absent: nobody said any. */
  readonly forecasts?: Forecasts;
  /** Edge sites of the cluster; absent where it has none. */
  readonly edge?: EdgeDescription;
  /** What runs in the cluster and is in none of its charts. */
  readonly footprints?: readonly FootprintDescription[];
  /** Kinds of which its user says that nobody makes pods of them. */
  readonly podless?: readonly KindDescription[];
  /** What its environments ask for; absent: nothing. */
  readonly environments?: readonly EnvironmentDescription[];
  /** Findings that its user takes as they are. */
  readonly accepted?: readonly Acceptance[];
}

/** What volumes of a storage class can, as its user says. */
export interface StorageClassDescription {
  readonly name: string;
  readonly accessModes: readonly string[];
  /** True where claims that name no class are of it. */
  readonly isDefault: boolean;
}

/** What is asked of what runs below a construct. */
export interface EnvironmentDescription {
  readonly name: string;
  /** Construct path of the cluster or stack that it was given to. */
  readonly path: string;
  /** True where it holds for all that has none of its own. */
  readonly isOfCluster?: true;
  readonly rules: readonly string[];
  /** Whether it has a lock of images, and its file, where that is another than usual. */
  readonly hasLock: boolean;
  readonly lockFile?: string;
}

/** What something runs that no manifest shows. */
export interface FootprintDescription {
  /** Its name, and that of the Argo CD Application that applies it. */
  readonly name: string;
  /** Objects of built-in kinds. Those that a chart of the cluster has are read there. */
  readonly objects: readonly ReadObject[];
  /** Construct paths of what it counts the pods of: these are not read themselves. */
  readonly countsFor: readonly string[];
  /** `<namespace>/<part>` that stands in its place where another footprint has it. */
  readonly unless?: string;
}

/** A kind of objects; the core group is empty. */
export interface KindDescription {
  readonly group: string;
  readonly kind: string;
}

/** The edge sites of a cluster. */
export interface EdgeDescription {
  /** Label with which the edge runtime marks the nodes of a site. */
  readonly groupLabel: string;
  readonly sites: readonly SiteDescription[];
  /** What the edge constructs found. */
  readonly findings: readonly Finding[];
}

/** Named nodes at one place. */
export interface SiteDescription {
  /** Name of the site, which is the name of its group of nodes. */
  readonly name: string;
  readonly path: string;
  /** True where the site may be cut off from the cloud. */
  readonly mayBeOffline: boolean;
  /** Labels of all its nodes, on top of those of the pools. */
  readonly labels: Readonly<Record<string, string>>;
  /** The same text for sites with the same nodes. */
  readonly hardware: string;
  /** Equal nodes; the names are those of the kinds of nodes, unique in the site. Sites with the same nodes have the same list, without their paths. */
  readonly pools: readonly PoolDescription[];
}

/** What a construct knows of its workload and the manifest does not say. */
export interface WorkloadHint {
  /** Path of the construct that the user wrote. */
  readonly path: string;
  /** Zones that its replicas were counted for, where it survives the loss of one. */
  readonly zones?: readonly string[];
  readonly needed?: number;
  readonly degraded?: number;
  /** The service of which it is a part, where some replicas run on nodes that the cloud may take back. */
  readonly partOf?: PartOf;
  /** Pods that it is planned with although its manifest starts none by itself. */
  readonly runs?: number;
  /** Extra pods of a rollout, where the user wrote them; absent: the planner chooses. */
  readonly surge?: number;
  /** True where the roles and places of the plan are written into its pods. */
  readonly placed?: true;
  /** True where the plan's number is written into its disruption budget. */
  readonly budget?: boolean;
  /** True where the place that the plan finds is written into its manifest. */
  readonly pinned?: boolean;
  /** True where it may stay out when not everything fits. */
  readonly mayShed?: boolean;
  /** Why it has so many replicas. */
  readonly reason?: string;
  /** Its demand over the day or week. */
  readonly hours?: HourlyModel;
  /** Name that its copies begin with in the plan, where their objects have another one. */
  readonly copyName?: string;
  /** True where its rollout has settings of its own, whatever others of its group have. */
  readonly ownRollout?: boolean;
  /** What it is rolled out with: copies of one workload have one name here. */
  readonly rollsWith?: string;
  /** True where the edge runtime keeps its pods on nodes that cannot be reached. */
  readonly staysBound?: boolean;
  /** Of a LimitRange: the least default memory limit, in bytes; the plan may raise it. */
  readonly leastMemoryLimit?: number;
  /** Of a Role: groups of people who may start jobs in its namespace, and whether somebody told what they start. */
  readonly starters?: { readonly groups: readonly string[]; readonly told: boolean };
  /** Findings of its sizing. */
  readonly findings?: readonly Finding[];
  /** What differs between the parts of a custom resource, by the name of the part. */
  readonly parts?: Readonly<Record<string, Partial<WorkloadHint>>>;
  /** What differs between the groups of nodes that an edge runtime fans it out to, and which group has which of these. */
  readonly variants?: readonly WorkloadHint[];
  readonly variantOf?: Readonly<Record<string, number>>;
}

/** One manifest with where it comes from. */
export interface ReadObject {
  readonly path: string;
  readonly json: KubeObject;
  readonly hint?: WorkloadHint;
  /** What somebody made it of. Its pods are known by that. */
  readonly madeOf?: {
    readonly resource: KubeObject;
    /** The part of it, where it has several. */
    readonly part?: string;
    /** True where an autoscaler of the resource scales it. */
    readonly scaled?: boolean;
    /** True where a new version comes as a second set of all pods. */
    readonly secondSet?: boolean;
    /** Pods that a new version starts beside all others. */
    readonly surge?: number;
    /** True where its pod leaves a node only when it runs on another one. */
    readonly migrates?: boolean;
    /** True where there is one pod of it whatever its user writes. */
    readonly alone?: boolean;
    /** What its user writes instead, where what is made is in the way. */
    readonly cure?: readonly string[];
    /** How its pods want to lie together, by the label of a level of the topology. */
    readonly gang?: { readonly label?: string; readonly mode: 'required' | 'preferred' };
  };
}
