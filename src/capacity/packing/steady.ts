import { FilledNodes } from './instance';
import { Lot } from './lots';
import { PackedNodes, PackRequest } from './request';

/** Nodes of the peak while pods that only run at peak are taken out. */
interface Draft {
  readonly pool: number;
  count: number;
  readonly steady: Map<number, number>;
  readonly peak: ReadonlyMap<number, number>;
  /** Share of the node that is free at the peak, summed over resources. */
  readonly left: number;
}

/** Takes the pods that only run at peak out again, from the nodes with most left, so that steady keeps whole places free. */
export function atSteady(
  request: PackRequest,
  lots: readonly Lot[],
  filled: { readonly nodes: readonly FilledNodes[]; readonly unplaced: readonly number[] },
): PackedNodes[] {
  const nodes = filled.nodes.map(({ type, count, pods }): Draft => {
    const content = byShape(lots, pods);
    return {
      pool: type,
      count,
      steady: new Map(content),
      peak: content,
      left: shareLeft(request, type, content),
    };
  });
  lots.forEach((lot, i) => {
    const placed = lot.peak - filled.unplaced[i];
    let extra = placed - Math.min(lot.steady, placed);
    const pools = new Set(lot.pools);
    for (; extra > 0 && request.shapes[lot.shape].apart; extra--) {
      take(nodes, fullest(nodes, pools, lot.shape), 1, lot.shape, 1);
    }
    const holding = nodes
      .filter((node) => pools.has(node.pool) && node.steady.has(lot.shape))
      .sort((a, b) => b.left - a.left);
    for (const held of holding) {
      if (extra === 0) {
        break;
      }
      const each = held.steady.get(lot.shape)!;
      const nodesHeld = held.count;
      const stripped = Math.min(nodesHeld, Math.floor(extra / each));
      if (stripped > 0) {
        take(nodes, held, stripped, lot.shape, each);
      }
      extra -= stripped * each;
      if (stripped < nodesHeld && extra > 0) {
        take(nodes, held, 1, lot.shape, extra);
        extra = 0;
      }
    }
  });
  return nodes.map(({ pool, count, steady, peak }) => ({ pool, count, steady, peak }));
}

/** The node with most pods of the shape; of those the one with most left. */
function fullest(nodes: readonly Draft[], pools: ReadonlySet<number>, shape: number): Draft {
  const held = (node: Draft) => node.steady.get(shape) ?? 0;
  return nodes
    .filter((node) => node.count > 0 && pools.has(node.pool))
    .reduce((most, node) =>
      held(node) > held(most) || (held(node) === held(most) && node.left > most.left) ? node : most,
    );
}

function byShape(lots: readonly Lot[], pods: ReadonlyMap<number, number>): Map<number, number> {
  const content = new Map<number, number>();
  for (const [lot, n] of pods) {
    content.set(lots[lot].shape, (content.get(lots[lot].shape) ?? 0) + n);
  }
  return content;
}

function shareLeft(request: PackRequest, pool: number, content: ReadonlyMap<number, number>): number {
  return request.pools[pool].size.reduce((sum, capacity, r) => {
    let load = 0;
    for (const [shape, n] of content) {
      load += n * request.shapes[shape].size[r];
    }
    return sum + (capacity > 0 ? (capacity - load) / capacity : 0);
  }, 0);
}

/** Takes `each` pods of the shape off `count` nodes of the draft, splitting it where the others keep theirs. */
function take(drafts: Draft[], draft: Draft, count: number, shape: number, each: number): void {
  let target = draft;
  if (count < draft.count) {
    target = { ...draft, count, steady: new Map(draft.steady) };
    draft.count -= count;
    drafts.push(target);
  }
  const left = target.steady.get(shape)! - each;
  if (left > 0) {
    target.steady.set(shape, left);
  } else {
    target.steady.delete(shape);
  }
}
