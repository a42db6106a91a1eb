import { Row } from './row';

/** A figure to reach on two cores. */
export interface Goal {
  readonly said: string;
  readonly met: (row: Row) => boolean;
}

/** Sums of prices are no exact numbers. */
const ROUNDING = 1e-9;

const gapAtMost = ({ gap }: Row, most: number): boolean => gap !== null && gap <= most + ROUNDING;
const oneNode = ({ value, bound, cheapestNode }: Row): boolean =>
  value !== null && bound !== null && value - bound <= cheapestNode * (1 + ROUNDING);
const within = (seconds: number, { said, met }: Goal): Goal => ({
  said: `${said}${said && ', '}${seconds} s`,
  met: (row) => met(row) && row.seconds <= seconds,
});

const gap = (percent: number): Goal => ({ said: `gap <= ${percent} %`, met: (row) => gapAtMost(row, percent / 100) });
const nodes = (most: number): Goal => ({
  said: `<= ${most} nodes`,
  met: ({ value }) => value !== null && value <= most,
});
const gpus = (percent: number): Goal => ({
  said: `>= ${percent} % of the GPUs, all CPU-only pods`,
  met: ({ gpuPercent, cpuOnlyPlaced, cpuOnlyPods }) =>
    gpuPercent !== undefined && gpuPercent >= percent && cpuOnlyPlaced === cpuOnlyPods,
});
const rate = (least: number): Goal => ({
  said: `>= ${least} pods/s`,
  met: ({ podsPerSecond }) => podsPerSecond !== undefined && podsPerSecond >= least,
});
const GAP_OR_NODE: Goal = {
  said: `${gap(1).said} or one node`,
  met: (row) => gap(1).met(row) || oneNode(row),
};
const NO_WORSE: Goal = {
  said: 'not above the best published heuristic',
  met: ({ value, references: { bestHeuristic } }) => value !== null && bestHeuristic !== null && value <= bestHeuristic,
};

const NAMED: Readonly<Record<string, Goal>> = {
  'cloud balancing 100-300': within(60, gap(2)),
  'cloud balancing 200-600': within(60, gap(0.3)),
  'cloud balancing 400-1200': within(60, gap(0.3)),
  'cloud balancing 800-2400': within(60, gap(0.3)),
  'cloud balancing 1600-4800': within(60, gap(0.3)),
  'openb fixed default': gpus(96.57),
  'openb fixed gpuspec33': gpus(93.2),
  'openb buy default': within(10, nodes(791)),
  'openb buy gpushare100': within(10, nodes(561)),
  'openb buy multigpu50': within(10, nodes(1450)),
};

/** What is asked of a row. */
export function goalOf(row: Row): Goal | undefined {
  if (row.podsPerSecond !== undefined) return rate(200_000);
  if (row.group === 'vector packing') return within(5, NO_WORSE);
  if (row.group === 'synthetic') return within(10, syntheticGoal(row.pods));
  return NAMED[row.name];
}

/** On few pods one node is more than a percent, and nothing but the time is asked. */
function syntheticGoal(pods: number): Goal {
  if (pods >= 5000) return gap(0.5);
  return pods >= 600 ? GAP_OR_NODE : { said: '', met: () => true };
}
