import { writeFileSync } from 'fs';
import { Command, CommanderError, Option } from 'commander';
import { accepting } from './acceptances';
import { checkTree } from './check-tree';
import { alike, CompareOptions, manifestChanges, sidesOf } from './compare';
import { DriftOptions, showDrift } from './drift';
import { EXIT, InvalidInput } from './exit-codes';
import { explainCode, explainWorkload } from './explain';
import { failedGates } from './gates';
import { lockImages, LockOptions } from './images';
import { colorsOf, Format, FORMATS, Progress, Terminal } from './output';
import { readBaseline, readPlan } from './read-plan';
import { rehearsePlan, RehearseOptions } from './rehearse';
import { LOCK_FILE } from '../images/lock-file';
import { diffMarkdown, diffText } from '../report/diff-text';
import { ClusterEntry, PlanDocument } from '../report/document';
import { planPage } from '../report/html/page';
import { manifestDiffMarkdown, manifestDiffText } from '../report/manifest-diff';
import { planMarkdown } from '../report/markdown';
import { diffPlans } from '../report/plan-diff';
import { toStableJson } from '../report/plan-document';
import { planTable } from '../report/plan-table';
import { STRENGTHS, uncoveredOf, verdictOf, weakestOf } from '../report/verdict';

interface PlanOptions {
  readonly plan: string;
  readonly output: Format;
}

interface BaselineOptions extends PlanOptions {
  readonly baseline?: string;
}

