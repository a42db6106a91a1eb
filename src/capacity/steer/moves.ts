import { Counts } from './trial';
import { ClusterModel } from '../model';
import { unitCost } from '../sites';

/** Nodes that come (positive) and go, by position of the pool. */
export type Move = readonly (readonly [pool: number, nodes: number])[];

/** Ways to change the numbers of nodes, and what they save. */
export class Moves {
  /** Pools by name, each as the positions of its zones. */
  public readonly types: readonly (readonly number[])[];
  /** Moves that save money, the most first. */
  public readonly savings: readonly Move[];
  /** Moves that add a node, or put a dearer one in the place of another, the cheapest first. */
  public readonly repairs: readonly Move[];
  private readonly prices: readonly number[];

  public constructor(private readonly model: ClusterModel) {
    const cost = unitCost(model);
    this.prices = model.pools.map(cost);
    const names = [...new Set(model.pools.map(({ pool }) => pool))];
    this.types = names.map((name) => model.pools.flatMap(({ pool }, p) => (pool === name ? [p] : [])));
    const all = [...this.inRows(), ...this.inZones()];
    this.savings = all
      .map((move) => ({ move, price: this.priceOf(move) }))
      .filter(({ price }) => price < -1e-9)
      .sort((a, b) => a.price - b.price)
      .map(({ move }) => move);
    const units = model.pools.map((_, p): Move => [[p, 1]]);
    this.repairs = [
      ...units,
      ...[...this.types.keys()].map((type) => this.row(type)),
      ...units.flatMap((_, i) =>
        units.flatMap((b, j): Move[] =>
          i !== j && model.pools[i].zone === model.pools[j].zone ? [[[i, -1], ...b]] : [],
        ),
      ),
    ]
      .filter((move) => this.priceOf(move) > 1e-9)
      .sort((a, b) => this.priceOf(a) - this.priceOf(b));
  }

  /** What the nodes cost. */
  public costOf(counts: Counts): number {
    return counts.reduce((sum, count, p) => sum + count * this.prices[p], 0);
  }

  /** What a move costs; negative where it saves. */
  public priceOf(move: Move): number {
    return move.reduce((sum, [p, nodes]) => sum + nodes * this.prices[p], 0);
  }

  /** One node more of every zone of a type. */
  public row(type: number, nodes = 1): Move {
    return this.types[type].map((p) => [p, nodes] as const);
  }

  /** The numbers after a move; undefined where a pool would have fewer or more nodes than it may. */
  public after(counts: Counts, move: Move): Counts | undefined {
    const result = [...counts];
    for (const [p, nodes] of move) {
      result[p] += nodes;
    }
    const allowed = move.every(([p]) => {
      const { minNodes, maxNodes = Infinity } = this.model.pools[p];
      return result[p] >= Math.max(0, minNodes) && result[p] <= maxNodes;
    });
    return allowed ? result : undefined;
  }

  private inRows(): Move[] {
    return exchanges(this.types.map((_, type) => this.row(type)));
  }

  private inZones(): Move[] {
    const zones = [...new Set(this.model.pools.map(({ zone }) => zone))];
    return zones.flatMap((zone) =>
      exchanges(this.model.pools.flatMap((pool, p) => (pool.zone === zone ? [[[p, 1] as const]] : []))),
    );
  }
}

/** One away, one for another, one for two, two for one. */
function exchanges(units: readonly Move[]): Move[] {
  const less = (move: Move): Move => move.map(([p, nodes]) => [p, -nodes] as const);
  const pairs = units.flatMap((a, i) => units.slice(i).map((b): Move => [...a, ...b]));
  return [
    ...units.map(less),
    ...units.flatMap((a) => units.flatMap((b): Move[] => (a === b ? [] : [[...less(a), ...b]]))),
    ...units.flatMap((a) => pairs.filter((pair) => !touches(pair, a)).map((pair): Move => [...less(a), ...pair])),
    ...units.flatMap((a) => pairs.filter((pair) => !touches(pair, a)).map((pair): Move => [...less(pair), ...a])),
  ];
}

function touches(move: Move, other: Move): boolean {
  return move.some(([p]) => other.some(([q]) => p === q));
}
