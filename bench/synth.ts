import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ApiObject, App, AppProps, Chart, YamlOutputType } from 'cdk8s';
import { columns } from './columns';
import { AutonomousApp } from '../src/planner/autonomous-app';

/** One app of charts of three objects, synthesised by cdk8s alone and by the library. */
export interface SynthRow {
  readonly type: string;
  readonly charts: number;
  /** Processor time of `synth`, medians; once each where it takes long. */
  readonly plainMilliseconds: number;
  readonly ownMilliseconds: number;
  readonly ratio: number;
  /** Whether both wrote the same files. */
  readonly same: boolean;
}

const OBJECTS = 3;
const TYPES = ['FILE_PER_CHART', 'FOLDER_PER_CHART_FILE_PER_RESOURCE', 'FILE_PER_APP', 'FILE_PER_RESOURCE'] as const;

export function runSynth(quick: boolean): SynthRow[] {
  const sizes = quick ? [1, 300] : [1, 100, 1000, 6666];
  return TYPES.flatMap((type) => sizes.map((charts) => rowOf(type, charts)));
}

export function synthTable(rows: readonly SynthRow[]): string {
  const head = ['output', 'charts', 'cdk8s ms', 'library ms', 'times as fast', 'files'];
  const cells = rows.map(({ type, charts, plainMilliseconds, ownMilliseconds, ratio, same }) => [
    ...[type, `${charts}`, plainMilliseconds.toFixed(1), ownMilliseconds.toFixed(1), ratio.toFixed(2)],
    same ? 'the same' : 'DIFFERENT',
  ]);
  return `synth of charts of ${OBJECTS} objects, processor time\n${columns([head, ...cells])}`;
}

function rowOf(type: (typeof TYPES)[number], charts: number): SynthRow {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'synth-'));
  try {
    const yamlOutputType = YamlOutputType[type];
    const [plain, own] = ['plain', 'own'].map((name) => path.join(folder, name));
    const times: [number, number][] = [];
    for (let run = 0; run < (charts > 1000 ? 1 : charts > 1 ? 3 : 101); run += 1) {
      times.push([
        millisecondsOf(new App(props(plain, yamlOutputType)), charts),
        millisecondsOf(
          new AutonomousApp({ ...props(own, yamlOutputType), planDirectory: path.join(folder, 'plan') }),
          charts,
        ),
      ]);
    }
    const [plainMilliseconds, ownMilliseconds] = [0, 1].map((i) => median(times.map((pair) => pair[i])));
    const ratio = plainMilliseconds / ownMilliseconds;
    return { type, charts, plainMilliseconds, ownMilliseconds, ratio, same: textOf(plain) === textOf(own) };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function props(outdir: string, yamlOutputType: YamlOutputType): AppProps {
  return { outdir, yamlOutputType };
}

function millisecondsOf(app: App, charts: number): number {
  for (let i = 0; i < charts; i += 1) {
    const chart = new Chart(app, `chart-${i}`);
    for (let j = 0; j < OBJECTS; j += 1) {
      const metadata = { name: `object-${i}-${j}` };
      new ApiObject(chart, `object-${j}`, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata,
        ...{ data: { chart: `${i}` } },
      });
    }
  }
  const before = process.cpuUsage();
  app.synth();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function textOf(directory: string): string {
  const entries = fs.readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries
    .map((entry) => {
      const name = path.join(directory, entry.name);
      return `${entry.name}\n${entry.isDirectory() ? textOf(name) : fs.readFileSync(name, 'utf8')}`;
    })
    .join('');
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
