import { spawnSync } from 'child_process';
import * as path from 'path';
import { columns } from './columns';
import { run } from './process';
import { HAS_GENERATOR } from './random-stacks';

interface Figure {
  readonly name: string;
  readonly milliseconds: number;
  readonly goal?: string;
}

/** How long the library takes, each figure a median. */
export interface PlatformRun {
  readonly runs: number;
  readonly rows: readonly Figure[];
  /** Time of Microservice over that of raw ApiObjects, median of pairs. */
  readonly ratio: number;
}

const EXAMPLE = path.resolve(__dirname, '../examples/connected-vehicle');

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const round = (value: number, digits = 0): number => Number(value.toFixed(digits));

const PLANS: readonly (readonly [what: string, name: string, goal: string | undefined])[] = [
  ['connected-vehicle', 'connected-vehicle', '< 1000'],
  ['equal', '500 workloads of twelve sizes', '< 5000'],
  ['different', '500 workloads of 500 sizes', '< 5000'],
];

/** Services of random stacks that one cluster has. */
const STACKS: readonly (readonly [count: string, goal: string])[] = [
  ['80', '< 5000'],
  ['500', '< 15000'],
];

/** Every figure is of a process of its own; ways are run in turn. */
export function runPlatform(quick: boolean): PlatformRun {
  const runs = quick ? 1 : 5;
  const times = <T>(action: () => T): T[] => Array.from({ length: runs }, action);
  const rows: Figure[] = [];
  example();
  rows.push({
    name: 'examples/connected-vehicle, whole process with tsx',
    milliseconds: round(median(times(example))),
    goal: '< 3000',
  });

  const starts = times(() => run('solver-start.ts'));
  rows.push({
    name: 'solver, cold start to the first answer',
    milliseconds: round(median(starts.map(({ first }) => first))),
    goal: '< 150',
  });
  rows.push({ name: 'solver, next answer', milliseconds: round(median(starts.map(({ next }) => next)), 2) });

  for (const [what, name, goal] of PLANS) {
    const plans = times(() => run('whole-plan.ts', what));
    const middle = (of: (plan: any) => number) => round(median(plans.map(of)));
    rows.push({ name: `whole plan, ${name}`, milliseconds: middle(({ milliseconds }) => milliseconds), goal });
    const [{ nodesAdded, orders, stranded }] = plans;
    if (nodesAdded !== undefined) {
      rows.push({
        name: `of it the simulation of kube-scheduler: ${nodesAdded} nodes added, ${stranded} of ${orders} orders strand a pod`,
        milliseconds: middle(({ simulation }) => simulation),
      });
    }
  }

  for (const [count, goal] of HAS_GENERATOR ? STACKS : []) {
    const stacks = times(() => run('random-stacks.ts', count));
    const [{ nodes, over }] = stacks;
    rows.push({
      name: `${count} services of random stacks on ${nodes} nodes, ${over} % over the claimed bound: CPU to build, plan and write`,
      milliseconds: round(median(stacks.map(({ milliseconds }) => milliseconds))),
      goal,
    });
  }

  rows.push(...fleets(runs));

  const trainings = times(() => run('training.ts'));
  rows.push({
    name: 'examples/training-cluster (64 nodes of 8 GPUs, all gangs, 200 notebooks), whole process',
    milliseconds: round(median(trainings.map(({ milliseconds }) => milliseconds))),
    goal: '< 5000',
  });
  rows.push({
    name: 'build, plan and synth of it',
    milliseconds: round(median(trainings.map(({ work }) => work))),
  });

  const pages = times(() => run('plan-page.ts'));
  rows.push({
    name: `page of a plan of 1,000 nodes, ${pages[0].bytes} bytes (goal < 1572864)`,
    milliseconds: round(median(pages.map(({ milliseconds }) => milliseconds))),
  });

  const services = quick ? '100' : '832';
  const pairs = times(() => ({
    ours: run('many-services.ts', 'library', services),
    raw: run('many-services.ts', 'raw', services),
  }));
  const total = ({ build, synth }: { build: number; synth: number }) => build + synth;
  rows.push({
    name: `${pairs[0].ours.objects} objects made by Microservice, build and synth without planning`,
    milliseconds: round(median(pairs.map(({ ours }) => total(ours)))),
  });
  rows.push({
    name: `${pairs[0].raw.objects} equal raw ApiObjects, build and synth`,
    milliseconds: round(median(pairs.map(({ raw }) => total(raw)))),
  });
  rows.push({
    name: `planning of the ${services} services beside it`,
    milliseconds: round(median(pairs.map(({ ours }) => ours.plan))),
  });
  return { runs, rows, ratio: round(median(pairs.map(({ ours, raw }) => total(ours) / total(raw))), 2) };
}

/** Fleets of equal sites, each a process of its own: sizes are run in turn, so that noise meets all of them. */
function fleets(runs: number): Figure[] {
  const kinds = ['story', '400', '2000', '10000'];
  const made = new Map(kinds.map((kind): [string, any[]] => [kind, []]));
  for (let i = 0; i < runs; i++) {
    kinds.forEach((kind) => made.get(kind)!.push(run('fleet.ts', kind)));
  }
  const middle = (kind: string, of: (one: any) => number) => median(made.get(kind)!.map(of));
  const whole = (kind: string, name: string, mebibytes: number, goal: string): Figure => ({
    name: `${name}, ${made.get(kind)![0].objects} objects, whole process, ${middle(kind, (one) => one.mebibytes)} MiB (goal < ${mebibytes})`,
    milliseconds: round(middle(kind, ({ milliseconds }) => milliseconds)),
    goal,
  });
  return [
    whole('story', 'examples/swap-stations', 600, '< 6000'),
    whole('10000', '10,000 equal sites with five services', 2048, '< 60000'),
    ...['400', '2000', '10000'].map((sites) => ({
      name: `build and synth for each of ${sites} equal sites`,
      milliseconds: round(middle(sites, ({ work }) => work) / Number(sites), 2),
    })),
  ];
}

export function platformTable({ rows, ratio }: PlatformRun): string {
  return columns([
    ...rows.map(({ name, milliseconds, goal }) => [name, `${milliseconds} ms`, goal ? `(${goal})` : '']),
    ['ratio of Microservice to raw, median of pairs', `${ratio}   `, '(<= 1.5)'],
  ]);
}

function example(): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'main.ts'], {
    encoding: 'utf8',
    cwd: EXAMPLE,
  });
  if (status !== 0) {
    throw new Error(stderr);
  }
  return performance.now() - start;
}
