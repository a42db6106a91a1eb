/**
 * plan.json as it is written, schema version 2, and read back, from version 1 on. Units: `cpu` in millicores, `memory` and `ephemeral-storage` in
 * bytes, everything else a count; prices per hour.
 */

export type Amounts = Readonly<Record<string, number>>;

export interface PlanDocument {
  readonly schemaVersion: 1 | 2;
  readonly tool: ToolEntry;
  readonly clusters: readonly ClusterEntry[];
}

export interface ToolEntry {
  readonly name: string;
  readonly version: string;
  readonly solver?: string;
}

export interface ClusterEntry {
  readonly name: string;
  readonly kubernetesVersion: string;
  readonly status: 'feasible' | 'infeasible';
  readonly survive: 'none' | 'node' | 'zone';
  readonly pools: readonly PoolEntry[];
  readonly workloads: readonly WorkloadEntry[];
  readonly conflicts?: readonly (readonly [string, string])[];
  /** Rollouts that may run at the same time; absent: one. */
  readonly concurrentRollouts?: number;
  readonly peakGroups?: readonly { readonly name: string; readonly workloads: readonly string[] }[];
  readonly steady: { readonly nodes: readonly GroupEntry[]; readonly unplaced: readonly UnplacedEntry[] };
  readonly scenarios: readonly ScenarioEntry[];
  /** The loss of all nodes at once that the cloud may take back; absent where no pod is on any. */
  readonly spotLoss?: ScenarioEntry;
  readonly transitions?: readonly ScenarioEntry[];
  readonly drains?: DrainCostsEntry;
  readonly robustness?: RobustnessEntry;
  readonly strength?: StrengthEntry;
  readonly timetables?: readonly TimetableEntry[];
  /** Data that are stored and moved. */
  readonly storage?: readonly StorageEntry[];
  readonly transfers?: readonly TransferEntry[];
  readonly objective?: ObjectiveEntry;
  readonly packing?: { readonly effort: string; readonly method: string };
  /** Those who share the cluster; absent where nobody does. */
  readonly tenants?: readonly TenantEntry[];
  readonly balance?: { readonly highest: number; readonly jain: number; readonly squaredDeviation: number };
  readonly findings: readonly FindingEntry[];
}

export interface PoolEntry {
  readonly id: string;
  readonly pool: string;
  readonly zone?: string;
  /** Equal edge sites that the entry stands for: everything is that of one of them. */
  readonly sites?: readonly string[];
  readonly nodeType: string;
  readonly nodes: number;
  readonly minNodes?: number;
  readonly maxNodes?: number;
  /** How many of the nodes are spares for failures. */
  readonly spares?: number;
  readonly price?: number;
  /** True where the cloud may take its nodes back at any time. */
  readonly spot?: boolean;
  readonly capacity: Amounts;
  readonly reserved: Amounts;
  readonly daemonsets: Readonly<Record<string, Amounts>>;
  readonly allocatable: Amounts;
  /** Devices of which pods may have a part, by resource. */
  readonly devices?: Readonly<Record<string, { readonly count: number; readonly milli: number }>>;
  /** Where its nodes are in the topology, by level. */
  readonly domains?: Readonly<Record<string, string>>;
  /** Labels and taints of its nodes, as far as the plan knows them. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  /** What its nodes are for: the workloads that name the role own places on them. */
  readonly role?: string;
}

