import { branchOnCounts } from './columns/branch';
import { dive } from './columns/dive';
import { generate, GenerateOptions } from './columns/generate';
import { Master } from './columns/master';
import { NodeCounts } from './columns/node-counts';
import { byWaste, partOf } from './columns/part';
import { Pattern } from './columns/pattern';
import { Pricing } from './columns/pricing';
import { Residual } from './columns/residual';
import { wholePatterns } from './columns/whole-patterns';
import { Work } from './effort';
import { Goal } from './goal';
import { fitOnto, Measures, Recipe } from './greedy/first-fit';
import { improve } from './greedy/improve';
import { fillNodeByNode, nodeByNodeIsQuick } from './greedy/node-by-node';
import { affordableRecipes, bestOf, isLarge, recipesFor, Run, runOf, runPortfolio } from './greedy/portfolio';
import { Shelves } from './greedy/shelf';
import { FilledNodes, Instance } from './instance';
import { granuleOf, roundedUp } from '../bound/money';
import { Solver } from '../solver/linear-program';

/** So many of the portfolio's packings are improved and lend their patterns. */
const MOST_IMPROVED = 5;

/** Shares of the work that are left for what follows: the first generation, the dive, the relaxation, the closing, the branching. */
const AFTER_GENERATION = 0.6;
const AFTER_DIVE = 0.35;
const AFTER_RELAXATION = 0.3;
const AFTER_CLOSING = 0.4;
const AFTER_BRANCHING = 0.2;

/** Branching starts where the work is enough for so many leaves. */
const FEWEST_LEAVES = 3;

/** Nodes that are packed anew together: few at first, more where that finds nothing. */
const FIRST_PART = 6;
const LARGEST_PART = 40;

/** Method of packings that column generation made. */
const COLUMNS = 'column generation';

/**
 * Searches for a packing, from quick to thorough: a portfolio of heuristics, column generation with its bound, a dive to
 * whole nodes, and parts of the packing anew; it ends when nothing better can exist or the work is done.
 */
export class Search {
  private readonly measures: Measures;
  private readonly counts: NodeCounts;
  private readonly granule: number | undefined;
  private runs: readonly Run[] = [];
  private current: Run | undefined;
  private proven = 0;
  /** Patterns of the relaxed master problem. */
  private relaxed: readonly Pattern[] = [];
  private worth: ArrayLike<number> | undefined;

  public constructor(
    private readonly instance: Instance,
    private readonly goal: Goal,
    private readonly work: Work,
    /** Packings that cost no less are of no use. */
    private readonly limit = Infinity,
  ) {
    this.measures = new Measures(instance);
    this.counts = new NodeCounts(instance, goal.costs, work);
    this.granule = granuleOf(goal.penalties ? [...goal.costs, ...goal.penalties] : goal.costs);
  }

  /** The best packing so far. */
  public get best(): Run {
    return this.current!;
  }

  /** What it costs by the goal; Infinity where a pod that must have a place has none. */
  public get value(): number {
    return this.best.score[0];
  }

  /** Nothing is cheaper. */
  public get bound(): number {
    return this.rounded(this.proven);
  }

  /** True when nothing better can exist, or nothing of use. */
  private get closed(): boolean {
    return this.enough(this.proven);
  }

  /** All heuristics, the best of them improved. */
  public heuristics(recipes = affordableRecipes(this.instance)): void {
    this.runs = runPortfolio(this.measures, this.goal, recipes);
    const improved = isLarge(this.instance) ? 1 : MOST_IMPROVED;
    this.offer(...this.runs.slice(0, improved).map((run) => this.improved(run)));
  }

  /** What the nodes of a packing cost by the goal. */
  public costOf({ shelves }: Run): number {
    return shelves.list.reduce((sum, { type, count }) => sum + count * this.goal.costs[type], 0);
  }

  /** A packing that was made by another goal: without its empty nodes, with those that must be there. */
  public restored({ shelves, unplaced, method }: Run): Run {
    const used = Shelves.copyOf(
      this.instance,
      shelves.toNodes().filter(({ pods }) => pods.size > 0),
    );
    used.openOwed();
    return runOf(this.goal, { shelves: used, unplaced }, method);
  }

