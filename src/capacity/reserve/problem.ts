/**
 * Reservation: every workload owns places on nodes of some roles, so that its pods find one in every order. All amounts are whole numbers in the order
 * of the resources; types and items are named by their position.
 */
export interface ReserveProblem {
  readonly types: readonly ReserveType[];
  readonly items: readonly ReserveItem[];
  /** For each item, the items that may not share a node with it. */
  readonly apart: readonly ReadonlySet<number>[];
}

/** Equal nodes, bought one by one or as rows of one in every zone. */
export interface ReserveType {
  readonly size: readonly number[];
  /** Cost of one node, or of one row. */
  readonly cost: number;
  /** Nodes of a row; 1 for nodes that are bought one by one. */
  readonly nodes: number;
  /** Most nodes, or rows. Infinity: as many as it takes. */
  readonly most: number;
}

/** Places for one workload. */
export interface ReserveItem {
  /** Request of one pod. */
  readonly size: readonly number[];
  /** Places that it has to own: in every zone where it is spread hard over zones, else in all. */
  readonly places: number;
  /** True where it owns its places in every zone: it then lies on rows only, and a row counts once. */
  readonly perZone: boolean;
  /** Places that have to be left when any one of its nodes is away; 0: none. */
  readonly leftOver: number;
  /** Most pods of it on one node. */
  readonly maxPerNode: number;
  /** Positions of the types that it may use. */
  readonly types: readonly number[];
}

/** One way of owning places: at most `cap` pods on a node, on so many nodes. */
export interface ReserveOption {
  readonly cap: number;
  readonly nodes: number;
}

/** What some nodes of one type, or rows of them, hold: an option of each of some items. */
export interface ReserveColumn {
  readonly type: number;
  readonly items: readonly number[];
  readonly options: readonly ReserveOption[];
}

/** Columns and how many nodes, or rows, there are of each. */
export interface ChosenColumn extends ReserveColumn {
  readonly count: number;
}

/** Whether so many pods of an item fit on a node of a type by themselves. */
export function fits(problem: ReserveProblem, item: number, type: number, cap: number): boolean {
  const { size } = problem.items[item];
  const room = problem.types[type].size;
  return size.every((amount, r) => cap * amount <= room[r]);
}

/** The share of an item's nodes that one node, or row, of a type with this option is. */
export function shareOf(problem: ReserveProblem, item: number, type: number, { nodes }: ReserveOption): number {
  return (problem.items[item].perZone ? 1 : problem.types[type].nodes) / nodes;
}

export function costOfColumns(problem: ReserveProblem, columns: readonly ChosenColumn[]): number {
  return columns.reduce((sum, { type, count }) => sum + count * problem.types[type].cost, 0);
}
