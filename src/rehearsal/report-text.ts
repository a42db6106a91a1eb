import { createColors } from 'picocolors';
import { shortList } from './cast/cast';
import { holds, PromiseEntry, RehearsalReport } from './report';
import { columns } from '../report/columns';

type Colors = ReturnType<typeof createColors>;

/** So many reasons of failures of a promise are told in full. */
const MOST_FAILURES = 8;
const MOST_WARNINGS = 5;

/** A rehearsal as text for a terminal: a line for each promise, then what fell short and what was not as in the manifests. */
export function rehearsalText(report: RehearsalReport, colors: Colors): string {
  const { cluster, server, nodes, objects, seed, promises, warnings, notes } = report;
  const verdict = holds(report) ? colors.green('every promise that was tried holds') : colors.red('NOT AS PROMISED');
  const rows = promises.map(({ promise, tried, held }) => [promise, String(tried), String(held)]);
  const [header, ...lines] = columns([['promise', 'tried', 'held'], ...rows]);
  const failed = lines.map((line, row) => (promises[row].failures.length > 0 ? colors.red(line) : line));
  const sections = [
    [
      `${colors.bold(`Cluster ${cluster}`)} on Kubernetes ${server}: ${verdict}`,
      `${nodes} nodes, ${objects} objects, orders of arrival from seed ${seed}`,
    ],
    [colors.bold(header), ...failed],
    ...promises.filter(({ failures }) => failures.length > 0).map(failureLines),
    few('the API server warns', warnings),
    notes.map((note) => `not as in the manifests: ${note}`),
  ];
  return `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n')}\n`;
}

/** What fell short; cases that did for the same reason are told together. */
function failureLines({ promise, failures }: PromiseEntry): string[] {
  const cases = new Map<string, string[]>();
  for (const { case: name, why } of failures) {
    const reason = why.map((line) => `  ${line}`).join('\n');
    cases.set(reason, [...(cases.get(reason) ?? []), name]);
  }
  const more = cases.size - MOST_FAILURES;
  return [
    ...[...cases].slice(0, MOST_FAILURES).flatMap(([why, names]) => [`${promise}, ${shortList(names)}:`, why]),
    ...(more > 0 ? [`${promise}: ${more} more`] : []),
  ];
}

function few(title: string, lines: readonly string[]): string[] {
  const more = lines.length - MOST_WARNINGS;
  return [
    ...lines.slice(0, MOST_WARNINGS).map((line) => `${title}: ${line}`),
    ...(more > 0 ? [`${title} of ${more} more`] : []),
  ];
}
