import { NodeCounts } from './columns/node-counts';
import { DeviceProblem } from './devices';
import { Work } from './effort';
import { Instance, InstanceShape } from './instance';
import { Search } from './search';
import { Solver } from '../solver/linear-program';

/**
 * Cost that shares need at least: shares of one resource need so many devices however they lie, and with that number they
 * are an ordinary resource. `devices` is what was proven for each device problem.
 */
export function boughtForShares(
  instance: Instance,
  problems: readonly DeviceProblem[],
  devices: readonly number[],
  solver: Solver,
  work: Work,
): number {
  const relaxed: Instance = {
    ...instance,
    shapes: [
      ...instance.shapes.map(({ share: _, ...shape }) => shape),
      ...problems.map(({ resource, members }, i): InstanceShape => ({
        id: `devices ${i}`,
        size: instance.resources.map((_, r) => (r === resource ? 1 : 0)),
        count: Math.ceil(devices[i] - 1e-6),
        types: [...new Set(members.flat().flatMap((s) => instance.shapes[s].types))].sort((a, b) => a - b),
        maxPerNode: Infinity,
        priority: 0,
        weight: 1,
      })),
    ],
    apart: [...instance.apart, ...problems.map(() => new Set<number>())],
  };
  return new NodeCounts(
    relaxed,
    instance.types.map(({ cost }) => cost),
    work,
  ).bound(solver);
}

/**
 * Weight that cannot be placed of pods that need devices, whatever the other resources: all devices of all nodes are taken
 * together, a pod that needs several whole ones may be cut between them.
 */
export function missingForShares(instance: Instance, solver: Solver, work: Work): number {
  return Math.max(
    0,
    ...[...instance.deviceSizes].map(([resource, size]) => missingOf(instance, resource, size, solver, work)),
  );
}

function missingOf(instance: Instance, resource: number, size: readonly number[], solver: Solver, work: Work): number {
  const asking = instance.shapes.flatMap((shape): InstanceShape[] => {
    if (shape.share?.resource === resource) {
      return [{ ...shape, size: shape.share.size, types: [0], maxPerNode: Infinity, share: undefined }];
    }
    const devices = shape.size[resource];
    return devices > 0
      ? [
          {
            ...shape,
            size,
            count: shape.count * devices,
            weight: shape.weight / devices,
            types: [0],
            maxPerNode: Infinity,
          },
        ]
      : [];
  });
  if (asking.length === 0) {
    return 0;
  }
  const all = instance.types.reduce((sum, type) => sum + type.size[resource] * type.maxNodes, 0);
  const pooled: Instance = {
    resources: size.map((_, d) => String(d)),
    types: [{ id: 'device', size, cost: 0, minNodes: 0, maxNodes: all }],
    shapes: asking,
    apart: asking.map(() => new Set<number>()),
    deviceSizes: new Map(),
  };
  const search = new Search(pooled, { costs: [0], penalties: asking.map(({ weight }) => weight) }, work);
  search.heuristics();
  search.boundOnly(solver);
  return search.bound;
}
