import { HighsApi, HighsModel } from './highs-api';
import {
  Column,
  IntegerSolution,
  LinearProgram,
  LinearSolution,
  NewColumn,
  OpenProgram,
  Row,
  Solver,
} from './linear-program';

const OPTIMAL = 7;
const LIMIT = 16;

/** The primal simplex method. */
const PRIMAL = 4;

/** Counts, never seconds: the same program stops at the same place on every machine. */
const MOST_ITERATIONS = 1_000_000;

/** The solver's calls, as the planner needs them, on top of HiGHS. */
export function highsSolver(highs: HighsApi): Solver {
  return {
    open: (program) => openProgram(highs, program),
    solveInteger: (program, maxNodes, gap = 1e-6) => {
      const model = create(highs, program);
      try {
        return solveInteger(model, program, maxNodes, gap);
      } finally {
        model.dispose();
      }
    },
  };
}

function create(highs: HighsApi, program: LinearProgram): HighsModel {
  const model = highs.createModel(modelData(program, highs.infinity));
  model.setOption('output_flag', false);
  model.setOption('simplex_iteration_limit', MOST_ITERATIONS);
  return model;
}

function openProgram(highs: HighsApi, program: LinearProgram): OpenProgram {
  const { infinity } = highs;
  const model = create(highs, program);
  // New columns leave the last answer feasible: the primal method goes on from it.
  model.setOption('simplex_strategy', PRIMAL);
  const rows = program.rows.length;
  return {
    add: (columns) => model.addCols(columnData(columns, rows, infinity)),
    setRow: (row, lower, upper) => model.changeRowBounds(row, lower, Math.min(upper, infinity)),
    setColumnUpper: (column, upper) => model.changeColBounds(column, 0, Math.min(upper, infinity)),
    solve: () => {
      model.run();
      return model.getModelStatus() === OPTIMAL ? solutionOf(model) : undefined;
    },
    dispose: () => model.dispose(),
  };
}

function solutionOf(model: HighsModel): LinearSolution {
  const { colValue, rowDual } = model.getSolution();
  const iterations = model.getInfo('simplex_iteration_count');
  return { objective: model.getObjectiveValue(), values: colValue, duals: rowDual, iterations };
}

function solveInteger(
  model: HighsModel,
  program: LinearProgram,
  maxNodes: number,
  gap: number,
): IntegerSolution | undefined {
  model.setOption('mip_max_nodes', maxNodes);
  model.setOption('mip_rel_gap', gap);
  model.run();
  const status = model.getModelStatus();
  if (status !== OPTIMAL && status !== LIMIT) {
    return undefined;
  }
  const bound = model.getInfo('mip_dual_bound');
  const objective = model.getObjectiveValue();
  const { colValue } = model.getSolution();
  const found = colValue.length === program.columns.length && Math.abs(objective) < 1e20 && feasible(program, colValue);
  const iterations = model.getInfo('simplex_iteration_count');
  return { bound, iterations, ...(found && { best: { objective, values: colValue } }) };
}

/** A run that stopped at its limit may have left no point at all: what it left is looked at before it is believed. */
function feasible({ rows, columns }: LinearProgram, values: Float64Array): boolean {
  const slack = (limit: number) => 1e-5 * Math.max(1, Math.abs(limit));
  const inside = (value: number, lower: number, upper = Infinity) =>
    value >= lower - slack(Number.isFinite(lower) ? lower : 0) &&
    value <= upper + slack(Number.isFinite(upper) ? upper : 0);
  return (
    columns.every(({ lower, upper, integer }, i) => {
      const whole = !integer || Math.abs(values[i] - Math.round(values[i])) < 1e-5;
      return whole && inside(values[i], lower, upper);
    }) &&
    rows.every(({ lower, upper, terms }) =>
      inside(
        terms.reduce((sum, { column, value }) => sum + value * values[column], 0),
        lower,
        upper,
      ),
    )
  );
}

function modelData({ columns, rows }: LinearProgram, infinity: number): unknown {
  const { starts, indices, values } = compressed(
    rows.map(({ terms }) => terms.map(({ column, value }) => [column, value])),
  );
  return {
    ...bounds(columns, infinity),
    numCols: columns.length,
    numRows: rows.length,
    rowLower: Float64Array.from(rows, (row: Row) => Math.max(row.lower, -infinity)),
    rowUpper: Float64Array.from(rows, (row: Row) => Math.min(row.upper ?? infinity, infinity)),
    matrix: { format: 'csr', numRows: rows.length, numCols: columns.length, starts, indices, values },
    ...(columns.some(({ integer }) => integer) && {
      integrality: Int32Array.from(columns, (column: Column) => (column.integer ? 1 : 0)),
    }),
  };
}

function columnData(columns: readonly NewColumn[], rows: number, infinity: number): unknown {
  const entries = columns.map((column) => column.rows.map((row, i): [number, number] => [row, column.values[i]]));
  const { starts, indices, values } = compressed(entries);
  const { colCost: cost, colLower: lower, colUpper: upper } = bounds(columns, infinity);
  const matrix = { format: 'csc', numRows: rows, numCols: columns.length, starts, indices, values };
  return { count: columns.length, cost, lower, upper, matrix };
}

function bounds(columns: readonly Column[], infinity: number) {
  return {
    colCost: Float64Array.from(columns, (column) => column.cost),
    colLower: Float64Array.from(columns, (column) => column.lower),
    colUpper: Float64Array.from(columns, (column) => Math.min(column.upper, infinity)),
  };
}

/** Sparse entries, one line after the other. */
function compressed(lines: readonly (readonly (readonly number[])[])[]) {
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (const line of lines) {
    for (const [index, value] of line) {
      indices.push(index);
      values.push(value);
    }
    starts.push(indices.length);
  }
  return {
    starts: Int32Array.from(starts),
    indices: Int32Array.from(indices),
    values: Float64Array.from(values),
  };
}
