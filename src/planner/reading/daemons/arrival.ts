import { DaemonPlace, poolsText } from './places-of-daemons';
import { Finding, PoolModel, WorkloadModel } from '../../../capacity/model';
import { minus } from '../../../capacity/resources';
import { someOf } from '../../../capacity/some-of';
import { PriorityOf } from '../cluster-objects';
import { WorkloadDraft } from '../workloads/workload-draft';

/** A DaemonSet with what decides whether it may evict others. */
export interface RankedDaemon {
  readonly draft: WorkloadDraft;
  readonly priority: PriorityOf;
}

/** More different loads of a node are not looked at: then it is taken for one that can be full. */
const MOST_LOADS = 4_000;

/** So many DaemonSets are named. */
const MOST_NAMED = 3;

/**
 * The pod of a DaemonSet comes after its node, and the scheduler keeps no room for it: other pods may have filled the node by then. It
 * evicts those of lower priority; one finding for all DaemonSets that may find a node full of others. Nodes of edge sites are there, with
 * their agents, before anything is deployed to them.
 */
export function arrivalFindings(
  daemons: readonly RankedDaemon[],
  places: readonly DaemonPlace[],
  workloads: readonly WorkloadModel[],
  path: string,
): Finding[] {
  const late = daemons.flatMap(({ draft, priority }) => {
    const rivals = workloads.filter((workload) => !priority.preempts || workload.priority >= priority.value);
    const full = places.filter(({ model }) => mayBeFull(model, draft.id, rivals));
    return full.length > 0 ? [{ draft, priority, rivals, full }] : [];
  });
  if (late.length === 0) {
    return [];
  }
  const highest = Math.max(...late.flatMap(({ rivals }) => rivals.map(({ priority }) => priority)));
  const texts = late.map(
    ({ draft, priority, full }) => `${draft.id} (priority ${priority.value}) on nodes of ${poolsText(full)}`,
  );
  const paths = [...new Set(late.map(({ draft }) => draft.path))];
  return [
    {
      code: 'DAEMONSET_MAY_FIND_FULL',
      severity: 'warning',
      path: paths.length === 1 ? paths[0] : path,
      message: `the plan has room for ${someOf(texts, MOST_NAMED)}, but kube-scheduler keeps none free: pods of the same or a higher priority that come first may fill a node, and it never starts there`,
      cure: ['priorityClassName system-node-critical', `a priority class above ${highest} that preempts`],
      ...(paths.length > 1 && { count: paths.length, paths }),
    },
  ];
}

/** Workloads that are planned elsewhere because of a DaemonSet, which no rule keeps off a node where it has not started yet. */
export function contestedFindings(daemons: readonly RankedDaemon[], workloads: readonly WorkloadModel[]): Finding[] {
  return daemons.flatMap(({ draft, priority }) =>
    workloads
      .filter((workload) => !priority.preempts || workload.priority >= priority.value)
      .flatMap(({ id, path, eligible, barred }): Finding[] => {
        const pools = Object.keys(barred).filter((pool) => barred[pool] === besideDaemon(draft.id));
        if (pools.length === 0 || eligible.length === 0) {
          return [];
        }
        return [
          {
            code: 'DAEMONSET_MAY_BE_KEPT_OUT',
            severity: 'warning',
            path,
            message: `${id} may not share a node with ${draft.id} and is planned elsewhere, but nothing keeps it off new nodes of ${pools.join(', ')}: where it comes first, ${draft.id} never starts`,
            cure: [
              'node affinity that keeps it off these pools',
              `priorityClassName system-node-critical on ${draft.id}`,
            ],
          },
        ];
      }),
  );
}

/** Why a workload is not planned on nodes of a DaemonSet. */
export function besideDaemon(id: string): string {
  return `may not share a node with ${id}`;
}

/** True where pods that it cannot evict may leave less of some resource than the DaemonSets ask for together. */
function mayBeFull(pool: PoolModel, daemon: string, rivals: readonly WorkloadModel[]): boolean {
  const asked = Object.entries(pool.daemonsets[daemon] ?? {}).filter(([, amount]) => amount > 0);
  const node = minus(pool.capacity, pool.reserved);
  const here = rivals.filter(({ eligible }) => eligible.includes(pool.id));
  return asked.some(([resource]) => {
    const items = here.map((workload) => ({
      amount: workload.requests[resource] ?? 0,
      count: mostOnNode(workload, node),
    }));
    return largestLoad(items, node[resource] ?? 0) > (pool.allocatable[resource] ?? 0);
  });
}

/** Most pods of the workload that can be on one empty node. */
function mostOnNode(workload: WorkloadModel, node: Readonly<Record<string, number>>): number {
  const { replicas, rollout, canary = 0, maxPerNode = Infinity, requests } = workload;
  const pods = Math.max(replicas.planned, replicas.max ?? 0) + Math.max(rollout?.surge ?? 0, canary);
  return Object.entries(requests).reduce(
    (most, [name, amount]) => (amount > 0 ? Math.min(most, Math.floor((node[name] ?? 0) / amount)) : most),
    Math.min(pods, maxPerNode),
  );
}

/** The largest sum of some of the amounts, each so often at most, that is no more than the limit; the limit where that takes too long to tell. */
function largestLoad(items: readonly { readonly amount: number; readonly count: number }[], limit: number): number {
  let loads = new Set([0]);
  const counts = new Map<number, number>();
  items.forEach(({ amount, count }) => counts.set(amount, (counts.get(amount) ?? 0) + count));
  for (const [amount, count] of [...counts].filter(([one]) => one > 0)) {
    const next = new Set(loads);
    for (const load of loads) {
      for (let n = 1; n <= count && load + n * amount <= limit; n++) {
        next.add(load + n * amount);
      }
      if (next.size > MOST_LOADS) {
        return limit;
      }
    }
    loads = next;
  }
  return Math.max(...loads);
}
