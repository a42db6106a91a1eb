import { owns, PlaceCounts, placesInZones, placesOf } from './counts';
import { ChosenColumn, ReserveItem, ReserveProblem, ReserveType } from './problem';
import { Role, RoleNodes, rolesOf } from './roles';
import { reserved } from './search';
import { ClusterModel, PoolModel, WorkloadModel } from '../model';
import { byCodeUnit } from '../order';
import { unitCost } from '../sites';
import { Solver } from '../solver/linear-program';

/** Roles of nodes, and what of them each workload owns. */
export interface ClusterReservation {
  readonly roles: readonly Role[];
  /** Most pods of each workload on one node, by its id. */
  readonly caps: Readonly<Record<string, number>>;
  /** What each of them owns places for, by its id. */
  readonly counts: Readonly<Record<string, PlaceCounts>>;
  /** Ids of the workloads that own no places. */
  readonly left: readonly string[];
}

/** Cost of nodes that are there anyway: something, so that fewer of them are taken. */
const NEARLY_NOTHING = 1e-6;

/**
 * Gives every workload places of its own. Workloads that are spread hard over zones come first, on rows of nodes, one in every zone; the others then take
 * what is left on these, and nodes of their own. Undefined where that cannot be had with the pools as they are.
 */
export function reserveCluster(model: ClusterModel, solver: Solver): ClusterReservation | undefined {
  const places = new Places(model);
  const running = model.workloads.filter((workload) => places.anyFor(workload));
  const spread = running.filter((workload) => places.perZone(workload));
  const others = running.filter((workload) => !places.perZone(workload));
  if (spread.some((workload) => places.rowsFor(workload).length === 0)) {
    return undefined;
  }
  const first = reserved(places.rowProblem(spread), solver);
  const rows = first && places.nodesOfRows(spread, first);
  const second = rows && reserved(places.nodeProblem(others, rows), solver);
  if (!rows || !second) {
    return undefined;
  }
  const nodes = places.withOthers(others, rows, second);
  const roles = rolesOf(nodes, places.fitsOn);
  const counts = Object.fromEntries(running.map((workload) => [workload.id, places.countsOf(workload)]));
  return { roles, caps: capsOf(roles), counts, left: [] };
}

function capsOf(roles: readonly Role[]): Record<string, number> {
  const caps: Record<string, number> = {};
  for (const role of roles) {
    Object.entries(role.caps).forEach(([id, cap]) => (caps[id] = cap));
  }
  return caps;
}

/** The pools and workloads of a cluster as the places of a problem. */
class Places {
  private readonly resources: readonly string[];
  private readonly zones: readonly string[];
  /** Pools that have nodes in every zone, each as the pools of its zones. */
  private readonly rows: readonly (readonly PoolModel[])[];
  /** Pools by name; those of which workloads may use only some zones zone by zone. */
  private readonly kinds: readonly (readonly PoolModel[])[];
  private readonly requests: ReadonlyMap<string, Readonly<Record<string, number>>>;

  public constructor(private readonly model: ClusterModel) {
    this.resources = [...new Set(model.workloads.flatMap(({ requests }) => Object.keys(requests)))].sort(byCodeUnit);
    this.zones = [...new Set(model.pools.map(({ zone }) => zone ?? ''))];
    this.requests = new Map(model.workloads.map(({ id, requests }) => [id, requests]));
    const byName = new Map<string, PoolModel[]>();
    model.pools.forEach((pool) => byName.set(pool.pool, [...(byName.get(pool.pool) ?? []), pool]));
    this.rows = [...byName.values()].filter((pools) => pools.length === this.zones.length);
    this.kinds = [...byName.values()].flatMap((pools) => {
      const alike = model.workloads.every(({ eligible }) => {
        const admitted = pools.filter(({ id }) => eligible.includes(id)).length;
        return admitted === 0 || admitted === pools.length;
      });
      return alike ? [pools] : pools.map((pool) => [pool]);
    });
  }

  public countsOf(workload: WorkloadModel): PlaceCounts {
    return placesOf(workload, this.zones.length, this.model.survive);
  }

  public anyFor(workload: WorkloadModel): boolean {
    return owns(this.countsOf(workload)) > 0;
  }

  public perZone(workload: WorkloadModel): boolean {
    return this.countsOf(workload).zones > 1;
  }

  /** Positions of the rows of which a workload may use every node. */
  public rowsFor({ eligible }: WorkloadModel): number[] {
    return this.rows.flatMap((pools, row) => (pools.every(({ id }) => eligible.includes(id)) ? [row] : []));
  }

  /** Whether so many pods of each workload fit on one node. */
  public readonly fitsOn = (pool: PoolModel, caps: ReadonlyMap<string, number>): boolean =>
    this.resources.every((resource) => {
      const used = [...caps].reduce((sum, [id, cap]) => sum + cap * (this.requests.get(id)![resource] ?? 0), 0);
      return used <= (pool.allocatable[resource] ?? 0);
    }) && !this.model.conflicts.some(([a, b]) => caps.has(a) && caps.has(b));

  public rowProblem(workloads: readonly WorkloadModel[]): ReserveProblem {
    const cost = unitCost(this.model);
    return {
      types: this.rows.map((pools) => ({
        size: this.sizeOf(pools[0].allocatable),
        cost: pools.reduce((sum, pool) => sum + cost(pool), 0),
        nodes: pools.length,
        most: Math.min(...pools.map(({ maxNodes = Infinity }) => maxNodes)),
      })),
      items: workloads.map((workload) => this.item(workload, this.rowsFor(workload))),
      apart: this.apart(workloads),
    };
  }

