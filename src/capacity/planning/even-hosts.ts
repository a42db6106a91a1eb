import { ClusterModel } from '../model';
import { unitCost } from '../sites';

/** Nodes by pool id. */
export type NodeCounts = Readonly<Record<string, number>>;

/** Numbers of nodes that are tried, in a small cluster and in the largest. */
const MOST_TRIED = 60;
const FEWEST_TRIED = 6;

/** Pods times nodes up to which most are tried. */
const SMALL = 2_000;

/** The cluster as if no workload spread over its nodes: no plan is cheaper than the cheapest of that. */
export function withoutHostSpread(model: ClusterModel): ClusterModel {
  return { ...model, workloads: model.workloads.map(({ hostSpread: _, ...workload }) => workload) };
}

/**
 * Numbers of nodes to try, cheapest first: those that would do without any spread over nodes, and more of the pools in which
 * pods that spread may run; none that costs as much as what is known.
 */
export function* numbersOfNodes(model: ClusterModel, from: NodeCounts, known: number): Generator<NodeCounts> {
  const cost = unitCost(model);
  const costOf = (counts: NodeCounts) => model.pools.reduce((sum, pool) => sum + counts[pool.id] * cost(pool), 0);
  const spreading = new Set(model.workloads.flatMap(({ hostSpread, eligible }) => (hostSpread ? eligible : [])));
  const growing = model.pools.filter(({ id }) => spreading.has(id));
  const nodes = Object.values(from).reduce((sum, n) => sum + n, 0);
  const pods = model.workloads.reduce((sum, { replicas }) => sum + Math.max(replicas.planned, replicas.max ?? 0), 0);
  const most = Math.max(FEWEST_TRIED, Math.min(MOST_TRIED, Math.ceil((MOST_TRIED * SMALL) / (1 + pods * nodes))));
  // A large cluster grows in larger steps.
  const step = Math.max(1, Math.ceil(nodes / MOST_TRIED));
  const queue = [{ counts: from, cost: costOf(from) }];
  const seen = new Set<string>();
  for (let tried = 0; tried < most && queue.length > 0; tried++) {
    const at = queue.reduce((best, one, i) => (one.cost < queue[best].cost - 1e-9 ? i : best), 0);
    const [{ counts }] = queue.splice(at, 1);
    yield counts;
    for (const pool of growing) {
      const n = Math.min(counts[pool.id] + step, pool.maxNodes ?? Infinity);
      const more = { ...counts, [pool.id]: n };
      const key = JSON.stringify(more);
      if (n > counts[pool.id] && costOf(more) < known * (1 - 1e-9) && !seen.has(key)) {
        seen.add(key);
        queue.push({ counts: more, cost: costOf(more) });
      }
    }
  }
}
