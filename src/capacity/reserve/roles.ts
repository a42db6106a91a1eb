import { PoolModel } from '../model';
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
}

/** Whether the pods that the caps allow fit on a node of the pool. */
export type FitsOn = (pool: PoolModel, caps: ReadonlyMap<string, number>) => boolean;

/** Makes roles of nodes: equal ones together, and such whose caps fit on one node as one. Names follow the order of pools and workloads. */
export function rolesOf(nodes: readonly RoleNodes[], fits: FitsOn): Role[] {
  const drafts: Draft[] = [];
  const ordered = sortedBy(nodes, ({ pool, caps }) => `${pool.pool}|${contentKey(caps)}|${pool.id}`);
  for (const { pool, count, caps } of ordered) {
    const same = drafts.find((draft) => draft.pool === pool.pool && union(draft, pool, caps, fits));
    const draft = same ?? { pool: pool.pool, example: pool, nodes: {}, caps: new Map<string, number>() };
    if (!same) {
      drafts.push(draft);
    }
    caps.forEach((cap, id) => draft.caps.set(id, Math.max(cap, draft.caps.get(id) ?? 0)));
    draft.nodes[pool.id] = (draft.nodes[pool.id] ?? 0) + count;
  }
  const numbers = new Map<string, number>();
  return sortedBy(drafts, ({ pool, caps }) => `${pool}|${contentKey(caps)}`).map((draft) => {
    const number = numbers.get(draft.pool) ?? 0;
    numbers.set(draft.pool, number + 1);
    return {
      name: `${draft.pool}-${letters(number)}`,
      pool: draft.pool,
      nodes: draft.nodes,
      caps: Object.fromEntries([...draft.caps].sort(([a], [b]) => byCodeUnit(a, b))),
    };
  });
}

interface Draft {
  readonly pool: string;
  readonly example: PoolModel;
  readonly nodes: Record<string, number>;
  readonly caps: Map<string, number>;
}

/** Whether nodes with these caps can take the role too, which costs nothing and is one role less. */
function union(draft: Draft, pool: PoolModel, caps: ReadonlyMap<string, number>, fits: FitsOn): boolean {
  const all = new Map(draft.caps);
  caps.forEach((cap, id) => all.set(id, Math.max(cap, all.get(id) ?? 0)));
  return fits(pool, all) && fits(draft.example, all);
}

function contentKey(caps: ReadonlyMap<string, number>): string {
  return [...caps]
    .map(([id, cap]) => `${id}=${cap}`)
    .sort(byCodeUnit)
    .join(',');
}

/** a to z, then aa, ab and so on. */
function letters(number: number): string {
  const letter = String.fromCharCode(97 + (number % 26));
  return number < 26 ? letter : letters(Math.floor(number / 26) - 1) + letter;
}
