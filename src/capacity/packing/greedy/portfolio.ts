import { Filled, firstFit, Measures, Recipe } from './first-fit';
import { Goal, valueOf } from '../goal';
import { Instance, pairsOf } from '../instance';
import { FillRule, fillNodeByNode, nodeByNodeIsQuick } from './node-by-node';

const MEASURES: readonly [string, Recipe['measure']][] = [
  ['largest share', (shares) => Math.max(0, ...shares)],
  ['sum of shares', (shares) => shares.reduce((sum, share) => sum + share, 0)],
  ['square of shares', (shares) => shares.reduce((sum, share) => sum + share * share, 0)],
];

/** Every order with every rule: no single one is safe on all inputs. */
export function recipesFor(instance: Instance): Recipe[] {
  const perResource = instance.resources.map((name, r): [string, Recipe['measure']] => [name, (shares) => shares[r]]);
  const opens: Recipe['open'][] =
    new Set(instance.types.map((type) => `${type.size.join()}|${type.cost}`)).size > 1
      ? ['capacity', 'pod', 'node']
      : ['node'];
  const recipes: Recipe[] = [];
  for (const open of opens) {
    for (const fit of ['first', 'tight', 'aligned'] as const) {
      for (const [name, measure] of [...MEASURES, ...perResource]) {
        recipes.push({ name: `first-fit decreasing by ${name}, ${fit} fit, cheapest ${open}`, measure, fit, open });
      }
    }
  }
  return [...recipes, ...leavingOut(instance)];
}

/** Pairs of shapes and types, and shapes, above which only the most different recipes are run. */
const MANY_PAIRS = 6_000;
const MANY_SHAPES = 300;

/** True where all recipes would take too long for a heuristic. */
export function isLarge(instance: Instance): boolean {
  const { shapes } = instance;
  return shapes.length > MANY_SHAPES || pairsOf(shapes) > MANY_PAIRS;
}

/** All recipes, or the twelve that differ most where the instance is large. */
export function affordableRecipes(instance: Instance): Recipe[] {
  const all = recipesFor(instance);
  const few = new Set(MEASURES.slice(0, 2).map(([, measure]) => measure));
  return isLarge(instance)
    ? all.filter(({ fit, measure, without }) => fit !== 'tight' && !without && few.has(measure))
    : all;
}

/** So many kinds of types are left out one at a time. */
const MOST_LEFT_OUT = 12;

/** Greedy choices of a type are sometimes better off without it: runs that leave one kind of node, or one type, out. */
function leavingOut(instance: Instance): Recipe[] {
  const [[, measure]] = MEASURES;
  const kinds = new Map<string, Set<number>>();
  instance.types.forEach((type, t) => {
    for (const kind of [`nodes of ${type.cost} with ${type.size.join()}`, `pool ${type.id}`]) {
      kinds.set(kind, (kinds.get(kind) ?? new Set<number>()).add(t));
    }
  });
  const some = [...kinds].filter(([, types]) => types.size < instance.types.length).slice(0, MOST_LEFT_OUT);
  return some.flatMap(([kind, without]) =>
    (['pod', 'capacity'] as const).map((open) => ({
      name: `first-fit decreasing without ${kind}, cheapest ${open}`,
      measure,
      fit: 'first' as const,
      open,
      without,
    })),
  );
}

/** A packing with what made it, and how good it is: the lower, the better. */
export interface Run extends Filled {
  readonly method: string;
  readonly recipe?: Recipe;
  readonly score: readonly number[];
}

export function runOf(goal: Goal, filled: Filled, method: string, recipe?: Recipe): Run {
  const missing = filled.unplaced.reduce((sum, n) => sum + n, 0);
  const nodes = filled.shelves.list.reduce((sum, shelf) => sum + shelf.count, 0);
  return { ...filled, method, recipe, score: [valueOf(goal, filled), missing, nodes] };
}

const FILL_RULES: readonly FillRule[] = ['aligned', 'largest'];

/** All recipes, and both ways of filling node by node, best first; recipes that tie keep their order. */
export function runPortfolio(measures: Measures, goal: Goal, recipes: readonly Recipe[]): Run[] {
  const byShape = recipes.map((recipe) => runOf(goal, firstFit(measures, recipe), recipe.name, recipe));
  const byNode = (nodeByNodeIsQuick(measures.instance) ? FILL_RULES : []).map((rule) =>
    runOf(goal, fillNodeByNode(measures, rule), `node by node, ${rule} first`),
  );
  return [...byShape, ...byNode].sort((a, b) => compareScores(a.score, b.score));
}

export function bestOf(runs: readonly Run[]): Run {
  return runs.reduce((best, run) => (compareScores(run.score, best.score) < 0 ? run : best));
}

/** Compares scores entry by entry; what differs in the last bits only is equal. */
export function compareScores(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    if (a[i] === b[i]) {
      continue;
    }
    if (
      !Number.isFinite(a[i]) ||
      !Number.isFinite(b[i]) ||
      Math.abs(a[i] - b[i]) > 1e-9 * Math.max(1, Math.abs(b[i]))
    ) {
      return a[i] < b[i] ? -1 : 1;
    }
  }
  return 0;
}
