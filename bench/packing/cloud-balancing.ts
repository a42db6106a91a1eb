import { countEqual, readData, SHARED } from './data';
import { InstanceFile } from './instance';

/** Computers and processes of the published files. */
export const CLOUD_BALANCING = [
  '2-6',
  '3-9',
  '4-12',
  '100-300',
  '200-600',
  '400-1200',
  '800-2400',
  '1600-4800',
] as const;
export type CloudBalancing = (typeof CLOUD_BALANCING)[number];

interface PublishedFile {
  computerList: { cpuPower: number; memory: number; networkBandwidth: number; cost: number }[];
  processList: { requiredCpuPower: number; requiredMemory: number; requiredNetworkBandwidth: number }[];
}

/** OptaPlanner's cloud balancing: equal computers are one type with that many nodes, equal processes one shape. */
export function cloudBalancing(name: CloudBalancing, shared = SHARED): InstanceFile | undefined {
  const [computers, processes] = name.split('-');
  const text = readData(shared, 'cloudbalancing', `${computers}computers-${processes}processes.json`);
  if (text === undefined) return undefined;
  const { computerList, processList } = JSON.parse(text) as PublishedFile;
  const offered = computerList.map((computer) => ({
    capacity: [computer.cpuPower, computer.memory, computer.networkBandwidth],
    price: computer.cost,
  }));
  const types = countEqual(offered, ({ capacity, price }) => `${capacity.join('x')}@${price}`);
  const requests = processList.map((process) => [
    process.requiredCpuPower,
    process.requiredMemory,
    process.requiredNetworkBandwidth,
  ]);
  return {
    resources: ['cpu', 'memory', 'network'],
    types: types.map(({ thing: { capacity, price }, count }) => {
      return { id: `${capacity.join('x')}@${price}`, capacity, price, max: count };
    }),
    shapes: countEqual(requests, (request) => request.join('x')).map(({ thing, count }) => {
      return { id: thing.join('x'), request: thing, count, types: null, maxPerNode: null, share: null };
    }),
  };
}
