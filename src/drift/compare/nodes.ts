import { Fit, isMadeOnDemand } from './fit';
import { amountsText, differingIn, labelsText, together } from './words';
import { Difference } from '../difference';
import { Expected, ExpectedPool } from '../expected';
import { LiveNode } from '../live/live-cluster';
import { Observed } from '../match/observed';
import { labelsAt } from '../match/pools';

const STILL = 'what the plan puts on these nodes still fits in every scenario';
const SHORT = 'what the plan puts on these nodes no longer fits in every scenario';

/** What of the nodes is not as planned. */
export function nodeDifferences(expected: Expected, observed: Observed, fit: Fit): Difference[] {
  const judged = (pool: ExpectedPool) => {
    const effect = fit.broken.has(pool.id) ? ('breaks' as const) : ('none' as const);
    return { effect, meaning: effect === 'breaks' ? SHORT : STILL };
  };
  const ofNodes = [...observed.places].flatMap(([node, { pool, site }]) => [
    ...shapeOf(node, pool, judged(pool)),
    ...marksOf(node, pool, site),
  ]);
  return together([
    ...ofNodes,
    ...expected.pools.flatMap((pool) => countsOf(pool, observed, judged(pool))),
    ...observed.strange.map((node): Difference & { readonly name: string } => ({
      code: 'NODE_UNPLANNED',
      about: 'nodes',
      planned: `pools ${expected.pools
        .map(({ id }) => id)
        .slice(0, 4)
        .join(', ')}`,
      live: `nodes of type ${node.labels['node.kubernetes.io/instance-type'] ?? 'unknown'} of none of these`,
      effect: 'none',
      meaning: 'the plan does not count on them: nothing that is proved depends on them',
      cure: ['addNodePool for them, if they are to stay', 'else remove them: nobody counts what they cost'],
      name: node.name,
    })),
  ]);
}

type Judged = Pick<Difference, 'effect' | 'meaning'>;
type Named = Difference & { readonly name?: string; readonly times?: number };

/** What a node reports as allocatable. */
function shapeOf(node: LiveNode, pool: ExpectedPool, judged: Judged): Named[] {
  const names = differingIn(pool.shape, node.allocatable, Object.keys(pool.shape));
  if (names.length === 0) {
    return [];
  }
  const less = names.some((name) => (node.allocatable[name] ?? 0) < pool.shape[name]);
  return [
    {
      code: 'ALLOCATABLE_CHANGED',
      about: `pool ${pool.id}`,
      planned: `${amountsText(pool.shape, names)} allocatable (${pool.nodeType})`,
      live: amountsText(node.allocatable, names),
      ...(less ? judged : { effect: 'none', meaning: 'there is more than the plan counts on' }),
      cure: less
        ? [
            'the node type and reserves as the nodes are: NodeType, or addReportedNodes with `kubectl get nodes -o json`',
            'nodes of the planned type',
          ]
        : ['the node type as it is: the plan may then need fewer nodes'],
      name: node.name,
    },
  ];
}

/** Labels and taints of a node. */
function marksOf(node: LiveNode, pool: ExpectedPool, site: string | undefined): Named[] {
  const labels = Object.entries(labelsAt(pool, site)).filter(([key, value]) => node.labels[key] !== value);
  const text = (taints: LiveNode['taints']) =>
    taints.map(({ key, value = '', effect }) => `${key}${value && `=${value}`}:${effect}`).sort();
  const [planned, live] = [text(pool.taints), text(node.taints)];
  const same = planned.join() === live.join();
  const unproven = {
    about: `pool ${pool.id}`,
    effect: 'unproven' as const,
    meaning: 'pods may be kept off these nodes, or come to them, otherwise than planned',
    name: node.name,
  };
  return [
    ...(labels.length === 0
      ? []
      : [
          {
            ...unproven,
            code: 'NODE_LABELS_CHANGED' as const,
            planned: labelsText(Object.fromEntries(labels)),
            live: labelsText(Object.fromEntries(labels.map(([key]) => [key, node.labels[key]]))),
            cure: ['the labels as planned', 'labels of the pool as they are'],
          },
        ]),
    ...(same
      ? []
      : [
          {
            ...unproven,
            code: 'NODE_TAINTS_CHANGED' as const,
            planned: planned.join(', ') || 'no taint',
            live: live.join(', ') || 'no taint',
            cure: ['the taints as planned', 'taints of the pool as they are'],
          },
        ]),
  ];
}

/** How many nodes of a pool take pods; at edge sites, how many at each. */
function countsOf(pool: ExpectedPool, observed: Observed, judged: Judged): Named[] {
  const own = [...observed.places].filter(([, place]) => place.pool === pool);
  const { id, sites, nodes, maxNodes = Infinity } = pool;
  const told = {
    about: `pool ${id}`,
    planned: `${nodes} ${nodes === 1 ? 'node' : 'nodes'}${sites ? ' at each site' : ''}`,
  };
  const bySite = new Map<string | undefined, LiveNode[]>((sites ?? [undefined]).map((site) => [site, []]));
  own.forEach(([node, { site }]) => bySite.get(site)?.push(node));
  return [...bySite].flatMap(([site, some]): Named[] => {
    const closed = some.filter((node) => node.closed !== undefined);
    const open = some.length - closed.length;
    const why = closed.length > 0 ? `, and ${closed.length} that ${closed[0].closed}` : '';
    const name = site ?? closed[0]?.name;
    if (open < nodes && !isMadeOnDemand(pool)) {
      return [
        {
          ...told,
          ...judged,
          code: 'NODES_MISSING',
          live: `${open}${why}`,
          cure: ['bring the nodes back', 'plan with the nodes that there are'],
          ...(name !== undefined && { name }),
        },
      ];
    }
    const most = isMadeOnDemand(pool) ? maxNodes : nodes;
    return open > most
      ? [
          {
            ...told,
            code: 'NODES_MORE',
            live: `${open}`,
            effect: 'none',
            meaning: 'nothing that is proved depends on the nodes beyond the plan; they cost more than it says',
            cure: ['take off the nodes beyond the plan', 'what asks for them: pods that the plan does not know'],
            ...(site !== undefined && { name: site }),
          },
        ]
      : [];
  });
}
