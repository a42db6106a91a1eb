import { Certificate, CertificatePart } from './certificate';
import { BoundScenario } from './demand';
import { boundPart } from './fluid';
import { money } from './money';
import { ClusterModel, PoolModel } from '../model';
import { sortedBy } from '../order';

export interface Bound {
  readonly bound: number;
  readonly certificate: Certificate;
}

/**
 * Proves a lower bound on the cost of every plan of the cluster. Pools are divided into parts in several ways: fewer pools
 * a part round up to whole nodes more often, more pools a part can be charged more of the demand. The strongest wins.
 */
export function proveBound(
  model: ClusterModel,
  cost: (pool: PoolModel) => number,
  scenarios: readonly BoundScenario[],
): Bound {
  const byId = new Map(model.pools.map((pool) => [pool.id, pool]));
  const whole = scenarios.filter((scenario) => scenario.lostZone === undefined);
  let best: Bound | undefined;
  for (const division of divisions(model)) {
    const parts = division.map((pools) => {
      const oneZone = new Set(pools.map((pool) => pool.zone)).size === 1;
      return strongest(
        [whole, scenarios].slice(0, oneZone ? 1 : 2).map((some) => boundPart(pools, cost, model.workloads, some, byId)),
      );
    });
    const bound = money(parts.reduce((sum, part) => sum + part.bound, 0));
    if (!best || bound > best.bound + 1e-9) {
      best = { bound, certificate: { parts } };
    }
  }
  return best ?? { bound: 0, certificate: { parts: [] } };
}

function strongest(parts: readonly CertificatePart[]): CertificatePart {
  return parts.reduce((best, part) => (part.bound > best.bound + 1e-9 ? part : best));
}

/** By zone and connection, by zone, by connection, all together; duplicates left out. */
function divisions(model: ClusterModel): PoolModel[][][] {
  const connected = connectedPools(model);
  const candidates = [
    groupBy(model.pools, (pool) => `${pool.zone ?? ''}|${connected.get(pool.id)}`),
    groupBy(model.pools, (pool) => pool.zone ?? ''),
    groupBy(model.pools, (pool) => String(connected.get(pool.id))),
    model.pools.length > 0 ? [[...model.pools]] : [],
  ];
  const seen = new Set<string>();
  return candidates.filter((division) => {
    const key = division.map((pools) => pools.map((pool) => pool.id).join()).join(';');
    return !seen.has(key) && seen.add(key);
  });
}

function groupBy(pools: readonly PoolModel[], key: (pool: PoolModel) => string): PoolModel[][] {
  const groups = new Map<string, PoolModel[]>();
  for (const pool of pools) {
    groups.set(key(pool), [...(groups.get(key(pool)) ?? []), pool]);
  }
  return sortedBy(groups, ([name]) => name).map(([, members]) => members);
}

/** Pools that some workload can choose between get the same number. */
function connectedPools(model: ClusterModel): Map<string, number> {
  const group = new Map(model.pools.map((pool, i) => [pool.id, i]));
  for (const { eligible } of model.workloads) {
    const numbers = eligible.map((id) => group.get(id)!);
    const least = Math.min(...numbers);
    for (const [id, number] of group) {
      if (numbers.includes(number)) {
        group.set(id, least);
      }
    }
  }
  return group;
}
