import { createColors } from 'picocolors';
import { headroomCell, limitCell, lossCell, maximumCell, nodesCell, poolCell, surgeCell, survivalText } from './cells';
import { columns } from './columns';
import { ClusterEntry, FindingEntry, PoolEntry, WorkloadEntry } from './document';
import {
  costPerHour,
  costPerMonth,
  HOURS_PER_MONTH,
  isPeak,
  isPriced,
  nodesOf,
  priceOf,
  requestedResources,
  scenariosOf,
  summaryOf,
  Utilisation,
} from './figures';
import { MOST_FORECASTS, storageRows, transferRows } from './forecasts';
import { drainLines, lossLines } from './losses';
import { moreLine, shownPools, shownWorkloads } from './many-sites';
import { ownsPlaces, placesCell, roleLines, rowsOfPools } from './roles';
import { tenantRows } from './tenants';
import { timetablePictures } from './timetables';
import { acceptedText, holdsWholly, verdictOf } from './verdict';
import { fixed } from '../capacity/quantity';
import { driverOfVolumes, isVolumes } from '../capacity/resources';

type Colors = ReturnType<typeof createColors>;
export const PLAIN = createColors(false);
export const COLOURED = createColors(true);

/** Above this share of a pool the table draws attention. */
const NEARLY_FULL = 0.9;