export interface WorkloadEntry {
  readonly id: string;
  readonly path: string;
  readonly priority: number;
  readonly requests: Amounts;
  /** A part of one device, in thousandths. */
  readonly device?: { readonly resource: string; readonly milli: number };
  readonly injected?: Amounts;
  readonly eligible: readonly string[];
  readonly barred?: Readonly<Record<string, string>>;
  readonly verdicts?: Readonly<Record<string, string>>;
  readonly maxPerNode?: number;
  /** True where the limit is the planner's, not the manifest's: the bound does not count on it. */
  readonly maxPerNodeAssumed?: boolean;
  readonly maxPerZone?: number;
  /** A hard spread over nodes. */
  readonly hostSpread?: {
    readonly maxSkew: number;
    readonly minDomains?: number;
    readonly byRevision?: boolean;
    readonly alsoCounts?: readonly string[];
    readonly lostNodesCount?: boolean;
  };
  /** Limits that count pods of one revision only. */
  readonly perRevision?: { readonly maxPerNode?: number; readonly maxPerZone?: number };
  readonly maxSkew?: { readonly zone?: number };
  /** True where the zone spread counts pods of one revision only. */
  readonly spreadByRevision?: boolean;
  /** With fewer zones that have a node for it, the emptiest counts as empty. */
  readonly minDomains?: { readonly zone?: number };
  /** True where its user asked for pods in all zones of its pools. */
  readonly evenZones?: boolean;
  /** True where a lost zone, or the node that is drained, still counts for the spread, without pods. */
  readonly deadZonesCount?: boolean;
  /** Pools that it may not use and whose nodes make their zone count all the same. */
  readonly spreadPools?: readonly string[];
  readonly zonePinned?: boolean;
  readonly nodePinned?: boolean;
  readonly replicas: {
    readonly needed: number;
    readonly planned: number;
    readonly degraded?: number;
    readonly max?: number;
  };
  /** What the worst loss leaves, in every order in which lost pods come back, and of which placements that is what it has to be. */
  readonly afterLoss?: { readonly pods: number; readonly basis: string };
  readonly headroom?: number;
  readonly reason?: string;
  readonly hours?: { readonly arrivals: readonly number[]; readonly replicas: readonly number[] };
  readonly rollout?: {
    readonly asked: number;
    readonly completesUpTo: number;
    readonly maxUnavailable: number;
    /** True where more than that is only not proved. */
    readonly unproven?: boolean;
  };
  readonly surge?: number;
  /** The service of which it is a part, and what a loss may leave of all its parts together. */
  readonly partOf?: { readonly name: string; readonly least: number };
  /** True where it may stay out when not everything fits. */
  readonly mayShed?: boolean;
  readonly canary?: number;
  /** Pods that start together, all of them in one domain of the level where it is required. */
  readonly gang?: { readonly size: number; readonly level?: string; readonly mode: 'required' | 'preferred' };
  readonly disruption?: number;
  /** Roles of nodes on which it owns places, and the most of its pods on one node. */
  readonly roles?: readonly string[];
  readonly cap?: number;
  /** Pods at HPA maximum and at steady, and places that a rollout needs beside these, in the whole cluster. */
  readonly K?: number;
  readonly q?: number;
  readonly f?: number;
}

export interface GroupEntry {
  readonly id: string;
  readonly pool: string;
  readonly count: number;
  readonly pods: Amounts;
  /** How parts of devices lie on each of the nodes. */
  readonly slots?: readonly SlotEntry[];
}

/** Devices of one node with equal parts on them. */
export interface SlotEntry {
  readonly resource: string;
  readonly count: number;
  readonly pods: Amounts;
}

export interface UnplacedEntry {
  readonly workload: string;
  readonly count: number;
  readonly code: string;
}

export interface ScenarioEntry {
  readonly name: string;
  readonly lost: Amounts;
  readonly added: readonly AddedEntry[];
  readonly unplaced: readonly UnplacedEntry[];
}

/** Pods that nodes of a group get on top of what they have. */
export interface AddedEntry {
  readonly on: string;
  readonly count: number;
  readonly pods: Amounts;
  readonly slots?: readonly SlotEntry[];
}

/** When what is done on which machine. Times in microseconds. */
export interface TimetableEntry {
  readonly name: string;
  readonly path: string;
  /** Longest time that all of it may take. */
  readonly within?: number;
  readonly makespan: number;
  /** No timetable ends earlier. */
  readonly bound: number;
  readonly tasks: readonly {
    readonly name: string;
    readonly steps: readonly { readonly machine: string; readonly duration: number }[];
  }[];
  readonly steps: readonly {
    readonly task: string;
    readonly step: number;
    readonly machine: string;
    readonly start: number;
    readonly end: number;
  }[];
}

