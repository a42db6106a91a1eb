import { InstanceFile, InstanceShape, InstanceType } from './instance';
import { Random } from './random';
import { PodSize, syntheticTypes } from './synthetic-types';

export interface SyntheticOptions {
  readonly shapes: number;
  readonly types: number;
  readonly pods: number;
  /** big: 2 to 6 pods fill a node; small: 10 to 30. */
  readonly size: PodSize;
  readonly seed: number;
}

export interface GridCell extends SyntheticOptions {
  readonly name: string;
}

const RESOURCES = ['cpu', 'memory', 'gpu', 'pods'];
const GPU_PART = 0.15;
const GPU_COUNTS = [1, 1, 1, 2, 2, 3, 4];
/** Milli-CPU and MiB are asked for in round steps, as people write them. */
const STEPS: Record<PodSize, { readonly cpu: number; readonly memory: number }> = {
  big: { cpu: 500, memory: 256 },
  small: { cpu: 50, memory: 64 },
};

const roundTo = (value: number, step: number): number => Math.max(step, Math.round(value / step) * step);

function request(random: Random, size: PodSize, gpus: number): number[] {
  const { cpu: cpuStep, memory: memoryStep } = STEPS[size];
  const cores = size === 'big' ? random.between(1, 12) : random.logBetween(0.1, 4);
  const memory = 1024 * cores * random.logBetween(1, 8);
  return [roundTo(1000 * cores, cpuStep), roundTo(memory, memoryStep), gpus, 1];
}

/** Pods without GPUs must fit a type without GPUs: buying a GPU for them is then a choice, never a need. */
function fitsOne(types: readonly InstanceType[], asked: readonly number[]): boolean {
  const usable = types.filter(({ capacity }) => asked[2] > 0 || capacity[2] === 0);
  return usable.some(({ capacity }) => asked.every((amount, r) => amount <= capacity[r]));
}

/** Skewed like geometric draws, at least one each, and exactly `total` together. */
function counts(random: Random, parts: number, total: number): number[] {
  const weights = Array.from({ length: parts }, () => -Math.log(1 - random.next()));
  const spare = total - parts;
  const scale = spare / weights.reduce((a, b) => a + b, 0);
  let exact = 0;
  let given = 0;
  return weights.map((weight, i) => {
    exact += weight * scale;
    // Rounding the running total instead of each part makes the sum exact.
    const reached = i === parts - 1 ? spare : Math.floor(exact);
    const part = 1 + reached - given;
    given = reached;
    return part;
  });
}

/** An input such as the planner sees: equal options give equal bytes; the number of pods changes only the counts. */
export function synthetic({ shapes, types: typeCount, pods, size, seed }: SyntheticOptions): InstanceFile {
  const random = new Random(seed, shapes, typeCount, size === 'big' ? 1 : 2);
  const types = syntheticTypes(random, typeCount, size);
  const gpuShapes = Math.round(GPU_PART * shapes);
  const seen = new Set<string>();
  const requests = Array.from({ length: shapes }, (_, i) => {
    const gpus = i < gpuShapes ? random.pick(GPU_COUNTS) : 0;
    let asked = request(random, size, gpus);
    while (!fitsOne(types, asked) || seen.has(asked.join())) asked = request(random, size, gpus);
    seen.add(asked.join());
    return asked;
  });
  const amounts = counts(random, shapes, pods);
  const shape = (asked: number[], i: number): InstanceShape => {
    const id = `shape-${String(i).padStart(3, '0')}`;
    return { id, request: asked, count: amounts[i], types: null, maxPerNode: null, share: null };
  };
  return { resources: RESOURCES, types, shapes: requests.map(shape) };
}

const CELLS: readonly (readonly [number, number, PodSize, number])[] = [
  [30, 5, 'big', 240],
  [30, 5, 'big', 2400],
  [60, 10, 'big', 700],
  [60, 10, 'big', 7000],
  [100, 10, 'small', 3800],
  [100, 10, 'big', 5000],
  [200, 20, 'big', 3000],
  [200, 20, 'big', 30000],
  [200, 20, 'small', 9000],
];
const SEEDS = [1, 2, 3, 4];

/** Every kind of synthetic input, four of each. */
export const GRID: readonly GridCell[] = CELLS.flatMap(([shapes, types, size, pods]) =>
  SEEDS.map((seed) => ({
    name: `synthetic ${shapes}x${types} ${size} ${pods} #${seed}`,
    ...{ shapes, types, size, pods, seed },
  })),
);

/** Karpenter's largest benchmark in size: 20,000 pods on 400 types. */
export const heuristicTier = (): InstanceFile =>
  synthetic({ shapes: 200, types: 400, pods: 20000, size: 'small', seed: 42 });
