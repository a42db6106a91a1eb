/** plan.json as the verifier reads it. It shares no code and no types with the allocator on purpose. */

export type Amounts = Record<string, number>;

export interface PoolEntry {
  readonly id: string;
  readonly zone?: string;
  readonly sites?: string[];
  readonly nodes: number;
  readonly minNodes?: number;
  readonly maxNodes?: number;
  readonly price?: number;
  readonly capacity: Amounts;
  readonly reserved: Amounts;
  readonly daemonsets: Record<string, Amounts>;
  readonly allocatable: Amounts;
  readonly devices?: Record<string, { readonly count: number; readonly milli: number }>;
  readonly domains?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly role?: string;
  /** True where the cloud may take its nodes back at any time. */
  readonly spot?: boolean;
}

export interface WorkloadEntry {
  readonly id: string;
  readonly path: string;
  readonly requests: Amounts;
  readonly injected?: Amounts;
  readonly device?: { readonly resource: string; readonly milli: number };
  readonly eligible: string[];
  readonly maxPerNode?: number;
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
  readonly minDomains?: { readonly zone?: number };
  readonly evenZones?: boolean;
  readonly deadZonesCount?: boolean;
  readonly spreadPools?: string[];
  readonly zonePinned?: boolean;
  readonly nodePinned?: boolean;
  readonly replicas: {
    readonly needed: number;
    readonly planned: number;
    readonly degraded?: number;
    readonly max?: number;
  };
  readonly rollout?: {
    readonly asked: number;
    readonly completesUpTo: number;
    readonly maxUnavailable: number;
    readonly unproven?: boolean;
  };
  readonly surge?: number;
  /** The service of which it is a part, and what a loss may leave of all its parts together. */
  readonly partOf?: { readonly name: string; readonly least: number };
  readonly mayShed?: boolean;
  readonly canary?: number;
  readonly gang?: { readonly size: number; readonly level?: string; readonly mode: string };
  readonly disruption?: number;
  /** Roles of nodes on which it owns places, and the most of its pods on one node. */
  readonly roles?: string[];
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
  readonly slots?: SlotEntry[];
}

export interface SlotEntry {
  readonly resource: string;
  readonly count: number;
  readonly pods: Amounts;
}

export interface UnplacedEntry {
  readonly workload: string;
  readonly count: number;
}

export interface ScenarioEntry {
  readonly name: string;
  readonly lost: Amounts;
  /** Pods that are taken off for others, by workload id and group. */
  readonly preempted?: Record<string, Amounts>;
  readonly added: {
    readonly on: string;
    readonly count: number;
    readonly pods: Amounts;
    /** Pods that were taken off each of these nodes. */
    readonly without?: Amounts;
    readonly slots?: SlotEntry[];
  }[];
  readonly unplaced: UnplacedEntry[];
}

export interface TimetableEntry {
  readonly name: string;
  readonly within?: number;
  readonly makespan: number;
  readonly bound: number;
  readonly tasks: {
    readonly name: string;
    readonly steps: { readonly machine: string; readonly duration: number }[];
  }[];
  readonly steps: {
    readonly task: string;
    readonly step: number;
    readonly machine: string;
    readonly start: number;
    readonly end: number;
  }[];
}

export interface PartEntry {
  readonly pools: string[];
  readonly scenarios: Record<
    string,
    {
      readonly demand: Amounts;
      readonly worth: Amounts;
      readonly prices: Record<string, Amounts>;
      readonly perNode?: Record<string, Amounts>;
    }
  >;
  readonly limits?: Amounts;
  readonly floors?: Amounts;
  readonly dual: number;
  readonly granule?: number;
  readonly bound: number;
}

/** Something that grows, and what it is after a day, a month and a year. */
export interface GrowingEntry {
  readonly already?: number;
  readonly perDay: number;
  readonly growth?: number;
  readonly keptDays?: number;
  readonly room?: number;
  readonly after: { readonly day: number; readonly month: number; readonly year: number };
}

interface StorageEntry extends GrowingEntry {
  readonly path: string;
  readonly name: string;
  readonly partitions?: number;
  readonly objects?: GrowingEntry;
}

interface TransferEntry {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  readonly bitsPerSecond: number;
  readonly seconds: number;
  readonly window?: number;
}

interface TenantEntry {
  readonly name?: string;
  readonly quota: Readonly<Record<string, number>>;
  readonly share?: Readonly<Record<string, number>>;
  readonly cost: { readonly requests: number; readonly idle: number };
}

export interface ClusterEntry {
  readonly name: string;
  readonly status: 'feasible' | 'infeasible';
  readonly survive: 'none' | 'node' | 'zone';
  readonly pools: PoolEntry[];
  readonly workloads: WorkloadEntry[];
  readonly conflicts?: [string, string][];
  readonly steady: { readonly nodes: GroupEntry[]; readonly unplaced: UnplacedEntry[] };
  readonly scenarios: ScenarioEntry[];
  readonly transitions?: ScenarioEntry[];
  /** The loss of all nodes at once that the cloud may take back. */
  readonly spotLoss?: ScenarioEntry;
  readonly peakGroups?: { readonly name: string; readonly workloads: string[] }[];
  readonly timetables?: TimetableEntry[];
  /** Data that are stored and moved. */
  readonly storage?: readonly StorageEntry[];
  readonly transfers?: readonly TransferEntry[];
  readonly tenants?: readonly TenantEntry[];
  readonly robustness?: { readonly orders: number; readonly stranded: number };
  readonly strength?: StrengthEntry;
  readonly objective?: {
    readonly kind: 'cost' | 'nodes';
    readonly value: number;
    readonly bound: number;
    readonly gap: number | null;
    readonly claimedBound?: number;
    readonly placesBound?: number;
    readonly certificate: { readonly parts: PartEntry[] };
  };
  readonly findings: {
    readonly code: string;
    readonly severity: string;
    readonly path: string;
    readonly paths?: readonly string[];
    readonly uncovered?: boolean;
    readonly accepted?: object;
  }[];
}

/** What stands behind steady and HPA maximum. */
export interface StrengthEntry {
  readonly kind: 'reserved' | 'steered' | 'free';
  readonly proof?: 'any-fit';
  readonly orders?: number;
  readonly fresh?: number;
  readonly failed?: number;
  readonly confidence?: number;
  readonly atMost?: number;
}

/** Everything that happens to the steady cluster. */
export function scenariosOf({ scenarios, transitions = [], spotLoss }: ClusterEntry): ScenarioEntry[] {
  return [...scenarios, ...transitions, ...(spotLoss ? [spotLoss] : [])];
}

/** Collects what does not hold. */
export class Faults {
  public readonly list: string[] = [];

  public constructor(private readonly where: string) {}

  /** @param what told where it does not hold; a function where that is made so often that it takes time */
  public expect(holds: boolean, what: string | (() => string)): void {
    if (!holds) {
      this.list.push(`${this.where}: ${typeof what === 'string' ? what : what()}`);
    }
  }
}

/** Equal up to the last bits of printed numbers. */
export function same(a: number, b: number): boolean {
  return Math.abs(a - b) <= roundingOf(a, b);
}

/** `a` is not above `b`, up to the last bits. Not for terms of a sum: what each of them is above adds up. */
export function notAbove(a: number, b: number): boolean {
  return a <= b + roundingOf(a, b);
}

function roundingOf(a: number, b: number): number {
  return 1e-9 * Math.max(Math.abs(a), Math.abs(b)) + 1e-12;
}