/** The plan of a cluster as text for a terminal: pools, workloads, reasons, bound, findings. */
export function planTable(cluster: ClusterEntry, colors: Colors = PLAIN): string {
  const { name, kubernetesVersion, workloads } = cluster;
  const shown = shownWorkloads(workloads, cluster.pools);
  const sections = [
    [
      `${colors.bold(`Cluster ${name}`)}: ${stateText(cluster, colors)}, ${survivalText(cluster)}, Kubernetes ${kubernetesVersion}`,
    ],
    [
      ...headed(poolRows(cluster, colors), colors),
      ...moreLine(shownPools(rowsOfPools(cluster))),
      ...roleLines(cluster),
    ],
    workloads.length > 0 ? [...headed(workloadRows(cluster, shown.rows), colors), ...moreLine(shown)] : [],
    tableLines(tenantRows(cluster), colors),
    reasonLines(shown.rows),
    boundLines(cluster, colors),
    ...timetablePictures(cluster),
    forecastLines(storageRows(cluster), colors),
    forecastLines(transferRows(cluster), colors),
    cluster.findings.flatMap((finding) => findingLines(finding, colors)),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function tableLines(rows: string[][], colors: Colors): string[] {
  return rows.length === 0 ? [] : headed(rows, colors);
}

function forecastLines(rows: string[][], colors: Colors): string[] {
  const rest = rows.length - 1 - MOST_FORECASTS;
  return rows.length === 0
    ? []
    : [...headed(rows.slice(0, MOST_FORECASTS + 1), colors), ...(rest > 0 ? [`and ${rest} more in plan.json`] : [])];
}

/** What the plan says; green where nothing lowers it. */
function stateText(cluster: ClusterEntry, colors: Colors): string {
  if (cluster.status === 'infeasible') {
    return colors.red('INFEASIBLE');
  }
  return holdsWholly(cluster) ? colors.green(verdictOf(cluster)) : colors.yellow(verdictOf(cluster));
}

/** One finding as lines: code, place and message, then the conflict and the cures. */
export function findingLines(finding: FindingEntry, colors: Colors = PLAIN): string[] {
  const paint = { error: colors.red, warning: colors.yellow, info: colors.cyan }[finding.severity];
  return [
    `${paint(`${finding.severity} ${finding.code}`)} ${finding.path}: ${finding.message}`,
    ...(finding.accepted ? [`  ${acceptedText(finding.accepted)}`] : []),
    ...(finding.cure && finding.cure.length > 0 && !finding.accepted ? [`  cure: ${finding.cure.join(', or ')}`] : []),
    ...(finding.conflict && finding.conflict.length > 1
      ? [`  in conflict, leave out any one: ${finding.conflict.join('; ')}`]
      : []),
  ];
}

const OF_WORDS: readonly string[] = ['pool', 'node type', 'workload', 'places', 'store', 'transfer', 'tenant'];

/** Words to the left, figures to the right. */
function headed([header, ...rows]: string[][], colors: Colors): string[] {
  const left = header.flatMap((name, column) => (OF_WORDS.includes(name) ? [column] : []));
  return columns([header.map((cell) => colors.dim(cell)), ...rows], left);
}

function poolRows(cluster: ClusterEntry, colors: Colors): string[][] {
  const priced = isPriced(cluster);
  const resources = requestedResources(cluster);
  const use = new Utilisation(cluster);
  const header = ['pool', 'node type', 'nodes', 'limit', ...(priced ? ['price/h'] : []), ...resources.map(heading)];
  const rows = shownPools(rowsOfPools(cluster)).rows.map((pools) => [
    poolCell(pools),
    pools[0].nodeType,
    nodesCell(pools),
    limitCell(pools),
    ...(priced ? [fixed(priceOf(pools), 4)] : []),
    ...resources.map((resource) => shareCell(cluster, use, pools, resource, colors)),
  ]);
  const cost = priced ? [fixed(costPerHour(cluster), 4)] : [];
  const total = ['total', '', String(nodesOf(cluster)), '', ...cost, ...resources.map(() => '')];
  return [header, ...rows, ...(rows.length > 1 ? [total] : [])];
}

/** Name of a resource above its column. */
function heading(resource: string): string {
  return isVolumes(resource) ? `volumes (${driverOfVolumes(resource)})` : resource;
}

/** Share of the pool's allocatable that runs at steady, and at HPA maximum where that is more: `83%/92%`. */
function shareCell(
  { scenarios }: ClusterEntry,
  use: Utilisation,
  pools: readonly PoolEntry[],
  resource: string,
  colors: Colors,
): string {
  const shares = pools.flatMap((pool) => use.of(pool, resource) ?? []);
  if (shares.length === 0) {
    return '-';
  }
  const peaks = scenarios.filter(isPeak);
  const steady = Math.max(...shares);
  const most = Math.max(steady, ...pools.flatMap((pool) => peaks.map((peak) => use.of(pool, resource, peak) ?? 0)));
  const percent = (share: number) => `${Math.round(100 * share)}%`;
  const text = percent(most) === percent(steady) ? percent(steady) : `${percent(steady)}/${percent(most)}`;
  return most > NEARLY_FULL ? colors.yellow(text) : text;
}

function workloadRows(cluster: ClusterEntry, shown: readonly WorkloadEntry[]): string[][] {
  const places = ownsPlaces(cluster) ? ['places'] : [];
  const header = ['workload', 'needed', 'replicas', 'after loss', 'max', 'surge', 'rolls up to', 'headroom', ...places];
  return [header, ...shown.map((workload) => workloadRow(cluster, workload))];
}

function workloadRow(cluster: ClusterEntry, workload: WorkloadEntry): string[] {
  const { id, replicas, rollout } = workload;
  const missing = cluster.steady.unplaced.find((entry) => entry.workload === id)?.count ?? 0;
  return [
    id,
    String(replicas.needed),
    missing > 0 ? `${replicas.planned - missing} of ${replicas.planned}` : String(replicas.planned),
    lossCell(cluster, workload),
    maximumCell(workload),
    surgeCell(workload),
    rollout === undefined ? '-' : String(rollout.completesUpTo),
    headroomCell(workload),
    ...(ownsPlaces(cluster) ? [placesCell(workload)] : []),
  ];
}

/** Why each workload has the replicas that it has, where a demand or a loss decided it. */
function reasonLines(workloads: readonly WorkloadEntry[]): string[] {
  return workloads.flatMap(({ id, reason }) => (reason === undefined ? [] : [`${id}: ${reason}`]));
}

function boundLines(cluster: ClusterEntry, colors: Colors): string[] {
  const { objective, balance } = cluster;
  if (!objective) {
    return [];
  }
  const summary = summaryOf(cluster);
  return [
    costLine(cluster, colors),
    ...strengthCostLines(cluster),
    ...(summary === ''
      ? []
      : [
          `holds in ${scenariosOf(cluster).length} scenarios: ${summary}`.replace(
            /^holds in 1 scenarios/,
            'holds in 1 scenario',
          ),
        ]),
    ...rolloutLines(cluster),
    ...robustnessLines(cluster),
    ...lossLines(cluster),
    ...drainLines(cluster),
    ...(balance
      ? [`fullest node ${Math.round(100 * balance.highest)} %; evenness (Jain's index) ${fixed(balance.jain, 3)}`]
      : []),
  ];
}

/** How the rollouts come to their end, where they do. */
export function rolloutLines(cluster: ClusterEntry): string[] {
  const { workloads, objective } = cluster;
  const rolling = (objective ? workloads : []).filter(
    ({ rollout, replicas }) => rollout && !rollout.unproven && replicas.planned > 0,
  );
  const endFirst = rolling.filter(({ rollout }) => rollout!.maxUnavailable > 0).length;
  const startFirst = rolling.length - endFirst;
  const parts = [
    ...(endFirst > 0 ? [`${endFirst} may end an old pod before a new one starts`] : []),
    ...(startFirst > 0 ? [`${startFirst} ${startFirst === 1 ? 'starts' : 'start'} a new pod first`] : []),
  ];
  return parts.length === 0
    ? []
    : [`rollouts run to their end, whichever old pods go: ${[...parts, ...atOnceText(cluster, rolling)].join('; ')}`];
}

/** Which of them are proved together, or measured: those that one delivery starts. */
function atOnceText(
  { concurrentRollouts = 1, strength, robustness }: ClusterEntry,
  rolling: readonly WorkloadEntry[],
): string[] {
  if (rolling.length < 2) {
    return [];
  }
  if (strength?.kind === 'reserved') {
    return ['any of them at the same time, each on places of its own'];
  }
  if (concurrentRollouts === 1) {
    return ['one after the other'];
  }
  const some = concurrentRollouts < rolling.length ? `any ${concurrentRollouts} of them` : 'all of them';
  const how = robustness ? 'as sampled orders of arrival have it' : 'as the plan places the pods';
  return [`${some} at the same time, ${how}`];
}

/** `cost 25.2 per hour, ... ; no plan costs less than 25.2 per hour; gap 0 % (certified)` */
function costLine(cluster: ClusterEntry, colors: Colors = PLAIN): string {
  const { kind, value, bound, gap, claimedBound } = cluster.objective!;
  const unit = (amount: number) => (kind === 'cost' ? ' per hour' : amount === 1 ? ' node' : ' nodes');
  const proven = gap === null ? 'unknown' : `${fixed(100 * gap, 2)} %`;
  const month = kind === 'cost' ? `, ${fixed(costPerMonth(cluster), 2)} per month of ${HOURS_PER_MONTH} h` : '';
  const claimed =
    claimedBound === undefined
      ? ''
      : `; column generation claims ${fixed(claimedBound, 4)}, a gap of ${fixed(100 * (value / claimedBound - 1), 2)} %`;
  return `${kind === 'cost' ? 'cost' : 'size'} ${colors.bold(`${fixed(value, 4)}${unit(value)}`)}${month}; no plan costs less than ${fixed(bound, 4)}${unit(bound)}; gap ${proven} (certified)${claimed}`;
}

/** What the strength of the plan costs at most, and how near that is to the least it can cost. */
export function strengthCostLines({ objective }: Pick<ClusterEntry, 'objective'>): string[] {
  if (objective?.placesBound === undefined) {
    return [];
  }
  const { kind, value, bound, claimedBound = bound, placesBound } = objective;
  if (claimedBound === 0) {
    return [];
  }
  const over = (least: number) => fixed(100 * (value / least - 1), 2);
  const least = `${fixed(placesBound, 4)}${kind === 'cost' ? ' per hour' : placesBound === 1 ? ' node' : ' nodes'}`;
  const claimed = `; column generation claims that places of their own take ${least}, a gap of ${over(placesBound)} %`;
  return over(claimedBound) === '0'
    ? ['every order of arrival takes no more than the packing alone']
    : [
        `every order of arrival takes at most ${over(claimedBound)} % more than the packing alone${placesBound > claimedBound ? claimed : ''}`,
      ];
}

/** What kube-scheduler made of the plan, and what it cost to make that hold. */
export function robustnessLines({ robustness, objective }: ClusterEntry): string[] {
  if (!robustness) {
    return [];
  }
  const { scoring, orders, stranded, nodesAdded, costAdded } = robustness;
  const cost =
    nodesAdded === 0
      ? 'no node more'
      : `${nodesAdded} ${nodesAdded === 1 ? 'node' : 'nodes'} more${objective?.kind === 'cost' ? ` (${fixed(costAdded, 4)} per hour)` : ''}`;
  const held = stranded === 0 ? `all of ${orders}` : `${orders - stranded} of ${orders}`;
  return [`kube-scheduler (${scoring}) finds the places in ${held} sampled orders of arrival; that took ${cost}`];
}
