import { sortedBy } from '../../capacity/order';
import { kubeletLabels } from '../../cluster/node/node-labels';
import { NodeType } from '../../cluster/node/node-type';
import { KubeToleration } from '../../manifest/kube';
import { PoolDescription } from '../../planner/reading/description';
import type { EdgeNode } from '../edge-node';
import { EDGE_NODE } from '../runtime/runtime';

/** Nodes of sites that are alike. */
export interface Hardware {
  /** The same for sites with the same nodes. */
  readonly text: string;
  readonly pools: readonly PoolDescription[];
}

/** What the sites of a platform have for nodes: once for all that are alike. */
export class HardwareKinds {
  private readonly types = new Map<NodeType, number>();
  private readonly known = new Map<string, Hardware>();
  private readonly texts = new Map<string, Hardware>();

  /** @param siteLabels labels that all nodes of the site have */
  public of(nodes: readonly EdgeNode[], siteLabels: Readonly<Record<string, string>> = {}): Hardware {
    const key = JSON.stringify([
      siteLabels,
      ...nodes.map(({ nodeType, labels, taints }) => [this.numberOf(nodeType), labels, taints]),
    ]);
    const hardware = this.known.get(key) ?? this.newHardware(nodes, siteLabels);
    this.known.set(key, hardware);
    return hardware;
  }

  private newHardware(nodes: readonly EdgeNode[], siteLabels: Readonly<Record<string, string>>): Hardware {
    const pools = poolsOf(nodes, siteLabels);
    const text = JSON.stringify(pools.map(({ path: _, ...pool }) => pool));
    const hardware = this.texts.get(text) ?? { text, pools };
    this.texts.set(text, hardware);
    return hardware;
  }

  private numberOf(type: NodeType): number {
    const number = this.types.get(type) ?? this.types.size;
    this.types.set(type, number);
    return number;
  }
}

/** Equal nodes of a site together, as the planner sees them: in one order, whatever order they were declared in. */
function poolsOf(nodes: readonly EdgeNode[], siteLabels: Readonly<Record<string, string>>): PoolDescription[] {
  const kinds = new Map<string, { readonly pool: PoolDescription; count: number }>();
  for (const node of nodes) {
    const { labels, taints } = node;
    const pool = poolOf(node, siteLabels);
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

function poolOf({ nodeType, labels, taints }: EdgeNode, siteLabels: Readonly<Record<string, string>>): PoolDescription {
  return {
    name: '',
    // That of each of the sites.
    path: '',
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
