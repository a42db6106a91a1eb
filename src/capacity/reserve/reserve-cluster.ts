import { Component, ownableParts } from './components';
import { Owner } from './owners';
import { countsOf, ownersOf } from './owners-of';
import { Places } from './places';
import { RoleNodes, rolesOf } from './roles';
import { reserved } from './search';
import { BundlePlan } from './zoned';
import { ClusterModel, PoolModel } from '../model';
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
  const found = places.possible ? reserved(places, solver) : undefined;
  return found && { nodes: roleNodesOf(places, found.plan), bound: places.paid + found.bound };
}

/** The nodes of a plan, and those that are there anyway. */
function roleNodesOf(
  { owners, zoned: { types, owners: posed } }: Places,
  { bundles, choices }: BundlePlan,
): RoleNodes[] {
  const taken = new Map<PoolModel, number>();
  const nodes = bundles.flatMap(({ type, counts, owners: some }): RoleNodes[] => {
    const content = some.map((o) => ({ owner: owners[o], cap: posed[o].options[choices[o]].cap }));
    const open = content.some(({ owner }) => owner.open);
    return counts.flatMap((count, zone) =>
      spreadOver(types[type].pools[zone], count, taken).map((pool) => {
        taken.set(pool, (taken.get(pool) ?? 0) + 1);
        return { pool, count: 1, caps: capsOn(content), open: open || pool.untolerant !== undefined };
      }),
    );
  });
  const idle = [...new Set(types.flatMap(({ pools }) => pools.flat()))].flatMap((pool): RoleNodes[] => {
    const count = pool.minNodes - (taken.get(pool) ?? 0);
    return count > 0 ? [{ pool, count, caps: new Map(), open: pool.untolerant !== undefined }] : [];
  });
  return [...nodes, ...idle];
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
