import { html, Markup } from './markup';
import { fixed } from '../../capacity/quantity';
import { poolCell } from '../cells';
import { ClusterEntry, ScenarioEntry } from '../document';
import { copiesOf, costPerHour, headroomShare, isPeak, isPriced, lossesOf, moneyText, Utilisation } from '../figures';
import { rowsOfPools } from '../roles';

/** So many scenarios of losses are columns of their own. */
const MOST_COLUMNS = 8;

/** How full each pool is in each scenario: the share of its scarcest resource. */
export function heatMap(cluster: ClusterEntry): Markup {
  const use = new Utilisation(cluster);
  const peaks = cluster.scenarios.filter(isPeak);
  const losses = lossesOf(cluster);
  const columns: (readonly [string, ScenarioEntry | undefined])[] = [
    ['steady', undefined],
    ...[...peaks, ...losses.slice(0, MOST_COLUMNS)].map((one) => [one.name, one] as const),
  ];
  const rows = cluster.pools.filter(({ nodes }) => nodes > 0);
  return html`<h3>Utilisation by pool and scenario</h3>
    <p class="lead">
      Requested share of the scarcest
      resource${losses.length > MOST_COLUMNS && `; ${losses.length - MOST_COLUMNS} more losses are in plan.json`}.
    </p>
    <div class="wide">
      <table class="data heat">
        <thead>
          <tr>
            <th>pool</th>
            ${columns.map(([name]) => html`<th>${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (pool) =>
              html`<tr>
                <td>${pool.id}</td>
                ${columns.map(([, scenario]) => heatCell(use.highest(pool, scenario)))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

/** From pale to dark blue, then orange where it gets tight: readable in print and with colour blindness. */
function heatCell(highest: { readonly share: number; readonly resource: string } | undefined): Markup {
  if (!highest) {
    return html`<td>gone</td>`;
  }
  const { share, resource } = highest;
  const lightness = Math.round(92 - 52 * Math.min(1, share));
  const colour = share > 0.95 ? '#c2570c' : `hsl(205 60% ${lightness}%)`;
  const ink = share > 0.95 || lightness < 62 ? '#fff' : '#10202c';
  return html`<td style="background:${colour};color:${ink}" title="${resource}">${Math.round(100 * share)} %</td>`;
}

interface Bar {
  readonly label: string;
  readonly value: number;
  readonly text: string;
}

/** Bars of Charts.css: a table of figures that its style draws. */
function bars(caption: string, rows: readonly Bar[]): Markup {
  const most = Math.max(...rows.map(({ value }) => value), 1e-9);
  return html`<table class="charts-css bar show-labels data-spacing-4">
    <caption>
      ${caption}
    </caption>
    <tbody>
      ${rows.map(({ label, value, text }) => {
        const size = Number((value / most).toFixed(4));
        return html`<tr><th scope="row" title="${label}">${label}</th><td${size < 0.25 ? new Markup(' class="short"') : undefined} style="--size:${size}"><span class="data">${text}</span></td></tr>`;
      })}
    </tbody>
  </table>`;
}

/** What each pool costs, beside the bound below which no plan is. */
export function costBars(cluster: ClusterEntry): Markup | undefined {
  if (!isPriced(cluster) || !cluster.objective) {
    return undefined;
  }
  const rows = rowsOfPools({ pools: cluster.pools.filter(({ nodes }) => nodes > 0) });
  return html`<h3>Cost per hour</h3>
    ${bars('Cost per hour', [
      ...rows.map((pools) => {
        const [{ nodeType, price = 0 }] = pools;
        const nodes = pools.reduce((sum, pool) => sum + pool.nodes * copiesOf(pool), 0);
        return {
          label: `${poolCell(pools)} (${nodeType})`,
          value: nodes * price,
          text: `${moneyText(nodes * price)} = ${nodes} x ${fixed(price, 4)}`,
        };
      }),
      { label: 'all nodes', value: costPerHour(cluster), text: moneyText(costPerHour(cluster)) },
      { label: 'no plan is below', value: cluster.objective.bound, text: moneyText(cluster.objective.bound) },
    ])}`;
}

/** So many workloads have a bar: those with least headroom. */
const MOST_BARS = 30;

/** Replicas that would still fit beside those that run, as a share of them. */
export function headroomBars({ workloads }: ClusterEntry): Markup | undefined {
  const known = workloads.flatMap((workload) => {
    const share = headroomShare(workload);
    return share === undefined ? [] : [{ workload, share }];
  });
  const rows = known.filter(({ share }) => share < 1).sort((a, b) => a.share - b.share);
  if (known.length === 0) {
    return undefined;
  }
  const doubling =
    known.length > rows.length &&
    `${known.length - rows.length} of ${known.length} workloads could run twice as many replicas.`;
  const chart =
    rows.length > 0 &&
    bars(
      'Headroom',
      rows.slice(0, MOST_BARS).map(({ workload: { id, headroom }, share }) => ({
        label: id,
        value: share,
        text: `${headroom} (${Math.round(100 * share)} %)`,
      })),
    );
  return html`<h3>Headroom</h3>
    <p class="lead">
      More replicas that fit at steady, one workload alone${rows.length > MOST_BARS && `; the ${MOST_BARS} with least`}.
      ${doubling}
    </p>
    ${chart}`;
}

/** Replicas of workloads whose demand has a profile, hour by hour. */
export function profiles({ workloads }: ClusterEntry): Markup[] {
  return workloads.flatMap(({ id, hours }) => {
    if (!hours || hours.arrivals.length !== hours.replicas.length || hours.replicas.length === 0) {
      return [];
    }
    const most = Math.max(...hours.replicas);
    return [
      html`<h3>${id} over the ${hours.replicas.length === 24 ? 'day' : 'week'}</h3>
        <p class="lead">
          Replicas that the autoscaler runs, at least, in each hour; arrivals from
          ${fixed(Math.min(...hours.arrivals), 2)} to ${fixed(Math.max(...hours.arrivals), 2)} per second.
        </p>
        <table class="charts-css column show-labels data-spacing-1">
          <caption>
            ${id}
          </caption>
          <tbody>
            ${hours.replicas.map(
              (replicas, hour) =>
                html`<tr>
                  <th scope="row">${hour % 24}</th>
                  <td
                    style="--size:${(replicas / most).toFixed(3)}"
                    title="${fixed(hours.arrivals[hour], 2)} per second"
                  >
                    <span class="data">${replicas}</span>
                  </td>
                </tr>`,
            )}
          </tbody>
        </table>`,
    ];
  });
}