  /** A packing with more pods, placed by a recipe. */
  public extended({ shelves: known }: Run, recipe: Recipe, pods: readonly number[]): Run {
    const shelves = Shelves.copyOf(this.instance, known.toNodes());
    return runOf(this.goal, fitOnto(this.measures, recipe, shelves, [pods]), recipe.name, recipe);
  }

  public offer(...runs: readonly Run[]): void {
    this.current = bestOf([...(this.current ? [this.current] : []), ...runs]);
  }

  /** Column generation, dive, the bound as strong as it gets, refinement; nothing where the work would not do for a first solution. */
  public columns(solver: Solver): void {
    if (this.work.stepsLeft < Master.stepsOfFirst(this.instance)) {
      return;
    }
    this.withMaster(solver, (master, pricing) => {
      const total = this.work.stepsLeft;
      this.generate(master, pricing, 'not', total * AFTER_GENERATION);
      if (!this.closed) {
        this.dive(solver, master.patterns, pricing, total * AFTER_DIVE);
      }
      this.strengthen(solver, master, pricing, total);
      if (!this.closed) {
        this.refine(solver);
      }
    });
  }

  /** Proves a bound without looking for packings; the heuristics must have run. */
  public boundOnly(solver: Solver): void {
    this.withMaster(solver, (master, pricing) => {
      const total = this.work.stepsLeft;
      this.generate(master, pricing, 'not', total * AFTER_GENERATION);
      this.strengthen(solver, master, pricing, total);
    });
  }

  /** Raises the bound: pods cut where no search ends, the solver's own pricing, whole node counts, branches of them. */
  private strengthen(solver: Solver, master: Master, pricing: Pricing, total: number): void {
    const { instance, goal, work } = this;
    const before = work.stepsLeft;
    if (!this.closed && !work.done) {
      this.proveRelaxed(solver, master.patterns, pricing, total * AFTER_RELAXATION);
    }
    const oneLeaf = before - work.stepsLeft;
    if (!this.closed) {
      this.generate(master, pricing, 'exactly', total * AFTER_CLOSING);
    }
    if (!this.closed && !goal.penalties) {
      this.proven = Math.max(this.proven, this.counts.bound(solver));
    }
    if (!this.closed && !goal.penalties && work.stepsLeft - total * AFTER_BRANCHING > FEWEST_LEAVES * oneLeaf) {
      const context = { solver, instance, goal, pricing, work };
      const branched = branchOnCounts(context, this.relaxed, this.proven, this.enough, total * AFTER_BRANCHING);
      this.proven = Math.max(this.proven, branched);
    }
  }

  private withMaster(solver: Solver, action: (master: Master, pricing: Pricing) => void): void {
    const master = new Master(solver, this.instance, this.goal, this.work);
    try {
      master.add([...this.runs.slice(0, MOST_IMPROVED), this.best].flatMap((run) => patternsOf(run.shelves)));
      action(master, new Pricing(this.instance, solver, this.work));
    } finally {
      master.dispose();
    }
  }

  private readonly enough = (proven: number): boolean =>
    this.rounded(proven) >= Math.min(this.value, this.limit) * (1 - 1e-9) - 1e-9;

  private rounded(bound: number): number {
    return roundedUp(bound, this.granule);
  }

  private generate(master: Master, pricing: Pricing, close: GenerateOptions['close'], reserve: number): void {
    const { enough, proven: bound } = this;
    const generated = generate({ instance: this.instance, goal: this.goal, pricing, work: this.work }, master, {
      enough,
      close,
      reserve,
      bound,
      seen: (uppers, worth) => this.counts.note(uppers, worth),
    });
    this.proven = Math.max(bound, generated?.bound ?? 0);
    this.worth = generated?.solution.prices.worth ?? this.worth;
  }

  /** A bound from a master problem of its own, in which pods may be cut on the types that no search could close. */
  private proveRelaxed(solver: Solver, patterns: readonly Pattern[], pricing: Pricing, reserve: number): void {
    const master = new Master(solver, this.instance, this.goal, this.work);
    try {
      master.add(patterns);
      this.generate(master, pricing, 'relaxed', reserve);
      this.relaxed = master.patterns;
    } finally {
      master.dispose();
    }
  }

