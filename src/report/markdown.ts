import {
  headroomCell,
  limitCell,
  lossCell,
  maximumCell,
  nodesCell,
  nodesText,
  poolCell,
  surgeCell,
  survivalText,
} from './cells';
import { ClusterEntry, FindingEntry, PlanDocument, WorkloadEntry } from './document';
import {
  costPerHour,
  costPerMonth,
  HOURS_PER_MONTH,
  isPeak,
  isPriced,
  lossesOf,
  moneyText,
  nodesOf,
  priceOf,
  summaryOf,
  Utilisation,
} from './figures';
import { storageRows, transferRows } from './forecasts';
import { drainLines, lossLines } from './losses';
import { robustnessLines, rolloutLines, strengthCostLines } from './plan-table';
import { ownsPlaces, placesCell, roleLines, rowsOfPools } from './roles';
import { tenantRows } from './tenants';
import { timetablePictures } from './timetables';
import { acceptedText, holdsWholly, verdictOf } from './verdict';
import { fixed } from '../capacity/quantity';

/** By this line a pipeline finds the comment that it wrote before, and edits it. */
const PLAN_MARKER = '<!-- cdk8s-autonomous: plan -->';

/** A comment on GitHub may have 65,536 characters; this leaves room for what a pipeline writes around it. */
const LONGEST = 60_000;

/** Rows of a table; halved until the page is short enough. */
const MOST_ROWS = 200;

/** The plan as Markdown that GitHub and GitLab show: what matters first, the rest folded. */
export function planMarkdown(plan: PlanDocument): string {
  for (let rows = MOST_ROWS; ; rows = Math.floor(rows / 2)) {
    const text = `${[PLAN_MARKER, '## Capacity plan', ...plan.clusters.flatMap((one) => clusterBlocks(one, rows))].join('\n\n')}\n`;
    if (text.length <= LONGEST || rows === 0) {
      return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}\n\n(cut: see plan.json)\n`;
    }
  }
}

function clusterBlocks(cluster: ClusterEntry, rows: number): string[] {
  const { name, status, kubernetesVersion, findings, workloads } = cluster;
  const summary = summaryOf(cluster);
  const reasons = workloads.flatMap(({ id, reason }) => (reason ? [`- ${code(id)}: ${escaped(reason)}`] : []));
  return [
    `### ${escaped(name)}: ${signOf(cluster)} ${verdictOf(cluster)}`,
    [
      `${sizeText(cluster)}. Kubernetes ${escaped(kubernetesVersion)}, ${survivalText(cluster)}.`,
      ...(status === 'feasible' && summary !== '' ? [`Proven for ${summary}.`] : []),
      ...[
        ...strengthCostLines(cluster),
        ...robustnessLines(cluster),
        ...rolloutLines(cluster),
        ...lossLines(cluster),
        ...drainLines(cluster),
      ].map((line) => `${line}.`),
    ].join('\n'),
    ...findingBlocks(findings, rows),
    ...poolBlocks(cluster, rows),
    ...tableBlocks([tenantRows(cluster)], rows),
    ...timetablePictures(cluster).map((lines) => ['```text', ...lines, '```'].join('\n')),
    ...forecastBlocks(cluster, rows),
    ...(workloads.length > 0
      ? [folded(`Workloads (${workloads.length})`, limited(workloadTable(cluster), rows + 2, workloads.length))]
      : []),
    ...(reasons.length > 0 ? [folded('Why so many replicas', limited(reasons, rows, reasons.length))] : []),
    folded(
      'Utilisation by scenario',
      limited(heatTable(cluster), rows + 2, cluster.pools.filter(({ nodes }) => nodes > 0).length),
    ),
  ];
}

function signOf(cluster: ClusterEntry): string {
  if (cluster.status === 'infeasible') {
    return '❌';
  }
  return holdsWholly(cluster) ? '✅' : '☑️';
}

/** `**18 nodes**, **25.20 per hour**, ...` */
function sizeText(cluster: ClusterEntry): string {
  const { objective } = cluster;
  const cost = isPriced(cluster)
    ? `, **${moneyText(costPerHour(cluster))} per hour**, ${moneyText(costPerMonth(cluster))} per month of ${HOURS_PER_MONTH} h`
    : '';
  const gap =
    objective && objective.gap !== null
      ? `; at most ${fixed(100 * objective.gap, 2)} % above the cheapest possible plan (certified)`
      : '';
  return `**${nodesText(nodesOf(cluster))}**${cost}${gap}`;
}

