import { Certificate } from './bound/certificate';
import { ClusterModel, DeviceSlot, Finding, NodeGroup, Pods } from './model';
import { Effort } from './packing/effort';
import { PlaceCounts } from './reserve/counts';
import { Role } from './reserve/roles';
import { Scoring } from './scheduler/scoring';
import { Timetable } from './timetable/timetable';

export interface Unplaced {
  readonly workload: string;
  readonly count: number;
  readonly code: string;
}

/** Pods that a scenario puts on top of what runs at steady. */
export interface Added {
  /** Id of the steady group. */
  readonly on: string;
  /** How many nodes of the group get these pods. */
  readonly count: number;
  readonly pods: Pods;
  /** How parts of devices then lie on each of these nodes. */
  readonly slots?: readonly DeviceSlot[];
}

/** One thing that happens to the steady cluster. Nothing that survives it moves. */
export interface Scenario {
  readonly name: string;
  /** Nodes that are gone, by steady group. */
  readonly lost: Readonly<Record<string, number>>;
  readonly added: readonly Added[];
  readonly unplaced: readonly Unplaced[];
}

export interface Objective {
  readonly kind: 'cost' | 'nodes';
  readonly value: number;
  readonly bound: number;
  /** value / bound - 1; null when the bound is 0 and the value is not. */
  readonly gap: number | null;
  /** A stronger bound that nobody can check without a solver, and how it was found. */
  readonly claimed?: { readonly bound: number; readonly method: string };
  /** No plan in which every workload owns its places costs less: by column generation over them, which nobody can check without a solver. */
  readonly placesBound?: number;
  readonly certificate: Certificate;
}

/** How evenly nodes are used: the use of a node is the largest share of any of its resources that is requested. */
export interface Balance {
  readonly highest: number;
  /** Jain's index: 1 where all nodes are used alike, 1 / nodes where one does it all. */
  readonly jain: number;
  /** Sum of the squared deviations from the mean. */
  readonly squaredDeviation: number;
}

/** What a rollout of one workload can do in this plan. */
export interface RolloutPlan {
  /** Extra pods that fit at steady, at most what was asked for. */
  readonly surge: number;
  readonly asked: number;
  readonly maxUnavailable: number;
  /** The highest number of replicas up to which a rollout runs to its end, whichever old pods are ended and wherever new ones are put. */
  readonly completesUpTo: number;
  /** True where more than that is only not proved. */
  readonly unproven?: true;
}

/** How the plan fared when kube-scheduler itself placed the pods, in orders of arrival drawn by chance. */
export interface Robustness {
  readonly scoring: Scoring;
  /** Orders that were tried: a sample, not a proof. */
  readonly orders: number;
  /** Orders in which some pod found no place. */
  readonly stranded: number;
  /** Nodes that were added so that none is stranded, and what they cost by the objective. */
  readonly nodesAdded: number;
  readonly costAdded: number;
}

/** What stands behind the promises at steady and at HPA maximum; figures where it is measured, not proved. */
export interface Strength {
  readonly kind: 'reserved' | 'steered' | 'free';
  /** Where it is not measured: each pod fits beside all others, wherever they are. */
  readonly proof?: 'any-fit';
  /** Orders of arrival that the search tried. */
  readonly orders?: number;
  /** Orders that were drawn after the last change of the plan, and those of them in which a pod found no place. */
  readonly fresh?: number;
  readonly failed?: number;
  /** With this confidence at most this share of all orders leaves a pod without a place. */
  readonly confidence?: number;
  readonly atMost?: number;
}

/** Roles of nodes, and the places on them that workloads own. */
export interface Reservation {
  readonly roles: readonly Role[];
  /** By workload id; a workload that is not there is placed freely. */
  readonly places: Readonly<Record<string, OwnedPlaces>>;
}

/** Places of one workload. */
export interface OwnedPlaces {
  /** Names of the roles that its pods may run on. */
  readonly roles: readonly string[];
  /** Most of its pods on one node. */
  readonly cap: number;
  readonly counts: PlaceCounts;
}

/** What the worst loss leaves of a workload, in every order in which lost pods come back. */
export interface LeftAfterLoss {
  readonly pods: number;
  /**
   * Of which placements it leaves what it has to: of every one that its pods may have by their own rules; of those that kube-scheduler made in the
   * sampled orders, and the plan's; or of the plan's alone.
   */
  readonly basis: 'every placement' | 'sampled placements' | 'this placement';
}

/** What it means that nodes are drained one after the other. */
export interface DrainCosts {
  /** Nodes that hold pods, and those of them whose drain makes pods wait until another node is there. */
  readonly nodes: number;
  readonly withWaiting: number;
  /** Most pods that wait at once, by workload id. */
  readonly waiting: Readonly<Record<string, number>>;
  /** Nodes with which none waits, by pool id; absent where none were found. */
  readonly spares?: Readonly<Record<string, number>>;
  /** What these cost by the objective. */
  readonly costOfSpares?: number;
  /** Of the dearest node that is drained so: for as long as a new one is there before it goes. */
  readonly costOfNewNode?: number;
}

/** The plan of one cluster, with everything that proves it. */
export interface ClusterPlan {
  readonly model: ClusterModel;
  readonly feasible: boolean;
  /** Nodes by pool id. */
  readonly nodes: Readonly<Record<string, number>>;
  readonly steady: readonly NodeGroup[];
  readonly unplaced: readonly Unplaced[];
  readonly scenarios: readonly Scenario[];
  /** What operators do: drains of nodes, several rollouts at once, canaries. */
  readonly transitions: readonly Scenario[];
  /** By workload id. */
  readonly afterLoss: Readonly<Record<string, LeftAfterLoss>>;
  /** Absent where no pod has to wait. */
  readonly drains?: DrainCosts;
  /** Pods that the budget of each workload lets go at once, where the plan decides it. By workload id. */
  readonly budgets: Readonly<Record<string, number>>;
  /** Nodes on top of what the plan needs, for failures that take long to repair. By pool id. */
  readonly spares: Readonly<Record<string, number>>;
  /** Absent when the plan is infeasible. */
  readonly strength?: Strength;
  /** Absent where no workload owns places. */
  readonly reservation?: Reservation;
  /** What kube-scheduler makes of the plan; absent when it does not hold anyway. */
  readonly robustness?: Robustness;
  /** By workload id. */
  readonly rollouts: Readonly<Record<string, RolloutPlan>>;
  /** Pods of each workload that fit on top of steady, alone; looked for up to as many as it has. By workload id. */
  readonly headroom: Readonly<Record<string, number>>;
  /** Pods of each workload that nodes have all requests of on top of steady, alone and whatever its spreads say. By workload id. */
  readonly room: Readonly<Record<string, number>>;
  /** What each pool says to one more pod of a workload: by workload id, by pool id. */
  readonly verdicts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** When what is done on which machine; absent where nobody asked. */
  readonly timetables?: readonly Timetable[];
  /** Absent when the plan is infeasible. */
  readonly objective?: Objective;
  /** How much work was allowed, and what found the packing. */
  readonly packing: { readonly effort: Effort; readonly method: string };
  /** At HPA maximum; absent without nodes. */
  readonly balance?: Balance;
  readonly findings: readonly Finding[];
}