  private dive(solver: Solver, patterns: readonly Pattern[], pricing: Pricing, reserve: number): void {
    const { instance, goal, work } = this;
    const recipes = this.runs.slice(0, 3).flatMap(({ recipe }) => recipe ?? []);
    dive({ solver, instance, goal, pricing, work }, patterns, reserve, (residual) => {
      this.offer(...recipes.map((recipe) => this.completed(recipe, residual)), ...this.filled(residual));
      return this.value;
    });
    this.offer(this.improved(this.best));
  }

  /** Packs the most wasteful nodes anew, some at a time, as long as that makes them cheaper. */
  private refine(solver: Solver): void {
    let size = FIRST_PART;
    let offset = 0;
    let turn = 0;
    let nodes = this.mostWasteful();
    while (!this.work.done && !this.closed) {
      const stride = 1 + (turn % 3);
      const chosen = new Set(Array.from({ length: size }, (_, i) => (offset + i * stride) % nodes.length));
      const better = this.repacked(solver, nodes, chosen);
      if (better) {
        this.offer(better);
        nodes = this.mostWasteful();
        [offset, turn] = [0, 0];
        continue;
      }
      turn += 1;
      offset += Math.max(1, Math.floor(size / 2));
      if (offset >= nodes.length) {
        if (size >= Math.min(LARGEST_PART, nodes.length)) {
          return;
        }
        offset = turn % 5;
        size = Math.min(Math.ceil(size * 1.5), LARGEST_PART, nodes.length);
      }
    }
  }

  private mostWasteful(): FilledNodes[] {
    return byWaste(this.goal.costs, this.best.shelves.toNodes(), this.worth ?? []);
  }

  private repacked(solver: Solver, nodes: readonly FilledNodes[], chosen: ReadonlySet<number>): Run | undefined {
    const part = partOf(this.instance, this.goal, { nodes, unplaced: this.best.unplaced }, chosen);
    const search = new Search(part.instance, part.goal, this.work, part.value);
    search.heuristics(recipesFor(part.instance).slice(0, 12));
    if (search.value >= part.value - 1e-9) {
      search.attempt(solver);
    }
    if (search.value >= part.value - 1e-9) {
      return undefined;
    }
    const whole = part.replace({ nodes: search.best.shelves.toNodes(), unplaced: search.best.unplaced });
    return runOf(
      this.goal,
      { shelves: Shelves.copyOf(this.instance, whole.nodes), unplaced: [...whole.unplaced] },
      COLUMNS,
    );
  }

  /** A short search: generation, then whole uses of its patterns by an integer program, or by a dive. */
  private attempt(solver: Solver): void {
    const { instance, goal, work } = this;
    this.withMaster(solver, (master, pricing) => {
      this.generate(master, pricing, 'not', 0);
      const whole = this.closed ? undefined : wholePatterns(solver, instance, goal, master.patterns, work);
      if (whole) {
        const shelves = Shelves.copyOf(instance, whole.nodes);
        this.offer(runOf(goal, { shelves, unplaced: [...whole.unplaced] }, COLUMNS));
      }
      if (!this.closed && this.value >= this.limit - 1e-9) {
        this.dive(solver, master.patterns, pricing, 0);
      }
    });
  }

  /** The chosen nodes, and places for all other pods by a recipe. */
  private completed(recipe: Recipe, residual: Residual): Run {
    const shelves = Shelves.copyOf(this.instance, residual.chosen);
    shelves.openOwed();
    return runOf(this.goal, fitOnto(this.measures, recipe, shelves, [residual.pods]), COLUMNS);
  }

  /** The chosen nodes, and new nodes filled one by one for all other pods. */
  private filled(residual: Residual): Run[] {
    const { instance, goal } = this;
    if (residual.empty || !nodeByNodeIsQuick(instance)) {
      return [];
    }
    const { shelves, unplaced } = fillNodeByNode(this.measures, 'aligned', residual);
    const nodes = [...residual.chosen, ...shelves.toNodes()];
    return [runOf(goal, { shelves: Shelves.copyOf(instance, nodes), unplaced }, COLUMNS)];
  }

  private improved(run: Run): Run {
    const shelves = improve(this.instance, run.shelves);
    return runOf(this.goal, { shelves, unplaced: run.unplaced }, run.method, run.recipe);
  }
}

function patternsOf(shelves: Shelves): Pattern[] {
  return shelves.list
    .filter(({ content }) => content.size > 0)
    .map(({ type, content }) => ({ type, shapes: [...content.keys()], counts: [...content.values()] }));
}
