import { ClusterEntry, FindingEntry, PlanDocument } from './document';
import { costPerHour, costPerMonth, isPriced, nodesOf } from './figures';
import { forecastTexts } from './forecasts';
import { strengthText } from './verdict';
import { byCodeUnit } from '../capacity/order';

/** Figures of one plan. */
export interface Totals {
  readonly nodes: number;
  /** Absent where some pool has no price. */
  readonly costPerHour?: number;
  readonly costPerMonth?: number;
}

/** A figure before and now; one of them is absent where the thing is new or gone. */
export interface Change {
  readonly id: string;
  readonly what:
    'nodes' | 'sites' | 'price' | 'needed' | 'replicas' | 'maximum' | 'surge' | 'headroom' | 'budget' | 'cap';
  readonly past?: number;
  readonly current?: number;
}

/** Something without a figure, before and now, as it is said. */
export interface TextChange {
  readonly what: string;
  readonly past?: string;
  readonly current?: string;
}

export interface ClusterDiff {
  readonly name: string;
  readonly status: { readonly past?: string; readonly current?: string };
  readonly past: Totals;
  readonly current: Totals;
  readonly diff: Totals;
  readonly pools: readonly Change[];
  readonly workloads: readonly Change[];
  /** What stands behind the plan, and roles of nodes that workloads own places on. */
  readonly texts: readonly TextChange[];
  /** Pods that run in another pool or zone than before. */
  readonly moved: number;
  /** What else is not the same, such as `test/Deployment/web requests`. */
  readonly other: readonly string[];
  readonly findings: { readonly new: readonly FindingEntry[]; readonly gone: readonly FindingEntry[] };
}

/** What changed between two plans. */
export interface PlanDiff {
  readonly schemaVersion: 1;
  readonly changed: boolean;
  readonly past: Totals;
  readonly current: Totals;
  readonly diff: Totals;
  /** Clusters that changed. */
  readonly clusters: readonly ClusterDiff[];
}

export function diffPlans(past: PlanDocument, current: PlanDocument): PlanDiff {
  const names = [...new Set([...past.clusters, ...current.clusters].map(({ name }) => name))].sort(byCodeUnit);
  const find = (plan: PlanDocument, name: string) => plan.clusters.find((cluster) => cluster.name === name);
  const clusters = names.map((name) => diffClusters(name, find(past, name), find(current, name))).filter(isChange);
  const [before, now] = [totalsOf(past.clusters), totalsOf(current.clusters)];
  return {
    schemaVersion: 1,
    changed: clusters.length > 0,
    past: before,
    current: now,
    diff: difference(before, now),
    clusters,
  };
}

function diffClusters(name: string, past: ClusterEntry | undefined, current: ClusterEntry | undefined): ClusterDiff {
  const before = totalsOf(past ? [past] : []);
  const now = totalsOf(current ? [current] : []);
  return {
    name,
    status: { past: past?.status, current: current?.status },
    past: before,
    current: now,
    diff: difference(before, now),
    pools: [
      ...changes('nodes', past?.pools, current?.pools, ({ nodes }) => nodes),
      ...changes('sites', past?.pools, current?.pools, ({ sites }) => sites?.length),
      ...changes('price', past?.pools, current?.pools, ({ price }) => price),
    ].sort(byId),
    workloads: [
      ...changes('needed', past?.workloads, current?.workloads, ({ replicas }) => replicas.needed),
      ...changes('replicas', past?.workloads, current?.workloads, ({ replicas }) => replicas.planned),
      ...changes('maximum', past?.workloads, current?.workloads, ({ replicas }) => replicas.max),
      ...changes('surge', past?.workloads, current?.workloads, ({ surge }) => surge),
      ...changes('budget', past?.workloads, current?.workloads, ({ disruption }) => disruption),
      ...changes('headroom', past?.workloads, current?.workloads, ({ headroom }) => headroom),
      ...changes('cap', past?.workloads, current?.workloads, ({ cap }) => cap),
    ].sort(byId),
    texts: past && current ? textChanges(past, current) : [],
    moved: past && current ? movedPods(past, current) : 0,
    other: past && current ? otherChanges(past, current) : [],
    findings: {
      new: missingFrom(past?.findings ?? [], current?.findings ?? []),
      gone: missingFrom(current?.findings ?? [], past?.findings ?? []),
    },
  };
}

function isChange({ status, pools, workloads, texts, moved, other, findings }: ClusterDiff): boolean {
  const entries = [pools, workloads, texts, other, findings.new, findings.gone];
  return status.past !== status.current || moved + entries.reduce((sum, { length }) => sum + length, 0) > 0;
}

/** What stands behind the plan first, then the roles of workloads that were there and are. */
function textChanges(past: ClusterEntry, current: ClusterEntry): TextChange[] {
  const before = new Map(past.workloads.map(({ id, roles }) => [id, roles]));
  const rolesText = (roles: readonly string[] | undefined) => roles?.join(', ') ?? 'none';
  const strengthOf = ({ strength }: ClusterEntry) => strength && strengthText(strength);
  return [
    { what: 'strength', past: strengthOf(past), current: strengthOf(current) },
    ...current.workloads
      .filter(({ id }) => before.has(id))
      .map(({ id, roles }) => ({ what: `${id} roles`, past: rolesText(before.get(id)), current: rolesText(roles) })),
    ...forecastChanges(past, current),
  ].filter((change) => change.past !== change.current);
}

