import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Yaml } from 'cdk8s';
import { columns } from './columns';

/** What a start takes, all medians. */
export interface StartRow {
  readonly name: string;
  /** Of all threads and processes. */
  readonly cpuMilliseconds: number;
  readonly milliseconds: number;
}

export interface StartRun {
  readonly rows: readonly StartRow[];
  /** Processor time of the synth of examples/hello over that of its objects by cdk8s alone. */
  readonly ratio: number;
}

const ROOT = path.resolve(__dirname, '..');
const STAGE = path.join(ROOT, 'dist/stage');
const MODULES = path.join(ROOT, 'node_modules');

/** Each process says in the end what its threads took. */
const METER = `process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  require('fs').appendFileSync(process.env.METER, (user + system) / 1000 + '\\n');
});`;

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Starts of the packed library, side by side with programs that have cdk8s alone. Needs `npx projen compile` and `npx projen package:js`. */
export function runStart(quick: boolean): StartRun {
  if (!fs.existsSync(path.join(STAGE, 'lib/library.js'))) {
    throw new Error('the package is not there: npx projen compile && npx projen package:js');
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'start-'));
  try {
    const ways = waysIn(folder);
    const taken = ways.map((): { cpu: number; wall: number }[] => []);
    for (let run = 0; run < (quick ? 3 : 11); run++) {
      ways.forEach(({ args }, i) => taken[i].push(metered(folder, args)));
    }
    const rows = ways.map(({ name }, i) => ({
      name,
      cpuMilliseconds: Math.round(median(taken[i].map(({ cpu }) => cpu))),
      milliseconds: Math.round(median(taken[i].map(({ wall }) => wall))),
    }));
    const [plain, ours] = taken.slice(-2);
    return { rows, ratio: Number(median(ours.map(({ cpu }, run) => cpu / plain[run].cpu)).toFixed(2)) };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** A project with the library and its peers, and what is run in it. */
function waysIn(folder: string): { readonly name: string; readonly args: readonly string[] }[] {
  fs.mkdirSync(path.join(folder, 'node_modules'));
  const link = (name: string, to: string) => fs.symlinkSync(to, path.join(folder, 'node_modules', name));
  ['cdk8s', 'constructs'].forEach((name) => link(name, path.join(MODULES, name)));
  link('cdk8s-autonomous', STAGE);
  const write = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text);
  write('meter.cjs', METER);
  write('nothing.js', '');
  write('peers.js', `require('constructs');\nrequire('cdk8s');\n`);
  write('ours.js', `require('constructs');\nrequire('cdk8s');\nrequire('cdk8s-autonomous');\n`);
  fs.copyFileSync(path.join(ROOT, 'examples/hello/main.ts'), path.join(folder, 'hello.ts'));
  const synth = (program: string) => [
    path.join(MODULES, 'cdk8s-cli/bin/cdk8s'),
    ...['synth', '--check-upgrade', 'false', '--output', 'dist'],
    ...['--app', `${process.execPath} --import ${path.join(MODULES, 'tsx/dist/loader.mjs')} ${program}.ts`],
  ];
  metered(folder, synth('hello'));
  write('plain.ts', plainProgram(path.join(folder, 'dist')));
  return [
    { name: 'node, nothing loaded', args: ['nothing.js'] },
    { name: 'cdk8s and constructs loaded', args: ['peers.js'] },
    { name: 'the library loaded over them', args: ['ours.js'] },
    { name: 'cdk8s synth of the objects of examples/hello, cdk8s alone', args: synth('plain') },
    { name: 'cdk8s synth of examples/hello', args: synth('hello') },
  ];
}

/** Makes the objects of a folder of manifests. */
function plainProgram(manifests: string): string {
  const files = fs.readdirSync(manifests, { recursive: true, encoding: 'utf8' }).filter((name) => /\.yaml$/.test(name));
  const objects = files.flatMap((name) => Yaml.load(path.join(manifests, name)));
  return [
    `import { ApiObject, App, Chart, YamlOutputType } from 'cdk8s';`,
    'const app = new App({ yamlOutputType: YamlOutputType.FILE_PER_RESOURCE });',
    `const chart = new Chart(app, 'hello');`,
    ...objects.map((object, i) => `new ApiObject(chart, 'object-${i}', ${JSON.stringify(object)});`),
    'app.synth();',
  ].join('\n');
}

function metered(folder: string, args: readonly string[]): { readonly cpu: number; readonly wall: number } {
  const file = path.join(folder, 'meter.txt');
  fs.writeFileSync(file, '');
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, METER: file, NODE_OPTIONS: `--require ${path.join(folder, 'meter.cjs')}` },
  });
  if (status !== 0) {
    throw new Error(`${args.join(' ')} failed:\n${stderr}`);
  }
  const wall = performance.now() - start;
  const all = fs.readFileSync(file, 'utf8').trim().split('\n').map(Number);
  return { cpu: all.reduce((sum, one) => sum + one, 0), wall };
}

export function startTable({ rows, ratio }: StartRun): string {
  return columns([
    ...rows.map(({ name, cpuMilliseconds, milliseconds }) => [
      name,
      `${cpuMilliseconds} ms of processor time`,
      `${milliseconds} ms`,
    ]),
    ['ratio of the two, median of pairs', `${ratio}`, '(<= 1.3)'],
  ]);
}
