import { Resources } from '../resources';
import { DeviceShare } from './pools';

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
  /** True where its settings are its own, although others are rolled out at the same time. */
  readonly own?: true;
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

/** What one container of a pod asks for. */
export interface ContainerRequests {
  readonly name: string;
  readonly requests: Resources;
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
  /** What each of its containers asks for, where there are several. */
  readonly parts?: readonly ContainerRequests[];
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

/** How many pods of a workload may be evicted at once while all of them run. */
export interface DisruptionModel {
  readonly allowed: number;
  /** True where the plan's number is written into the budget; false where the manifest is somebody else's. */
  readonly ours: boolean;
  /** Name of the budget, where other workloads have it too: what it lets go, it lets go of all of them together. */
  readonly sharedAs?: string;
}

/** A label that a provider writes, and how to say which nodes have it. */
export interface LabelDeclaration {
  readonly label: string;
  readonly cure: string;
}
