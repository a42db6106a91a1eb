/** What a difference does to the proof: nothing, it may, or a promise falls. */
export type Effect = 'none' | 'unproven' | 'breaks';

export interface Difference {
  readonly code: DriftCode;
  /** What it is about: a pool, a workload, a node. */
  readonly about: string;
  readonly planned: string;
  readonly live: string;
  readonly effect: Effect;
  /** What it means for the proof. */
  readonly meaning: string;
  readonly cure: readonly string[];
  /** How many nodes, pods or sites it is of, and some of them. */
  readonly count?: number;
  readonly examples?: readonly string[];
}

/** Codes of differences, each with one line on what it says. */
export const DRIFT_CODES = {
  ALLOCATABLE_CHANGED: 'nodes have more or less for pods than the plan counts on',
  AUTOSCALER_CHANGED: 'an autoscaler has another range than planned, is missing, or is not planned',
  DAEMONSET_CHANGED: 'a daemonset takes more or less of each node than planned',
  DAEMONSET_UNPLANNED: 'a daemonset that the plan does not know takes a part of nodes',
  EDITED_BY_HAND: 'fields of an object were written by somebody who does not apply the plan',
  IMAGE_CHANGED: 'pods run another image',
  LIMITS_CHANGED: 'containers have other limits',
  NODES_MISSING: 'a pool has fewer nodes that take pods than planned',
  NODES_MORE: 'a pool has more nodes than planned',
  NODE_LABELS_CHANGED: 'nodes have other labels than the plan counts on',
  NODE_TAINTS_CHANGED: 'nodes have other taints than the plan counts on',
  NODE_UNPLANNED: 'nodes are of no pool of the plan',
  PLAN_OUTDATED: 'the cluster says that another plan was applied',
  PLACEMENT_CHANGED: 'pods may run elsewhere than planned: selectors, affinities, tolerations or spreads differ',
  PODS_WAITING: 'the scheduler finds no node for pods',
  PRIORITY_CHANGED: 'pods have another priority',
  REPLICAS_CHANGED: 'more or fewer pods run than the plan has places for',
  REQUESTS_CHANGED: 'pods ask for more or less than planned',
  WORKLOAD_MISSING: 'what is planned does not run',
  WORKLOAD_UNPLANNED: 'something runs that the plan does not know',
} as const;

export type DriftCode = keyof typeof DRIFT_CODES;

/** How a cluster differs from its plan. */
export interface DriftReport {
  readonly cluster: string;
  /** What was compared. */
  readonly nodes: number;
  readonly pods: number;
  readonly workloads: number;
  readonly differences: readonly Difference[];
  /** Promises that fall, one line each. */
  readonly broken: readonly string[];
  /** What could not be compared, and what was left aside. */
  readonly notes: readonly string[];
}

/** Whether the plan is shown to hold for the cluster as it is. */
export type Standing = 'same' | 'holds' | 'unproven' | 'broken';

export function standingOf({ differences, broken }: DriftReport): Standing {
  if (broken.length > 0 || differences.some(({ effect }) => effect === 'breaks')) {
    return 'broken';
  }
  if (differences.some(({ effect }) => effect === 'unproven')) {
    return 'unproven';
  }
  return differences.length > 0 ? 'holds' : 'same';
}

/** The verdict in one sentence. */
export const STANDING_TEXT: Record<Standing, string> = {
  same: 'the cluster is as planned: the plan holds',
  holds: 'the plan still holds with these differences',
  unproven: 'the plan is not proved for the cluster as it is',
  broken: 'the plan no longer holds',
};
