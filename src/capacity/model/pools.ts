import { Resources } from '../resources';

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
  /** True where pods of a node that a plan survives may come back on spares. */
  readonly takeLost?: boolean;
}

/** Pods by workload id. */
export type Pods = Readonly<Record<string, number>>;
