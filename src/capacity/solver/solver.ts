import { highsSolver } from './highs';
import { HighsApi } from './highs-api';
import { LinearProgram, LinearSolution, OpenProgram, Solver } from './linear-program';
import { highsFiles, loadHighs } from './load-highs';
import { remoteHighs } from './remote-highs';

/** Exact version that plans are made with: another one may give other, equally good, plans. */
export const SOLVER = 'highs 1.15.3';

/** One way of loading the solver. */
export type Loader = () => HighsApi;

/** In this thread where that works, else in a thread of its own. */
const LOADERS: readonly Loader[] = [() => loadHighs(highsFiles()), () => remoteHighs(highsFiles())];

let loaders = LOADERS;
let loaded: { readonly solver: Solver | undefined } | undefined;

/** The solver, loaded on first use; undefined where no way of loading it works. Plans are then made and bounded without it. */
export function theSolver(): Solver | undefined {
  loaded ??= { solver: firstThatLoads() };
  return loaded.solver;
}

/** Forgets the loaded solver and loads the next one by these ways; for tests. */
export function loadBy(ways: readonly Loader[] = LOADERS): void {
  loaders = ways;
  loaded = undefined;
}

function firstThatLoads(): Solver | undefined {
  for (const load of loaders) {
    try {
      return guardedSolver(highsSolver(load()));
    } catch {
      // The next way may work; what comes of it when none does stands in the plan.
    }
  }
  return undefined;
}

/** Thrown where the solver fails in the middle of its work. */
export class SolverFailed extends Error {}

/** From here on there is no solver. */
export function giveUpSolver(): void {
  loaded = { solver: undefined };
}

/** Solves a linear program once; undefined when it has no solution, the solver stopped at its limit, or there is no solver. */
export function solve(program: LinearProgram): LinearSolution | undefined {
  const open = theSolver()?.open(program);
  try {
    return open?.solve();
  } finally {
    open?.dispose();
  }
}

function guardedSolver(solver: Solver): Solver {
  return {
    open: (program) => guardedProgram(guarded(() => solver.open(program))),
    solveInteger: (program, maxNodes, gap) => guarded(() => solver.solveInteger(program, maxNodes, gap)),
  };
}

function guardedProgram(program: OpenProgram): OpenProgram {
  return {
    add: (columns) => guarded(() => program.add(columns)),
    setRow: (row, lower, upper) => guarded(() => program.setRow(row, lower, upper)),
    setColumnUpper: (column, upper) => guarded(() => program.setColumnUpper(column, upper)),
    solve: () => guarded(() => program.solve()),
    dispose: () => guarded(() => program.dispose()),
  };
}

/** Errors of the solver quote its whole minified source: only the first line of the message goes on. */
function guarded<T>(operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    const [line] = String((error as Error)?.message ?? error).split('\n');
    throw new SolverFailed(`the solver (${SOLVER}) failed: ${line.slice(0, 200)}`);
  }
}
