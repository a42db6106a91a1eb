import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'fs';
import { EXIT, InvalidInput } from './exit-codes';
import { manifestsIn } from './manifest-files';
import { colorsOf, Format, Progress, Terminal } from './output';
import { readPlan } from './read-plan';
import { sortedBy } from '../capacity/order';
import { compare, OtherCluster } from '../drift/compare/compare';
import { standingOf } from '../drift/difference';
import { expectedOf, hashOfPlan } from '../drift/expected-of';
import { OUR_MANAGERS } from '../drift/live/edits';
import { Items, NoList } from '../drift/live/items';
import { LiveCluster } from '../drift/live/live-cluster';
import { driftMarkdown, driftText, verdictOf } from '../drift/report/report-text';
import { recheckOf } from '../drift/still-holds';
import { ClusterEntry, PlanDocument } from '../report/document';
import { toStableJson } from '../report/plan-document';

export interface DriftOptions {
  readonly plan: string;
  readonly output: Format;
  readonly nodes: readonly string[];
  readonly pods: readonly string[];
  readonly workloads?: readonly string[];
  readonly cluster?: string;
  readonly manifests?: readonly string[];
  readonly manager: readonly string[];
}

const DEFAULT_MANIFESTS = 'dist';

/** Holds lists of a cluster against its plan: exit code 2 where they differ and the plan holds, 5 where it does not, or not as far as can be shown. */
export function showDrift(options: DriftOptions, terminal: Terminal): number {
  const { plan: file, output } = options;
  const progress = new Progress(terminal);
  const plan = readPlan(file, progress);
  const cluster = clusterOf(plan, options.cluster);
  const live = new LiveCluster(new Set([...OUR_MANAGERS, ...options.manager]));
  readInto(live, '--nodes', options.nodes, 'Node', progress);
  readInto(live, '--pods', options.pods, 'Pod', progress);
  readInto(live, '--workloads', options.workloads ?? [], undefined, progress);
  progress.step('comparing');
  const manifests = manifestsOf(options.manifests, cluster, plan);
  const report = compared(() =>
    compare(expectedOf(cluster, manifests, hashOfPlan(readFileSync(file, 'utf8'))), live, recheckOf(cluster)),
  );
  const standing = standingOf(report);
  const text = () => driftText(report, colorsOf(terminal));
  terminal.out(
    output === 'json'
      ? toStableJson({ schemaVersion: 1, standing, verdict: verdictOf(report), ...report })
      : output === 'md'
        ? driftMarkdown(report)
        : text(),
  );
  if (cluster.status !== 'feasible') {
    return EXIT.infeasible;
  }
  return { same: EXIT.ok, holds: EXIT.differences, unproven: EXIT.gate, broken: EXIT.gate }[standing];
}

function clusterOf({ clusters }: PlanDocument, name: string | undefined): ClusterEntry {
  const names = clusters.map((cluster) => cluster.name).join(', ');
  const found = name === undefined && clusters.length === 1 ? clusters[0] : clusters.find((one) => one.name === name);
  if (!found) {
    throw new InvalidInput(
      name === undefined
        ? `the plan has several clusters: --cluster with the one of the lists: ${names}`
        : `--cluster ${name}: the plan has ${names}`,
    );
  }
  return found;
}

function compared<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof OtherCluster ? new InvalidInput(error.message) : error;
  }
}

/** Manifests are looked for where synth writes them; a folder that somebody names has to be there. Those of another cluster of the app are left out. */
function manifestsOf(folders: readonly string[] | undefined, cluster: ClusterEntry, plan: PlanDocument): unknown[] {
  const given = folders ?? (existsSync(DEFAULT_MANIFESTS) ? [DEFAULT_MANIFESTS] : []);
  const uses = ({ workloads }: ClusterEntry, namespace: string) =>
    workloads.some(({ id }) => id.startsWith(`${namespace}/`));
  const others = plan.clusters.filter((one) => one !== cluster);
  return given.flatMap(manifestsIn).filter((manifest: any) => {
    const namespace = manifest?.metadata?.namespace ?? 'default';
    return uses(cluster, namespace) || !others.some((one) => uses(one, namespace));
  });
}

const CHUNK = 4 * 2 ** 20;
/** After so many pieces, it is told how far it is. */
const PIECES_TOLD = 32;

/** Reads lists piece by piece: those of a large cluster are longer than a text may be. */
function readInto(
  live: LiveCluster,
  option: string,
  files: readonly string[],
  kind: string | undefined,
  progress: Progress,
): void {
  for (const file of files) {
    const before = new Map(live.kinds);
    const items = new Items((object) => live.take(object));
    try {
      readPieces(option, file, items, progress);
      items.end();
    } catch (error) {
      throw error instanceof NoList ? new InvalidInput(`${option} ${file}: ${error.message}`) : error;
    }
    const found = sortedBy(live.kinds, ([name]) => name).filter(([name, n]) => n > (before.get(name) ?? 0));
    const kinds = found.map(([name]) => name).join(', ');
    if (kind !== undefined && !found.some(([name]) => name === kind)) {
      throw new InvalidInput(
        items.count === 0
          ? `${option} ${file}: the list is empty: kubectl get ${kind.toLowerCase()}s${kind === 'Pod' ? ' -A' : ''} -o json, of the cluster itself`
          : `${option} ${file}: has no ${kind}: what it lists is ${kinds.replaceAll('?', 'without a kind')}; kubectl get ${kind.toLowerCase()}s${kind === 'Pod' ? ' -A' : ''} -o json`,
      );
    }
  }
}

function readPieces(option: string, file: string, items: Items, progress: Progress): void {
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new InvalidInput(`${option} ${file}: there is no such file`);
  }
  const descriptor = openSync(file, 'r');
  try {
    let length: number;
    let pieces = 0;
    do {
      const chunk = Buffer.alloc(CHUNK);
      length = readSync(descriptor, chunk, 0, CHUNK, null);
      items.push(chunk.subarray(0, length));
      pieces += 1;
      if (pieces % PIECES_TOLD === 0) {
        progress.step(`reading ${file}, ${items.count} objects`);
      }
    } while (length > 0);
  } finally {
    closeSync(descriptor);
  }
}
