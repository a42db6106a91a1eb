/** minimise cost x  subject to  rows, lower <= x <= upper. */
export interface LinearProgram {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

export interface Column {
  readonly cost: number;
  readonly lower: number;
  /** Infinity: unbounded. */
  readonly upper: number;
  /** True: only whole values. */
  readonly integer?: boolean;
}

/** lower <= sum of value x column <= upper. */
export interface Row {
  /** -Infinity: none. */
  readonly lower: number;
  /** Absent: none. */
  readonly upper?: number;
  readonly terms: readonly Term[];
}

export interface Term {
  readonly column: number;
  readonly value: number;
}

/** A new column of a program that is already open. */
export interface NewColumn extends Column {
  readonly rows: readonly number[];
  readonly values: readonly number[];
}

export interface LinearSolution {
  readonly objective: number;
  /** Value of each column. */
  readonly values: Float64Array;
  /** Shadow price of each row; of a lower limit >= 0, of an upper limit <= 0, up to the solver's tolerance. */
  readonly duals: Float64Array;
  /** Steps that it took: a measure of work that is the same on every machine. */
  readonly iterations: number;
}

export interface IntegerSolution {
  /** Nothing is cheaper. */
  readonly bound: number;
  readonly iterations: number;
  /** Absent when none was found within the limit. */
  readonly best?: { readonly objective: number; readonly values: Float64Array };
}

/** A linear program that stays loaded, so that it can grow and be solved again from where it was. */
export interface OpenProgram {
  add(columns: readonly NewColumn[]): void;
  setRow(row: number, lower: number, upper: number): void;
  setColumnUpper(column: number, upper: number): void;
  /** Undefined when it has no solution or the solver stopped at its limit. */
  solve(): LinearSolution | undefined;
  dispose(): void;
}

/** What the planner asks of a solver. All calls are synchronous, and limited by counts, never by seconds. */
export interface Solver {
  open(program: LinearProgram): OpenProgram;
  /** Solves with whole values where columns ask for it, within so many branches or until the gap is small enough. */
  solveInteger(program: LinearProgram, maxNodes: number, gap?: number): IntegerSolution | undefined;
}
