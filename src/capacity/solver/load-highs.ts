import * as fs from 'fs';
import * as path from 'path';
import * as v8 from 'v8';
import * as vm from 'vm';
import { HighsApi, HighsFiles, HighsModel } from './highs-api';

/**
 * What functions of WebAssembly do before V8 compiles them again, with all optimisations: a hundred times its default. The functions of HiGHS are so large that
 * compiling three of them took half of the processor time of a small program, for 20 solutions of a few columns; long searches notice nothing.
 */
const TIERING_BUDGET = 180_000_000;

/** Where the bundled package lies. */
export function highsFiles(): HighsFiles {
  return { wasm: require.resolve('highs/runtime'), script: require.resolve('highs') };
}

/**
 * Loads HiGHS so that it can be called without await. Its factory is asynchronous only because WebAssembly usually is;
 * here the module is instantiated by a synchronous hook, inside a context that drains its own microtasks before
 * `runInContext` returns (Node's documented `microtaskMode`).
 */
export function loadHighs({ script, wasm }: HighsFiles): HighsApi {
  v8.setFlagsFromString(`--wasm-tiering-budget=${TIERING_BUDGET}`);
  const wasmModule = new WebAssembly.Module(fs.readFileSync(wasm));
  const instantiateWasm = (imports: unknown, done: (instance: unknown) => void) => {
    const instance = new WebAssembly.Instance(wasmModule, imports);
    done(instance);
    return instance.exports;
  };
  const sandbox: Record<string, any> = {
    // The host's constructors, so that instance checks hold across the border of the context.
    ...{ Array, Object, Error, TypeError, RangeError, Float64Array, Int32Array, Uint8Array, Int8Array, Int16Array },
    ...{ Uint16Array, Uint32Array, Float32Array, ArrayBuffer, BigInt64Array, BigUint64Array, DataView, Map, Set },
    ...{ WeakMap, Symbol, Number, String, BigInt, WebAssembly, TextDecoder, TextEncoder, URL, console, process },
    ...{ performance, setTimeout, clearTimeout, require, module: { exports: {} }, exports: {} },
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
  const { solver } = sandbox;
  return { infinity: solver.infinity, createModel: (data) => flat(solver.createModel(data)) };
}

/** The package's model with its two facades flattened, so that a model elsewhere can have the same methods. */
function flat(model: any): HighsModel {
  return {
    setOption: (name, value) => model.options.set(name, value),
    getInfo: (name) => Number(model.info.get(name)),
    run: () => model.run(),
    getModelStatus: () => model.getModelStatus(),
    getObjectiveValue: () => model.getObjectiveValue(),
    getSolution: () => model.getSolution(),
    addCols: (data) => model.addCols(data),
    changeRowBounds: (row, lower, upper) => model.changeRowBounds(row, lower, upper),
    changeColBounds: (column, lower, upper) => model.changeColBounds(column, lower, upper),
    dispose: () => model.dispose(),
  };
}

/** Not in the library that jsii compiles against. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: unknown) => { readonly exports: unknown };
};
