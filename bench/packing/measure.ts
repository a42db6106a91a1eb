import { toInstance, toSolution } from './adapt';
import { checkSolution } from './check';
import { clusterAutoscaler } from './cluster-autoscaler';
import { Reference } from './filled-node';
import { goalOf } from './goals';
import { Input } from './inputs';
import { InstanceFile, podCount, SolutionFile } from './instance';
import { karpenter } from './karpenter';
import { CLUSTER_AUTOSCALER, KARPENTER, Row } from './row';
import { Effort } from '../../src/capacity/packing/effort';
import { solveInstance } from '../../src/capacity/packing/solve';
import { theSolver } from '../../src/capacity/solver/solver';

const METHODS: Readonly<Record<string, (instance: InstanceFile) => Reference | undefined>> = {
  [KARPENTER]: (instance) => karpenter(instance),
  [CLUSTER_AUTOSCALER]: (instance) => clusterAutoscaler(instance),
};
const TIER_RUNS = 5;
/** One percent of the 6212 GPUs of OpenB, in thousandths of a GPU. */
const GPU_PERCENT = 62120;

/** Our solution of an instance, and what it took; the engine alone, from names to names. */
export function solved(file: InstanceFile, effort: Effort): SolutionFile {
  const start = performance.now();
  const instance = toInstance(file);
  const solver = effort === 'quick' ? undefined : theSolver();
  const result = solveInstance(instance, { effort, solver, fixed: file.fixed });
  return toSolution(file, result, (performance.now() - start) / 1000);
}

/** The row of one input; undefined where its data is not there. */
export function measure(input: Input): Row | undefined {
  const file = input.load();
  if (!file) return undefined;
  const isTier = input.name.endsWith('heuristic tier');
  const ours = attempt(() => (isTier ? medianOfTier(file) : solved(file, 'standard')));
  const others = Object.entries(METHODS).map(([name, method]) => ({ name, found: attempt(() => method(file)) }));
  const faults = [
    ...(typeof ours === 'string' ? [ours] : checkSolution(file, ours)),
    ...others.flatMap(({ name, found }) => referenceFaults(file, found).map((fault) => `${name}: ${fault}`)),
  ];
  const found = typeof ours === 'string' ? undefined : ours;
  const row: Row = {
    name: input.name,
    group: input.group,
    pods: podCount(file),
    shapes: file.shapes.length,
    types: file.types.length,
    value: found?.value ?? null,
    bound: found?.bound ?? null,
    gap: found?.gap ?? null,
    method: found?.method ?? '',
    seconds: found?.seconds ?? 0,
    checked: faults.length === 0,
    ...(faults.length > 0 && { faults }),
    references: {
      ...Object.fromEntries(others.map(({ name, found: other }) => [name, valueOf(other)])),
      ...input.references,
    },
    cheapestNode: Math.min(...file.types.map(({ price }) => price)),
    ...(found && file.fixed && gpuFigures(file, found)),
    ...(found && isTier && { podsPerSecond: podCount(file) / found.seconds }),
  };
  const goal = goalOf(row);
  return goal ? { ...row, goal: goal.said, goalMet: row.checked && goal.met(row) } : row;
}

/** What went wrong is a fault of the row: the other rows are still wanted. */
function attempt<T>(action: () => T): T | string {
  try {
    return action();
  } catch (error) {
    return String((error as Error).stack ?? error);
  }
}

const valueOf = (found: Reference | string | undefined): number | null =>
  typeof found === 'object' ? found.value : null;

function referenceFaults(file: InstanceFile, found: Reference | string | undefined): string[] {
  if (found === undefined) return [];
  if (typeof found === 'string') return [found];
  return checkSolution(file, { ...found, bound: found.value, gap: null, method: '', seconds: 0 });
}

/** The run of median speed, after one that warms up. */
function medianOfTier(file: InstanceFile): SolutionFile {
  solved(file, 'quick');
  const runs = Array.from({ length: TIER_RUNS }, () => solved(file, 'quick'));
  return runs.sort((a, b) => a.seconds - b.seconds)[Math.floor(TIER_RUNS / 2)];
}

/** Weights on OpenB's nodes are thousandths of a GPU, and 1 for a pod without: its part is not counted. */
function gpuFigures(file: InstanceFile, { value, unplaced }: SolutionFile) {
  const cpuOnly = file.shapes.filter(({ request, share }) => request[2] === 0 && !share);
  const cpuOnlyPods = cpuOnly.reduce((sum, { count }) => sum + count, 0);
  const cpuOnlyPlaced = cpuOnlyPods - cpuOnly.reduce((sum, { id }) => sum + (unplaced?.[id] ?? 0), 0);
  return { gpuPercent: (value - cpuOnlyPlaced) / GPU_PERCENT, cpuOnlyPlaced, cpuOnlyPods };
}
