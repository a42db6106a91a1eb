/**
 * What a plan says of a cluster, as far as a cluster can be held against it: the plan in short. Amounts as in plan.json: `cpu` in millicores, `memory` in
 * bytes, everything else a count.
 */

export type Amounts = Readonly<Record<string, number>>;

/** The version of what is written down here. */
export const FORMAT = 1;

export interface Expected {
  readonly cluster: string;
  readonly kubernetesVersion: string;
  readonly feasible: boolean;
  /** SHA-256 of plan.json; absent where nobody has its bytes. */
  readonly planHash?: string;
  readonly pools: readonly ExpectedPool[];
  readonly workloads: readonly ExpectedWorkload[];
}

/** Equal nodes: of one pool in one zone, or of one kind at equal edge sites. */
export interface ExpectedPool {
  readonly id: string;
  readonly zone?: string;
  /** Equal edge sites that it stands for: nodes are those of one of them. */
  readonly sites?: readonly string[];
  readonly nodes: number;
  readonly maxNodes?: number;
  readonly nodeType: string;
  /** What the kubelet has to report as allocatable: the part of the daemonsets is in it. */
  readonly shape: Amounts;
  readonly daemonsets: Readonly<Record<string, Amounts>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** What is always left on its nodes, whatever the plan promises to outlive: the least of all scenarios. */
  readonly rooms: readonly Room[];
}

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** Nodes on which the same is left. */
export interface Room {
  readonly nodes: number;
  readonly left: Amounts;
  /** The scenario that leaves least, by the first resource that it is short of. */
  readonly fullest: string;
}

/** What stands for the fullest scenario of nodes that stay empty in all of them. */
export const EMPTY = 'none';

export interface ExpectedWorkload {
  readonly id: string;
  readonly path: string;
  readonly priority: number;
  readonly requests: Amounts;
  /** True where pods have parts of devices, which no pod says in numbers of the plan. */
  readonly sharesDevices?: true;
  readonly planned: number;
  readonly max?: number;
  /** More that fit at steady. */
  readonly headroom?: number;
  readonly eligible: readonly string[];
  readonly template?: ExpectedTemplate;
  /** Others that are as good, at some of equal sites. */
  readonly variants?: readonly ExpectedTemplate[];
  /** What its autoscaler has to say. */
  readonly scaling?: Scaling;
}

export interface Scaling {
  readonly min: number;
  readonly max: number;
}

/** What of a pod template bears on the plan, or says what runs. */
export interface ExpectedTemplate {
  /** By the name of the container. */
  readonly images: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, Amounts>>;
  /** Fields of the pod's spec that say where it may run. */
  readonly rules: Readonly<Record<string, unknown>>;
}

/** Marks a template whose selectors and affinities somebody else writes. */
export const PLACED = 'placedByRuntime';

/** Kinds whose pods end: that they are not there says nothing. */
const ENDS = /(Job|Run|Workflow|Pod)$/;

/** Whether pods of a workload end by themselves. */
export function isEnding(id: string): boolean {
  return ENDS.test(id.split('/')[1]);
}
