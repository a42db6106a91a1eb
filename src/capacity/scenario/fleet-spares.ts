import { ClusterModel, Finding, PoolModel, SpareModel } from '../model';
import { adjusted, Attempt, surgesOf } from '../planning/planning';
import { limitOf } from '../pool-limit';
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
 * without them, and its surges stay what they were. Of owned nodes, which are there anyhow, those on which nothing runs, after a loss neither, are
 * spares already; those that only a loss needs as well where spares may take its pods.
 */
export function withFleetSpares(planned: Attempt): WithFleetSpares {
  const { model, nodes } = planned;
  const owned: Record<string, number> = {};
  const added: Record<string, number> = {};
  const findings: Finding[] = [];
  for (const name of new Set(model.pools.filter((pool) => pool.spares).map(({ pool }) => pool))) {
    // A first node in a zone would make it count for every spread: spares go where nodes are.
    const family = model.pools.filter(({ id, pool }) => pool === name && nodes[id] > 0);
    if (family.length === 0) {
      continue;
    }
    const idle = family.map((pool): [string, number] => [pool.id, idleOf(planned, pool)]);
    const busy = family.reduce((sum, { id }) => sum + nodes[id], 0) - idle.reduce((sum, [, n]) => sum + n, 0);
    const wanted = sparesFor(busy, family[0].spares!);
    let found = 0;
    for (const [id, n] of idle) {
      owned[id] = Math.min(wanted - found, n);
      found += owned[id];
    }
    const has = (pool: PoolModel) => nodes[pool.id] + (added[pool.id] ?? 0);
    for (; found < wanted; found++) {
      const open = family.filter((pool) => has(pool) < (pool.maxNodes ?? Infinity));
      if (open.length === 0) {
        findings.push(tooManySpares(family, busy, wanted, found, isEnoughAsPlaces(planned, family)));
        break;
      }
      const { id } = open.reduce((fewest, pool) => (has(pool) < has(fewest) ? pool : fewest));
      added[id] = (added[id] ?? 0) + 1;
    }
  }
  const extra = model.pools.flatMap(({ id }, p) => new Array<number>(added[id] ?? 0).fill(p));
  const all = model.pools.map(({ id }): [string, number] => [id, (owned[id] ?? 0) + (added[id] ?? 0)]);
  const shown = extra.length > 0 ? adjusted(planned, extra, surgesOf(planned)) : planned;
  if (!shown) {
    return { shown: planned, spares: owned, findings: [...findings, spreadBroken(model, added)] };
  }
  return {
    shown,
    spares: Object.fromEntries(all.filter(([, n]) => n > 0)),
    findings,
  };
}

/** Owned nodes of a pool on which no pod runs, in no scenario, or in none without a loss; none where it has nodes that were bought for the plan. */
function idleOf({ steady, scenarios, together, nodes }: Attempt, { id, minNodes, spares }: PoolModel): number {
  if (nodes[id] > minNodes) {
    return 0;
  }
  const whole = [...scenarios, ...together].filter(({ lost }) => !spares?.takeLost || Object.keys(lost).length === 0);
  return steady
    .filter(({ pool, pods }) => pool === id && Object.keys(pods).length === 0)
    .map((group) => {
      const used = whole.map(({ added }) =>
        added.filter(({ on }) => on === group.id).reduce((sum, { count }) => sum + count, 0),
      );
      return group.count - Math.max(0, ...used);
    })
    .reduce((sum, n) => sum + n, 0);
}

/** True where owned nodes that only a loss needs, and those that nothing does, are as many as the spares. */
function isEnoughAsPlaces(planned: Attempt, family: readonly PoolModel[]): boolean {
  const spares = { ...family[0].spares!, takeLost: true };
  const idle = family.reduce((sum, pool) => sum + idleOf(planned, { ...pool, spares }), 0);
  const all = family.reduce((sum, { id }) => sum + planned.nodes[id], 0);
  return idle >= sparesFor(all - idle, spares);
}

/** An empty node counts for a spread over nodes: with it, pods that lie evenly over all nodes find no places. */
function spreadBroken({ pools, workloads }: ClusterModel, added: Readonly<Record<string, number>>): Finding {
  const [{ pool, path }] = pools.filter(({ id }) => added[id] > 0);
  const spreading = workloads.filter(({ hostSpread }) => hostSpread).map(({ id }) => id);
  return {
    code: 'SPARES_BREAK_SPREAD',
    severity: 'warning',
    uncovered: true,
    path,
    message: `pool ${pool}: with its spare nodes the hard spread over nodes of ${spreading.join(' and ')} leaves pods without a place, so the plan has none of them`,
    cure: ['a soft spread over nodes', 'a larger maxSkew'],
  };
}

/** @param asPlaces whether they are enough where pods of a lost node may come back on them */
function tooManySpares(
  family: readonly PoolModel[],
  nodes: number,
  wanted: number,
  found: number,
  asPlaces: boolean,
): Finding {
  const [{ pool, path, spares, counted }] = family;
  const limit = limitOf(family);
  const needed = counted ? nodes + wanted : Math.ceil((nodes + wanted) / family.length);
  const most = family.map(({ maxNodes = Infinity }) => maxNodes);
  const actual = counted ? most.reduce((a, b) => a + b, 0) : Math.min(...most);
  return {
    code: 'SPARES_EXCEED_LIMIT',
    severity: 'error',
    path,
    message: `pool ${pool}: ${wanted} spare nodes on top of ${nodes} keep ${Number((100 * spares!.availability).toPrecision(12))} % availability, its limit leaves room for ${found}`,
    expected: `at least ${limit.text(needed)}`,
    actual: limit.text(actual),
    cure: [
      'a lower availability, or a faster repair',
      ...(asPlaces ? ['takeLostPods: true on its spares, where pods of a lost node may come back on them'] : []),
    ],
  };
}
