/** One type of node; `capacity` is what pods may use, in the order of the instance's resources. */
export interface InstanceType {
  readonly id: string;
  readonly capacity: readonly number[];
  readonly price: number;
  /** How many nodes of the type there can be; null is any number. */
  readonly max: number | null;
  /** How many nodes of the type there are in any case (default 0). */
  readonly min?: number;
}

/** Equal pods, counted. */
export interface InstanceShape {
  readonly id: string;
  readonly request: readonly number[];
  readonly count: number;
  /** Ids of the types that the pods may run on; null is all. */
  readonly types: readonly string[] | null;
  readonly maxPerNode: number | null;
  /** Thousandths of ONE device of a resource; the request of that resource is then 0. */
  readonly share: { readonly resource: string; readonly milli: number } | null;
  /** Higher is placed first where not everything fits (default 0). */
  readonly priority?: number;
  /** What placing one pod is worth where not everything fits (default 1). */
  readonly weight?: number;
}

/** What `npm run bench -- --instance FILE` reads. */
export interface InstanceFile {
  readonly resources: readonly string[];
  readonly types: readonly InstanceType[];
  readonly shapes: readonly InstanceShape[];
  /** The nodes exist (min = max): place by priority, then weight. Absent: place all on nodes bought at least cost. */
  readonly fixed?: boolean;
}

/** Equal devices of one node and the share pods that EACH of them carries. */
export interface SolutionSlot {
  readonly resource: string;
  readonly count: number;
  readonly pods: Readonly<Record<string, number>>;
}

/** Equal nodes and the pods that EACH of them carries, share pods included. */
export interface SolutionNode {
  readonly type: string;
  readonly count: number;
  readonly pods: Readonly<Record<string, number>>;
  /** Which device carries which of the share pods in `pods`. */
  readonly slots?: readonly SolutionSlot[];
}

/** What a method says about an instance. */
export interface SolutionFile {
  /** Price of the nodes, or total weight placed where the nodes are fixed. */
  readonly value: number;
  /** Proven: no value is lower (fixed nodes: higher). */
  readonly bound: number;
  readonly gap: number | null;
  readonly method: string;
  readonly seconds: number;
  readonly nodes: readonly SolutionNode[];
  readonly unplaced?: Readonly<Record<string, number>>;
}

/** How many nodes of the type are there before anything is bought: fixed nodes all exist. */
export const existing = (instance: InstanceFile, type: InstanceType): number =>
  type.min ?? (instance.fixed ? (type.max ?? 0) : 0);

export const podCount = (instance: InstanceFile): number => instance.shapes.reduce((sum, { count }) => sum + count, 0);
