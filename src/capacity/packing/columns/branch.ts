import { generate } from './generate';
import { Master } from './master';
import { Pattern } from './pattern';
import { SearchContext } from './search-context';
import { Instance } from '../instance';

/** Leaves that are opened at most. */
const MOST_LEAVES = 24;
const WHOLE = 1e-6;

/** A range for each type's nodes, and what packings within cost at least. */
interface Leaf {
  readonly least: readonly number[];
  readonly most: readonly number[];
  readonly bound: number;
  /** Nodes of each type in the fractional solution; absent where it is not known or cannot be branched on. */
  readonly nodes?: readonly number[];
}

/**
 * A bound by branching on node counts: half a node of a dear type is either none or a whole one, and both cost more. The
 * leaf with the lowest bound is opened until that is `enough`, or the work down to `reserve` is spent.
 */
export function branchOnCounts(
  context: SearchContext,
  patterns: readonly Pattern[],
  known: number,
  enough: (bound: number) => boolean,
  reserve: number,
): number {
  const { types } = context.instance;
  const pool = [...patterns];
  const range = { least: types.map(({ minNodes }) => minNodes), most: types.map(({ maxNodes }) => maxNodes) };
  const open: Leaf[] = [boundLeaf(context, pool, { ...range, bound: known }, reserve)];
  for (let opened = 0; opened < MOST_LEAVES && context.work.stepsLeft > reserve; opened++) {
    open.sort((a, b) => a.bound - b.bound);
    const [leaf] = open;
    const type = leaf.nodes && !enough(leaf.bound) ? typeToBranch(leaf.nodes, context.goal.costs) : undefined;
    if (type === undefined) {
      break;
    }
    const below = Math.floor(leaf.nodes![type] + WHOLE);
    const halves: Leaf[] = [
      { ...leaf, most: leaf.most.map((most, t) => (t === type ? below : most)) },
      { ...leaf, least: leaf.least.map((least, t) => (t === type ? below + 1 : least)) },
    ];
    open.shift();
    open.push(...halves.map((half) => boundLeaf(context, pool, half, reserve)));
  }
  return Math.min(...open.map(({ bound }) => bound));
}

/** The type whose fraction of a node costs most; undefined where all are whole. */
function typeToBranch(nodes: readonly number[], costs: readonly number[]): number | undefined {
  let best: number | undefined;
  let highest = WHOLE;
  nodes.forEach((n, type) => {
    const fraction = n - Math.floor(n + WHOLE);
    const weight = costs[type] * Math.min(fraction, 1 - fraction);
    if (fraction > WHOLE && weight > highest) {
      [best, highest] = [type, weight];
    }
  });
  return best;
}

function boundLeaf(
  { solver, instance, goal, pricing, work }: SearchContext,
  pool: Pattern[],
  leaf: Leaf,
  reserve: number,
): Leaf {
  const { least, most, bound } = leaf;
  const limited: Instance = {
    ...instance,
    types: instance.types.map((type, t) => ({ ...type, minNodes: least[t], maxNodes: most[t] })),
  };
  const master = new Master(solver, limited, goal, work);
  try {
    master.add(pool);
    const generated = generate({ instance: limited, goal, pricing, work }, master, {
      close: 'relaxed',
      reserve,
      enough: () => false,
      bound: 0,
    });
    pool.push(...master.patterns.slice(pool.length));
    if (!generated) {
      return { least, most, bound };
    }
    const nodes = instance.types.map(() => 0);
    master.patterns.forEach(({ type }, i) => (nodes[type] += generated.solution.use[i]));
    return { least, most, bound: Math.max(bound, generated.bound), nodes };
  } finally {
    master.dispose();
  }
}
