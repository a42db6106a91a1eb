import { InvalidInput } from './exit-codes';
import { colorsOf, Format, Terminal } from './output';
import { DRIFT_CODES } from '../drift/difference';
import { CATALOGUE, UNPLACED_CODES } from '../report/catalogue';
import { columns } from '../report/columns';
import { ClusterEntry, PlanDocument, WorkloadEntry } from '../report/document';
import { code, escaped, tableOf } from '../report/markdown';
import { toStableJson } from '../report/plan-document';
import { findingLines } from '../report/plan-table';

/** So many names are proposed where one is not known. */
const MOST_PROPOSED = 5;

/** Says what a code means; undefined where it is none. */
export function explainCode(name: string, format: Format): string | undefined {
  const key = name.toUpperCase();
  const entry = Object.hasOwn(CATALOGUE, key) ? CATALOGUE[key] : undefined;
  if (!entry) {
    const meanings: Record<string, string> = { ...UNPLACED_CODES, ...DRIFT_CODES };
    const meaning = Object.hasOwn(meanings, key) ? meanings[key] : undefined;
    return meaning === undefined
      ? undefined
      : format === 'json'
        ? toStableJson({ code: key, meaning })
        : `${key}: ${meaning}\n`;
  }
  if (format === 'json') {
    return toStableJson({ code: key, ...entry });
  }
  const [bold, end] = format === 'md' ? ['**', '\n'] : ['', ''];
  return `${bold}${key}${bold} (${entry.severity}): ${entry.meaning}\n${end}what cures it: ${entry.cure}\n`;
}

/** Says why a workload is as it is, and where one more pod of it could go: by id, construct path or name. */
export function explainWorkload(name: string, plan: PlanDocument, format: Format, terminal: Terminal): string {
  const all = plan.clusters.flatMap((cluster) => cluster.workloads.map((workload) => ({ cluster, workload })));
  const exact = all.filter(({ workload: { id, path } }) => id === name || path === name);
  const found =
    exact.length > 0
      ? exact
      : all.filter(({ workload: { id, path } }) => id.endsWith(`/${name}`) || path.endsWith(`/${name}`));
  if (found.length === 0) {
    throw new InvalidInput(
      unknown(
        name,
        all.map(({ workload }) => workload.id),
      ),
    );
  }
  if (format === 'json') {
    return toStableJson(
      found.map(({ cluster, workload }) => ({
        cluster: cluster.name,
        ...workload,
        verdicts: verdictsOf(cluster, workload),
      })),
    );
  }
  return found
    .map(({ cluster, workload }) => (format === 'md' ? markdownOf : textOf)(cluster, workload, terminal))
    .join('\n');
}

function verdictsOf({ pools }: ClusterEntry, { verdicts, barred, eligible }: WorkloadEntry): Record<string, string> {
  return Object.fromEntries(
    pools.map(({ id }) => [
      id,
      verdicts?.[id] ?? barred?.[id] ?? (eligible.includes(id) ? 'admits it' : 'does not admit it'),
    ]),
  );
}

function replicasText({ replicas: { needed, planned, degraded, max } }: WorkloadEntry): string {
  return [
    `${planned} replicas, ${needed} needed`,
    ...(degraded ? [`${degraded} after a loss`] : []),
    ...(max === undefined ? [] : [`at most ${max}`]),
  ].join(', ');
}

function textOf(cluster: ClusterEntry, workload: WorkloadEntry, terminal: Terminal): string {
  const colors = colorsOf(terminal);
  const { id, path, reason } = workload;
  const findings = cluster.findings.filter((finding) => finding.path === path);
  return [
    `${colors.bold(id)} (${path}) in cluster ${cluster.name}: ${replicasText(workload)}`,
    ...(reason ? [reason] : []),
    '',
    ...columns(Object.entries(verdictsOf(cluster, workload)), [0, 1]),
    ...findings.flatMap((finding) => ['', ...findingLines(finding, colors)]),
    '',
  ].join('\n');
}

function markdownOf(cluster: ClusterEntry, workload: WorkloadEntry): string {
  const { id, path, reason } = workload;
  return [
    `### ${code(id)} in ${escaped(cluster.name)}`,
    `${code(path)}: ${replicasText(workload)}${reason ? `. ${escaped(reason)}` : ''}`,
    tableOf(['pool', 'one more pod'], Object.entries(verdictsOf(cluster, workload)), 2).join('\n'),
    '',
  ].join('\n\n');
}

function unknown(name: string, ids: readonly string[]): string {
  const known = [...Object.keys(CATALOGUE), ...Object.keys(DRIFT_CODES), ...ids];
  const alike = known.filter((one) => one.toLowerCase().includes(name.toLowerCase())).slice(0, MOST_PROPOSED);
  const proposed = alike.length > 0 ? alike : ids.slice(0, MOST_PROPOSED);
  return `explain ${name}: is no code, and no workload of the plan${proposed.length > 0 ? `; for example ${proposed.join(', ')}` : ''}`;
}
