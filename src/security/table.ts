import { LAYERS } from './layers/answer';
import { LayerVerdict } from './verdict';
import { someOf } from '../capacity/some-of';

/** Paths of what is covered alike. */
interface Row {
  readonly rule: string;
  readonly by: string;
  readonly paths: string[];
}

/** Which object covers which part of which layer, for machines. */
export function tableJson(name: string, verdicts: readonly LayerVerdict[]): string {
  const document = {
    formatVersion: 1,
    name,
    holds: verdicts.every(({ holes, idle }) => holes.length + idle.length === 0),
    layers: verdicts.map(({ layer, excused, holes, ...verdict }) => ({
      layer,
      covered: rowsOf(verdict.covers),
      excused: excused.map(({ rule, path, message, reason }) => ({ rule, path, message, reason })),
      holes: holes.map(({ rule, paths, message, cure }) => ({ rule, paths, message, cure })),
    })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** The same for people. */
export function tableMarkdown(name: string, verdicts: readonly LayerVerdict[]): string {
  const holds = verdicts.every(({ holes, idle }) => holes.length + idle.length === 0);
  const lines = [`# Data security of ${name}`, '', holds ? 'All four layers are covered.' : 'Layers have holes.'];
  for (const layer of LAYERS) {
    const { covers, excused, holes } = verdicts.find((one) => one.layer === layer)!;
    lines.push('', `## ${layer[0].toUpperCase()}${layer.slice(1)}`, '', '| rule | covered by | of |', '|---|---|---|');
    for (const { rule, by, paths } of rowsOf(covers)) {
      lines.push(`| ${rule} | ${cell(by)} | ${cell(someOf(paths, 3))} |`);
    }
    for (const { rule, path, reason, message } of excused) {
      lines.push(`| ${rule} | excused: ${cell(reason)} | ${cell(path)}: ${cell(message)} |`);
    }
    for (const { rule, paths, message } of holes) {
      lines.push(`| ${rule} | **nothing**: ${cell(message)} | ${cell(someOf(paths, 3))} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function rowsOf(covers: LayerVerdict['covers']): Row[] {
  const rows = new Map<string, Row>();
  for (const { rule, by, path } of covers) {
    const key = `${rule} ${by}`;
    const row = rows.get(key) ?? { rule, by, paths: [] };
    rows.set(key, row);
    if (!row.paths.includes(path)) {
      row.paths.push(path);
    }
  }
  return [...rows.values()];
}

function cell(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/\|/g, '\\|');
}
