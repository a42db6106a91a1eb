import { ClusterModel, WorkloadModel } from '../model';

/** Equal nodes of a pool. */
interface Run {
  readonly free: Readonly<Record<string, number>>;
  readonly count: number;
  /** Share of them that is taken, to fill nodes that are in use before others. */
  readonly pods: number;
}

/** Pods by pool id. */
export type Share = ReadonlyMap<string, number>;

/** What is free on the nodes that the pools may have, while gangs are placed one after the other. Never changed: taking makes another. */
export class Room {
  /** Of all nodes that the pools may have, empty. */
  public static of({ pools }: ClusterModel): Room {
    return Room.onNodes(
      pools.map(({ id, allocatable, maxNodes = Infinity }) => ({ pool: id, free: allocatable, count: maxNodes })),
    );
  }

  /** Of nodes on which something runs. */
  public static onNodes(nodes: readonly (Omit<Run, 'pods'> & { readonly pool: string })[]): Room {
    const runs = new Map<string, Run[]>();
    for (const { pool, free, count } of nodes) {
      runs.set(pool, [...(runs.get(pool) ?? []), { free, count, pods: 0 }]);
    }
    return new Room(runs);
  }

  private constructor(private readonly runs: ReadonlyMap<string, readonly Run[]>) {}

  /** Pods of the workload that find a place on these pools; Infinity where a pool has no limit. */
  public for(workload: WorkloadModel, pools: readonly string[]): number {
    const usable = new Set(workload.eligible);
    return pools
      .filter((id) => usable.has(id))
      .flatMap((id) => this.runs.get(id) ?? [])
      .reduce((sum, run) => sum + (run.count > 0 ? run.count * onOne(run, workload) : 0), 0);
  }

  /** The room without as many pods as one empty node of the pools holds; undefined where no node is left for that. */
  public withoutNode(workload: WorkloadModel, pools: readonly string[]): Room | undefined {
    const usable = pools.filter((id) => workload.eligible.includes(id));
    const onNode = (id: string) =>
      Math.max(
        0,
        ...this.runs
          .get(id)!
          .filter(({ count, pods }) => count > 0 && pods === 0)
          .map((run) => onOne(run, workload)),
      );
    const pool = usable.reduce((best, id) => (onNode(id) > onNode(best) ? id : best), usable[0]);
    return pool !== undefined && onNode(pool) > 0 ? this.without(workload, pool, onNode(pool)) : undefined;
  }

  /** The room that is left when so many pods are put on a pool, onto nodes in use first. */
  public without(workload: WorkloadModel, pool: string, pods: number): Room {
    const before = [...this.runs.get(pool)!].sort((a, b) => b.pods - a.pods);
    const after: Run[] = [];
    let left = pods;
    for (const run of before) {
      const each = onOne(run, workload);
      const full = each > 0 ? Math.min(run.count, Math.floor(left / each)) : 0;
      const rest = each > 0 && full < run.count ? Math.min(each, left - full * each) : 0;
      left -= full * each + rest;
      const kept = run.count - full - (rest > 0 ? 1 : 0);
      after.push(
        ...(full > 0 ? [filled(run, workload, full, each)] : []),
        ...(rest > 0 ? [filled(run, workload, 1, rest)] : []),
        ...(kept > 0 ? [{ ...run, count: kept }] : []),
      );
    }
    return new Room(new Map([...this.runs, [pool, after]]));
  }
}

/** Pods of the workload that fit on one node of the run. */
function onOne({ free }: Run, { requests, maxPerNode = Infinity, hostSpread }: WorkloadModel): number {
  return Object.entries(requests).reduce(
    (room, [resource, amount]) => (amount > 0 ? Math.min(room, Math.floor((free[resource] ?? 0) / amount)) : room),
    Math.min(maxPerNode, hostSpread?.maxSkew ?? Infinity),
  );
}

function filled(run: Run, { requests }: WorkloadModel, count: number, pods: number): Run {
  const free = { ...run.free };
  for (const [resource, amount] of Object.entries(requests)) {
    free[resource] = (free[resource] ?? 0) - amount * pods;
  }
  return { free, count, pods: run.pods + pods };
}
