import { Work } from './effort';
import { Goal } from './goal';
import { recipesFor, Run, runOf } from './greedy/portfolio';
import { Shelves } from './greedy/shelf';
import { Instance, prioritiesOf, roomOnEmpty } from './instance';
import { Search } from './search';
import { Solver } from '../solver/linear-program';

export interface MostPlaced {
  readonly best: Run;
  /** Weight that no placement can save, over all priorities. */
  readonly missingBound: number;
}

/** Penalty of a pod that must be placed, in worths of the node that is worth most. */
const MUST = 4;

/**
 * Places as much as possible on nodes that are there: all it can of the highest priority, then of the next without giving
 * any of that up, and so on. Pods of higher priority may stand elsewhere in the end; their number is fixed.
 */
export function placeMost(given: Instance, solver: Solver | undefined, work: Work): MostPlaced {
  const instance: Instance = { ...given, types: given.types.map((type) => ({ ...type, minNodes: 0 })) };
  const priorities = prioritiesOf(given.shapes);
  let placed = instance.shapes.map(() => 0);
  let best: Run | undefined;
  let missingBound = 0;
  priorities.forEach((priority, turn) => {
    const counts = instance.shapes.map((shape, s) =>
      shape.priority > priority ? placed[s] : shape.priority === priority ? shape.count : 0,
    );
    const level = placeLevel(
      { instance, counts, priority, seed: best },
      solver,
      work.share(1 / (priorities.length - turn)),
    );
    best = level.best;
    placed = counts.map((count, s) => count - best!.unplaced[s]);
    missingBound += level.missingBound;
  });
  const unplaced = given.shapes.map(({ count }, s) => count - placed[s]);
  const empty = runOf({ costs: [] }, { shelves: new Shelves(instance), unplaced }, 'nothing to place');
  return { best: { ...(best ?? empty), unplaced }, missingBound };
}

interface Level {
  readonly instance: Instance;
  /** Pods to place now, by shape. */
  readonly counts: readonly number[];
  readonly priority: number;
  /** The best packing of the pods of higher priorities. */
  readonly seed?: Run;
}

function placeLevel({ instance, counts, priority, seed }: Level, solver: Solver | undefined, work: Work): MostPlaced {
  const now: Instance = { ...instance, shapes: instance.shapes.map((shape, s) => ({ ...shape, count: counts[s] })) };
  const goal = goalOf(now, priority);
  const search = new Search(now, goal, work);
  const recipes = recipesFor(now);
  const own = counts.map((count, s) => (now.shapes[s].priority === priority ? count : 0));
  search.heuristics(recipes);
  if (seed) {
    search.offer(...recipes.map((recipe) => search.extended(seed, recipe, own)));
  }
  if (solver && work.effort !== 'quick' && search.value > 0) {
    search.columns(solver);
  }
  return { best: search.best, missingBound: search.bound };
}

function goalOf(instance: Instance, priority: number): Goal {
  const must = new Set(instance.shapes.flatMap((shape, s) => (shape.priority > priority ? [s] : [])));
  const nodeWorth = instance.shapes.reduce((most, { weight, types }, s) => {
    const room = Math.max(
      0,
      ...types.map((type) => Math.min(roomOnEmpty(instance, s, type), instance.shapes[s].count)),
    );
    return must.has(s) ? most : Math.max(most, room * weight);
  }, 1);
  return {
    costs: instance.types.map(() => 0),
    penalties: instance.shapes.map(({ weight }, s) => (must.has(s) ? MUST * nodeWorth : weight)),
    must,
  };
}
