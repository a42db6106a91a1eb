import { solve } from '../src/capacity/solver/solver';

/** Milliseconds from nothing to the first answer of the solver, and for one more. */
const start = performance.now();
const row = { lower: 1, terms: [{ column: 0, value: 1 }] };
const program = { columns: [{ cost: 1, lower: 0, upper: Infinity }], rows: [row] };
solve(program);
const first = performance.now() - start;
solve(program);
process.stdout.write(JSON.stringify({ first, next: performance.now() - start - first }));
