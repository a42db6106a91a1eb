import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { EXIT, InvalidInput } from './exit-codes';
import { Format, Terminal } from './output';
import { someOf } from '../capacity/some-of';
import { REPORT_TO, scratchFolder } from '../output/scratch';
import { isRendered, readReports, TreeReport } from '../output/tree-report';
import { toStableJson } from '../report/plan-document';

export interface TreeOptions {
  readonly app?: string;
  readonly output: Format;
}

const CONFIGURATION = 'cdk8s.yaml';

/** Files of a kind that are named. */
const SHOWN = 10;

/** Runs the program without writing anything, and says whether the manifests and plans that are there are what it renders. */
export function checkTree({ app, output }: TreeOptions, terminal: Terminal): number {
  const configured = configuration();
  const command = app ?? configured.app;
  if (command === undefined) {
    throw new InvalidInput(`--tree has to know what to run: \`app\` in ${CONFIGURATION}, or --app 'node main.js'`);
  }
  const reports = reportsOf(command, configured.output ?? 'dist');
  terminal.out(
    output === 'json' ? toStableJson({ schemaVersion: 1, trees: reports }) : `${reports.map(text).join('\n')}\n`,
  );
  return reports.every(isRendered) ? EXIT.ok : EXIT.differences;
}

function reportsOf(command: string, outdir: string): TreeReport[] {
  const directory = scratchFolder('cdk8s-autonomous-');
  try {
    const report = path.join(directory, 'report');
    const env = { CDK8S_OUTDIR: outdir, ...process.env, [REPORT_TO]: report };
    const { status, stderr } = spawnSync(command, {
      shell: true,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (status !== 0) {
      throw new InvalidInput(`the program fails: ${command}\n${stderr.trimEnd()}`);
    }
    const reports = readReports(report);
    if (reports.length === 0) {
      throw new InvalidInput(`no AutonomousApp was synthesised by the program: ${command}`);
    }
    return reports;
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

/** What cdk8s.yaml says of the program. Its command line reads the same. */
function configuration(): { readonly app?: string; readonly output?: string } {
  if (!fs.existsSync(CONFIGURATION)) {
    return {};
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { Yaml } = require('cdk8s') as typeof import('cdk8s');
  const [{ app, output } = {} as any] = Yaml.load(CONFIGURATION);
  return { ...(typeof app === 'string' && { app }), ...(typeof output === 'string' && { output }) };
}

const KINDS = [
  ['added', 'rendered, and not there'],
  ['changed', 'rendered otherwise'],
  ['removed', 'rendered no more'],
  ['edited', 'edited by another hand'],
  ['taken', 'of another, where a manifest has to be'],
  ['plan', 'not what is planned'],
] as const;

function text(report: TreeReport): string {
  if (isRendered(report)) {
    return `${report.outdir}: is what the program renders`;
  }
  const lines = KINDS.filter(([kind]) => report[kind].length > 0).map(
    ([kind, meaning]) => `  ${meaning} (${report[kind].length}): ${someOf(report[kind], SHOWN)}`,
  );
  return [`${report.outdir}: is not what the program renders`, ...lines].join('\n');
}
