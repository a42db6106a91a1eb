import { columns } from './columns';
import { FindingEntry } from './document';
import { HOURS_PER_MONTH, moneyText } from './figures';
import { code, escaped, tableOf } from './markdown';
import { Change, ClusterDiff, PlanDiff, Totals } from './plan-diff';
import { findingLines, PLAIN } from './plan-table';
import { someOf } from '../capacity/some-of';

/** By this line a pipeline finds the comment that it wrote before, and edits it. */
const DIFF_MARKER = '<!-- cdk8s-autonomous: diff -->';

/** Lines of a list in Markdown: a comment on GitHub may have 65,536 characters. */
const MOST_ROWS = 150;

/** So many fields without figures of their own are named. */
const MOST_OTHER = 20;

/** What changed, for a terminal. */
export function diffText(diff: PlanDiff, colors: typeof PLAIN = PLAIN): string {
  if (!diff.changed) {
    return 'No change of the plan.\n';
  }
  const header = ['', 'before', 'now', 'change'];
  const blocks = diff.clusters.map((cluster) =>
    [
      colors.bold(`Cluster ${cluster.name}${statusText(cluster)}`),
      ...columns([header, ...totalRows(cluster.past, cluster.current, cluster.diff)]),
      '',
      ...columns([...cluster.pools, ...cluster.workloads].map((change) => [nameOf(change), ...cells(change)])),
      ...textRows(cluster),
      ...(cluster.moved > 0 ? [`${cluster.moved} pods run in another pool or zone`] : []),
      ...(cluster.other.length > 0 ? [`also changed: ${otherText(cluster)}`] : []),
      ...cluster.findings.new.flatMap((finding) => ['', ...prefixed('new: ', finding, colors)]),
      ...cluster.findings.gone.map((finding) => `gone: ${finding.severity} ${finding.code} ${finding.path}`),
    ]
      .join('\n')
      .trimEnd(),
  );
  const all =
    diff.clusters.length > 1
      ? [['All clusters', ...columns([header, ...totalRows(diff.past, diff.current, diff.diff)])].join('\n')]
      : [];
  return `${[...blocks, ...all].join('\n\n')}\n`;
}

function prefixed(prefix: string, finding: FindingEntry, colors: typeof PLAIN): string[] {
  const [first, ...rest] = findingLines(finding, colors);
  return [`${prefix}${first}`, ...rest];
}

/** What changed, as a comment for a pull request. */
export function diffMarkdown(diff: PlanDiff): string {
  const head = [DIFF_MARKER, '## Capacity plan: what changes'];
  if (!diff.changed) {
    return `${[...head, 'No change.'].join('\n\n')}\n`;
  }
  const summary = tableOf(['', 'before', 'now', 'change'], totalRows(diff.past, diff.current, diff.diff), 1).join('\n');
  return `${[...head, summary, ...diff.clusters.flatMap(clusterBlocks)].join('\n\n')}\n`;
}

function clusterBlocks(cluster: ClusterDiff): string[] {
  const rows = [...cluster.pools, ...cluster.workloads].map((change) => [nameOf(change), ...cells(change)]);
  const table = tableOf(['', 'before', 'now', 'change'], rows.slice(0, MOST_ROWS), 1).join('\n');
  const left = rows.length > MOST_ROWS ? `\n\n${rows.length - MOST_ROWS} more` : '';
  const findings = [
    ...cluster.findings.new.map(
      (finding) => `- new: **${finding.code}** ${code(finding.path)}: ${escaped(finding.message)}`,
    ),
    ...cluster.findings.gone.map((finding) => `- gone: **${finding.code}** ${code(finding.path)}`),
  ].slice(0, MOST_ROWS);
  return [
    `### ${escaped(cluster.name)}${escaped(statusText(cluster))}`,
    ...(rows.length > 0
      ? [`<details open><summary>${rows.length} changes</summary>\n\n${table}${left}\n\n</details>`]
      : []),
    ...(cluster.texts.length > 0
      ? [
          textRows(cluster)
            .map((row) => `- ${escaped(row)}`)
            .join('\n'),
        ]
      : []),
    ...(cluster.moved > 0 ? [`${cluster.moved} pods run in another pool or zone.`] : []),
    ...(cluster.other.length > 0 ? [`Also changed: ${escaped(otherText(cluster))}.`] : []),
    ...(findings.length > 0 ? [findings.join('\n')] : []),
  ];
}

/** `strength: free: only measured, ... -> reserved: proved for every order of arrival` */
function textRows({ texts }: ClusterDiff): string[] {
  const rows = texts.map(({ what, past, current }) => `${what}: ${past ?? 'not said'} -> ${current ?? 'not said'}`);
  return [...rows.slice(0, MOST_OTHER), ...(rows.length > MOST_OTHER ? [`and ${rows.length - MOST_OTHER} more`] : [])];
}

function otherText({ other }: ClusterDiff): string {
  return someOf(other, MOST_OTHER);
}

function statusText({ status: { past, current } }: ClusterDiff): string {
  return past === current ? '' : `: ${past ?? 'new'} -> ${current ?? 'gone'}`;
}

function totalRows(past: Totals, current: Totals, diff: Totals): string[][] {
  const money = (name: string, pick: (totals: Totals) => number | undefined): string[][] =>
    pick(diff) === undefined
      ? []
      : [[name, moneyText(pick(past)!), moneyText(pick(current)!), signed(pick(diff)!, moneyText)]];
  return [
    ['nodes', String(past.nodes), String(current.nodes), signed(diff.nodes, String)],
    ...money('cost per hour', ({ costPerHour }) => costPerHour),
    ...money(`cost per month of ${HOURS_PER_MONTH} h`, ({ costPerMonth }) => costPerMonth),
  ];
}

function nameOf({ id, what }: Change): string {
  return `${id} ${what}`;
}

function cells({ past, current }: Change): string[] {
  const text = (value: number | undefined) => (value === undefined ? '-' : String(value));
  const change =
    past === undefined ? 'new' : current === undefined ? 'gone' : signed(Number((current - past).toFixed(6)), String);
  return [text(past), text(current), change];
}

function signed(value: number, text: (value: number) => string): string {
  return value > 0 ? `+${text(value)}` : text(value);
}
