import { ClusterEntry, Faults, scenariosOf } from './document';
import { spotPools } from './spot';

const KINDS: ReadonlySet<string> = new Set([
  'hpa-max',
  'rollout',
  'rollouts',
  'canary',
  'node-lost',
  'zone-lost',
  'drain',
  'spot-lost',
]);

/**
 * Checks that every scenario is of a known kind and there once, and that a feasible plan has all that it owes.
 * @param drains true where it owes the drain of a node of every group with pods
 */
export function checkOwed(cluster: ClusterEntry, drains: boolean, faults: Faults): void {
  const names = new Set<string>();
  for (const { name } of scenariosOf(cluster)) {
    faults.expect(KINDS.has(name.split(':')[0]), `scenario ${name} is of an unknown kind`);
    faults.expect(!names.has(name), `scenario ${name} is there twice`);
    names.add(name);
  }
  const owed =
    cluster.status === 'feasible' ? [...peaksAndRollouts(cluster), ...losses(cluster), ...spotLoss(cluster)] : [];
  if (cluster.status === 'feasible' && drains) {
    owed.push(...filled(cluster).map((group) => `drain:${group}`));
  }
  for (const name of owed) {
    faults.expect(names.has(name), `scenario ${name} is missing`);
  }
}

function peaksAndRollouts({ workloads, peakGroups = [] }: ClusterEntry): string[] {
  const scales = workloads.some(({ replicas }) => (replicas.max ?? 0) > replicas.planned);
  const peaks = peakGroups.length > 0 ? peakGroups.map(({ name }) => `hpa-max:${name}`) : ['hpa-max'];
  return [
    ...(scales ? peaks : []),
    ...workloads.flatMap(({ id, surge = 0, canary = 0 }) => [
      ...(surge > 0 ? [`rollout:${id}`] : []),
      ...(canary > 0 ? [`canary:${id}`] : []),
    ]),
  ];
}

function losses(cluster: ClusterEntry): string[] {
  switch (cluster.survive) {
    case 'zone':
      return cluster.pools.flatMap(({ zone, nodes }) => (zone !== undefined && nodes > 0 ? [`zone-lost:${zone}`] : []));
    case 'node':
      return filled(cluster).map((group) => `node-lost:${group}`);
    case 'none':
      return [];
  }
}

/** All nodes that the cloud may take back go at once, where pods are on any. */
function spotLoss(cluster: ClusterEntry): string[] {
  const spot = spotPools(cluster);
  const used = cluster.steady.nodes.some(({ pool, pods }) => spot.has(pool) && Object.keys(pods).length > 0);
  return used ? ['spot-lost'] : [];
}

/** Groups of nodes that hold pods. */
function filled({ steady }: ClusterEntry): string[] {
  return steady.nodes.flatMap(({ id, pods }) => (Object.keys(pods).length > 0 ? [id] : []));
}
