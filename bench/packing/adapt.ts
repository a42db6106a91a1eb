import { existing, InstanceFile, InstanceShape, SolutionFile } from './instance';
import { Content, Instance } from '../../src/capacity/packing/instance';
import { Solved } from '../../src/capacity/packing/solve';
import { InvalidInstance, problemsOf } from '../../src/capacity/packing/validate';

/** Thousandths of a device: the one dimension that shares of the file format have. */
const DEVICE = [1000];

/** The instance as the engine takes it. Names that stand for nothing and all that the engine refuses are one error. */
export function toInstance(file: InstanceFile): Instance {
  const typeAt = new Map(file.types.map(({ id }, i) => [id, i]));
  const everyType = file.types.map((_, i) => i);
  const resourceAt = new Map(file.resources.map((resource, r) => [resource, r]));
  const shared = new Set(file.shapes.flatMap(({ share }) => resourceAt.get(share?.resource ?? '') ?? []));
  const instance: Instance = {
    resources: file.resources,
    types: file.types.map((type) => ({
      id: type.id,
      size: type.capacity,
      cost: type.price,
      minNodes: existing(file, type),
      maxNodes: type.max ?? Infinity,
    })),
    shapes: file.shapes.map(({ id, request, count, types, maxPerNode, share, priority = 0, weight = 1 }) => {
      const resource = resourceAt.get(share?.resource ?? '');
      return {
        id,
        size: request,
        count,
        types: types?.flatMap((type) => typeAt.get(type) ?? []) ?? everyType,
        maxPerNode: maxPerNode ?? Infinity,
        priority,
        weight,
        ...(share && resource !== undefined && { share: { resource, size: [share.milli] } }),
      };
    }),
    apart: file.shapes.map(() => new Set<number>()),
    deviceSizes: new Map([...shared].map((resource) => [resource, DEVICE])),
  };
  const problems = [
    ...file.shapes.flatMap((shape) => nameProblems(file, shape)),
    ...fixedProblems(file),
    ...problemsOf(instance),
  ];
  if (problems.length > 0) throw new InvalidInstance(problems);
  return instance;
}

function nameProblems({ resources, types: offered }: InstanceFile, { id, types, share }: InstanceShape): string[] {
  const known = new Set(offered.map((type) => type.id));
  return [
    ...(types ?? [])
      .filter((type) => !known.has(type))
      .map((type) => `[shape '${id}'] types '${type}': must be the id of a type`),
    ...(share && !resources.includes(share.resource)
      ? [`[shape '${id}'] share.resource '${share.resource}': must be one of ${resources.join(', ')}`]
      : []),
  ];
}

function fixedProblems({ fixed, types }: InstanceFile): string[] {
  return types
    .filter(({ max }) => fixed && max === null)
    .map(({ id }) => `[type '${id}'] max null: must be a number, fixed nodes are there`);
}

/** What the engine found, by names. */
export function toSolution(file: InstanceFile, solved: Solved, seconds: number): SolutionFile {
  const names = file.shapes.map(({ id }) => id);
  const named = (pods: Content) => Object.fromEntries([...pods].map(([shape, n]) => [names[shape], n]));
  const unplaced = solved.unplaced.flatMap((n, shape): [number, number][] => (n > 0 ? [[shape, n]] : []));
  const { value, bound, method } = solved;
  return {
    value,
    bound,
    gap: file.fixed ? gapOf(bound, value) : gapOf(value, bound),
    method,
    seconds,
    nodes: solved.nodes.map(({ type, count, pods, slots }) => ({
      type: file.types[type].id,
      count,
      pods: named(pods),
      ...(slots && {
        slots: slots.map((slot) => ({
          resource: file.resources[slot.resource],
          count: slot.count,
          pods: named(slot.pods),
        })),
      }),
    })),
    ...(unplaced.length > 0 && { unplaced: named(new Map(unplaced)) }),
  };
}

/** How far the higher of the two is above the lower, as a part of it; null where the lower is 0 alone. Rounding is no gap. */
function gapOf(high: number, low: number): number | null {
  if (low === 0) return high === 0 ? 0 : null;
  return Math.max(0, high / low - 1);
}
