import { Owner, takes } from './owners';

/** One way of owning all places: at most `cap` on a node, on so many nodes for each of the owner's demands. */
export interface OwnerOption {
  readonly cap: number;
  readonly nodes: readonly number[];
}

/**
 * The options of an owner, the largest cap first: for each number of nodes the smallest cap that owns the places, and the cap that it had before. Empty
 * where some place can be had on no node.
 */
export function optionsOf(owner: Owner, before?: number): OwnerOption[] {
  const most = owner.demands.reduce((all, { places }) => Math.max(all, places), 0);
  const options = new Map<string, OwnerOption>();
  for (let cap = Math.min(most, owner.maxPerNode); cap >= 1; cap--) {
    if (takes(owner, cap)) {
      const nodes = nodesFor(owner, cap);
      options.set(nodes.join(), { cap, nodes });
    }
  }
  const all = [...options.values()];
  const same = before !== undefined && before <= Math.min(most, owner.maxPerNode) && takes(owner, before);
  if (same && all.every(({ cap }) => cap !== before)) {
    all.push({ cap: before, nodes: nodesFor(owner, before) });
  }
  return all.sort((a, b) => b.cap - a.cap);
}

function nodesFor(owner: Owner, cap: number): number[] {
  const nodes = owner.demands.map(({ places }) => Math.ceil(places / cap));
  const short = () => nodes.findIndex((_, at) => leftWithout(nodes, cap, at) < owner.leaves);
  // All that runs but what one node has at most.
  for (let at = cap <= owner.mayMiss ? -1 : short(); at >= 0; at = short()) {
    nodes[at] += 1;
  }
  return nodes;
}

/**
 * Pods that run again when one of the nodes in a zone is away, whatever the spread makes of it: the zones fill up until the emptiest is full, and the
 * others then have one more at most.
 */
function leftWithout(nodes: readonly number[], cap: number, at: number): number {
  const least = cap * (nodes[at] - 1);
  return nodes.reduce((sum, own, zone) => sum + (zone === at ? least : Math.min(cap * own, least + 1)), 0);
}
