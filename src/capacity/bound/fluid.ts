import { CertificatePart, ScenarioPrices } from './certificate';
import { BoundScenario, demandWithin, stays } from './demand';
import { granuleOf, money } from './money';
import { PoolModel, WorkloadModel } from '../model';
import { solve } from '../solver/highs';
import { Column, Row, Term } from '../solver/linear-program';

/** The linear relaxation of one part: pods may be cut, nodes too; several scenarios share the same nodes. */
interface Relaxation {
  readonly pools: readonly PoolModel[];
  readonly costs: readonly number[];
  readonly charges: readonly Charge[];
}

/** Replicas of one workload that must find a place in the part in one scenario. */
interface Charge {
  readonly scenario: string;
  readonly workload: WorkloadModel;
  readonly count: number;
  /** Positions of the pools that it may use. */
  readonly pools: readonly number[];
  /** Pools that admit it but have none of a resource that it needs: [position, resource]. */
  readonly closed: readonly (readonly [number, string])[];
}

/** Proves a lower bound on the cost of the pools of one part. */
export function boundPart(
  pools: readonly PoolModel[],
  cost: (pool: PoolModel) => number,
  workloads: readonly WorkloadModel[],
  scenarios: readonly BoundScenario[],
  byId: ReadonlyMap<string, PoolModel>,
): CertificatePart {
  const part = new Set(pools.map((pool) => pool.id));
  const charges: Charge[] = [];
  for (const scenario of scenarios) {
    for (const workload of workloads) {
      const usable = workload.eligible.map((id) => byId.get(id)!).filter((pool) => stays(pool, scenario));
      const count = demandWithin(workload, scenario, usable, part);
      if (count === 0) {
        continue;
      }
      const admitted = pools.flatMap((pool, p) => (usable.includes(pool) ? [p] : []));
      const lacking = (p: number) =>
        Object.keys(workload.requests).find(
          (resource) => workload.requests[resource] > 0 && !pools[p].allocatable[resource],
        );
      const within = admitted.filter((p) => lacking(p) === undefined);
      const closed = admitted.flatMap((p): [number, string][] => {
        const resource = lacking(p);
        return resource === undefined ? [] : [[p, resource]];
      });
      if (within.length > 0) {
        charges.push({ scenario: scenario.name, workload, count, pools: within, closed });
      }
    }
  }
  const relaxation: Relaxation = { pools, costs: pools.map(cost), charges };
  return certify(relaxation, shadowPrices(relaxation));
}

/** Shadow prices by `scenario|pool|resource` and by `scenario|pool|workload` (of maxPerNode places). */
interface Shadows {
  readonly resources: ReadonlyMap<string, number>;
  readonly places: ReadonlyMap<string, number>;
}

function shadowPrices(relaxation: Relaxation): Shadows {
  const { pools, costs, charges } = relaxation;
  const columns: Column[] = pools.map((pool, p) => ({
    cost: costs[p],
    lower: pool.minNodes,
    upper: pool.maxNodes ?? Infinity,
  }));
  const demand: Row[] = [];
  const usage = new Map<string, Term[]>();
  const places = new Map<string, Term[]>();
  for (const charge of charges) {
    const terms: Term[] = [];
    for (const p of charge.pools) {
      const column = columns.push({ cost: 0, lower: 0, upper: Infinity }) - 1;
      terms.push({ column, value: 1 });
      for (const [resource, amount] of Object.entries(charge.workload.requests)) {
        // Shares of one node keep the numbers near 1.
        if (amount > 0) {
          append(usage, `${charge.scenario}|${p}|${resource}`, {
            column,
            value: -amount / pools[p].allocatable[resource],
          });
        }
      }
      if (charge.workload.maxPerNode !== undefined) {
        places.set(`${charge.scenario}|${p}|${charge.workload.id}`, [
          { column: p, value: charge.workload.maxPerNode },
          { column, value: -1 },
        ]);
      }
    }
    demand.push({ lower: charge.count, terms });
  }
  const usageRows = [...usage].map(([key, terms]): Row => ({
    lower: 0,
    terms: [{ column: Number(key.split('|')[1]), value: 1 }, ...terms],
  }));
  const placeRows = [...places.values()].map((terms): Row => ({ lower: 0, terms }));
  const duals = solve({ columns, rows: [...demand, ...usageRows, ...placeRows] })?.duals ?? [];
  const after = (skip: number, keys: Iterable<string>) =>
    new Map([...keys].map((key, i) => [key, Math.max(0, duals[skip + i] ?? 0)]));
  return { resources: after(demand.length, usage.keys()), places: after(demand.length + usage.size, places.keys()) };
}

