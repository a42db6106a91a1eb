import { spawnSync } from 'child_process';
import { existsSync, mkdtempSync, readdirSync, copyFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { configOf, exceptionsOf } from './exceptions';
import { SHARED } from '../support/shared';

export interface Found {
  readonly check: string;
  readonly object: string;
  readonly message: string;
}

/** What the linters are shown: one file for each cluster of an example, and everything that was written. */
export interface Input {
  readonly shown: string;
  readonly all: readonly string[];
  /** Without the exceptions: what they hide. */
  readonly bare: boolean;
}

export type Linter = (program: string, input: Input) => Found[];

export const LINTERS: Record<string, Linter> = {
  'kube-linter': kubeLinter,
  'kube-score': kubeScore,
  checkov,
  'kubectl-validate': kubectlValidate,
  istioctl,
};

/** Why a linter cannot say anything here. */
export const NEEDS: Record<string, () => string | undefined> = {
  'kubectl-validate': () => (existsSync(join(SHARED, 'crds')) ? undefined : '../shared/crds is not there'),
};

function run(program: string, args: readonly string[]): { readonly stdout: string; readonly stderr: string } {
  const { error, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (error || stdout.trim() === '') {
    throw new Error(`${program} ${args[0]}: ${error?.message ?? stderr}`);
  }
  return { stdout, stderr };
}

const output = (program: string, args: readonly string[]): string => run(program, args).stdout;

const files = (folder: string): string[] => readdirSync(folder).map((name) => join(folder, name, 'manifests.yaml'));

function kubeLinter(program: string, { shown, bare }: Input): Found[] {
  const config = bare ? ['--add-all-built-in'] : ['--config', configOf('kube-linter')!];
  const { Reports } = JSON.parse(output(program, ['lint', '--format', 'json', ...config, shown]));
  return (Reports ?? []).map(({ Check, Diagnostic, Object: { K8sObject } }: any) => ({
    check: Check,
    object: `${K8sObject.GroupVersionKind.Kind}/${K8sObject.Namespace}/${K8sObject.Name}`,
    message: Diagnostic.Message,
  }));
}

/** It takes no configuration file: what is left out is told on the command line. Grades below 10 are warnings and worse. */
function kubeScore(program: string, { shown, bare }: Input): Found[] {
  const option = (check: string) => (check.startsWith('ignore-') ? [`--${check}`] : ['--ignore-test', check]);
  const left = bare ? [] : exceptionsOf('kube-score').flatMap(({ check }) => option(check));
  const options = ['score', '--output-format', 'json', '--kubernetes-version', 'v1.32', ...left];
  return files(shown).flatMap((file) =>
    (JSON.parse(output(program, [...options, file])) ?? []).flatMap(
      ({ object_name, type_meta, object_meta, checks }: any) =>
        (checks ?? [])
          .filter(({ grade, skipped }: any) => !skipped && grade < 10)
          .map(({ check, comments }: any) => ({
            check: check.id,
            object: `${type_meta.kind}/${object_meta.namespace}/${object_meta.name ?? object_name}`,
            message: (comments ?? []).map(({ path, summary }: any) => `${path} ${summary}`.trim()).join('; '),
          })),
    ),
  );
}

function checkov(program: string, { shown, bare }: Input): Found[] {
  const config = bare ? [] : ['--config-file', configOf('checkov')!];
  const options = ['--framework', 'kubernetes', '--skip-download', '--compact', '--quiet', '--output', 'json'];
  const said = JSON.parse(output(program, ['--directory', shown, ...options, ...config]));
  return (said.results?.failed_checks ?? []).map(({ check_id, check_name, resource }: any) => ({
    check: check_id,
    object: resource.split('.').join('/'),
    message: check_name,
  }));
}

/** Kinds of which there is no schema here. */
const UNSEEN = /OpenAPI spec for GV: (kafka\.strimzi|postgresql\.cnpg|barmancloud\.cnpg|objectbucket)\.io\//;

/** Its newest own schemas are those of 1.30; the younger ones are what test/conformance.test.ts reads. */
function kubectlValidate(program: string, { all }: Input): Found[] {
  const crds = mkdtempSync(join(tmpdir(), 'crds-'));
  const folder = join(SHARED, 'crds');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.yaml')) {
      copyFileSync(join(folder, name), join(crds, name.replace(/\//g, '-')));
    }
  }
  const said = output(program, ['--version', '1.30', '--local-crds', crds, '--output', 'json', ...all]);
  rmSync(crds, { recursive: true });
  return Object.entries<any[]>(JSON.parse(said)).flatMap(([file, results]) =>
    results
      .filter(({ status, message }) => status !== 'Success' && !UNSEEN.test(message))
      .map(({ reason, message }) => ({ check: reason ?? 'Invalid', object: file, message })),
  );
}

/** Without a cluster it leaves out what it asks of pods and Services. What it cannot read it only mentions. */
function istioctl(program: string, { shown, bare }: Input): Found[] {
  const left = bare ? [] : exceptionsOf('istioctl').flatMap(({ check }) => ['--suppress', `${check}=*`]);
  const options = ['--all-namespaces', '--use-kube=false', '--output', 'json', '--failure-threshold', 'Info', ...left];
  return files(shown).flatMap((file) => {
    const { stdout, stderr } = run(program, ['analyze', ...options, file]);
    const unreadable = stderr.split('\n').filter((line) => line.includes('error processing'));
    return [
      ...unreadable.map((message) => ({ check: 'unreadable', object: file, message })),
      ...JSON.parse(stdout).map(({ code, origin, message }: any) => ({ check: code, object: origin, message })),
    ];
  });
}
