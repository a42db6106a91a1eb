import { PoolEntry, WorkloadEntry } from './document';

/** So many kinds of sites are shown one by one. */
const MOST_KINDS = 8;

/** So many stand for all where there are more. */
const SHOWN = 3;

/** What a table shows, and how much more there is at other kinds of sites. */
export interface Shown<Row> {
  readonly rows: readonly Row[];
  readonly more: number;
}

/** Nodes of a fleet of many kinds: those of the first, and how many more kinds of nodes there are. */
export function shownPools(rows: readonly PoolEntry[][]): Shown<PoolEntry[]> {
  const ofSites = rows.filter(([{ sites }]) => sites !== undefined);
  const hidden = new Set(ofSites.length > MOST_KINDS ? ofSites.slice(SHOWN) : []);
  return { rows: rows.filter((row) => !hidden.has(row)), more: hidden.size };
}

/** Copies of services at a fleet of many kinds: those at the first of them, for each service. */
export function shownWorkloads(workloads: readonly WorkloadEntry[], pools: readonly PoolEntry[]): Shown<WorkloadEntry> {
  const ofSites = new Set(pools.flatMap(({ id, sites }) => (sites ? [id] : [])));
  const byPath = new Map<string, WorkloadEntry[]>();
  for (const workload of workloads.filter(({ eligible }) => eligible.some((pool) => ofSites.has(pool)))) {
    byPath.set(workload.path, [...(byPath.get(workload.path) ?? []), workload]);
  }
  const many = [...byPath.values()].filter((some) => some.length > MOST_KINDS);
  const hidden = new Set(many.flatMap((some) => some.slice(SHOWN)));
  return { rows: workloads.filter((workload) => !hidden.has(workload)), more: hidden.size };
}

/** `and 197 more at other kinds of sites, in plan.json` */
export function moreLine({ more }: Shown<unknown>): string[] {
  return more === 0 ? [] : [`and ${more} more at other kinds of sites, in plan.json`];
}
