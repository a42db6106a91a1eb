import { CLOUD_BALANCING, CloudBalancing, cloudBalancing } from './cloud-balancing';
import { InstanceFile } from './instance';
import { openbBuy, openbFixed } from './openb';
import { GRID, heuristicTier, synthetic } from './synthetic';
import { VECTOR_PACKING_FILES, vectorPacking } from './vector-packing';

/** One input of the packing benchmark. */
export interface Input {
  readonly name: string;
  readonly group: 'synthetic' | 'cloud balancing' | 'openb fixed' | 'openb buy' | 'vector packing';
  /** Whether `--quick` runs it. */
  readonly quick: boolean;
  /** Figures known from elsewhere, in the unit of the solution's value unless the name says otherwise. */
  readonly references?: Readonly<Record<string, number>>;
  /** Undefined where its data is not on this machine. */
  load(): InstanceFile | undefined;
}

const QUICK = new Set([
  'synthetic 30x5 big 240 #1',
  'synthetic 60x10 big 700 #1',
  'synthetic 100x10 small 3800 #1',
  'cloud balancing 4-12',
  'cloud balancing 100-300',
  'openb fixed default',
  'openb buy gpushare100',
  'vector packing panigrahy class1_60_3_0',
  'vector packing new class1_60_3_0',
  'vector packing triplet classF_60_3_0',
]);

const input = (group: Input['group'], name: string, load: Input['load'], references?: Input['references']): Input => ({
  name,
  group,
  quick: QUICK.has(name),
  load,
  ...(references && { references }),
});

const SYNTHETIC = [
  ...GRID.map((cell) => input('synthetic', cell.name, () => synthetic(cell))),
  input('synthetic', 'synthetic 200x400 small 20000, heuristic tier', heuristicTier),
];

/** Bounds and first fit decreasing onto computers in three orders: our own earlier measurements, none is published. */
const CLOUD_FIGURES: Partial<Record<CloudBalancing, readonly number[]>> = {
  '100-300': [96670, 117840, 131380, 136880],
  '200-600': [169230, 234960, 243350, 263330],
  '400-1200': [360880, 519680, 555670, 576040],
  '800-2400': [747220, 1050950, 1175580, 1170260],
  '1600-4800': [1513290, 2161500, 2408850, 2464950],
};

const CLOUD = CLOUD_BALANCING.map((name) => {
  const load = () => cloudBalancing(name);
  const figures = CLOUD_FIGURES[name];
  if (!figures) return input('cloud balancing', `cloud balancing ${name}`, load);
  const [bound, ffdCheapestFirst, ffdFileOrder, ffdStrongestFirst] = figures;
  return input('cloud balancing', `cloud balancing ${name}`, load, {
    bound,
    ffdCheapestFirst,
    ffdFileOrder,
    ffdStrongestFirst,
  });
});

/** In percent of the 6212 GPUs; CPU-only pods are not counted in it. */
const OPENB_FIXED = [
  input('openb fixed', 'openb fixed default', () => openbFixed('default'), {
    bestSimpleHeuristicPercent: 95.28,
    ceilingPercent: 96.58,
    fgdOnlinePercent: 95.23,
  }),
  input('openb fixed', 'openb fixed gpuspec33', () => openbFixed('gpuspec33'), {
    bestSimpleHeuristicPercent: 90.49,
    bestGuidedPercent: 93.18,
    fluidCeilingPercent: 94.79,
  }),
];

/** In nodes. */
const OPENB_BUY = [
  input('openb buy', 'openb buy default', () => openbBuy('default'), { bound: 790, bestHeuristic: 813 }),
  input('openb buy', 'openb buy gpushare100', () => openbBuy('gpushare100'), { bound: 561, bestHeuristic: 596 }),
  input('openb buy', 'openb buy multigpu50', () => openbBuy('multigpu50'), { bound: 1449, bestHeuristic: 1466 }),
];

/** These are listed by what their files hold, so the files are read with this list. */
const VECTOR = VECTOR_PACKING_FILES.flatMap((file) =>
  (vectorPacking(file) ?? []).map(({ name, instance, lb, opt, bestHeuristic }) =>
    input('vector packing', `vector packing ${file} ${name}`, () => instance, {
      lb,
      ...(opt !== null && { opt }),
      bestHeuristic,
    }),
  ),
);

/** Every input, in the order in which the report lists them. */
export const INPUTS: readonly Input[] = [...SYNTHETIC, ...CLOUD, ...OPENB_FIXED, ...OPENB_BUY, ...VECTOR];