/** Runs the command with the arguments of a command line (without node and script); returns the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = EXIT.ok;
  const program = commands(terminal, (exit) => (code = exit));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? EXIT.ok : EXIT.invalidInput;
    }
    if (error instanceof InvalidInput) {
      terminal.err(`${error.message}\n`);
      return EXIT.invalidInput;
    }
    terminal.err(`internal error, please report it: ${(error as Error).stack}\n`);
    return EXIT.internal;
  }
}

function commands(terminal: Terminal, exit: (code: number) => void): Command {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { version } = require('../../package.json') as { readonly version: string };
  const program = new Command('cdk8s-autonomous')
    .description('Shows, compares and checks the capacity plan that synth has written.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .addHelpText(
      'after',
      `\nExit codes: 0 ok, 1 internal error, 2 differences, 3 invalid input, 4 infeasible plan, 5 gate failed.`,
    );
  const add = (name: string, description: string, examples: readonly string[]) =>
    program
      .command(name)
      .description(description)
      .option('--plan <file>', 'plan to look at', 'plan/plan.json')
      .addHelpText('after', `\nExamples:\n${examples.map((one) => `  $ cdk8s-autonomous ${one}`).join('\n')}`);
  const format = () => new Option('-o, --output <format>', 'how it is written').choices(FORMATS).default('text');

  add('plan', 'Show the plan.', ['plan', 'plan --plan build/plan.json', 'plan -o md > comment.md'])
    .addOption(format())
    .action((options: PlanOptions) => exit(showPlan(options, terminal)));
  add('diff', 'Show what changed since another plan: exit code 0 where nothing did, 2 where something did.', [
    'diff --baseline origin/main',
    'diff --baseline old/plan.json -o json',
    'diff --baseline v1.4.0 -o md > comment.md',
    'diff --baseline plan/staging/plan.json --plan plan/production/plan.json --baseline-manifests dist/staging --manifests dist/production',
  ])
    .requiredOption('--baseline <plan or git ref>', 'plan to compare with: a file, or a commit that has the same file')
    .option('--clusters <past=current>', 'compare two clusters of different names, such as those of two environments')
    .option('--manifests <folder>', 'compare these manifests too, field by field')
    .option('--baseline-manifests <folder>', 'with those of this folder')
    .addOption(format())
    .action((options: BaselineOptions & CompareOptions) => exit(showDiff(options, terminal)));
  add('explain', 'Explain the code of a finding, or why a workload runs where it does.', [
    'explain POOL_TOO_SMALL',
    'explain telemetry/Deployment/rules',
    'explain rules -o json',
  ])
    .argument('<code or workload>')
    .addOption(format())
    .action((name: string, options: PlanOptions) => exit(explain(name, options, terminal)));
  add('check', 'Check the plan, and gates on money, headroom, coverage and strength: exit code 5 where one fails.', [
    'check',
    'check --baseline origin/main --max-monthly-increase 10%',
    'check --min-headroom 15% --covered --strength reserved',
    'check --tree',
  ])
    .option(
      '--tree',
      'run the program and hold what it renders against manifests and plans that are there; writes nothing',
    )
    .option('--app <command>', 'with --tree: what to run; default: `app` in cdk8s.yaml')
    .option('--baseline <plan or git ref>', 'plan to compare with')
    .option('--max-monthly-increase <amount>', 'most that the plan may cost more per month: 500, or 10%')
    .option('--min-headroom <percent>', 'least headroom of every workload')
    .option('--strict', 'fail where something is worse than an info')
    .option('--accept <CODE:path:reason>', 'take a finding as it is; may be given again', appended, [])
    .option('--accept-from <file>', 'the same from a JSON list of objects with code, path and reason')
    .option('--covered', 'fail where something was found that the plan does not cover')
    .addOption(new Option('--strength <least>', 'least that has to stand behind every cluster').choices([...STRENGTHS]))
    .addOption(format())
    .action((options: CheckOptions) => exit(options.tree ? checkTree(options, terminal) : check(options, terminal)));
  add(
    'drift',
    'Hold a cluster against its plan: exit code 2 where it differs and the plan holds, 5 where it does not.',
    [
      'drift --nodes nodes.json --pods pods.json',
      'drift --nodes nodes.json --pods pods.json --workloads workloads.json --cluster east -o md',
    ],
  )
    .requiredOption('--nodes <files...>', 'what `kubectl get nodes -o json` wrote')
    .requiredOption('--pods <files...>', 'what `kubectl get pods -A -o json` wrote')
    .option('--workloads <files...>', `what \`kubectl get ${LISTED} -A --show-managed-fields -o json\` wrote`)
    .option('--cluster <name>', 'the cluster that it is, where the plan has several')
    .option('--manifests <folders...>', 'manifests that synth has written; default: dist, where it is there')
    .option('--manager <name>', 'a program that may write objects; may be given again', appended, [])
    .addOption(format())
    .action((options: DriftOptions) => exit(showDrift(options, terminal)));
  add('html', 'Write the plan as a page with pictures.', [
    'html',
    'html --out public/plan.html',
    'html --plan build/plan.json --out plan.html',
  ])
    .option('--out <file>', 'file to write', 'plan/plan.html')
    .action((options: PlanOptions & { readonly out: string }) => exit(writePage(options, terminal)));
  add('rehearse', 'Try the plan on a control plane without machines of its own: exit code 5 where it does not hold.', [
    'rehearse',
    'rehearse --context kind-empty --only steady,rollouts --orders 20',
    'rehearse --kubeconfig ./kubeconfig --json > rehearsal.json',
  ])
    .option('--manifests <folders...>', 'folders with the manifests that synth has written, of that cluster', ['dist'])
    .option('--cluster <name>', 'only this cluster of the plan')
    .option('--kubeconfig <file>', 'default: KUBECONFIG, then ~/.kube/config')
    .option('--context <name>', 'default: the current one')
    .option('--only <scenes>', 'some of steady,maximum,rollouts,zones,nodes,drains')
    .option('--orders <n>', 'orders of arrival that are tried at steady', '10')
    .option('--seed <n>', 'the first of them', '1')
    .option('--patience <seconds>', 'without any change for so long, something counts as stuck', '40')
    .option('--nodes <n>', 'most nodes that are lost, and drained; default: all')
    .option('--rollouts <n>', 'most workloads that are rolled, at steady and at the highest count; default: all')
    .option('--clean', 'remove first what an earlier rehearsal left behind')
    .option('--json', 'write the report as JSON')
    .action(async (options: RehearseOptions) => exit(await rehearsePlan(options, terminal)));
  const images = program.command('images').description('What images run, and by which digests.');
  images
    .command('lock')
    .description('Write the digests of images into the lock file that Environment reads: asks their registries.')
    .argument('[images...]', '<host>/<path>:<tag>; default: those of the manifests and of the plan')
    .option('--file <file>', 'lock file', LOCK_FILE)
    .option('--manifests <folder>', 'folder with the manifests that synth has written', 'dist')
    .option('--plan <file>', 'plan that synth has written, also where it was refused', 'plan/plan.json')
    .option('--check', 'write nothing; say what is missing, moved or unused: exit code 2 then')
    .option('--update', 'ask again for images that have a digest')
    .option('--prune', 'take out images that nothing uses')
    .option('--mirror <host=mirror>', 'ask another host; may be given again', appended, [])
    .addHelpText('after', `\nExamples:\n${LOCK_EXAMPLES.map((one) => `  $ cdk8s-autonomous ${one}`).join('\n')}`)
    .action(async (named: string[], options: LockOptions) => exit(await lockImages(named, options, terminal)));
  return program;
}

/** What runs pods, and how many. */
const LISTED = 'deploy,sts,ds,hpa';