/**
 * Turns shadow prices into a valid certificate whatever the solver's tolerance: worths are recomputed from the prices, and
 * what a pool's resources cost beyond its node is charged to its limit, or scaled away where it has none.
 */
function certify(relaxation: Relaxation, shadows: Shadows): CertificatePart {
  const { pools, costs, charges } = relaxation;
  const spent = pools.map(
    (_, p) => sumOf(shadows.resources, p) + sumOf(shadows.places, p, (key) => maxPerNode(charges, key)),
  );
  const scale = Math.min(
    1,
    ...pools.map((pool, p) => (pool.maxNodes === undefined && spent[p] > costs[p] ? costs[p] / spent[p] : 1)),
  );
  const scenarios: Record<
    string,
    {
      demand: Record<string, number>;
      worth: Record<string, number>;
      prices: Record<string, Record<string, number>>;
      perNode: Record<string, Record<string, number>>;
    }
  > = {};
  const of = (name: string) => (scenarios[name] ??= { demand: {}, worth: {}, prices: {}, perNode: {} });
  for (const [key, share] of shadows.resources) {
    const [scenario, p, resource] = split(key);
    const pool = pools[Number(p)];
    if (share > 0) {
      (of(scenario).prices[pool.id] ??= {})[resource] = (scale * share) / pool.allocatable[resource];
    }
  }
  for (const [key, price] of shadows.places) {
    const [scenario, p, workload] = split(key);
    if (price > 0) {
      (of(scenario).perNode[pools[Number(p)].id] ??= {})[workload] = scale * price;
    }
  }
  let dual = 0;
  for (const { scenario, workload, count, pools: within, closed } of charges) {
    const { demand, worth, prices, perNode } = of(scenario);
    const placeCost = (p: number) =>
      Object.entries(workload.requests).reduce(
        (sum, [resource, amount]) => sum + amount * (prices[pools[p].id]?.[resource] ?? 0),
        perNode[pools[p].id]?.[workload.id] ?? 0,
      );
    demand[workload.id] = count;
    worth[workload.id] = Math.min(...within.map(placeCost));
    dual += count * worth[workload.id];
    for (const [p, resource] of closed) {
      // What a pool has none of may have any price: it costs the pool nothing, and no pod is worth a place there.
      const own = (prices[pools[p].id] ??= {});
      own[resource] = Math.max(own[resource] ?? 0, worth[workload.id] / workload.requests[resource]);
    }
  }
  const limits: Record<string, number> = {};
  const floors: Record<string, number> = {};
  pools.forEach((pool, p) => {
    const rest = costs[p] - scale * spent[p];
    if (rest < 0 && pool.maxNodes !== undefined) {
      limits[pool.id] = -rest;
      dual += rest * pool.maxNodes;
    }
    if (rest > 0 && pool.minNodes > 0) {
      floors[pool.id] = rest;
      dual += rest * pool.minNodes;
    }
  });
  const granule = granuleOf(costs);
  const bound =
    granule === undefined ? Math.max(0, dual) : Math.max(0, money(Math.ceil(dual / granule - 1e-6) * granule));
  return {
    pools: pools.map((pool) => pool.id),
    scenarios: scenarios as Record<string, ScenarioPrices>,
    limits,
    floors,
    dual,
    ...(granule !== undefined && { granule }),
    bound,
  };
}

function append(map: Map<string, Term[]>, key: string, term: Term): void {
  const terms = map.get(key);
  if (terms) {
    terms.push(term);
  } else {
    map.set(key, [term]);
  }
}

/** Keys are `scenario|pool|name`; scenario names and workload ids hold no bar, scenario names may hold colons and slashes. */
function split(key: string): [string, string, string] {
  return key.split('|') as [string, string, string];
}

function sumOf(prices: ReadonlyMap<string, number>, pool: number, factor: (key: string) => number = () => 1): number {
  let sum = 0;
  for (const [key, price] of prices) {
    if (Number(split(key)[1]) === pool) {
      sum += price * factor(key);
    }
  }
  return sum;
}

function maxPerNode(charges: readonly Charge[], key: string): number {
  const [, , workload] = split(key);
  return charges.find((charge) => charge.workload.id === workload)?.workload.maxPerNode ?? 0;
}
