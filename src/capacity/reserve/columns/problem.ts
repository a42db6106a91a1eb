/**
 * Reservation: every owner owns places on nodes, so that its pods find one in every order. All amounts are whole numbers in the order of the resources;
 * types and items are named by their position.
 */
export interface ReserveProblem {
  readonly types: readonly ReserveType[];
  readonly items: readonly ReserveItem[];
  /** For each item, the items that may not share a node with it. */
  readonly apart: readonly ReadonlySet<number>[];
}

/** Equal nodes. */
export interface ReserveType {
  readonly size: readonly number[];
  readonly cost: number;
  /** Infinity: as many as it takes. */
  readonly most: number;
}

/** The places of one owner. */
export interface ReserveItem {
  /** What one place takes. */
  readonly size: readonly number[];
  /** Positions of the types that it may use. */
  readonly types: readonly number[];
}

/** Nodes that cost next to nothing are there anyway. */
export const THERE = 1e-3;

/** One way of owning places: at most `cap` of them on a node, on so many nodes. */
export interface ReserveOption {
  readonly cap: number;
  readonly nodes: number;
  /** The nodes that it takes on average, where the item stands for zones that do not all need as many. */
  readonly mean: number;
}

/** The options of each item. */
export type ReserveOptions = readonly (readonly ReserveOption[])[];

/** What some nodes of one type hold: an option of each of some items. */
export interface ReserveColumn {
  readonly type: number;
  readonly items: readonly number[];
  readonly options: readonly ReserveOption[];
}

/** Columns and how many nodes there are of each. */
export interface ChosenColumn extends ReserveColumn {
  readonly count: number;
}

/** Whether so many places of an item fit on a node of a type by themselves. */
export function fits({ items, types }: ReserveProblem, item: number, type: number, cap: number): boolean {
  const room = types[type].size;
  return items[item].size.every((amount, r) => cap * amount <= room[r]);
}

export function costOfColumns({ types }: ReserveProblem, columns: readonly ChosenColumn[]): number {
  return columns.reduce((sum, { type, count }) => sum + count * types[type].cost, 0);
}
