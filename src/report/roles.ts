import { ClusterEntry, PoolEntry, WorkloadEntry } from './document';
import { ROLE_LABEL } from '../capacity/reserve/roles';

/** Pools that are one row of a table: the nodes of a role in all zones together, others by themselves. */
export function rowsOfPools({ pools }: Pick<ClusterEntry, 'pools'>): PoolEntry[][] {
  const rows = new Map<string, PoolEntry[]>();
  for (const pool of pools) {
    const key = pool.role ?? `|${pool.id}`;
    rows.set(key, [...(rows.get(key) ?? []), pool]);
  }
  return [...rows.values()];
}

/** `2 each in a, b, c`, or `2 in a, 1 in b`. */
export function nodesByZone(pools: readonly PoolEntry[]): string {
  const [first] = pools;
  return pools.every(({ nodes }) => nodes === first.nodes)
    ? `${first.nodes} each in ${pools.map(({ zone }) => zone).join(', ')}`
    : pools.map(({ nodes, zone }) => `${nodes} in ${zone}`).join(', ');
}

/** Whether some workload owns places. */
export function ownsPlaces({ workloads }: Pick<ClusterEntry, 'workloads'>): boolean {
  return workloads.some(({ roles }) => roles !== undefined);
}

/** `2 on a node of general-a, general-b`; a dash where it owns none. */
export function placesCell({ roles = [], cap }: Pick<WorkloadEntry, 'roles' | 'cap'>): string {
  return roles.length === 0 ? '-' : `${cap} on a node of ${roles.join(', ')}`;
}

/** How whoever makes the nodes marks those of a role; nothing where there are no roles. */
export function roleLines({ pools }: Pick<ClusterEntry, 'pools'>): string[] {
  const roles = pools.filter(({ role }) => role !== undefined);
  if (roles.length === 0) {
    return [];
  }
  const open = roles.filter(({ taints = [] }) => !taints.some(({ key }) => key === ROLE_LABEL));
  const names = [...new Set(open.map(({ role }) => role))];
  const number = new Set(roles.map(({ role }) => role)).size;
  const taint = `taint ${ROLE_LABEL}=<role>:NoSchedule`;
  return [
    `${number} ${number === 1 ? 'role' : 'roles'}, whose nodes join with label ${ROLE_LABEL}=<role>${names.length === number ? '' : ` and ${taint}`}${
      names.length > 0 ? `; ${names.join(', ')} without a taint, for pods from elsewhere` : ''
    }`,
  ];
}
