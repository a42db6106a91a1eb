import { countEqual, readData, SHARED } from './data';
import { InstanceFile } from './instance';

/** One published instance and what is known about it, in bins. */
export interface VectorPacking {
  readonly instance: InstanceFile;
  readonly lb: number;
  /** Null where it is not known. */
  readonly opt: number | null;
  readonly bestHeuristic: number;
  /** Unique within its file only. */
  readonly name: string;
  readonly file: VectorPackingFile;
}

export const VECTOR_PACKING_FILES = ['panigrahy', 'new', 'triplet'] as const;
export type VectorPackingFile = (typeof VECTOR_PACKING_FILES)[number];

interface Published {
  readonly name: string;
  readonly capacity: number[];
  readonly items: [size: number[], count: number][];
  readonly lb: number;
  readonly opt: number | null;
  readonly bestHeuristic: number;
}

const isProper = ({ items }: Published): boolean => items.every(([size]) => size.every((amount) => amount >= 0));

function toInstance({ capacity, items }: Published): InstanceFile {
  const single = items.flatMap(([size, count]) => Array.from({ length: count }, () => size));
  return {
    resources: capacity.map((_, r) => `r${r}`),
    types: [{ id: 'bin', capacity, price: 1, max: null }],
    shapes: countEqual(single, (size) => size.join('x')).map(({ thing: size, count }) => {
      return { id: size.join('x'), request: size, count, types: null, maxPerNode: null, share: null };
    }),
  };
}

/** The published instances of one file; those with negative sizes are left out. */
export function vectorPacking(file: VectorPackingFile, shared = SHARED): VectorPacking[] | undefined {
  const text = readData(shared, 'vectorpacking', `${file}.json`);
  if (text === undefined) return undefined;
  return (JSON.parse(text) as Published[]).filter(isProper).map((published) => {
    const { lb, opt, bestHeuristic, name } = published;
    return { instance: toInstance(published), lb, opt, bestHeuristic, name, file };
  });
}
