import { Expected, ExpectedPool, ExpectedWorkload, FORMAT } from './expected';
import { PLAN, SUMMARY, Summary } from './published';
import { ClusterEntry } from '../report/document';
import { strengthText } from '../report/verdict';

/** So much may be in one ConfigMap, and so much is aimed at: images may still get their digests. */
const MOST_BYTES = 256 * 1024;
const AIMED_BYTES = 160 * 1024;
/** Counts of each workload and pool are in the summary while they take no more. */
const MOST_COUNTS = 32 * 1024;

/** One entry of the plan in short. */
type Entry = { readonly pool: ExpectedPool } | { readonly workload: ExpectedWorkload };

function entriesOf({ pools, workloads }: Expected): Entry[] {
  return [...pools.map((pool) => ({ pool })), ...workloads.map((workload) => ({ workload }))];
}

/** ConfigMaps that a plan in short takes. */
export function partsOf(expected: Expected): number {
  const bytes = entriesOf(expected).reduce((sum, entry) => sum + sizeOf(entry), 0);
  return Math.max(1, Math.ceil(bytes / AIMED_BYTES));
}

/** Data of each of so many ConfigMaps: the same entries in the same order, of about the same size. */
export function publishedParts(expected: Expected, cluster: ClusterEntry, parts: number): Record<string, string>[] {
  const { pools: _, workloads: __, ...rest } = expected;
  const entries = entriesOf(expected);
  const total = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  const lines: string[][] = Array.from({ length: parts }, () => []);
  let before = 0;
  for (const entry of entries) {
    lines[Math.min(parts - 1, Math.floor((before * parts) / Math.max(1, total)))].push(JSON.stringify(entry));
    before += sizeOf(entry);
  }
  return lines.map((some, i) => ({
    ...(i === 0 && { [SUMMARY]: `${JSON.stringify(summaryOf(expected, cluster, parts), undefined, 1)}\n` }),
    [PLAN]: `${[...(i === 0 ? [JSON.stringify(rest)] : []), ...some].join('\n')}\n`,
  }));
}

/** Why data are too long for a ConfigMap; undefined where they are not. */
export function tooLong(data: Readonly<Record<string, string>>): string | undefined {
  const bytes = Object.values(data).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return bytes < MOST_BYTES ? undefined : `takes ${bytes} bytes, of less than ${MOST_BYTES}`;
}

function sizeOf(entry: Entry): number {
  return Buffer.byteLength(JSON.stringify(entry)) + 1;
}

function summaryOf(expected: Expected, cluster: ClusterEntry, parts: number): Summary {
  const { objective, findings, status, strength, survive, pools } = cluster;
  const severities = ['error', 'warning', 'info'] as const;
  const nodes = pools.reduce((sum, pool) => sum + pool.nodes * (pool.sites?.length ?? 1), 0);
  const counts = {
    nodesByPool: Object.fromEntries(pools.map((pool) => [pool.id, pool.nodes])),
    podsByWorkload: Object.fromEntries(
      cluster.workloads.map(({ id, replicas: { planned, max } }) => [
        id,
        max === undefined ? planned : `${planned} to ${max}`,
      ]),
    ),
  };
  return {
    format: FORMAT,
    cluster: expected.cluster,
    planHash: expected.planHash ?? '',
    status,
    survive,
    ...(strength && { strength: strengthText(strength) }),
    nodes,
    workloads: cluster.workloads.length,
    ...(objective && {
      objective: objective.kind,
      value: objective.value,
      bound: objective.bound,
      gap: objective.gap,
    }),
    findings: Object.fromEntries(
      severities.map((severity) => [severity, findings.filter((one) => one.severity === severity).length]),
    ),
    ...(JSON.stringify(counts).length <= MOST_COUNTS && counts),
    parts,
  };
}
