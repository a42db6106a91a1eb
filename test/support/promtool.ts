import { spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { stringify } from 'yaml';

/** One moment of a test of rules. */
export interface AlertTest {
  readonly eval_time: string;
  readonly alertname: string;
  /** Labels of the alerts that are told; empty: none is. */
  readonly exp_alerts: readonly { readonly exp_labels: Readonly<Record<string, string>> }[];
}

/** Series, and what is told of them. */
export interface RuleTest {
  readonly name: string;
  readonly interval: string;
  readonly input_series: readonly { readonly series: string; readonly values: string }[];
  readonly alert_rule_test: readonly AlertTest[];
}

const version = spawnSync('promtool', ['--version'], { encoding: 'utf8' });

/** Why rules cannot be checked here; undefined where promtool is in PATH. */
export const NO_PROMTOOL = version.status === 0 ? undefined : 'promtool is not in PATH (Debian: package prometheus)';

/** Runs a suite where promtool is there; says why not elsewhere. */
export function describeWithPromtool(name: string, suite: () => void): void {
  if (NO_PROMTOOL === undefined) {
    describe(name, suite);
  } else {
    describe.skip(`${name}: left out, ${NO_PROMTOOL}`, suite);
  }
}

/** What promtool says against rules; empty where it takes them. */
export function checkRules(groups: readonly object[]): string {
  return inFolder((folder) => {
    writeFileSync(join(folder, 'rules.yaml'), stringify({ groups }));
    return run(['check', 'rules', join(folder, 'rules.yaml')]);
  });
}

/** Rules and tests of them. */
export interface RuleFile {
  readonly groups: readonly object[];
  readonly tests: readonly RuleTest[];
  /** How often rules are run; by default every minute. */
  readonly every?: string;
}

/** What promtool says of tests of rules; empty where all pass. */
export function testRules(files: readonly RuleFile[]): string {
  return inFolder((folder) => {
    const names = files.map(({ groups, tests, every = '1m' }, i) => {
      writeFileSync(join(folder, `rules-${i}.yaml`), stringify({ groups }));
      const name = join(folder, `tests-${i}.yaml`);
      writeFileSync(name, stringify({ rule_files: [`rules-${i}.yaml`], evaluation_interval: every, tests }));
      return name;
    });
    return run(['test', 'rules', ...names]);
  });
}

function run(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8', maxBuffer: 64e6 });
  return status === 0 ? '' : `${stdout}\n${stderr}`;
}

function inFolder(use: (folder: string) => string): string {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
