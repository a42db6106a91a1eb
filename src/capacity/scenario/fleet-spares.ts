import { Finding, PoolModel, SpareModel } from '../model';
import { adjusted, Attempt, surgesOf } from '../planning';
import { leastCount } from '../sizing/search';

/**
 * The fewest spares so that more nodes than these are down at most 1 - availability of the time: P(N > k), N Poisson with the mean
 * of all nodes, the spares among them. Ends because a node is down less than all of the time.
 */
export function sparesFor(nodes: number, { downPerNode, availability }: SpareModel): number {
  const isEnough = (spares: number) =>
    poissonTail((nodes + spares) * downPerNode, spares) <= (1 - availability) * (1 + 1e-12);
  return isEnough(0) ? 0 : leastCount(1, Infinity, isEnough);
}

/** P(N > k) of a Poisson law; summed in logarithms, so that no mean is too large. */
function poissonTail(mean: number, k: number): number {
  if (mean === 0) {
    return 0;
  }
  let logTerm = -mean;
  let sum = Math.exp(logTerm);
  for (let n = 1; n <= k; n++) {
    logTerm += Math.log(mean / n);
    sum += Math.exp(logTerm);
  }
  return Math.max(0, 1 - sum);
}

export interface WithFleetSpares {
  /** The plan with its spare nodes, as it is shown. */
  readonly shown: Attempt;
  /** Spare nodes by pool id. */
  readonly spares: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
}

/**
 * Adds the spares of each pool, as empty nodes, to those of its zones that have fewest nodes. What the plan promises was proven
 * without them, and its surges stay what they were.
 */
export function withFleetSpares(planned: Attempt): WithFleetSpares {
  const { model, nodes } = planned;
  const spares: Record<string, number> = {};
  const findings: Finding[] = [];
  for (const name of new Set(model.pools.filter((pool) => pool.spares).map(({ pool }) => pool))) {
    // A first node in a zone would make it count for every spread: spares go where nodes are.
    const family = model.pools.filter(({ id, pool }) => pool === name && nodes[id] > 0);
    if (family.length === 0) {
      continue;
    }
    const all = family.reduce((sum, { id }) => sum + nodes[id], 0);
    const wanted = sparesFor(all, family[0].spares!);
    const has = (pool: PoolModel) => nodes[pool.id] + (spares[pool.id] ?? 0);
    for (let n = 0; n < wanted; n++) {
      const open = family.filter((pool) => has(pool) < (pool.maxNodes ?? Infinity));
      if (open.length === 0) {
        findings.push(tooManySpares(family, all, wanted, n));
        break;
      }
      const { id } = open.reduce((fewest, pool) => (has(pool) < has(fewest) ? pool : fewest));
      spares[id] = (spares[id] ?? 0) + 1;
    }
  }
  const extra = model.pools.flatMap(({ id }, p) => new Array<number>(spares[id] ?? 0).fill(p));
  return { shown: extra.length > 0 ? adjusted(planned, extra, surgesOf(planned)) : planned, spares, findings };
}

function tooManySpares(family: readonly PoolModel[], nodes: number, wanted: number, found: number): Finding {
  const [{ pool, path, zone, spares }] = family;
  const limit = zone === undefined ? 'maxNodes' : 'maxNodesPerZone';
  const needed = Math.ceil((nodes + wanted) / family.length);
  return {
    code: 'SPARES_EXCEED_LIMIT',
    severity: 'error',
    path,
    message: `pool ${pool}: ${wanted} spare nodes on top of ${nodes} keep ${Number((100 * spares!.availability).toPrecision(12))} % availability, its limit leaves room for ${found}`,
    expected: `${limit} >= ${needed}`,
    actual: `${limit} ${Math.min(...family.map(({ maxNodes }) => maxNodes ?? Infinity))}`,
    cure: [`${limit} ${needed} on pool ${pool}`, 'a lower availability, or a faster repair'],
  };
}
