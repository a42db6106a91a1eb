import { countEqual, csvRows, readData, SHARED } from './data';
import { InstanceFile, InstanceShape, InstanceType } from './instance';

export type OpenBTrace = 'default' | 'gpushare100' | 'multigpu50' | 'gpuspec33';

const RESOURCES = ['cpu', 'memory', 'gpu'];
const WHOLE_GPU = 1000;
/** The largest node of the trace; the published comparisons buy only this one. */
const G3: InstanceType = { id: 'G3', capacity: [128000, 786432, 8], price: 1, max: null };

interface Pod {
  readonly cpu: number;
  readonly memory: number;
  readonly gpus: number;
  /** Thousandths of one GPU, for pods that share one. */
  readonly share: number | undefined;
  /** GPU models that the pod may run on, sorted; empty is all. */
  readonly models: readonly string[];
}

function readPods(trace: OpenBTrace, shared: string): Pod[] | undefined {
  const text = readData(shared, 'openb', `openb_pod_list_${trace}.csv`);
  return text === undefined ? undefined : csvRows(text).map(toPod);
}

function toPod(row: Partial<Record<string, string>>): Pod {
  const [cpu, memory, gpus, milli] = [row.cpu_milli, row.memory_mib, row.num_gpu, row.gpu_milli].map(Number);
  const shares = gpus === 1 && milli < WHOLE_GPU;
  // The file of multigpu50 ends before gpu_spec, and gpuspec33 names some models twice.
  const models = [...new Set((row.gpu_spec ?? '').split('|').filter((model) => model !== ''))].sort();
  return { cpu, memory, gpus: shares ? 0 : gpus, share: shares ? milli : undefined, models };
}

const idOf = ({ cpu, memory, gpus, share, models }: Pod): string =>
  [`${cpu}x${memory}`, share === undefined ? `${gpus}gpu` : `${share}milli`, ...models].join('-');

/** `typesOf` says which node types carry the named models. */
function toShapes(pods: readonly Pod[], typesOf?: (models: readonly string[]) => string[]): InstanceShape[] {
  const counted = countEqual(
    pods.map((pod) => (typesOf ? pod : { ...pod, models: [] })),
    idOf,
  );
  return counted.map(({ thing: pod, count }) => ({
    id: idOf(pod),
    request: [pod.cpu, pod.memory, pod.gpus],
    count,
    types: typesOf && pod.models.length > 0 ? typesOf(pod.models) : null,
    maxPerNode: null,
    share: pod.share === undefined ? null : { resource: 'gpu', milli: pod.share },
  }));
}

/** CPU-only pods come first and count little: they all fit, and the share of GPUs in use is what is compared. */
function weighed(shape: InstanceShape): InstanceShape {
  const milli = shape.share?.milli ?? shape.request[2] * WHOLE_GPU;
  return { ...shape, priority: milli === 0 ? 1 : 0, weight: milli === 0 ? 1 : milli };
}

/** The 1213 nodes with GPUs as they are: place as many GPU milli as possible. Only gpuspec33 heeds GPU models. */
export function openbFixed(trace: 'default' | 'gpuspec33', shared = SHARED): InstanceFile | undefined {
  const nodes = readData(shared, 'openb', 'openb_node_list_gpu_node.csv');
  const pods = readPods(trace, shared);
  if (nodes === undefined || pods === undefined) return undefined;
  const rows = csvRows(nodes).map(({ model = '', cpu_milli, memory_mib, gpu }) => {
    const capacity = [cpu_milli, memory_mib, gpu].map(Number);
    return { model, id: `${model}-${capacity.join('x')}`, capacity };
  });
  const types = countEqual(rows, ({ id }) => id);
  const typesOf = (models: readonly string[]) =>
    types.filter(({ thing }) => models.includes(thing.model)).map(({ thing }) => thing.id);
  return {
    resources: RESOURCES,
    types: types.map(({ thing: { id, capacity }, count }) => ({ id, capacity, price: 0, max: count, min: count })),
    shapes: toShapes(pods, trace === 'gpuspec33' ? typesOf : undefined).map(weighed),
    fixed: true,
  };
}

/** All pods of the trace on as few G3 nodes as possible. */
export function openbBuy(trace: Exclude<OpenBTrace, 'gpuspec33'>, shared = SHARED): InstanceFile | undefined {
  const pods = readPods(trace, shared);
  return pods && { resources: RESOURCES, types: [G3], shapes: toShapes(pods) };
}