function findingBlocks(findings: readonly FindingEntry[], rows: number): string[] {
  if (findings.length === 0) {
    return [];
  }
  const signs = { error: '🛑', warning: '⚠️', info: 'ℹ️' };
  const lines = findings.map(({ severity, code: name, path, message, accepted, cure = [], conflict = [] }) =>
    [
      `- ${signs[severity]} **${escaped(name)}** ${code(path)}: ${escaped(message)}`,
      ...(accepted ? [`  - ${escaped(acceptedText(accepted))}`] : cure.map((one) => `  - cure: ${escaped(one)}`)),
      ...(conflict.length > 1 ? [`  - in conflict, leave out any one: ${escaped(conflict.join('; '))}`] : []),
    ].join('\n'),
  );
  return [limited(lines, Math.max(10, rows), findings.length)];
}

function poolBlocks(cluster: ClusterEntry, rows: number): string[] {
  const priced = isPriced(cluster);
  const header = ['pool', 'node type', 'nodes', 'limit', ...(priced ? ['per hour'] : [])];
  const body = rowsOfPools(cluster).map((pools) => [
    poolCell(pools),
    pools[0].nodeType,
    nodesCell(pools),
    limitCell(pools),
    ...(priced ? [moneyText(priceOf(pools))] : []),
  ]);
  return [limited(tableOf(header, body, 2), rows + 2, body.length), ...roleLines(cluster).map(escaped)];
}

/** Tables of data: what they take, and how long they travel. */
function forecastBlocks(cluster: ClusterEntry, rows: number): string[] {
  return tableBlocks([storageRows(cluster), transferRows(cluster)], rows);
}

function tableBlocks(tables: readonly string[][][], rows: number): string[] {
  return tables.flatMap(([header, ...body]) =>
    header ? [limited(tableOf(header, body, 1), rows + 2, body.length)] : [],
  );
}

function workloadTable(cluster: ClusterEntry): string[] {
  const places = ownsPlaces(cluster) ? ['places'] : [];
  const header = ['workload', 'needed', 'replicas', 'after loss', 'max', 'surge', 'headroom', ...places];
  return tableOf(
    header,
    cluster.workloads.map((workload) => workloadRow(cluster, workload)),
    1,
  );
}

function workloadRow(cluster: ClusterEntry, workload: WorkloadEntry): string[] {
  const { id, replicas } = workload;
  return [
    id,
    String(replicas.needed),
    String(replicas.planned),
    lossCell(cluster, workload),
    maximumCell(workload),
    surgeCell(workload),
    headroomCell(workload),
    ...(ownsPlaces(cluster) ? [placesCell(workload)] : []),
  ];
}

/** Losses that have a column of their own. */
const MOST_LOSSES = 6;

function heatTable(cluster: ClusterEntry): string[] {
  const use = new Utilisation(cluster);
  const scenarios = [...cluster.scenarios.filter(isPeak), ...lossesOf(cluster).slice(0, MOST_LOSSES)];
  const percent = (share: number | undefined) => (share === undefined ? 'gone' : `${Math.round(100 * share)} %`);
  const rows = cluster.pools
    .filter(({ nodes }) => nodes > 0)
    .map((pool) => [
      pool.id,
      percent(use.highest(pool)?.share),
      ...scenarios.map((scenario) => percent(use.highest(pool, scenario)?.share)),
    ]);
  return tableOf(['pool', 'steady', ...scenarios.map(({ name }) => name)], rows, 1);
}

/** A table of Markdown; cells from the `right`-th on are aligned to the right. */
export function tableOf(header: readonly string[], rows: readonly (readonly string[])[], right: number): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [line(header), `|${header.map((_, i) => (i < right ? '---|' : '---:|')).join('')}`, ...rows.map(line)];
}

function limited(lines: readonly string[], most: number, all: number): string {
  const left = lines.length - most;
  return left <= 0
    ? lines.join('\n')
    : [...lines.slice(0, most), ...(most > 0 ? [''] : []), `${left} of ${all} more in plan.json`].join('\n');
}

function folded(title: string, text: string): string {
  return `<details><summary>${escaped(title)}</summary>\n\n${text}\n\n</details>`;
}

/** Text that is neither Markdown nor HTML, and mentions nobody. */
export function escaped(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/([\\|*_`[\]~#])/g, '\\$1')
    .replace(/@/g, '@\u200b')
    .replace(/\s*\n\s*/g, ' ');
}

/** Text as code; what is in it is not interpreted. */
export function code(text: string): string {
  return `\`${text.replace(/[`\s]+/g, ' ')}\``;
}
