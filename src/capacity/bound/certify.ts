import { CertificatePart } from './certificate';
import { granuleOf, roundedUp } from './money';
import { Charge, Relaxation, Shadows } from './relaxation';

type Prices = Record<string, Record<string, number>>;

/** The prices of one scenario while they are put together. */
interface Draft {
  readonly demand: Record<string, number>;
  readonly worth: Record<string, number>;
  readonly prices: Prices;
  readonly perNode: Prices;
}

/**
 * Turns shadow prices into a valid certificate whatever the solver's tolerance: worths are recomputed from the prices, and
 * what a pool's resources cost beyond its node is charged to its limit, or scaled away where it has none.
 */
export function certify(relaxation: Relaxation, shadows: Shadows): CertificatePart {
  const { pools, costs, charges } = relaxation;
  const spent = pools.map(
    (_, p) => sumOf(shadows.resources, p) + sumOf(shadows.places, p, (key) => maxPerNode(charges, key)),
  );
  const scale = Math.min(
    1,
    ...pools.map((pool, p) => (pool.maxNodes === undefined && spent[p] > costs[p] ? costs[p] / spent[p] : 1)),
  );
  const scenarios = draftPrices(relaxation, shadows, scale);
  const worth = charges.reduce((sum, charge) => sum + chargeDemand(relaxation, scenarios, charge), 0);
  const {
    limits,
    floors,
    dual: ends,
  } = chargeLimits(
    relaxation,
    spent.map((amount) => scale * amount),
  );
  const dual = worth + ends;
  const granule = granuleOf(costs);
  const rounded = roundedUp(dual, granule);
  return {
    pools: pools.map((pool) => pool.id),
    scenarios: Object.fromEntries(scenarios),
    limits,
    floors,
    dual,
    ...(granule !== undefined && { granule }),
    bound: Math.max(0, rounded),
  };
}

function draftPrices({ pools }: Relaxation, shadows: Shadows, scale: number): Map<string, Draft> {
  const scenarios = new Map<string, Draft>();
  for (const [key, share] of shadows.resources) {
    const [scenario, p, resource] = split(key);
    const pool = pools[Number(p)];
    if (share > 0) {
      (draftOf(scenarios, scenario).prices[pool.id] ??= {})[resource] = (scale * share) / pool.allocatable[resource];
    }
  }
  for (const [key, price] of shadows.places) {
    const [scenario, p, workload] = split(key);
    if (price > 0) {
      (draftOf(scenarios, scenario).perNode[pools[Number(p)].id] ??= {})[workload] = scale * price;
    }
  }
  return scenarios;
}

/** Notes one demand with the worth of a replica: the cheapest place that it may take. Returns what all of them are worth. */
function chargeDemand({ pools }: Relaxation, scenarios: Map<string, Draft>, charge: Charge): number {
  const { workload, count } = charge;
  const { demand, worth, prices, perNode } = draftOf(scenarios, charge.scenario);
  const placeCost = (p: number) =>
    Object.entries(workload.requests).reduce(
      (sum, [resource, amount]) => sum + amount * (prices[pools[p].id]?.[resource] ?? 0),
      perNode[pools[p].id]?.[workload.id] ?? 0,
    );
  demand[workload.id] = count;
  worth[workload.id] = Math.min(...charge.pools.map(placeCost));
  for (const [p, resource] of charge.closed) {
    // What a pool has none of may have any price: it costs the pool nothing, and no pod is worth a place there.
    const own = (prices[pools[p].id] ??= {});
    own[resource] = Math.max(own[resource] ?? 0, worth[workload.id] / workload.requests[resource]);
  }
  return count * worth[workload.id];
}

/** What nodes cost beyond, or less than, their resources is charged to their limits and least numbers. */
function chargeLimits({ pools, costs }: Relaxation, spent: readonly number[]) {
  const limits: Record<string, number> = {};
  const floors: Record<string, number> = {};
  let dual = 0;
  pools.forEach((pool, p) => {
    const rest = costs[p] - spent[p];
    if (rest < 0 && pool.maxNodes !== undefined) {
      limits[pool.id] = -rest;
      dual += rest * pool.maxNodes;
    }
    if (rest > 0 && pool.minNodes > 0) {
      floors[pool.id] = rest;
      dual += rest * pool.minNodes;
    }
  });
  return { limits, floors, dual };
}

function draftOf(scenarios: Map<string, Draft>, name: string): Draft {
  const draft = scenarios.get(name) ?? { demand: {}, worth: {}, prices: {}, perNode: {} };
  scenarios.set(name, draft);
  return draft;
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
