import { surgesByMore } from './counts';
import { Role, ROLE_LABEL } from './roles';
import { ClusterModel, PoolModel, WorkloadModel } from '../model';
import { Reservation } from '../plan';

/** A cluster with its pools split by role. */
export interface RoledModel {
  readonly model: ClusterModel;
  /** Nodes of each role, by pool id. */
  readonly nodes: Readonly<Record<string, number>>;
  /** Ids of the pools that a pool was split into; its own where it was not. */
  readonly split: (pool: string) => readonly string[];
}

/** Nodes of one role in one zone. */
interface RolePool {
  readonly role: Role;
  readonly pool: PoolModel;
  /** Id of the pool that they are of. */
  readonly of: string;
  readonly count: number;
  /** Why who owns none of its places does not run there. */
  readonly reason: string;
}

/**
 * Splits pools by role: the nodes of a role are a pool of their own in each zone, and workloads that own places may run on nodes of their roles alone. A pool
 * with roles is not there any more, its limits are those of all its roles together; one without is as it was.
 */
export function roledModel(model: ClusterModel, reservation: Reservation): RoledModel {
  const all = rolePools(model, reservation.roles);
  const kept = model.pools.filter(({ id }) => !all.some(({ of }) => of === id));
  return {
    model: {
      ...model,
      pools: [...all.map(({ pool }) => pool), ...kept],
      workloads: model.workloads.map((workload) => onRoles(workload, reservation, all, kept)),
    },
    nodes: Object.fromEntries(all.map(({ pool, count }) => [pool.id, count])),
    split: (id) => splitOf(all, id),
  };
}

/** Ids of the pools that a pool was split into; its own where it has no roles. */
function splitOf(all: readonly RolePool[], id: string): string[] {
  const roles = all.filter(({ of }) => of === id).map(({ pool }) => pool.id);
  return roles.length > 0 ? roles : [id];
}

function rolePools(model: ClusterModel, roles: readonly Role[]): RolePool[] {
  const surging = model.workloads.filter(surgesByMore);
  return model.pools.flatMap((pool) => {
    const own = roles.filter(({ nodes }) => nodes[pool.id] > 0);
    const all = own.reduce((sum, { nodes }) => sum + nodes[pool.id], 0);
    // Nodes that the limit leaves may be of any role: they are of one on which somebody wants more pods at once than a rollout needs, or of the first.
    const open = own.find(({ caps }) => surging.some(({ id }) => id in caps)) ?? own[0];
    let owed = pool.minNodes;
    return own.map((role): RolePool => {
      const count = role.nodes[pool.id];
      const minNodes = Math.min(owed, count);
      owed -= minNodes;
      const more = role === open && pool.maxNodes !== undefined ? pool.maxNodes - all : 0;
      const limit = pool.maxNodes === undefined ? {} : { maxNodes: count + more };
      const reason = `owns no places on nodes of role ${role.name}`;
      return { role, of: pool.id, count, reason, pool: { ...pool, ...inRole(pool, role), minNodes, ...limit } };
    });
  });
}

function inRole(pool: PoolModel, { name, open }: Role): Pick<PoolModel, 'id' | 'role' | 'labels' | 'taints'> {
  const taint = { key: ROLE_LABEL, value: name, effect: 'NoSchedule' };
  // Daemonsets that do not tolerate it would go with it.
  const tainted = !open && pool.untolerant === undefined;
  return {
    id: `${name}${pool.id.slice(pool.pool.length)}`,
    role: name,
    labels: { ...pool.labels, ...groupLabels(pool, name), [ROLE_LABEL]: name },
    taints: [...(pool.taints ?? []), ...(tainted ? [taint] : [])],
  };
}

/** Labels by which nodes say what group made them: the nodes of a role are a group of their own, named after it. */
const GROUP_LABELS = [
  'agentpool',
  'cloud.google.com/gke-nodepool',
  'eks.amazonaws.com/nodegroup',
  'karpenter.sh/nodepool',
  'kubernetes.azure.com/agentpool',
];

function groupLabels({ labels = {}, zone }: PoolModel, role: string): Record<string, string> {
  const known = GROUP_LABELS.filter((label) => labels[label] !== undefined);
  return Object.fromEntries(known.map((label) => [label, label.startsWith('karpenter') ? `${role}-${zone}` : role]));
}

function onRoles(
  workload: WorkloadModel,
  { places }: Reservation,
  all: readonly RolePool[],
  kept: readonly PoolModel[],
): WorkloadModel {
  const owned = places[workload.id];
  const roles = new Set(owned?.roles);
  const isOwn = ({ role }: RolePool) => roles.has(role.name);
  const barred: Record<string, string> = {};
  for (const one of all) {
    if (!isOwn(one)) {
      barred[one.pool.id] = workload.barred[one.of] ?? one.reason;
    }
  }
  for (const { id } of kept) {
    const reason = workload.barred[id] ?? (owned && 'owns no places there');
    if (reason !== undefined) {
      barred[id] = reason;
    }
  }
  const { spreadPools, ...rest } = workload;
  // Pools that it may run on and that have roles now are too small for it where it owns no places.
  const eligible = owned
    ? all.filter(isOwn).map(({ pool }) => pool.id)
    : workload.eligible.filter((id) => kept.some((pool) => pool.id === id));
  if (!owned || !workload.ours) {
    const counted = spreadPools?.flatMap((id) => splitOf(all, id));
    return { ...rest, eligible, barred, ...(counted && { spreadPools: counted }) };
  }
  return { ...rest, eligible, barred, maxPerNode: Math.min(owned.cap, workload.maxPerNode ?? Infinity) };
}
