import { Bundle, BundlePlan } from './annealing/zoned';
import { Component, ownableParts } from './components';
import { Owner } from './owners';
import { countsOf, ownersOf } from './owners-of';
import { Places } from './places';
import { earlierOf, Unnamed } from './role-names';
import { RoleNodes, rolesOf } from './roles';
import { reserved } from './search';
import { ClusterModel, EarlierRole, PoolModel } from '../model';
import { Reservation } from '../plan';
import { Solver } from '../solver/linear-program';

/** Roles of nodes, and what of them each workload owns. */
export interface ClusterReservation extends Reservation {
  /** No nodes on which these workloads own their places cost less. */
  readonly bound: number;
}

/**
 * Gives workloads places of their own, in every part of the cluster in which all workloads can have some. Those of the other parts, and of parts for which
 * nothing is found, have none.
 */
export function reserveCluster(model: ClusterModel, solver: Solver): ClusterReservation {
  const parts = ownableParts(model).flatMap((part) => reservedPart(model, part, solver) ?? []);
  const roles = rolesOf(
    model,
    parts.flatMap(({ nodes }) => nodes),
    model.previousRoles,
  );
  const owning = model.workloads.filter(({ id }) => roles.some(({ caps }) => id in caps));
  return {
    roles,
    places: Object.fromEntries(
      owning.map((workload) => {
        const own = roles.filter(({ caps }) => workload.id in caps);
        const counts = countsOf(model, workload);
        return [workload.id, { roles: own.map(({ name }) => name), cap: own[0].caps[workload.id], counts }];
      }),
    ),
    bound: parts.reduce((sum, { bound }) => sum + bound, 0),
  };
}

interface ReservedPart {
  readonly nodes: readonly RoleNodes[];
  readonly bound: number;
}

function reservedPart(model: ClusterModel, part: Component, solver: Solver): ReservedPart | undefined {
  const owners = ownersOf(model, part.workloads);
  if (!owners) {
    return undefined;
  }
  const places = new Places(model, part, owners);
  const before = model.previousRoles ?? [];
  const found = places.possible ? reserved(places, solver, before) : undefined;
  return found && { nodes: roleNodesOf(places, found.plan, before), bound: places.paid + found.bound };
}

/** The nodes of a plan, and those that are there anyway. Nodes that an earlier plan had for the same owners stay in their pools. */
function roleNodesOf(places: Places, plan: BundlePlan, before: readonly EarlierRole[]): RoleNodes[] {
  const { types } = places.zoned;
  const taken = new Map<PoolModel, number>();
  const take = (pool: PoolModel, count: number) => taken.set(pool, (taken.get(pool) ?? 0) + count);
  const all = plan.bundles.map((bundle) => ({ ...contentOf(places, plan, bundle), bundle }));
  const earlier = earlierOf(all, before);
  const kept = all.map((content) => stayingOn(content.pools, content.bundle, earlier.get(content), taken));
  const nodes = all.flatMap(({ bundle, pools, caps, open }, i): RoleNodes[] =>
    bundle.counts.flatMap((count, zone) => {
      const staying = kept[i][zone];
      const more = spreadOver(pools[zone], count - staying.length, taken);
      more.forEach((pool) => take(pool, 1));
      return [...staying, ...more].map((pool) => ({
        pool,
        count: 1,
        caps,
        open: open || pool.untolerant !== undefined,
      }));
    }),
  );
  const idle = [...new Set(types.flatMap(({ pools }) => pools.flat()))].flatMap((pool): RoleNodes[] => {
    const count = pool.minNodes - (taken.get(pool) ?? 0);
    return count > 0 ? [{ pool, count, caps: new Map(), open: pool.untolerant !== undefined }] : [];
  });
  return [...nodes, ...idle];
}

interface Content extends Unnamed {
  readonly pools: readonly (readonly PoolModel[])[];
  readonly open: boolean;
}

function contentOf(
  { owners, zoned }: Places,
  { choices }: BundlePlan,
  { type, counts, owners: some }: Bundle,
): Content {
  const content = some.map((o) => ({ owner: owners[o], cap: zoned.owners[o].options[choices[o]].cap }));
  const { pools } = zoned.types[type];
  return {
    pools,
    pool: pools.flat()[0].pool,
    nodes: Object.fromEntries(counts.flatMap((count, zone) => (count > 0 ? [[pools[zone][0].id, count]] : []))),
    caps: capsOn(content),
    open: content.some(({ owner }) => owner.open),
  };
}

/** Pools of the nodes that are left of an earlier role, in each zone. */
function stayingOn(
  pools: readonly (readonly PoolModel[])[],
  { counts }: Bundle,
  role: EarlierRole | undefined,
  taken: Map<PoolModel, number>,
): PoolModel[][] {
  return counts.map((count, zone) => {
    const staying: PoolModel[] = [];
    for (const pool of role ? pools[zone] : []) {
      const has = taken.get(pool) ?? 0;
      const some = Math.min(role!.nodes[pool.id] ?? 0, count - staying.length, (pool.maxNodes ?? Infinity) - has);
      staying.push(...Array.from({ length: Math.max(0, some) }, () => pool));
      taken.set(pool, has + Math.max(0, some));
    }
    return staying;
  });
}

function capsOn(content: readonly { readonly owner: Owner; readonly cap: number }[]): Map<string, number> {
  const caps = new Map<string, number>();
  for (const { owner, cap } of content) {
    Object.entries(owner.pods).forEach(([id, pods]) => caps.set(id, cap * pods));
  }
  return caps;
}

/** Pools for so many nodes, the one with the fewest first. */
function spreadOver(pools: readonly PoolModel[], count: number, taken: ReadonlyMap<PoolModel, number>): PoolModel[] {
  const has = new Map(taken);
  return Array.from({ length: count }, () => {
    const open = pools.filter((pool) => (has.get(pool) ?? 0) < (pool.maxNodes ?? Infinity));
    const least = open.reduce((one, pool) => ((has.get(pool) ?? 0) < (has.get(one) ?? 0) ? pool : one));
    has.set(least, (has.get(least) ?? 0) + 1);
    return least;
  });
}
