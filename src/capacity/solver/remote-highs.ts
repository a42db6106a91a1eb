import { MessageChannel, MessagePort, receiveMessageOnPort, Worker } from 'worker_threads';
import { HighsApi, HighsFiles, HighsModel } from './highs-api';

/**
 * Runs in the worker: loads HiGHS the usual way, then answers one call after the other. After each answer it raises the
 * flag that the caller sleeps on.
 */
const WORKER = `
const { workerData } = require('worker_threads');
const { port, flag, script } = workerData;
const models = new Map();
const answer = (message) => { port.postMessage(message); Atomics.store(flag, 0, 1); Atomics.notify(flag, 0); };
(async () => require(script)())().then((highs) => {
  const calls = {
    create: (id, data) => { models.set(id, highs.createModel(data)); },
    setOption: (id, name, value) => { models.get(id).options.set(name, value); },
    getInfo: (id, name) => Number(models.get(id).info.get(name)),
    dispose: (id) => { models.get(id).dispose(); models.delete(id); },
  };
  const quiet = new Set(['run', 'addCols', 'changeRowBounds', 'changeColBounds']);
  port.on('message', ({ call, id, args }) => {
    try {
      const value = calls[call] ? calls[call](id, ...args) : models.get(id)[call](...args);
      answer({ value: quiet.has(call) ? undefined : value });
    } catch (error) {
      answer({ error: String(error && error.message || error) });
    }
  });
  answer({ value: highs.infinity });
}, (error) => answer({ error: String(error && error.message || error) }));
`;

/** After this long without an answer the worker counts as dead. It shapes no result: a call either answers or throws. */
const PATIENCE_MS = 600_000;

/** HiGHS in a thread of its own, called synchronously: the caller sleeps until the answer is there. */
export function remoteHighs({ script }: HighsFiles): HighsApi {
  const { port1, port2 } = new MessageChannel();
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(WORKER, {
    eval: true,
    workerData: { port: port2, flag, script },
    transferList: [port2],
    execArgv: [],
  });
  // A process with nothing else to do may end.
  worker.unref();
  port1.unref();
  const infinity = Number(nextAnswer(port1, flag));
  let models = 0;
  const call = (name: string, id: number, ...args: unknown[]): any => {
    port1.postMessage({ call: name, id, args });
    return nextAnswer(port1, flag);
  };
  return {
    infinity,
    createModel: (data) => {
      const id = models++;
      call('create', id, data);
      return remoteModel((name, ...args) => call(name, id, ...args));
    },
  };
}

function remoteModel(call: (name: string, ...args: unknown[]) => any): HighsModel {
  return {
    setOption: (name, value) => call('setOption', name, value),
    getInfo: (name) => call('getInfo', name),
    run: () => call('run'),
    getModelStatus: () => call('getModelStatus'),
    getObjectiveValue: () => call('getObjectiveValue'),
    getSolution: () => call('getSolution'),
    addCols: (data) => call('addCols', data),
    changeRowBounds: (row, lower, upper) => call('changeRowBounds', row, lower, upper),
    changeColBounds: (column, lower, upper) => call('changeColBounds', column, lower, upper),
    dispose: () => call('dispose'),
  };
}

function nextAnswer(port: MessagePort, flag: Int32Array): unknown {
  Atomics.wait(flag, 0, 0, PATIENCE_MS);
  Atomics.store(flag, 0, 0);
  const received = receiveMessageOnPort(port) as { readonly message: { value?: unknown; error?: string } } | undefined;
  if (!received) {
    throw new Error('its thread gave no answer');
  }
  if (received.message.error !== undefined) {
    throw new Error(received.message.error);
  }
  return received.message.value;
}