/** Data that take other room or time; new ones and gone ones too. */
function forecastChanges(past: ClusterEntry, current: ClusterEntry): TextChange[] {
  const [before, now] = [past, current].map(forecastTexts);
  return [...new Set([...before.keys(), ...now.keys()])]
    .sort(byCodeUnit)
    .map((what) => ({ what, past: before.get(what), current: now.get(what) }));
}

/** Fields that are told as changes of their own, or follow from others. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set([
  ...['nodes', 'sites', 'price', 'surge', 'headroom', 'disruption', 'status'],
  ...['pools', 'workloads', 'findings', 'steady', 'scenarios', 'transitions', 'objective', 'balance', 'packing'],
  ...['verdicts', 'reason', 'hours', 'rollout', 'path'],
  ...['strength', 'roles', 'role', 'cap', 'K', 'q', 'f', 'storage', 'transfers'],
]);

/** Names of everything else that differs: limits, requests, what is survived. */
function otherChanges(past: ClusterEntry, current: ClusterEntry): string[] {
  return [
    ...differingFields(past, current),
    ...differingEntries(past.pools, current.pools),
    ...differingEntries(past.workloads, current.workloads),
  ];
}

function differingEntries(
  past: readonly { readonly id: string }[],
  current: readonly { readonly id: string }[],
): string[] {
  const before = new Map(past.map((entry) => [entry.id, entry]));
  return current.flatMap((entry) => {
    const known = before.get(entry.id);
    const fields = known ? differingFields(known, entry) : [];
    const owned = known !== undefined && [known, entry].every((one) => 'role' in one || 'roles' in one);
    return fields.filter((field) => !owned || !OF_ROLES.has(field)).map((field) => `${entry.id} ${field}`);
  });
}

/** What follows from roles and caps, which are told themselves. */
const OF_ROLES: ReadonlySet<string> = new Set(['barred', 'eligible', 'maxNodes', 'maxPerNode', 'minNodes']);

function differingFields(past: object, current: object): string[] {
  const [before, now] = [past, current].map((entry) => new Map(Object.entries(entry)));
  return [...new Set([...before.keys(), ...now.keys()])]
    .filter((key) => !TOLD_ELSEWHERE.has(key))
    .filter((key) => told(key, before.get(key)) !== told(key, now.get(key)))
    .sort(byCodeUnit);
}

/** The value as text; of replicas only what is not told as a change. */
function told(key: string, value: any): string | undefined {
  return JSON.stringify(key === 'replicas' && value ? value.degraded : value);
}

function totalsOf(clusters: readonly ClusterEntry[]): Totals {
  const sum = (of: (cluster: ClusterEntry) => number) => clusters.reduce((total, one) => total + of(one), 0);
  const priced = clusters.every(isPriced);
  return {
    nodes: sum(nodesOf),
    ...(priced && {
      costPerHour: Number(sum(costPerHour).toFixed(6)),
      costPerMonth: Number(sum(costPerMonth).toFixed(2)),
    }),
  };
}

function difference(past: Totals, current: Totals): Totals {
  const priced = past.costPerHour !== undefined && current.costPerHour !== undefined;
  return {
    nodes: current.nodes - past.nodes,
    ...(priced && {
      costPerHour: Number((current.costPerHour! - past.costPerHour!).toFixed(6)),
      costPerMonth: Number((current.costPerMonth! - past.costPerMonth!).toFixed(2)),
    }),
  };
}

function changes<T extends { readonly id: string }>(
  what: Change['what'],
  past: readonly T[] = [],
  current: readonly T[] = [],
  figure: (entry: T) => number | undefined,
): Change[] {
  const before = new Map(past.map((entry) => [entry.id, figure(entry)]));
  const now = new Map(current.map((entry) => [entry.id, figure(entry)]));
  return [...new Set([...before.keys(), ...now.keys()])]
    .filter((id) => before.get(id) !== now.get(id))
    .map((id) => ({ id, what, past: before.get(id), current: now.get(id) }));
}

function byId(a: Change, b: Change): number {
  return byCodeUnit(a.id, b.id);
}

function movedPods(past: ClusterEntry, current: ClusterEntry): number {
  const before = podsByPool(past);
  const now = podsByPool(current);
  const planned = new Map(current.workloads.map(({ id, replicas }) => [id, replicas.planned]));
  let moved = 0;
  for (const [id, pools] of before) {
    const gone = [...pools].reduce((sum, [pool, n]) => sum + Math.max(0, n - (now.get(id)?.get(pool) ?? 0)), 0);
    const fewer = [...pools.values()].reduce((sum, n) => sum + n, 0) - (planned.get(id) ?? 0);
    moved += Math.max(0, gone - Math.max(0, fewer));
  }
  return moved;
}

function podsByPool({ steady }: ClusterEntry): Map<string, Map<string, number>> {
  const all = new Map<string, Map<string, number>>();
  for (const { pool, count, pods } of steady.nodes) {
    for (const [id, n] of Object.entries(pods)) {
      const own = all.get(id) ?? new Map<string, number>();
      all.set(id, own.set(pool, (own.get(pool) ?? 0) + n * count));
    }
  }
  return all;
}

function missingFrom(known: readonly FindingEntry[], findings: readonly FindingEntry[]): FindingEntry[] {
  const keys = new Set(known.map(keyOf));
  return findings.filter((finding) => !keys.has(keyOf(finding)));
}

function keyOf({ code, path, severity, message }: FindingEntry): string {
  return `${severity}|${code}|${path}|${message}`;
}
