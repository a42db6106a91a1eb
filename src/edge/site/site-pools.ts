import { sortedBy } from '../../capacity/order';
import { kubeletLabels } from '../../cluster/node/node-labels';
import { KubeToleration } from '../../manifest/kube';
import { PoolDescription } from '../../planner/reading/description';
import type { EdgeNode } from '../edge-node';
import { EDGE_NODE } from '../runtime/runtime';

/**
 * Equal nodes of a site together, as the planner sees them: in one order, whatever order they were declared in.
 * @param siteLabels labels that all nodes of the site have
 */
export function poolsOf(
  nodes: readonly EdgeNode[],
  siteLabels: Readonly<Record<string, string>>,
  path: string,
): PoolDescription[] {
  const kinds = new Map<string, { readonly pool: PoolDescription; count: number }>();
  for (const node of nodes) {
    const { labels, taints } = node;
    const pool = poolOf(node, siteLabels, path);
    // Plain nodes first: they have the name of their type, others get numbers.
    const key = JSON.stringify([taints.length, Object.keys(labels).length, pool]);
    const kind = kinds.get(key) ?? { pool, count: 0 };
    kind.count += 1;
    kinds.set(key, kind);
  }
  const names = new Set<string>();
  return sortedBy(kinds, ([key]) => key).map(([, { pool, count }]) => ({
    ...pool,
    name: free(pool.nodeType, names),
    minNodes: count,
    maxNodes: count,
  }));
}

function poolOf(
  { nodeType, labels, taints }: EdgeNode,
  siteLabels: Readonly<Record<string, string>>,
  path: string,
): PoolDescription {
  return {
    name: '',
    path,
    zones: [],
    nodeType: nodeType.name,
    capacity: nodeType._capacity,
    reserved: nodeType._reserved,
    labels: {
      ...siteLabels,
      ...labels,
      ...kubeletLabels(nodeType.architecture),
      [EDGE_NODE]: '',
    },
    taints: [
      { key: EDGE_NODE, effect: 'NoSchedule' },
      ...taints.map(({ key, value, effect }) => ({ key, value, effect })),
    ],
    minNodes: 0,
    ...(nodeType.price && { price: nodeType.price.toPerHour() }),
  };
}

/** Tolerations of everything that some of the nodes are tainted with: what has them runs on all. */
export function tolerationsOf(nodes: readonly EdgeNode[]): KubeToleration[] {
  const taints = nodes.flatMap((node) => node.taints);
  const tolerations = [
    { key: EDGE_NODE, operator: 'Exists', effect: 'NoSchedule' },
    ...taints.map(({ key, value, effect }) =>
      value === undefined ? { key, operator: 'Exists', effect } : { key, operator: 'Equal', value, effect },
    ),
  ];
  return sortedBy(
    new Map(tolerations.map((toleration) => [JSON.stringify(toleration), toleration])),
    ([key]) => key,
  ).map(([, toleration]) => toleration);
}

/** The name, or the first with a number that nobody has. */
function free(name: string, names: Set<string>): string {
  let found = name;
  for (let n = 2; names.has(found); n++) {
    found = `${name}-${n}`;
  }
  names.add(found);
  return found;
}
