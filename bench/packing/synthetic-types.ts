import { InstanceType } from './instance';
import { Random } from './random';

export type PodSize = 'big' | 'small';

/** GiB for each vCPU. */
const FAMILIES = [
  { name: 'general', ratio: 4 },
  { name: 'compute', ratio: 2 },
  { name: 'memory', ratio: 8 },
];
const GPU_PART = 0.22;
const GPU_PRICES = [0.35, 0.8, 1.8, 2.9];
const VCPUS: Record<PodSize, readonly number[]> = {
  big: [8, 12, 16, 24, 32, 48],
  small: [8, 12, 16, 24, 32, 48, 64, 96],
};
/** The first general type; none with GPUs is larger, so that growing a node never forces GPUs on pods without need. */
const MAIN_VCPUS: Record<PodSize, number> = { big: 32, small: 48 };
const GPU_RATIO = 4;

/** What is left of a cloud machine for pods: the reserve of AWS nodes, for CPU and memory. */
function allocatable(vcpu: number, gib: number, gpus: number, pods: number): number[] {
  const cpu = 1000 * vcpu - 80 - 2.5 * (vcpu - 4);
  const memory = Math.floor(1024 * gib * 0.925 - (11 * pods + 255) - 100);
  return [cpu, memory, gpus, pods];
}

function nodeType(random: Random, id: string, vcpu: number, ratio: number, gpus: number): InstanceType {
  const gib = vcpu * ratio;
  const list = 0.032 * vcpu + 0.0042 * gib + (gpus > 0 ? gpus * random.pick(GPU_PRICES) : 0);
  const price = Number((list * random.between(0.97, 1.03)).toFixed(4));
  const pods = vcpu <= 16 ? 58 : random.pick([110, 234]);
  return { id, capacity: allocatable(vcpu, gib, gpus, pods), price, max: null };
}

/** Sizes without repetition until all were dealt. */
function dealer(random: Random, sizes: readonly number[]): () => number {
  let deck: number[] = [];
  return () => {
    if (deck.length === 0) deck = random.shuffle(sizes);
    return deck.shift()!;
  };
}

/** Types of a cloud: the families in turn, about 22 % with GPUs. The first with GPUs has 8, so any GPU pod fits one. */
export function syntheticTypes(random: Random, count: number, size: PodSize): InstanceType[] {
  const main = MAIN_VCPUS[size];
  const gpuCount = Math.max(1, Math.round(GPU_PART * count));
  const dealers = FAMILIES.map(() => dealer(random, VCPUS[size]));
  const plain = Array.from({ length: count - gpuCount }, (_, i) => {
    const { name, ratio } = FAMILIES[i % FAMILIES.length];
    const vcpu = i === 0 ? main : dealers[i % FAMILIES.length]();
    return nodeType(random, `${name}-${vcpu}-${i}`, vcpu, ratio, 0);
  });
  const withGpu = Array.from({ length: gpuCount }, (_, i) => {
    const gpus = i === 0 ? 8 : random.pick([1, 2, 4, 8]);
    const vcpu = i === 0 ? main : random.pick(VCPUS[size].filter((cores) => cores >= 4 * gpus && cores <= main));
    return nodeType(random, `gpu${gpus}-${vcpu}-${i}`, vcpu, GPU_RATIO, gpus);
  });
  return [...plain, ...withGpu];
}
