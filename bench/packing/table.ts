import { columns } from '../columns';
import { Input } from './inputs';
import { CLUSTER_AUTOSCALER, GroupRun, KARPENTER, Row } from './row';
import { vectorSummary } from './vector-summary';

const HEADINGS = ['pods', 'shapes', 'types', 'value', 'bound', 'gap', 'karpenter', 'autoscaler', 's', 'check', 'goal'];

/** What a group's process found, with its memory below. Both references are shown as a gap to OUR bound. */
export function groupTable(group: Input['group'], { rows, peakMebibytes }: GroupRun): string {
  if (rows.length === 0) return `\n${group}: no inputs\n`;
  return [
    group === 'vector packing' ? vectorSummary(rows) : columns([[group, ...HEADINGS], ...rows.map(cells)]),
    ...rows.flatMap(({ name, faults = [] }) => faults.map((fault) => `FAULT in ${name}: ${fault}\n`)),
    ...(group === 'vector packing' ? [] : rows.flatMap(extraLine)),
    `peak memory ${peakMebibytes} MiB\n`,
  ].reduce((text, line) => text + line, '\n');
}

function cells(row: Row): string[] {
  const { pods, shapes, types, value, bound, gap, seconds, checked, goal, goalMet } = row;
  return [
    nameOf(row),
    ...[pods, shapes, types].map(String),
    figure(value),
    hasBound(row) ? figure(bound) : '-',
    percent(gap),
    against(row, KARPENTER),
    against(row, CLUSTER_AUTOSCALER),
    seconds.toFixed(2),
    checked ? 'ok' : 'FAULT',
    goal === undefined ? '' : `${goalMet ? 'met' : 'MISSED'}: ${goal}`,
  ];
}

/** Without the group, which stands in the heading. */
const nameOf = ({ name, group }: Row): string => (name.startsWith(`${group} `) ? name.slice(group.length + 1) : name);
const figure = (value: number | null): string => (value === null ? '-' : String(Number(value.toFixed(2))));
const percent = (part: number | null): string => (part === null ? '-' : `${(100 * part).toFixed(2)} %`);
const hasBound = ({ value, bound }: Row): boolean => bound !== 0 || value === 0;

function against(row: Row, method: string): string {
  const { bound, group, references } = row;
  const value = references[method];
  if (value === null) return 'no plan';
  if (bound === null || !hasBound(row)) return '-';
  return percent(group === 'openb fixed' ? bound / value - 1 : value / bound - 1);
}

/** What no column holds. */
function extraLine(row: Row): string[] {
  const { gpuPercent, cpuOnlyPlaced, cpuOnlyPods, podsPerSecond, references } = row;
  const inColumns = hasBound(row) ? [KARPENTER, CLUSTER_AUTOSCALER] : [];
  const known = Object.entries(references).filter(([name]) => !inColumns.includes(name));
  const parts = [
    ...(gpuPercent === undefined
      ? []
      : [`${gpuPercent.toFixed(3)} % of the GPUs in use, ${cpuOnlyPlaced} of ${cpuOnlyPods} CPU-only pods placed`]),
    ...(podsPerSecond === undefined ? [] : [`${Math.round(podsPerSecond)} pods/s by heuristics alone, median`]),
    ...(known.length === 0 ? [] : [`known: ${known.map(([name, value]) => `${name} ${figure(value)}`).join(', ')}`]),
  ];
  return parts.length === 0 ? [] : [`${nameOf(row)}: ${parts.join('; ')}\n`];
}