/** Something that grows: what is there at the begin, what comes each day, and for how many days it is kept. */
export interface GrowingEntry {
  readonly already?: number;
  readonly perDay: number;
  /** By which share of today's both are more after a year. */
  readonly growth?: number;
  readonly keptDays?: number;
  readonly room?: number;
  readonly after: { readonly day: number; readonly month: number; readonly year: number };
}

/** What the data of a store take over time, with all copies, in bytes. */
export interface StorageEntry extends GrowingEntry {
  readonly path: string;
  readonly name: string;
  /** Partitions that it has, where it is a topic. */
  readonly partitions?: number;
  readonly objects?: GrowingEntry;
}

/** Data that travel, and how long. */
export interface TransferEntry {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  readonly bitsPerSecond: number;
  readonly seconds: number;
  /** Seconds that it may take. */
  readonly window?: number;
}

/** Pods that wait while nodes are drained, and what it costs that none does. */
export interface DrainCostsEntry {
  /** Nodes with pods, and those of them whose drain makes pods wait. */
  readonly nodes: number;
  readonly withWaiting: number;
  /** Most at once, by workload id. */
  readonly waiting: Amounts;
  /** Nodes with which none waits, by pool id, and what they cost by the objective. */
  readonly spares?: Amounts;
  readonly costOfSpares?: number;
  /** Of the dearest node that is drained so, while a new one is there before it goes. */
  readonly costOfNewNode?: number;
}

export interface RobustnessEntry {
  readonly scoring: string;
  readonly orders: number;
  readonly stranded: number;
  readonly nodesAdded: number;
  readonly costAdded: number;
}

/** What stands behind steady and HPA maximum: `reserved` is proved, `steered` and `free` are measured. */
export interface StrengthEntry {
  readonly kind: 'reserved' | 'steered' | 'free';
  /** `any-fit`: proved too, since each pod fits beside all others, wherever they are. */
  readonly proof?: 'any-fit';
  /** Orders of arrival that the search tried. */
  readonly orders?: number;
  /** Orders that it had not seen, and those of them that stranded a pod. */
  readonly fresh?: number;
  readonly failed?: number;
  /** With this confidence no larger share of all orders strands a pod. */
  readonly confidence?: number;
  readonly atMost?: number;
}

export interface ObjectiveEntry {
  readonly kind: 'cost' | 'nodes';
  readonly value: number;
  readonly bound: number;
  readonly gap: number | null;
  readonly claimedBound?: number;
  readonly method?: string;
  /** What no plan in which every workload owns its places costs less than, by the same method. */
  readonly placesBound?: number;
  readonly certificate: object;
}

/** A tenant of the cluster; without a name what is of none. */
export interface TenantEntry {
  readonly name?: string;
  readonly path?: string;
  readonly namespaces: readonly string[];
  /** What the quotas of its namespaces admit together, as the plan needs it. */
  readonly quota: Amounts;
  /** How much that may be. */
  readonly share?: Amounts;
  /** The part of the cost of the cluster that it may have. */
  readonly shareOfCost?: number;
  /** By the objective: for what its pods request at steady, and for what of their nodes idles. All tenants together cost what the plan costs. */
  readonly cost: { readonly requests: number; readonly idle: number };
}

export interface FindingEntry {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly path: string;
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly conflict?: readonly string[];
  readonly count?: number;
  readonly paths?: readonly string[];
  readonly cure?: readonly string[];
  /** True where it names something that the plan does not cover. */
  readonly uncovered?: true;
  /** Why its user takes it as it is, and what it was before. */
  readonly accepted?: { readonly severity: string; readonly reason: string };
}
