import { escaped, tableOf } from '../../report/markdown';
import { COLOURED, PLAIN } from '../../report/plan-table';
import { Difference, DriftReport, Standing, standingOf, STANDING_TEXT } from '../difference';

type Colors = typeof PLAIN | typeof COLOURED;

/** So many promises are listed. */
const MOST_BROKEN = 12;

const MARKS: Record<Difference['effect'], string> = { breaks: 'breaks', unproven: 'unproven', none: 'harmless' };

/** The report for a terminal: the verdict, the promises that fall, and each difference with what it means and what cures it. */
export function driftText(report: DriftReport, colors: Colors): string {
  const { cluster, nodes, pods, workloads, differences, broken, notes } = report;
  return [
    `${colors.bold(`cluster ${cluster}`)}: ${verdictOf(report)}`,
    `compared: ${nodes} nodes, ${pods} pods, ${workloads} workloads of the plan; ${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}`,
    ...(broken.length > 0 ? ['', 'promises that fall:', ...cut(broken).map((line) => `  ${line}`)] : []),
    ...differences.flatMap((one) => [
      '',
      `${MARKS[one.effect]} ${colors.bold(one.code)} ${one.about}${timesOf(one)}`,
      `  planned: ${one.planned}`,
      `  there:   ${one.live}`,
      `  so:      ${one.meaning}`,
      `  cure:    ${one.cure.join('; or ')}`,
    ]),
    ...(notes.length > 0 ? ['', ...notes.map((note) => `note: ${note}`)] : []),
    '',
  ].join('\n');
}

export function verdictOf(report: DriftReport): string {
  const standing: Standing = standingOf(report);
  return STANDING_TEXT[standing];
}

/** How often, and of what. */
function timesOf({ count, examples = [] }: Difference): string {
  const times = count === undefined ? '' : `${count} times`;
  const more = examples.length > 0 && (count ?? 0) > examples.length ? ', ...' : '';
  const text = [times, `${examples.join(', ')}${more}`].filter((one) => one !== '').join(': ');
  return text && ` (${text})`;
}

function cut(lines: readonly string[]): string[] {
  const more = lines.length - MOST_BROKEN;
  return [...lines.slice(0, MOST_BROKEN), ...(more > 0 ? [`and ${more} more`] : [])];
}

/** The report for a pull request or an issue. */
export function driftMarkdown(report: DriftReport): string {
  const { cluster, differences, broken, notes } = report;
  const rows = differences.map((one) => [
    MARKS[one.effect],
    one.code,
    `${one.about}${timesOf(one)}`,
    one.planned,
    one.live,
    one.meaning,
    one.cure[0],
  ]);
  return [
    `### ${escaped(cluster)}: ${verdictOf(report)}`,
    ...(broken.length > 0
      ? [['Promises that fall:', ...cut(broken).map((line) => `- ${escaped(line)}`)].join('\n')]
      : []),
    ...(rows.length > 0
      ? [tableOf(['proof', 'code', 'what', 'planned', 'there', 'so', 'cure'], rows, 7).join('\n')]
      : []),
    ...(notes.length > 0 ? [notes.map((note) => `- ${escaped(note)}`).join('\n')] : []),
    '',
  ].join('\n\n');
}
