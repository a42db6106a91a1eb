import { EXIT, InvalidInput } from './exit-codes';
import { colorsOf, Progress, Terminal } from './output';
import { readPlan } from './read-plan';
import type { Scene } from '../rehearsal/rehearse';
import type { RehearsalReport } from '../rehearsal/report';
import { ClusterEntry, PlanDocument } from '../report/document';
import { toStableJson } from '../report/plan-document';

export interface RehearseOptions {
  readonly plan: string;
  readonly manifests: readonly string[];
  readonly cluster?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly only?: string;
  readonly orders: string;
  readonly seed: string;
  readonly patience: string;
  readonly nodes?: string;
  readonly rollouts?: string;
  readonly clean?: boolean;
  readonly json?: boolean;
}

/** Tries the promises of a plan on a control plane; exit code 5 where one does not hold. */
export async function rehearsePlan(options: RehearseOptions, terminal: Terminal): Promise<number> {
  const plan = readPlan(options.plan, new Progress(terminal));
  const clusters = clustersOf(plan, options.cluster);
  const numbers = {
    orders: wholeNumber('--orders', options.orders, 1),
    seed: wholeNumber('--seed', options.seed, 0),
    patience: wholeNumber('--patience', options.patience, 1),
    ...(options.nodes !== undefined && { nodes: wholeNumber('--nodes', options.nodes, 1) }),
    ...(options.rollouts !== undefined && { rollouts: wholeNumber('--rollouts', options.rollouts, 1) }),
  };
  if (clusters.some(({ status }) => status !== 'feasible')) {
    terminal.err('the plan is infeasible: there is nothing to rehearse\n');
    return EXIT.infeasible;
  }
  // Only this command needs all of that.
  const { connect } = await import('../rehearsal/api/kubeconfig.js');
  const { loadLibraries } = await import('../rehearsal/libraries.js');
  const { clockOf } = await import('../rehearsal/clock.js');
  const { RehearsalRefused } = await import('../rehearsal/refused.js');
  const { rehearse, SCENES } = await import('../rehearsal/rehearse.js');
  const { holds } = await import('../rehearsal/report.js');
  const { rehearsalText } = await import('../rehearsal/report-text.js');
  const scenes = scenesOf(options.only, SCENES);
  const stop = new AbortController();
  terminal.onInterrupt?.(() => stop.abort());
  const clock = clockOf(terminal.now);
  const tell = (text: string) => terminal.err(`${text}\n`);
  try {
    const { newKubeConfig, parseYaml } = await loadLibraries();
    const { connection, context, server } = connect(newKubeConfig(), options, clock);
    tell(`context ${context}, ${server}`);
    const reports: RehearsalReport[] = [];
    for (const cluster of clusters) {
      const given = { plan, cluster, manifests: options.manifests, scenes, clean: options.clean === true, ...numbers };
      reports.push(await rehearse(given, { connection, parseYaml, clock, abort: stop.signal, tell }));
    }
    terminal.out(
      options.json
        ? toStableJson(reports)
        : reports.map((report) => rehearsalText(report, colorsOf(terminal))).join('\n'),
    );
    return reports.every(holds) ? EXIT.ok : EXIT.gate;
  } catch (error) {
    throw error instanceof RehearsalRefused ? new InvalidInput(error.message) : error;
  }
}

function clustersOf({ clusters }: PlanDocument, name: string | undefined): readonly ClusterEntry[] {
  const chosen = name === undefined ? clusters : clusters.filter((cluster) => cluster.name === name);
  if (chosen.length === 0) {
    throw new InvalidInput(`--cluster ${name}: the plan has ${clusters.map((cluster) => cluster.name).join(', ')}`);
  }
  return chosen;
}

function scenesOf(only: string | undefined, all: readonly Scene[]): readonly Scene[] {
  const wanted = only?.split(',') ?? all;
  const unknown = wanted.find((one) => !all.some((scene) => scene === one));
  if (unknown !== undefined) {
    throw new InvalidInput(`--only ${unknown}: must be some of ${all.join(',')}`);
  }
  return all.filter((scene) => wanted.includes(scene));
}

function wholeNumber(option: string, text: string, least: number): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < least) {
    throw new InvalidInput(`${option} ${text}: must be a whole number of at least ${least}`);
  }
  return Number(text);
}
