import { Component, componentsOf, inWhole } from './components';
import { bundlesOf, deviceProblems, withBundles } from './devices';
import { Effort, Work } from './effort';
import { buying } from './goal';
import { recipesFor } from './greedy/portfolio';
import { FilledNodes, Instance, pairsOf } from './instance';
import { mergeEqual } from './merge';
import { placeMost } from './place-most';
import { Search } from './search';
import { boughtForShares, missingForShares } from './share-bounds';
import { checkInstance } from './validate';
import { Solver } from '../solver/linear-program';

export interface SolveOptions {
  readonly effort: Effort;
  /** Absent: heuristics only, and no bound. */
  readonly solver?: Solver;
  /** True: the nodes are there; as much as possible is placed on them, by priority and weight. */
  readonly fixed?: boolean;
  /** Share of the effort's work to spend at most; absent: all of it. */
  readonly part?: number;
}

export interface Solved {
  readonly nodes: readonly FilledNodes[];
  /** Pods of each shape without a place. */
  readonly unplaced: readonly number[];
  /** Cost of the nodes; on fixed nodes the weight of what was placed. */
  readonly value: number;
  /** No packing costs less; on fixed nodes none places more. */
  readonly bound: number;
  readonly method: string;
}

/** Recipes that are enough where the packing itself is of no interest. */
const FEW_RECIPES = 3;

/**
 * Buys nodes for all pods at least cost, or places as much as possible on nodes that are there. Throws `InvalidInstance` with
 * all that is wrong where it is given what is no instance.
 */
export function solveInstance(instance: Instance, options: SolveOptions): Solved {
  checkInstance(instance);
  return solve(instance, options);
}

/** The same for an instance that is known to be one; it may be without types, on which nothing finds a place. */
export function solve(instance: Instance, options: SolveOptions): Solved {
  const merged = mergeEqual(instance);
  const known = new Map<string, Solved>();
  const works = worksFor(merged.instance, options);
  const nodes: FilledNodes[] = [];
  const unplaced = merged.instance.shapes.map(({ count, types }) => (types.length > 0 ? 0 : count));
  const methods = new Set<string>();
  let value = 0;
  let bound = 0;
  for (const part of componentsOf(merged.instance)) {
    const solved = known.get(part.signature) ?? solveComponent(part, options, works(part));
    known.set(part.signature, solved);
    for (const node of inWhole(part, solved.nodes)) {
      nodes.push(node);
    }
    part.shapes.forEach((shape, i) => (unplaced[shape] = solved.unplaced[i]));
    value += solved.value;
    bound += solved.bound;
    if (part.shapes.length > 0) {
      methods.add(solved.method);
    }
  }
  return {
    nodes: merged.unmerge(nodes),
    unplaced: merged.unplaced(unplaced),
    value,
    bound,
    method: [...methods].join('; '),
  };
}

/** Shares the work of the whole out among its components, by their sizes. */
function worksFor({ shapes, types }: Instance, { effort, part = 1 }: SolveOptions): (component: Component) => Work {
  const pairs = Math.max(1, pairsOf(shapes));
  return ({ instance }) =>
    Work.for(effort, shapes.length, types.length).share(part * (pairsOf(instance.shapes) / pairs));
}

function solveComponent({ instance }: Component, options: SolveOptions, work: Work): Solved {
  return instance.shapes.some(({ share, count }) => share && count > 0)
    ? solveShared(instance, options, work)
    : solvePlain(instance, options, work);
}

function solvePlain(instance: Instance, options: SolveOptions, work: Work): Solved {
  return options.fixed ? onFixedNodes(instance, options, work) : bought(instance, options, work);
}

function bought(instance: Instance, { solver, effort }: SolveOptions, work: Work): Solved {
  const goal = buying(instance);
  const search = new Search(instance, goal, work);
  search.heuristics();
  if (!Number.isFinite(search.value)) {
    const { best } = placeMost(instance, solver, work.share(0.5));
    if (best.unplaced.some((n) => n > 0)) {
      const kept = search.restored(best);
      return { ...resultOf(search, kept), unplaced: best.unplaced, value: search.costOf(kept), bound: 0 };
    }
    search.offer(search.restored(best));
  }
  if (solver && effort !== 'quick') {
    search.columns(solver);
  }
  return resultOf(search, search.best);
}

function resultOf(search: Search, { shelves, unplaced, method }: Search['best']): Solved {
  return { nodes: shelves.toNodes(), unplaced, value: search.value, bound: search.bound, method };
}

function onFixedNodes(instance: Instance, { solver }: SolveOptions, work: Work): Solved {
  const { best, missingBound } = placeMost(instance, solver, work);
  const all = weightOf(instance);
  const missing = instance.shapes.reduce((sum, { weight }, s) => sum + weight * best.unplaced[s], 0);
  return {
    nodes: best.shelves.toNodes(),
    unplaced: best.unplaced,
    value: all - missing,
    bound: all - Math.min(missing, missingBound),
    method: best.method,
  };
}

/** Shares are packed into devices first, each filled device then counts as a whole one. */
function solveShared(instance: Instance, options: SolveOptions, work: Work): Solved {
  const { solver, fixed } = options;
  const problems = deviceProblems(instance);
  const devices = problems.map((problem) => bought(problem.instance, options, work.share(0.1)));
  const bundled = withBundles(
    instance,
    problems.flatMap((problem, i) => bundlesOf(instance, problem, devices[i].nodes)),
  );
  const solved = solvePlain(bundled.instance, options, work);
  const packed = { ...solved, nodes: bundled.unbundle(solved.nodes), unplaced: bundled.unplaced(solved.unplaced) };
  if (fixed) {
    const most = weightOf(instance) - (solver ? missingForShares(instance, solver, work) : 0);
    return { ...packed, bound: Math.max(most, solved.value) };
  }
  const least = devices.map((one) => one.bound);
  const bound = solver ? boughtForShares(instance, problems, least, solver, work) : 0;
  return { ...packed, bound: Math.min(bound, solved.value) };
}

/** The weight of all pods together. */
function weightOf({ shapes }: Instance): number {
  return shapes.reduce((sum, { weight, count }) => sum + weight * count, 0);
}

/** A bound on what any packing costs. */
export function boundOf(instance: Instance, solver: Solver, options: SolveOptions): number {
  const merged = mergeEqual(instance).instance;
  const works = worksFor(merged, options);
  const known = new Map<string, number>();
  return componentsOf(merged).reduce((sum, part) => {
    const bound = known.get(part.signature) ?? componentBound(part, solver, works(part));
    known.set(part.signature, bound);
    return sum + bound;
  }, 0);
}

function componentBound({ instance }: Component, solver: Solver, work: Work): number {
  const search = new Search(instance, buying(instance), work);
  search.heuristics(recipesFor(instance).slice(0, FEW_RECIPES));
  if (Number.isFinite(search.value)) {
    search.boundOnly(solver);
  }
  return Math.min(search.bound, search.value);
}
