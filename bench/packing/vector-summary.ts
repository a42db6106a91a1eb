import { columns } from '../columns';
import { Row } from './row';
import { VECTOR_PACKING_FILES } from './vector-packing';

const HEADINGS = ['instances', 'open', 'better', 'equal', 'worse', 'optimal', 'slowest', 'check', 'goal'];
const BETTER = 0.6;
const NOT_WORSE = 0.95;
const SECONDS = 5;
const GOAL = 'where open: better on >= 60 %, not worse on >= 95 %, 5 s each';

/** One line per file: open are the instances whose optimum is known and below the best published heuristic. */
export function vectorSummary(rows: readonly Row[]): string {
  const files = VECTOR_PACKING_FILES.map((file): [string, Row[]] => {
    return [file, rows.filter(({ name }) => name.startsWith(`vector packing ${file} `))];
  });
  const lines = [...files, ['all', rows] as const].filter(([, some]) => some.length > 0);
  return columns([['vector packing', ...HEADINGS], ...lines.map(([file, some]) => cells(file, some))]);
}

function cells(name: string, rows: readonly Row[]): string[] {
  const optimumKnown = rows.filter(({ references }) => 'opt' in references);
  const optimal = optimumKnown.filter(({ value, references }) => value === references.opt);
  const open = optimumKnown.filter(({ references }) => references.bestHeuristic! > references.opt!);
  const over = open.map(({ value, references }) => (value ?? Infinity) - references.bestHeuristic!);
  const better = over.filter((by) => by < 0).length;
  const worse = over.filter((by) => by > 0).length;
  const slowest = Math.max(...rows.map(({ seconds }) => seconds));
  const met = better >= BETTER * open.length && worse <= (1 - NOT_WORSE) * open.length && slowest <= SECONDS;
  return [
    name,
    String(rows.length),
    String(open.length),
    part(better, open.length),
    part(open.length - better - worse, open.length),
    part(worse, open.length),
    `${part(optimal.length, optimumKnown.length)} of ${optimumKnown.length}`,
    `${slowest.toFixed(2)} s`,
    rows.every(({ checked }) => checked) ? 'ok' : 'FAULT',
    `${met ? 'met' : 'MISSED'}: ${GOAL}`,
  ];
}

const part = (n: number, all: number): string => (all === 0 ? '-' : `${((100 * n) / all).toFixed(0)} %`);
