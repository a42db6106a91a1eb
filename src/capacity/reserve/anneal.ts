import { Nodes } from './nodes';
import { ChosenColumn, ReserveOptions, ReserveProblem } from './problem';
import { seeded } from '../scheduler/seeded';

/** Chance that a node is passed over although an item fits best there. */
const PASSED = 0.05;

/** Temperature in the end, as a part of the cheapest node. */
const COLD = 0.004;

/** What uneven nodes count for, beside their cost. */
const UNEVEN = 0.1;

/** Chance that an owner takes another option, and the most nodes and single places that lose theirs beside. */
const OTHER_OPTION = 0.3;
const MOST_NODES = 3;
const MOST_PLACES = 8;

/** Steps that one change takes beside those of looking for nodes. */
const STEPS_OF_ONE = 200;

/** Nodes that cost next to nothing are there anyway. */
const THERE = 1e-3;

/**
 * Takes places off a few nodes and puts them elsewhere, over and over; changes that cost more are kept as well, at first often, later seldom (simulated
 * annealing). Takes so many steps, from a temperature that is a part of the cheapest node; the cheapest nodes that it came by are the result.
 */
export function annealed(
  problem: ReserveProblem,
  options: ReserveOptions,
  start: readonly ChosenColumn[],
  steps: number,
  hot: number,
): readonly ChosenColumn[] {
  const random = seeded(1);
  const nodes = new Nodes(problem, options, start, random);
  const changes = new Changes(problem, options, nodes, random);
  const unit = Math.min(...problem.types.map(({ cost }) => cost).filter((cost) => cost > THERE));
  const value = () => nodes.cost + UNEVEN * nodes.unevenness;
  let best = start;
  let least = nodes.cost;
  let current = value();
  while (nodes.steps < steps) {
    const temperature = unit * hot * (COLD / hot) ** (nodes.steps / steps);
    if (changes.one() && value() <= current - temperature * Math.log(1 - random())) {
      nodes.settle();
      current = value();
      if (nodes.cost < least * (1 - 1e-9)) {
        least = nodes.cost;
        best = nodes.columns;
      }
    } else {
      nodes.setBack();
    }
  }
  return best;
}

/** Changes by chance. */
class Changes {
  private readonly largest: readonly number[];

  public constructor(
    private readonly problem: ReserveProblem,
    private readonly options: ReserveOptions,
    private readonly nodes: Nodes,
    private readonly random: () => number,
  ) {
    this.largest = problem.types.reduce(
      (most, { size }) => most.map((amount, r) => Math.max(amount, size[r])),
      problem.types[0].size.map(() => 1),
    );
  }

  /** Takes places away and puts them back; false where one of them found no node. */
  public one(): boolean {
    const { nodes } = this;
    const there = nodes.all;
    nodes.steps += STEPS_OF_ONE + there.length;
    const moved = new Set<number>();
    const first = this.pick(there);
    const { items } = nodes.contentOf(first)!;
    const near = new Set(items.flatMap((item) => this.problem.items[item].types));
    const others = there.filter((at) => at !== first && near.has(nodes.contentOf(at)!.type));
    if (this.random() < OTHER_OPTION) {
      const { owner } = this.problem.items[this.pick(items)];
      nodes.itemsOf[owner].forEach((item) => moved.add(item));
      nodes.choose(owner, this.below(this.options[nodes.itemsOf[owner][0]].length));
    } else {
      items.forEach((item) => moved.add(item));
      nodes.clear(first);
    }
    if (others.length > 0) {
      for (let n = this.below(MOST_NODES); n > 0; n--) {
        const at = this.pick(others);
        nodes.contentOf(at)?.items.forEach((item) => moved.add(item));
        nodes.clear(at);
      }
      for (let n = this.below(MOST_PLACES); n > 0; n--) {
        const at = this.pick(others);
        const content = nodes.contentOf(at)?.items ?? [];
        if (content.length > 0) {
          const item = this.pick(content);
          moved.add(item);
          nodes.takeOff(at, item);
        }
      }
    }
    return this.putBack([...moved]);
  }

  /** Large ones first, or nearly so. */
  private putBack(moved: readonly number[]): boolean {
    const { nodes, random } = this;
    const noise = random() < 0.5 ? 0 : 4 * random();
    const ordered = moved
      .flatMap((item) => {
        const share = this.shareOf(item);
        return Array.from({ length: nodes.missing(item) }, () => ({
          item,
          rank: share * (1 + noise * (random() - 0.5)),
        }));
      })
      .sort((a, b) => b.rank - a.rank || a.item - b.item);
    if (!ordered.every(({ item }) => nodes.place(item, PASSED))) {
      return false;
    }
    nodes.shrink();
    return true;
  }

  private shareOf(item: number): number {
    const { cap } = this.nodes.optionOf(item);
    return this.problem.items[item].size.reduce(
      (most, amount, r) => Math.max(most, (cap * amount) / this.largest[r]),
      0,
    );
  }

  private below(n: number): number {
    return Math.floor(this.random() * n);
  }

  private pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }
}
