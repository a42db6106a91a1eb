import { Finding, GangModel, PoolModel } from '../../../capacity/model';
import { Resources } from '../../../capacity/resources';

/** A job whose pods ask Kueue to lie on one node, the finest level that a topology may have. */
export interface HostGang {
  readonly id: string;
  readonly path: string;
  readonly size: number;
  readonly mode: GangModel['mode'];
  readonly requests: Resources;
  readonly maxPerNode?: number;
}

/**
 * Pods that are to lie on one node. What is only preferred goes as near as it goes; what no node holds, Kueue never admits; of the rest the plan has
 * room for every pod, but does not prove that all are on one node.
 */
export function hostGang(gang: HostGang, pools: readonly PoolModel[], findings: Finding[]): GangModel {
  const { id, path, size, mode } = gang;
  if (mode === 'preferred' || size === 1) {
    return { size, mode };
  }
  const most = Math.max(0, ...pools.map((pool) => onOneNode(gang, pool)));
  if (most < size && pools.length > 0) {
    findings.push({
      code: 'GANG_LARGER_THAN_NODE',
      severity: 'error',
      path,
      message: `${id} asks for one node for all of its ${size} pods, and no node that admits them holds more than ${most}: Kueue never starts it`,
      expected: `a node for ${size}`,
      actual: `nodes for ${most}`,
      cure: [
        ...(most > 0 ? [`at most ${most} pods`] : []),
        'a coarser level of the topology, or preferred',
        'larger nodes',
      ],
    });
  } else if (pools.length > 0) {
    findings.push({
      code: 'GANG_ON_ONE_NODE',
      severity: 'warning',
      uncovered: true,
      path,
      message: `${id} starts where one node has room for all of its ${size} pods: the plan has room for each of them, and does not prove that it is on one node`,
      cure: ['one pod that asks for all of it', 'preferred instead of required'],
    });
  }
  return { size, mode };
}

function onOneNode({ requests, maxPerNode = Infinity }: HostGang, { allocatable }: PoolModel): number {
  return Object.entries(requests).reduce(
    (room, [resource, amount]) =>
      amount > 0 ? Math.min(room, Math.floor((allocatable[resource] ?? 0) / amount)) : room,
    maxPerNode,
  );
}
