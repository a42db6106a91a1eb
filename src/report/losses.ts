import { nodesText } from './cells';
import { ClusterEntry } from './document';
import { isPriced } from './figures';
import { spotLines } from './spot';
import { fixed } from '../capacity/quantity';
import { someOf } from '../capacity/some-of';

/** So many workloads or pools are named. */
const MOST_NAMED = 3;

/** Of which placements losses leave what they have to: `losses: 12 workloads keep enough wherever kube-scheduler puts their pods, 1 (shop/Deployment/cart) as sampled`. */
export function lossLines(cluster: ClusterEntry): string[] {
  const { workloads } = cluster;
  const of = (basis: string) => workloads.filter(({ afterLoss }) => afterLoss?.basis === basis).map(({ id }) => id);
  const every = of('every placement');
  const others = [
    ['in the placements of kube-scheduler that were sampled', of('sampled placements')],
    ['as the plan places them, which was not sampled', of('this placement')],
  ] as const;
  const texts = [
    ...(every.length > 0
      ? [
          `${every.length} ${every.length === 1 ? 'workload keeps' : 'workloads keep'} enough wherever kube-scheduler puts the pods`,
        ]
      : []),
    ...others
      .filter(([, ids]) => ids.length > 0)
      .map(([where, ids]) => `${ids.length} (${someOf(ids, MOST_NAMED)}) ${where}`),
  ];
  return [
    ...(texts.length === 0 ? [] : [`losses: ${texts.join(', ')}; in every order in which lost pods come back`]),
    ...spotLines(cluster),
  ];
}

/** Who waits while nodes are drained, and what it costs that nobody does. */
export function drainLines(cluster: ClusterEntry): string[] {
  const { drains } = cluster;
  if (!drains) {
    return [];
  }
  const { nodes, withWaiting, waiting, spares, costOfSpares, costOfNewNode } = drains;
  const most = Object.entries(waiting).map(([id, count]) => `${count} of ${id}`);
  const cost = (amount: number | undefined) =>
    isPriced(cluster) && amount !== undefined ? `, ${fixed(amount, 4)} per hour` : '';
  const more = spares && Object.values(spares).reduce((sum, count) => sum + count, 0);
  const ways = [
    ...(spares
      ? [`with ${nodesText(more!)} more (${someOf(Object.keys(spares), MOST_NAMED)}${cost(costOfSpares)})`]
      : []),
    `where the new node comes before the old one goes${costOfNewNode === undefined ? '' : ` (${fixed(costOfNewNode, 4)} for each hour that both are there)`}`,
  ];
  return [
    `drains: ${withWaiting} of ${nodesText(nodes)} ${withWaiting === 1 ? 'makes' : 'make'} pods wait until another one is there, at most ${someOf(most, MOST_NAMED)}; none waits ${ways.join(', or ')}`,
  ];
}