const LOCK_EXAMPLES = [
  'images lock',
  'images lock harbor.example.com/vehicles/telemetry:4.2.0',
  'images lock --check --mirror docker.io=mirror.example.com',
];

function feasibility({ clusters }: PlanDocument): number {
  return clusters.every(holds) ? EXIT.ok : EXIT.infeasible;
}

function showPlan({ plan: file, output }: PlanOptions, terminal: Terminal): number {
  const plan = readPlan(file, new Progress(terminal));
  const text = () => plan.clusters.map((cluster) => planTable(cluster, colorsOf(terminal))).join('\n');
  terminal.out(output === 'json' ? toStableJson(plan) : output === 'md' ? planMarkdown(plan) : text());
  return feasibility(plan);
}

function showDiff(options: BaselineOptions & CompareOptions, terminal: Terminal): number {
  const { plan: file, baseline, output } = options;
  const progress = new Progress(terminal);
  const plan = readPlan(file, progress);
  const past = readBaseline(baseline!, file, progress);
  const sides = sidesOf(past, plan, options);
  const current = sides ? alike(plan, [sides[1], sides[1]]) : plan;
  const diff = diffPlans(sides ? alike(past, sides) : past, current);
  const manifests = manifestChanges(options);
  const names = sides ?? (['before', 'now'] as const);
  const text = output === 'md' ? diffMarkdown(diff) : diffText(diff, colorsOf(terminal));
  const table = output === 'md' ? manifestDiffMarkdown : manifestDiffText;
  terminal.out(
    output === 'json'
      ? toStableJson({ ...diff, ...(manifests && { manifests }) })
      : `${text}${manifests ? `\n${table(manifests, names)}` : ''}`,
  );
  return feasibility(plan) || (diff.changed || (manifests ?? []).length > 0 ? EXIT.differences : EXIT.ok);
}

function explain(name: string, { plan: file, output }: PlanOptions, terminal: Terminal): number {
  const meaning = explainCode(name, output);
  terminal.out(meaning ?? explainWorkload(name, readPlan(file, new Progress(terminal)), output, terminal));
  return EXIT.ok;
}

interface CheckOptions extends BaselineOptions {
  readonly maxMonthlyIncrease?: string;
  readonly minHeadroom?: string;
  readonly covered?: boolean;
  readonly strength?: string;
  readonly strict?: boolean;
  readonly accept?: readonly string[];
  readonly acceptFrom?: string;
  readonly tree?: boolean;
  readonly app?: string;
}

function appended(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function check(options: CheckOptions, terminal: Terminal): number {
  const { plan: file, baseline, output } = options;
  const progress = new Progress(terminal);
  const plan = accepting(readPlan(file, progress), options);
  const past = baseline === undefined ? undefined : readBaseline(baseline, file, progress);
  const failed = failedGates(plan, past, options);
  const feasible = feasibility(plan) === EXIT.ok;
  if (output === 'json') {
    const uncovered = plan.clusters.reduce((sum, cluster) => sum + uncoveredOf(cluster).length, 0);
    const strength = weakestOf(plan.clusters);
    terminal.out(toStableJson({ schemaVersion: 1, feasible, uncovered, ...(strength && { strength }), failed }));
  } else {
    const lines = [verdictText(plan), ...failed.map((line) => `gate failed: ${line}`)];
    terminal.out(`${lines.map((line) => (output === 'md' ? `- ${line}` : line)).join('\n')}\n`);
  }
  return !feasible ? EXIT.infeasible : failed.length > 0 ? EXIT.gate : EXIT.ok;
}

/** The verdict on all clusters together. */
function verdictText({ clusters }: PlanDocument): string {
  const findings = clusters.flatMap((cluster) => cluster.findings);
  const strength = weakestOf(clusters);
  const verdict = verdictOf({ status: clusters.every(holds) ? 'feasible' : 'infeasible', findings, strength });
  return verdict === 'infeasible' ? 'the plan is infeasible' : verdict;
}

function holds({ status }: ClusterEntry): boolean {
  return status === 'feasible';
}

function writePage({ plan: file, out }: PlanOptions & { readonly out: string }, terminal: Terminal): number {
  const progress = new Progress(terminal);
  const plan = readPlan(file, progress);
  progress.step(`writing ${out}`);
  const page = planPage(plan);
  try {
    writeFileSync(out, page);
  } catch (error) {
    throw new InvalidInput(`--out ${out}: ${(error as Error).message}`);
  }
  terminal.out(`${out}\n`);
  return feasibility(plan);
}
