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
}

/** sum of value x column >= lower. */
export interface Row {
  readonly lower: number;
  readonly terms: readonly Term[];
}

export interface Term {
  readonly column: number;
  readonly value: number;
}

export interface LinearSolution {
  readonly objective: number;
  /** Shadow price of each row, >= 0 up to the solver's tolerance. */
  readonly duals: readonly number[];
}
