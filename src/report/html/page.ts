import { costBars, headroomBars, heatMap, profiles } from './charts';
import { html, Markup } from './markup';
import { nodesPicture } from './nodes';
import { style } from './style';
import { timetables } from './timetable';
import { fixed } from '../../capacity/quantity';
import { headroomCell, limitCell, lossCell, maximumCell, nodesCell, poolCell, surgeCell, survivalText } from '../cells';
import { ClusterEntry, FindingEntry, PlanDocument } from '../document';
import {
  costPerHour,
  costPerMonth,
  HOURS_PER_MONTH,
  isPriced,
  moneyText,
  nodesOf,
  podsOf,
  summaryOf,
} from '../figures';
import { storageRows, transferRows } from '../forecasts';
import { drainLines, lossLines } from '../losses';
import { robustnessLines, rolloutLines, strengthCostLines } from '../plan-table';
import { ownsPlaces, placesCell, roleLines, rowsOfPools } from '../roles';
import { acceptedText, holdsWholly, verdictOf } from '../verdict';

/** Workloads above which the pools' verdicts are left to the command line. */
const MOST_VERDICTS = 150;

/** The plan as one page: no scripts, nothing from elsewhere; where styles are blocked too, it reads as tables. */
export function planPage({ clusters, tool }: PlanDocument): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Capacity plan: ${clusters.map(({ name }) => name).join(', ')}</title>
        ${style()}
      </head>
      <body>
        <main>
          <h1>Capacity plan</h1>
          ${clusters.map(clusterSection)}
          <footer>
            Made by ${tool.name} ${tool.version}, solver ${tool.solver}. plan.json holds everything that it takes to
            check this again.
          </footer>
        </main>
      </body>
    </html>`;
  return `${page.text.replace(/^ +/gm, '').trim()}\n`;
}

function clusterSection(cluster: ClusterEntry): Markup {
  const { name, status, kubernetesVersion, findings } = cluster;
  const feasible = status === 'feasible';
  const badge = !feasible ? 'bad' : holdsWholly(cluster) ? 'good' : 'fair';
  return html`<section>
    <h2>${name} <span class="badge ${badge}">${verdictOf(cluster)}</span></h2>
    <p class="lead">
      Kubernetes ${kubernetesVersion}; ${survivalText(cluster)}.
      ${feasible && `Proven for ${summaryOf(cluster) || 'steady'}.`}
      ${[...strengthCostLines(cluster), ...robustnessLines(cluster), ...rolloutLines(cluster), ...lossLines(cluster), ...drainLines(cluster)].map((line) => `${line}.`)}
    </p>
    <div class="tiles">
      ${tilesOf(cluster).map(([value, label]) => html`<div class="tile"><b>${value}</b><span>${label}</span></div>`)}
    </div>
    ${findings.map(findingBox)} ${nodesPicture(cluster)} ${heatMap(cluster)} ${costBars(cluster)}
    ${headroomBars(cluster)} ${profiles(cluster)} ${timetables(cluster)}
    ${forecastTable('Storage over time', storageRows(cluster))} ${forecastTable('Transfers', transferRows(cluster))}
    ${workloadTable(cluster)} ${poolTable(cluster)} ${verdictTable(cluster)}
  </section>`;
}

function tilesOf(cluster: ClusterEntry): [string, string][] {
  const { objective, balance, workloads } = cluster;
  return [
    [String(nodesOf(cluster)), 'nodes'],
    ...(isPriced(cluster)
      ? ([
          [moneyText(costPerHour(cluster)), 'per hour'],
          [moneyText(costPerMonth(cluster)), `per month of ${HOURS_PER_MONTH} h`],
        ] as [string, string][])
      : []),
    ...(objective
      ? ([
          [objective.gap === null ? '-' : `${fixed(100 * objective.gap, 2)} %`, 'certified gap to the cheapest plan'],
        ] as [string, string][])
      : []),
    [String(podsOf(cluster)), `pods of ${workloads.length} workloads at steady`],
    ...(balance
      ? ([[`${Math.round(100 * balance.highest)} %`, 'of the fullest node, at its most']] as [string, string][])
      : []),
  ];
}

function findingBox({ severity, code, path, message, accepted, cure = [], conflict = [] }: FindingEntry): Markup {
  return html`<div class="finding ${severity}">
    <code>${severity} ${code}</code> <b>${path}</b><br />${message}
    ${accepted && html`<p>${acceptedText(accepted)}</p>`}
    ${
      !accepted &&
      cure.length > 0 &&
      html`<ul>
        ${cure.map((one) => html`<li>${one}</li>`)}
      </ul>`
    }
    ${conflict.length > 1 && html`<p>In conflict, leave out any one: ${conflict.join('; ')}</p>`}
  </div>`;
}

function dataTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  text: readonly number[] = [0],
): Markup {
  const kind = (i: number) => text.includes(i) && new Markup(' class="text"');
  return html`<div class="wide">
    <table class="data">
      <thead>
        <tr>
          ${header.map((cell, i) => html`<th${kind(i)}>${cell}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, i) => html`<td${kind(i)}>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function forecastTable(title: string, [header, ...rows]: string[][]): Markup {
  return html`${header && html`<h3>${title}</h3>`} ${header && dataTable(header, rows)}`;
}

function workloadTable(cluster: ClusterEntry): Markup {
  const places = ownsPlaces(cluster) ? ['places'] : [];
  const header = ['workload', 'needed', 'replicas', 'after loss', 'max', 'surge', 'headroom', ...places, 'why'];
  const rows = cluster.workloads.map((workload) => {
    const { id, replicas, reason = '' } = workload;
    return [
      id,
      String(replicas.needed),
      String(replicas.planned),
      lossCell(cluster, workload),
      maximumCell(workload),
      surgeCell(workload),
      headroomCell(workload),
      ...places.map(() => placesCell(workload)),
      reason,
    ];
  });
  return html`<h3>Workloads</h3>
    ${dataTable(header, rows, [0, 7, 8])}`;
}

function poolTable(cluster: ClusterEntry): Markup {
  const header = ['pool', 'node type', 'nodes', 'least', 'limit', 'price per hour'];
  const rows = rowsOfPools(cluster).map((pools) => {
    const [{ nodeType, price, minNodes = 0, role }] = pools;
    return [
      poolCell(pools),
      nodeType,
      nodesCell(pools),
      role === undefined ? String(minNodes) : '-',
      limitCell(pools),
      price === undefined ? '-' : fixed(price, 4),
    ];
  });
  return html`<h3>Node pools</h3>
    ${dataTable(header, rows, [0, 1])} ${roleLines(cluster).map((line) => html`<p>${line}</p>`)}`;
}

/** Why not there: what every pool says to one more pod of every workload. */
function verdictTable({ pools, workloads }: ClusterEntry): Markup | undefined {
  const told = workloads.filter(({ verdicts }) => verdicts);
  if (told.length === 0 || told.length > MOST_VERDICTS) {
    return undefined;
  }
  const header = ['workload', ...pools.map(({ id }) => id)];
  const rows = told.map(({ id, verdicts = {} }) => [id, ...pools.map((pool) => verdicts[pool.id] ?? '')]);
  return html`<details>
    <summary>Why there and not elsewhere: what each pool says to one more pod</summary>
    ${dataTable(
      header,
      rows,
      header.map((_, i) => i),
    )}
  </details>`;
}
