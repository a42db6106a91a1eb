import { earlierOf, RoleNames } from './role-names';
import { ClusterModel, EarlierRole, PoolModel, WorkloadModel } from '../model';
import { byCodeUnit, sortedBy } from '../order';

/** Label of the nodes of a role, and key of the taint that keeps all others off them. */
export const ROLE_LABEL = 'cdk8s-autonomous.dev/role';

/** Nodes of one pool that belong to the same workloads, so many pods of each at most. */
export interface Role {
  /** `<pool>-<letter>`: label and taint of its nodes. */
  readonly name: string;
  readonly pool: string;
  /** True where its nodes have no taint: pods whose manifests are somebody else's have room for all of them on each. */
  readonly open?: true;
  /** Nodes by pool id: one for each zone that has some. */
  readonly nodes: Readonly<Record<string, number>>;
  /** Most pods on one node, by workload id. */
  readonly caps: Readonly<Record<string, number>>;
}

/** Nodes of one pool and zone with equal caps, before they are named. */
export interface RoleNodes {
  readonly pool: PoolModel;
  readonly count: number;
  readonly caps: ReadonlyMap<string, number>;
  readonly open: boolean;
}

/**
 * Makes roles of nodes: equal ones together, and such whose caps fit on one node as one. Names are those of earlier roles with the same owners, or else
 * follow the order of pools and workloads.
 */
export function rolesOf(
  model: Pick<ClusterModel, 'pools' | 'workloads' | 'conflicts'>,
  nodes: readonly RoleNodes[],
  before: readonly EarlierRole[] = [],
): Role[] {
  const drafts: Draft[] = [];
  const rules = new Rules(model);
  const ordered = sortedBy(nodes, ({ pool, caps }) => `${pool.pool}|${contentKey(caps)}|${pool.id}`);
  let last: { readonly pool: PoolModel; readonly key: string; readonly draft: Draft } | undefined;
  for (const { pool, count, caps, open } of ordered) {
    const key = contentKey(caps);
    // What allows no node allows no other one that is equal to it.
    const equal = last?.pool === pool && last.key === key ? last.draft : undefined;
    const same = equal ?? drafts.find((draft) => draft.pool === pool.pool && rules.allow(draft, pool, caps));
    const draft: Draft = same ?? { pool: pool.pool, pools: new Set(), nodes: {}, caps: new Map(), open: false };
    if (!same) {
      drafts.push(draft);
    }
    caps.forEach((cap, id) => draft.caps.set(id, Math.max(cap, draft.caps.get(id) ?? 0)));
    draft.pools.add(pool);
    draft.open ||= open;
    draft.nodes[pool.id] = (draft.nodes[pool.id] ?? 0) + count;
    last = { pool, key, draft };
  }
  const named = sortedBy(drafts, ({ pool, caps }) => `${pool}|${contentKey(caps)}`);
  const known = earlierOf(named, before);
  const names = new RoleNames(model.pools, before);
  return named.map((draft) => {
    return {
      name: names.of(known.get(draft)) ?? names.next(draft.pool),
      pool: draft.pool,
      ...(draft.open && { open: true as const }),
      nodes: draft.nodes,
      caps: Object.fromEntries([...draft.caps].sort(([a], [b]) => byCodeUnit(a, b))),
    };
  });
}

interface Draft {
  readonly pool: string;
  readonly pools: Set<PoolModel>;
  readonly nodes: Record<string, number>;
  readonly caps: Map<string, number>;
  open: boolean;
}

/** What may share a node. */
class Rules {
  private readonly workloads: ReadonlyMap<string, WorkloadModel>;

  public constructor(private readonly model: Pick<ClusterModel, 'workloads' | 'conflicts'>) {
    this.workloads = new Map(model.workloads.map((workload) => [workload.id, workload]));
  }

  /** Whether nodes of a pool with these caps can take the role too, and its nodes those: that costs nothing and is one role less. */
  public allow(draft: Draft, pool: PoolModel, caps: ReadonlyMap<string, number>): boolean {
    const all = new Map(draft.caps);
    caps.forEach((cap, id) => all.set(id, Math.max(cap, all.get(id) ?? 0)));
    const both = (some: ReadonlyMap<string, number>, a: string, b: string) => some.has(a) && some.has(b);
    return (
      [...draft.pools, pool].every((one) => this.fits(one, all)) &&
      !this.model.conflicts.some(([a, b]) => both(all, a, b) && !both(caps, a, b) && !both(draft.caps, a, b))
    );
  }

  private fits({ id: pool, allocatable }: PoolModel, caps: ReadonlyMap<string, number>): boolean {
    const used = new Map<string, number>();
    for (const [id, cap] of caps) {
      const { requests, eligible } = this.workloads.get(id)!;
      if (!eligible.includes(pool)) {
        return false;
      }
      Object.entries(requests).forEach(([name, amount]) => used.set(name, (used.get(name) ?? 0) + cap * amount));
    }
    return [...used].every(([name, amount]) => amount <= Math.max(0, allocatable[name] ?? 0));
  }
}

function contentKey(caps: ReadonlyMap<string, number>): string {
  return [...caps]
    .map(([id, cap]) => `${id}=${cap}`)
    .sort(byCodeUnit)
    .join(',');
}
