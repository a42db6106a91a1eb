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
    const empty = { pools: new Set<PoolModel>(), nodes: {}, caps: new Map(), used: new Map(), open: false };
    const draft: Draft = same ?? { pool: pool.pool, ...empty };
    if (!same) {
      drafts.push(draft);
    }
    rules.usedWith(draft, caps).forEach((amount, name) => draft.used.set(name, amount));
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
  /** What the caps request together. */
  readonly used: Map<string, number>;
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
    const used = this.usedWith(draft, caps);
    const both = (a: string, b: string) =>
      (draft.caps.has(a) || caps.has(a)) &&
      (draft.caps.has(b) || caps.has(b)) &&
      !(draft.caps.has(a) && draft.caps.has(b)) &&
      !(caps.has(a) && caps.has(b));
    return (
      [...draft.pools, pool].every(({ allocatable }) =>
        [...used].every(([name, amount]) => amount <= Math.max(0, allocatable[name] ?? 0)),
      ) &&
      [...caps.keys()].every((id) => [...draft.pools, pool].every((one) => this.mayRun(id, one))) &&
      [...draft.caps.keys()].every((id) => draft.pools.has(pool) || this.mayRun(id, pool)) &&
      !this.model.conflicts.some(([a, b]) => both(a, b))
    );
  }

  /** What the caps of a draft request together with these. */
  public usedWith(draft: Draft, caps: ReadonlyMap<string, number>): Map<string, number> {
    const used = new Map(draft.used);
    for (const [id, cap] of caps) {
      const more = cap - (draft.caps.get(id) ?? 0);
      const { requests } = this.workloads.get(id)!;
      for (const name of more > 0 ? Object.keys(requests) : []) {
        used.set(name, (used.get(name) ?? 0) + more * requests[name]);
      }
    }
    return used;
  }

  private mayRun(id: string, pool: PoolModel): boolean {
    return this.workloads.get(id)!.eligible.includes(pool.id);
  }
}

function contentKey(caps: ReadonlyMap<string, number>): string {
  return [...caps]
    .map(([id, cap]) => `${id}=${cap}`)
    .sort(byCodeUnit)
    .join(',');
}
