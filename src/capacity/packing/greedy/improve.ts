import { FilledNodes, Instance } from '../instance';
import { Shelf, Shelves } from './shelf';

/** So many nodes are tried at most, fewer where there are many to look at for each: work is counted, never timed. */
const MOST_TRIES = 400;
const MOST_LOOKS = 20_000;

/** Makes a packing cheaper without unplacing anything: empties nodes into the others, then swaps nodes for cheaper ones. */
export function improve(instance: Instance, shelves: Shelves): Shelves {
  return downsize(instance, emptyNodes(instance, shelves));
}

/** Removes nodes whose pods fit on the others, least filled first. */
function emptyNodes(instance: Instance, shelves: Shelves): Shelves {
  let current = shelves;
  let tries = Math.min(MOST_TRIES, Math.ceil(MOST_LOOKS / Math.max(1, shelves.list.length)));
  let found = true;
  while (found && tries > 0) {
    found = false;
    const use = current.list.map((shelf) => filled(instance, shelf));
    const order = current.list.map((_, i) => i).sort((a, b) => use[a] - use[b] || a - b);
    for (const i of order) {
      if (tries === 0) {
        break;
      }
      tries -= 1;
      const without = withoutOne(instance, current, i);
      if (without) {
        current = without;
        found = true;
        break;
      }
    }
  }
  return current;
}

/** The packing without one node of a shelf, its pods on the others; undefined where they do not fit or the node must stay. */
function withoutOne(instance: Instance, shelves: Shelves, at: number): Shelves | undefined {
  const { type, content } = shelves.list[at];
  if (shelves.nodesOf(type) <= instance.types[type].minNodes || !roomForAll(instance, shelves, at)) {
    return undefined;
  }
  const others = shelves.list.flatMap(({ type: of, count, content: pods }, i): FilledNodes[] => {
    const stay = i === at ? count - 1 : count;
    return stay > 0 ? [{ type: of, count: stay, pods }] : [];
  });
  const rest = Shelves.copyOf(instance, others);
  const largestFirst = [...content].sort(([a], [b]) => size(instance, b) - size(instance, a) || a - b);
  for (const [shape, n] of largestFirst) {
    const { types } = instance.shapes[shape];
    let left = n;
    for (let i = 0; i < rest.list.length && left > 0; i++) {
      if (types.includes(rest.list[i].type)) {
        left -= rest.fill(i, shape, left);
      }
    }
    if (left > 0) {
      return undefined;
    }
  }
  return rest;
}

/** A quick look: false where the other nodes together have less left of a resource than the pods of this one take. */
function roomForAll(instance: Instance, shelves: Shelves, at: number): boolean {
  const { type, free } = shelves.list[at];
  return instance.resources.every((_, r) => {
    let need = instance.types[type].size[r] - free[r];
    for (let i = 0; i < shelves.list.length && need > 0; i++) {
      need -= shelves.list[i].free[r] * (shelves.list[i].count - (i === at ? 1 : 0));
    }
    return need <= 0;
  });
}

/** Replaces nodes by cheaper ones that hold the same pods. */
function downsize(instance: Instance, shelves: Shelves): Shelves {
  const nodes = instance.types.map((_, type) => shelves.nodesOf(type));
  const cheapestFirst = instance.types.map((_, t) => t).sort((a, b) => instance.types[a].cost - instance.types[b].cost);
  const result: FilledNodes[] = [];
  for (const { type, count, content, free } of shelves.list) {
    const load = free.map((left, r) => instance.types[type].size[r] - left);
    let stay = count;
    for (const target of cheapestFirst) {
      if (stay === 0 || instance.types[target].cost >= instance.types[type].cost) {
        break;
      }
      const { size: capacity, maxNodes } = instance.types[target];
      const may = Math.min(stay, nodes[type] - instance.types[type].minNodes, maxNodes - nodes[target]);
      if (may > 0 && load.every((amount, r) => amount <= capacity[r]) && admitsAll(instance, content, target)) {
        nodes[type] -= may;
        nodes[target] += may;
        result.push({ type: target, count: may, pods: content });
        stay -= may;
      }
    }
    if (stay > 0) {
      result.push({ type, count: stay, pods: content });
    }
  }
  return Shelves.copyOf(instance, result);
}

function admitsAll(instance: Instance, content: Shelf['content'], type: number): boolean {
  return [...content.keys()].every((shape) => instance.shapes[shape].types.includes(type));
}

/** Share of the node that is in use, summed over resources. */
function filled(instance: Instance, shelf: Shelf): number {
  const capacity = instance.types[shelf.type].size;
  return shelf.free.reduce((sum, left, r) => sum + (capacity[r] > 0 ? 1 - left / capacity[r] : 0), 0);
}

function size(instance: Instance, shape: number): number {
  const capacity = instance.types[instance.shapes[shape].types[0]].size;
  return instance.shapes[shape].size.reduce((sum, amount, r) => sum + (capacity[r] > 0 ? amount / capacity[r] : 0), 0);
}
