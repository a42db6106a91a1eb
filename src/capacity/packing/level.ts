import { DisjointSets } from './components';
import { PackedNodes, PackRequest } from './request';

/** Nodes above which levelling would take too long. */
const MOST_NODES = 300;
const MOST_MOVES = 2_000;
const EPSILON = 1e-9;

/** One node while pods move. */
interface Node {
  readonly pool: number;
  readonly steady: Map<number, number>;
  readonly peak: Map<number, number>;
  readonly load: number[];
}

/**
 * Moves pods between the nodes of a zone that may hold the same pods until the highest utilisation is as low as single moves make it, then
 * between the nodes of each pool; undefined where nothing gets lower. Neither the nodes nor the pods of any zone change.
 */
export function levelled(request: PackRequest, packed: readonly PackedNodes[]): PackedNodes[] | undefined {
  if (packed.reduce((sum, { count }) => sum + count, 0) > MOST_NODES) {
    return undefined;
  }
  const nodes = packed.flatMap(({ pool, count, steady, peak }) =>
    Array.from({ length: count }, (): Node => ({
      pool,
      steady: new Map(steady),
      peak: new Map(peak),
      load: loadOf(request, peak),
    })),
  );
  const pools = request.pools.map((_, p) => nodes.filter(({ pool }) => pool === p));
  const parts = poolsTogether(request).map((some) => nodes.filter(({ pool }) => some.has(pool)));
  const moves = [...parts, ...pools].map((some) => level(request, some));
  return moves.some((moved) => moved)
    ? nodes.map(({ pool, steady, peak }) => ({ pool, count: 1, steady, peak }))
    : undefined;
}

/** Pools between which some pod may move, directly or by way of others: what is full elsewhere says nothing of them. */
function poolsTogether({ pools, shapes }: PackRequest): Set<number>[] {
  const root = new DisjointSets(pools.length);
  for (const { pools: own } of shapes) {
    own.forEach((pool) => root.join(own[0], pool));
  }
  const parts = new Map<number, Set<number>>();
  pools.forEach((_, pool) => {
    const key = root.find(pool);
    parts.set(key, (parts.get(key) ?? new Set()).add(pool));
  });
  return [...parts.values()];
}

/** Relieves the fullest of the nodes as long as that is possible; true where the highest utilisation got lower. */
function level(request: PackRequest, nodes: readonly Node[]): boolean {
  const highest = () => nodes.reduce((most, node) => Math.max(most, utilisation(request, node)), 0);
  const before = highest();
  for (let moves = 0; moves < MOST_MOVES && relieve(request, nodes, highest()); moves++) {
    // Every move takes one node off the top.
  }
  return highest() < before - EPSILON;
}

/** Moves one pod off a node at the top so that neither node is there any more; false where none can be. */
function relieve(request: PackRequest, nodes: readonly Node[], top: number): boolean {
  const full = nodes.find((node) => utilisation(request, node) >= top - EPSILON);
  if (!full || top <= 0) {
    return false;
  }
  let best: { readonly shape: number; readonly to: Node } | undefined;
  let lowest = top - EPSILON;
  for (const shape of full.peak.keys()) {
    const { size } = request.shapes[shape];
    if (utilisation(request, { ...full, load: full.load.map((load, r) => load - size[r]) }) >= top - EPSILON) {
      continue;
    }
    for (const to of nodes) {
      if (to === full || !admits(request, full, to, shape)) {
        continue;
      }
      const after = utilisation(request, { ...to, load: to.load.map((load, r) => load + size[r]) });
      if (after < lowest) {
        [best, lowest] = [{ shape, to }, after];
      }
    }
  }
  if (!best) {
    return exchange(request, nodes, full, top);
  }
  move(request, full, best.to, best.shape);
  return true;
}

/** Exchanges a pod of the full node for one of another, where no single move helps; false where none can be. */
function exchange(request: PackRequest, nodes: readonly Node[], full: Node, top: number): boolean {
  const exchanged = (node: Node, gains: number, loses: number) => ({
    ...node,
    load: node.load.map((load, r) => load + request.shapes[gains].size[r] - request.shapes[loses].size[r]),
  });
  let best: { readonly out: number; readonly back: number; readonly to: Node } | undefined;
  let lowest = top - EPSILON;
  for (const to of nodes.filter((node) => node !== full)) {
    for (const out of full.peak.keys()) {
      for (const back of to.peak.keys()) {
        const admitted = out !== back && admits(request, full, to, out, back) && admits(request, to, full, back, out);
        const after = admitted
          ? Math.max(utilisation(request, exchanged(full, back, out)), utilisation(request, exchanged(to, out, back)))
          : Infinity;
        if (after < lowest) {
          [best, lowest] = [{ out, back, to }, after];
        }
      }
    }
  }
  if (best) {
    move(request, full, best.to, best.out);
    move(request, best.to, full, best.back);
  }
  return best !== undefined;
}

/** @param leaving a shape of which one pod leaves the node meanwhile */
function admits(request: PackRequest, from: Node, to: Node, shape: number, leaving?: number): boolean {
  const { pools, maxPerNode } = request.shapes[shape];
  const rival = [...request.conflicts[shape]].some((other) => (to.peak.get(other) ?? 0) > (other === leaving ? 1 : 0));
  const sameZone = request.pools[from.pool].zone === request.pools[to.pool].zone;
  return sameZone && !rival && pools.includes(to.pool) && (to.peak.get(shape) ?? 0) < maxPerNode;
}

/** A pod that only runs at the peak goes first: what runs at steady stays where it is as long as it can. */
function move(request: PackRequest, from: Node, to: Node, shape: number): void {
  const running = from.steady.get(shape) ?? 0;
  const steady = running === from.peak.get(shape);
  add(from.peak, shape, -1);
  add(to.peak, shape, 1);
  if (steady) {
    add(from.steady, shape, -1);
    add(to.steady, shape, 1);
  }
  request.shapes[shape].size.forEach((amount, r) => {
    from.load[r] -= amount;
    to.load[r] += amount;
  });
}

function add(content: Map<number, number>, shape: number, n: number): void {
  const left = (content.get(shape) ?? 0) + n;
  if (left > 0) {
    content.set(shape, left);
  } else {
    content.delete(shape);
  }
}

function loadOf(request: PackRequest, pods: ReadonlyMap<number, number>): number[] {
  return request.resources.map((_, r) =>
    [...pods].reduce((sum, [shape, n]) => sum + n * request.shapes[shape].size[r], 0),
  );
}

/** The largest share of any resource that is taken; above 1 where the node holds too much. */
function utilisation(request: PackRequest, { pool, load }: Pick<Node, 'pool' | 'load'>): number {
  return request.pools[pool].size.reduce(
    (most, capacity, r) => (capacity > 0 ? Math.max(most, load[r] / capacity) : load[r] > 0 ? Infinity : most),
    0,
  );
}