  public nodesOfRows(workloads: readonly WorkloadModel[], columns: readonly ChosenColumn[]): RoleNodes[] {
    return columns.flatMap(({ type, items, options, count }) =>
      this.rows[type].map((pool) => ({
        pool,
        count,
        caps: new Map(items.map((item, i) => [workloads[item].id, options[i].cap])),
      })),
    );
  }

  /** Nodes that others have left room on come first, each kind as a type of its own; then new ones. */
  public nodeProblem(workloads: readonly WorkloadModel[], rows: readonly RoleNodes[]): ReserveProblem {
    const cost = unitCost(this.model);
    const types = [...this.typesWithRoom(rows), ...this.newTypes(rows, cost)];
    return {
      types,
      items: workloads.map((workload) => {
        const usable = [
          ...rows.map(({ pool, caps }) => workload.eligible.includes(pool.id) && !this.clash(workload, caps)),
          ...this.kinds.map(([pool]) => workload.eligible.includes(pool.id)),
        ];
        return this.item(
          workload,
          usable.flatMap((admits, type) => (admits ? [type] : [])),
        );
      }),
      apart: this.apart(workloads),
    };
  }

  public withOthers(
    workloads: readonly WorkloadModel[],
    rows: readonly RoleNodes[],
    columns: readonly ChosenColumn[],
  ): RoleNodes[] {
    const left = rows.map(({ count }) => count);
    const taken = new Map<PoolModel, number>();
    rows.forEach(({ pool, count }) => taken.set(pool, (taken.get(pool) ?? 0) + count));
    const added = columns.flatMap(({ type, items, options, count }): RoleNodes[] => {
      const own = items.map((item, i): [string, number] => [workloads[item].id, options[i].cap]);
      const base = rows[type];
      if (!base) {
        const caps = new Map(own);
        return spreadOver(this.kinds[type - rows.length], count, taken).map((pool) => ({ pool, count: 1, caps }));
      }
      left[type] -= count;
      return [{ pool: base.pool, count, caps: new Map([...base.caps, ...own]) }];
    });
    const untouched = rows.map((row, i) => ({ ...row, count: left[i] })).filter(({ count }) => count > 0);
    return [...untouched, ...added];
  }

  private typesWithRoom(rows: readonly RoleNodes[]): ReserveType[] {
    return rows.map(({ pool, count, caps }) => {
      const used = (resource: string) =>
        [...caps].reduce((sum, [id, cap]) => sum + cap * (this.requests.get(id)![resource] ?? 0), 0);
      const size = this.resources.map((resource) => Math.max(0, pool.allocatable[resource] ?? 0) - used(resource));
      return { size, cost: NEARLY_NOTHING, nodes: 1, most: count };
    });
  }

  private newTypes(rows: readonly RoleNodes[], cost: (pool: PoolModel) => number): ReserveType[] {
    return this.kinds.map((pools) => {
      const most = pools.reduce((sum, { maxNodes = Infinity }) => sum + maxNodes, 0);
      const taken = rows.reduce((sum, row) => sum + (pools.includes(row.pool) ? row.count : 0), 0);
      return {
        size: this.sizeOf(pools[0].allocatable),
        cost: cost(pools[0]),
        nodes: 1,
        most: Math.max(0, most - taken),
      };
    });
  }

  private item(workload: WorkloadModel, types: readonly number[]): ReserveItem {
    const counts = this.countsOf(workload);
    const { planned, degraded = planned } = workload.replicas;
    return {
      size: this.sizeOf(workload.requests),
      places: placesInZones(counts)[0],
      perZone: counts.zones > 1,
      leftOver: this.model.survive === 'node' ? degraded : 0,
      maxPerNode: workload.maxPerNode ?? Infinity,
      types,
    };
  }

  private sizeOf(amounts: Readonly<Record<string, number>>): number[] {
    return this.resources.map((resource) => Math.max(0, amounts[resource] ?? 0));
  }

  private clash({ id }: WorkloadModel, caps: ReadonlyMap<string, number>): boolean {
    return this.model.conflicts.some(([a, b]) => (a === id && caps.has(b)) || (b === id && caps.has(a)));
  }

  private apart(workloads: readonly WorkloadModel[]): Set<number>[] {
    const at = new Map(workloads.map(({ id }, i) => [id, i]));
    return workloads.map(({ id }) => {
      const rivals = this.model.conflicts.flatMap(([a, b]) => (a === id ? [b] : b === id ? [a] : []));
      return new Set(rivals.flatMap((other) => at.get(other) ?? []));
    });
  }
}

/** Pools for so many nodes, the one with the fewest first, and what they then have. */
function spreadOver(pools: readonly PoolModel[], count: number, taken: Map<PoolModel, number>): PoolModel[] {
  return Array.from({ length: count }, () => {
    const open = pools.filter((pool) => (taken.get(pool) ?? 0) < (pool.maxNodes ?? Infinity));
    const least = open.reduce((one, pool) => ((taken.get(pool) ?? 0) < (taken.get(one) ?? 0) ? pool : one));
    taken.set(least, (taken.get(least) ?? 0) + 1);
    return least;
  });
}
