import { spawnSync } from 'child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { join, resolve } from 'path';
import { ControlPlane, findBinaries } from './control-plane';
import { driftOnControlPlane } from './drift';
import { isRandomStack, RANDOM_STACKS, WITHOUT_GENERATOR, writeRandomStack } from './random-stack';
import { run } from '../../src/cli/main';
import { PlanDocument } from '../../src/report/document';
import { blocksOf } from '../support/documents';

/**
 * usage: main.ts [example | folder/with/plan/and/dist | random stack | random | docs | drift ...] [-- options of rehearse]
 * Rehearses examples, what is in folders, random stacks (random is ten of them, zone-hpa-7 is seed 7 of a set), what docs/rehearse.md shows, and lists of what docs/drift.md makes, each
 * on a control plane of its own. Exit code 0 where all hold, and where there are no binaries.
 */
const ROOT = resolve(__dirname, '../..');
const EXAMPLES = join(ROOT, 'examples');
const PAGE = 'docs';
const DRIFT = 'drift';
const RANDOM = 'random';

async function main(given: readonly string[]): Promise<number> {
  const binaries = findBinaries(process.env);
  if (typeof binaries === 'string') {
    console.log(`skipped: the binaries of a control plane are ${binaries}`);
    return 0;
  }
  const end = given.includes('--') ? given.indexOf('--') : given.length;
  const named = given.slice(0, end);
  const all = [
    ...readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'main.ts'))),
    PAGE,
    DRIFT,
    RANDOM,
  ];
  const failed: string[] = [];
  const cases = (named.length > 0 ? named : all).flatMap((name) => (name === RANDOM ? RANDOM_STACKS : [name]));
  if (RANDOM_STACKS.length === 0 && (named.length === 0 || named.includes(RANDOM))) {
    console.log(WITHOUT_GENERATOR);
  }
  for (const name of cases) {
    console.log(`\n=== ${name}`);
    const controlPlane = new ControlPlane(binaries);
    try {
      await controlPlane.start();
      const rehearsal = new Rehearsal(controlPlane.kubeconfig);
      const holds =
        name === PAGE
          ? rehearsal.page()
          : name === DRIFT
            ? rehearsal.drift()
            : rehearsal.given(name, given.slice(end + 1));
      if (!(await holds)) {
        failed.push(name);
      }
    } finally {
      await controlPlane.stop();
    }
  }
  console.log(`\n${cases.map((name) => `${name}: ${failed.includes(name) ? 'FAILED' : 'holds'}`).join('\n')}`);
  console.log(`${cases.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 ? 0 : 1;
}

class Rehearsal {
  public constructor(private readonly kubeconfig: string) {}

  public async given(name: string, options: readonly string[]): Promise<boolean> {
    if (isRandomStack(name)) {
      const written = writeRandomStack(name);
      const holds = written !== undefined && (await this.run(written, options)).code === 0;
      rmSync(written ?? '', { recursive: true, force: true });
      return holds;
    }
    const folder = name.includes('/') ? resolve(name) : join(EXAMPLES, name);
    const isThere = !existsSync(join(folder, 'main.ts')) || synth(folder);
    let holds = isThere;
    for (const more of isThere ? environmentsOf(folder) : []) {
      holds = (await this.run(folder, [...options, ...more])).code === 0 && holds;
    }
    return holds;
  }

  /** The commands of the page print what the page shows, whatever the version of the control plane. */
  public async page(): Promise<boolean> {
    const folder = mkdtempSync(join(ROOT, 'test/.documents-'));
    const blocks = blocksOf('docs/rehearse.md');
    const versionless = (text: string) => text.replace(/on Kubernetes v\S+:/g, 'on Kubernetes:').trim();
    let holds = true;
    try {
      writeFileSync(join(folder, 'main.ts'), blocks.find(({ language }) => language === 'ts')!.text);
      holds = synth(folder);
      for (const { text } of blocks.filter(({ language }) => language === 'console')) {
        const [, edits, line, shown] = /^((?:\$ sed .*\n)*)\$ cdk8s-autonomous rehearse (.*)\n([^]*)$/.exec(text)!;
        edit(folder, edits);
        const { out } = await this.run(folder, line.split(' '));
        holds &&= versionless(out) === versionless(shown);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    return holds;
  }

  /** A cluster that runs what docs/drift.md makes, before and after somebody edits it. */
  public async drift(): Promise<boolean> {
    const folder = mkdtempSync(join(ROOT, 'test/.documents-'));
    try {
      writeFileSync(join(folder, 'main.ts'), blocksOf('docs/drift.md').find(({ language }) => language === 'ts')!.text);
      return synth(folder) && (await driftOnControlPlane(folder, this.kubeconfig));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  private async run(folder: string, options: readonly string[]): Promise<{ code: number; out: string }> {
    let out = '';
    const manifests = options.includes('--manifests') ? [] : ['--manifests', join(folder, 'dist')];
    const where = ['--plan', join(folder, 'plan/plan.json'), ...manifests];
    const code = await run(['rehearse', ...where, '--kubeconfig', this.kubeconfig, ...options], {
      out: (text) => {
        out += text;
        process.stdout.write(text);
      },
      err: (text) => process.stderr.write(text),
      coloured: false,
      now: () => Date.now(),
      onInterrupt: (act) => process.once('SIGINT', act),
    });
    return { code, out };
  }
}

/** Options for each cluster of an example whose clusters are environments that run the same; no more options where all go together. */
function environmentsOf(folder: string): string[][] {
  const dist = join(folder, 'dist');
  const charts = readdirSync(dist);
  const { clusters } = JSON.parse(readFileSync(join(folder, 'plan/plan.json'), 'utf8')) as PlanDocument;
  const own = clusters.map(({ name }) => ({ name, charts: charts.filter((chart) => chart.startsWith(`${name}-`)) }));
  return own.length > 1 && own.every((one) => one.charts.length > 0)
    ? own.map((one) => ['--cluster', one.name, '--manifests', ...one.charts.map((chart) => join(dist, chart))])
    : [[]];
}

/** Into an empty folder: what an earlier synth wrote is not removed by the next. */
function synth(folder: string): boolean {
  rmSync(join(folder, 'dist'), { recursive: true, force: true });
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'main.ts'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) {
    console.log(stderr);
  }
  return status === 0;
}

/** What `sed -i 's/from/to/' file` does. */
function edit(folder: string, lines: string): void {
  for (const [, from, to, file] of lines.matchAll(/s\/(.*?)\/(.*?)\/' (\S+)/g)) {
    const path = join(folder, file);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(from, to));
  }
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
