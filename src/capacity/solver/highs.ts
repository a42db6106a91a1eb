import * as fs from 'fs';
import * as path from 'path';
import * as vm from 'vm';
import { LinearProgram, LinearSolution } from './linear-program';

/** Exact version that plans are made with: another one may give other, equally good, plans. */
export const SOLVER = 'highs 1.15.3';

/** The part of the package's API that is used here. */
interface Highs {
  readonly infinity: number;
  createModel(data: unknown): HighsModel;
}
interface HighsModel {
  readonly options: { set(name: string, value: unknown): void };
  run(): unknown;
  getModelStatus(): number;
  getObjectiveValue(): number;
  getSolution(): { readonly rowDual: ArrayLike<number> };
  dispose(): void;
}

const OPTIMAL = 7;

let loaded: Highs | undefined;

/** Solves a linear program to optimality; undefined when it has no solution or the solver stopped at its limit. */
export function solve(program: LinearProgram): LinearSolution | undefined {
  const highs = (loaded ??= load());
  return guarded(() => {
    const model = highs.createModel(modelData(program, highs.infinity));
    try {
      model.options.set('output_flag', false);
      // Counts, never seconds: the same program stops at the same place on every machine.
      model.options.set('simplex_iteration_limit', 1_000_000);
      model.run();
      if (model.getModelStatus() !== OPTIMAL) {
        return undefined;
      }
      return { objective: model.getObjectiveValue(), duals: Array.from(model.getSolution().rowDual) };
    } finally {
      model.dispose();
    }
  });
}

function modelData(program: LinearProgram, infinity: number): unknown {
  const { columns, rows } = program;
  const bound = (value: number) => (Number.isFinite(value) ? value : infinity);
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (const row of rows) {
    for (const term of row.terms) {
      indices.push(term.column);
      values.push(term.value);
    }
    starts.push(indices.length);
  }
  return {
    numCols: columns.length,
    numRows: rows.length,
    colCost: Float64Array.from(columns, (column) => column.cost),
    colLower: Float64Array.from(columns, (column) => column.lower),
    colUpper: Float64Array.from(columns, (column) => bound(column.upper)),
    rowLower: Float64Array.from(rows, (row) => row.lower),
    rowUpper: new Float64Array(rows.length).fill(infinity),
    matrix: {
      format: 'csr',
      numRows: rows.length,
      numCols: columns.length,
      starts: Int32Array.from(starts),
      indices: Int32Array.from(indices),
      values: Float64Array.from(values),
    },
  };
}

/**
 * Loads HiGHS so that it can be called without await. Its factory is asynchronous only because WebAssembly usually is;
 * here the module is instantiated by a synchronous hook, inside a context that drains its own microtasks before
 * `runInContext` returns (Node's documented `microtaskMode`).
 */
function load(): Highs {
  return guarded(() => {
    const wasm = require.resolve('highs/runtime');
    const script = path.join(path.dirname(wasm), 'highs.js');
    const wasmModule = new WebAssembly.Module(fs.readFileSync(wasm));
    const instantiateWasm = (imports: unknown, done: (instance: unknown) => void) => {
      const instance = new WebAssembly.Instance(wasmModule, imports);
      done(instance);
      return instance.exports;
    };
    const sandbox: Record<string, any> = {
      // The host's constructors, so that instance checks hold across the border of the context.
      ...{
        Array,
        Object,
        Error,
        TypeError,
        RangeError,
        Float64Array,
        Int32Array,
        Uint8Array,
        Int8Array,
        Int16Array,
        Uint16Array,
        Uint32Array,
        Float32Array,
      },
      ...{ ArrayBuffer, BigInt64Array, BigUint64Array, DataView, Map, Set, WeakMap, Symbol, Number, String, BigInt },
      ...{
        WebAssembly,
        TextDecoder,
        TextEncoder,
        URL,
        console,
        process,
        performance,
        setTimeout,
        clearTimeout,
        require,
        module: { exports: {} },
        exports: {},
      },
      ...{ __filename: script, __dirname: path.dirname(script), instantiateWasm },
    };
    const context = vm.createContext(sandbox, { microtaskMode: 'afterEvaluate' });
    vm.runInContext(fs.readFileSync(script, 'utf8'), context, { filename: script });
    vm.runInContext(
      'module.exports({ instantiateWasm }).then((highs) => { solver = highs; }, (error) => { failure = error; });',
      context,
    );
    if (sandbox.failure) {
      throw sandbox.failure;
    }
    if (!sandbox.solver) {
      throw new Error('it was not ready after its context drained');
    }
    return sandbox.solver as Highs;
  });
}

/** Errors of the solver quote its whole minified source: only the first line of the message goes on. */
function guarded<T>(operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw new Error(
      `the solver (${SOLVER}) failed: ${String((error as Error)?.message ?? error)
        .split('\n')[0]
        .slice(0, 200)}`,
    );
  }
}

/** Not in the library that jsii compiles against. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: unknown) => { readonly exports: unknown };
};
