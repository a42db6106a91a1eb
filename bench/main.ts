import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';

/** usage: npm run bench [-- --quick] [-- --json FILE]. Every figure is of a process of its own; ways are run in turn. */
const QUICK = process.argv.includes('--quick');
const JSON_FILE = process.argv[process.argv.indexOf('--json') + 1];
const RUNS = QUICK ? 1 : 5;
const EXAMPLE = path.resolve(__dirname, '../examples/connected-vehicle');

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const round = (value: number, digits = 0): number => Number(value.toFixed(digits));

function run(file: string, ...args: string[]): any {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', path.join(__dirname, file), ...args],
    { encoding: 'utf8', cwd: __dirname },
  );
  if (status !== 0) {
    throw new Error(`${file} ${args.join(' ')} failed:\n${stderr}`);
  }
  return JSON.parse(stdout);
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

const rows: { name: string; milliseconds: number; goal?: string }[] = [];
example();
rows.push({
  name: 'examples/connected-vehicle, whole process with tsx',
  milliseconds: round(median(Array.from({ length: RUNS }, example))),
  goal: '< 3000',
});

const starts = Array.from({ length: RUNS }, () => run('solver-start.ts'));
rows.push({
  name: 'solver, cold start to the first answer',
  milliseconds: round(median(starts.map(({ first }) => first))),
  goal: '< 150',
});
rows.push({ name: 'solver, next answer', milliseconds: round(median(starts.map(({ next }) => next)), 2) });

const services = QUICK ? '100' : '832';
const pairs = Array.from({ length: RUNS }, () => ({
  ours: run('many-services.ts', 'library', services),
  raw: run('many-services.ts', 'raw', services),
}));
const objects = pairs[0].ours.objects;
const total = ({ build, synth }: { build: number; synth: number }) => build + synth;
rows.push({
  name: `${objects} objects made by Microservice, build and synth without planning`,
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
const ratio = round(median(pairs.map(({ ours, raw }) => total(ours) / total(raw))), 2);

const width = Math.max(...rows.map(({ name }) => name.length));
for (const { name, milliseconds, goal } of rows) {
  process.stdout.write(`${name.padEnd(width)}  ${String(milliseconds).padStart(8)} ms${goal ? `  (${goal})` : ''}\n`);
}
process.stdout.write(
  `${'ratio of Microservice to raw, median of pairs'.padEnd(width)}  ${String(ratio).padStart(8)}     (<= 1.5)\n`,
);
if (process.argv.includes('--json')) {
  fs.writeFileSync(JSON_FILE, `${JSON.stringify({ runs: RUNS, rows, ratio }, null, 2)}\n`);
}
