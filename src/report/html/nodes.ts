import { html, Markup } from './markup';
import { COLOURS } from './style';
import { nodesCell, poolCell } from '../cells';
import { Amounts, ClusterEntry, GroupEntry, PoolEntry } from '../document';
import { isPeak, requestedResources, Utilisation } from '../figures';

/** Above so many nodes equal ones are drawn once, with their number. */
const MOST_DRAWN = 240;

/** Nodes as boxes that workloads fill, pool by pool. */
export function nodesPicture(cluster: ClusterEntry): Markup {
  const colours = coloursOf(cluster);
  const grouped = cluster.pools.reduce((sum, { nodes }) => sum + nodes, 0) > MOST_DRAWN;
  const pools = cluster.pools.filter(({ nodes }) => nodes > 0);
  const rules = [...colours].map(([, i]) => `.w${i}{background:${COLOURS[i]}}`).join('');
  return html`<h3>Nodes</h3>
    <p class="lead">
      One box is one node${grouped ? ', or as many equal ones as its number says' : ''}. Full colours run at steady,
      pale ones are added at HPA maximum; a box is as full as its scarcest resource.
    </p>
    ${new Markup(`<style>${rules}</style>`)}
    <p class="legend">
      ${[...colours].map(([id, i]) => html`<span style="--c:${COLOURS[i]}">${id}</span>`)}
      ${cluster.workloads.length > colours.size && html`<span style="--c:var(--other)">others</span>`}
    </p>
    <div class="pools">${pools.map((pool) => poolPicture(cluster, pool, colours, grouped))}</div>`;
}

/** The workloads that take most have a colour of their own, by id. */
function coloursOf(cluster: ClusterEntry): Map<string, number> {
  const use = (id: string) =>
    cluster.steady.nodes.reduce((sum, { count, pods }) => sum + count * (pods[id] ?? 0), 0) *
    (cluster.workloads.find((workload) => workload.id === id)!.requests.cpu ?? 0);
  const sizes = cluster.workloads.map(({ id }) => ({ id, size: use(id) })).sort((a, b) => b.size - a.size);
  return new Map(sizes.slice(0, COLOURS.length).map(({ id }, i) => [id, i]));
}

function poolPicture(
  cluster: ClusterEntry,
  pool: PoolEntry,
  colours: ReadonlyMap<string, number>,
  grouped: boolean,
): Markup {
  const highest = new Utilisation(cluster).highest(pool);
  const resource = highest?.resource ?? requestedResources(cluster)[0] ?? 'cpu';
  const boxes = cluster.steady.nodes
    .filter((group) => group.pool === pool.id)
    .flatMap((group) =>
      boxesOf(cluster, group, grouped).map((box) => boxPicture(cluster, pool, box, resource, colours)),
    );
  return html`<div class="pool">
    <p>
      <b>${poolCell([pool])}</b> ${nodesCell([pool])} x
      ${pool.nodeType}${pool.maxNodes !== undefined && ` of at most ${pool.maxNodes}`}${
        highest && `, ${resource} ${Math.round(100 * highest.share)} % requested at steady`
      }
    </p>
    <div class="nodes">${boxes}</div>
  </div>`;
}

interface Box {
  readonly group: GroupEntry;
  readonly count: number;
  readonly peak: Amounts;
}

/** Nodes of a group that look alike at HPA maximum too. */
function boxesOf({ scenarios }: ClusterEntry, group: GroupEntry, grouped: boolean): Box[] {
  const added = fullestPeak(scenarios, group.id);
  const rest = group.count - added.reduce((sum, { count }) => sum + count, 0);
  const kinds = [...added.map(({ count, pods }) => ({ group, count, peak: pods })), { group, count: rest, peak: {} }];
  return kinds
    .filter(({ count }) => count > 0)
    .flatMap((box) => (grouped ? [box] : Array.from({ length: box.count }, () => ({ ...box, count: 1 }))));
}

/** What the peak adds to a group that adds most pods to it: where groups of autoscalers peak apart, not all do at once. */
function fullestPeak(scenarios: ClusterEntry['scenarios'], group: string): ClusterEntry['scenarios'][number]['added'] {
  const peaks = scenarios.filter(isPeak).map(({ added }) => added.filter(({ on }) => on === group));
  const pods = (added: (typeof peaks)[number]) =>
    added.reduce((sum, { count, pods: own }) => sum + count * Object.values(own).reduce((a, b) => a + b, 0), 0);
  return peaks.reduce((most, added) => (pods(added) > pods(most) ? added : most), []);
}

function boxPicture(
  { workloads }: ClusterEntry,
  pool: PoolEntry,
  { group, count, peak }: Box,
  resource: string,
  colours: ReadonlyMap<string, number>,
): Markup {
  const requests = new Map(workloads.map(({ id, requests: own }) => [id, own[resource] ?? 0]));
  const bars = (pods: Amounts, kind: string) =>
    Object.entries(pods).map(([id, n]) => {
      const share = (100 * n * requests.get(id)!) / (pool.allocatable[resource] || 1);
      const colour = colours.has(id) ? `w${colours.get(id)}` : 'w-other';
      return share < 0.05 ? undefined : html`<i class="${colour}${kind}" style="height:${share.toFixed(1)}%"></i>`;
    });
  const lines = (pods: Amounts, suffix: string) => Object.entries(pods).map(([id, n]) => `${n} x ${id}${suffix}`);
  const title = [group.id, ...lines(group.pods, ''), ...lines(peak, ' at HPA maximum')].join('\n');
  return html`<div class="node" title="${title}">
    ${bars(group.pods, '')}${bars(peak, ' peak')}${count > 1 && html`<em>${count}</em>`}
  </div>`;
}
