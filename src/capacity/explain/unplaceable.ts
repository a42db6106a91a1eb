import { ClusterModel, Finding, PoolModel, WorkloadModel } from '../model';
import { describeNumber } from '../quantity';
import { firstShortage } from '../resources';
import { placeOf } from '../sites';
import { someOf } from '../some-of';

/** One finding for each workload of which not even one pod fits on any node of any pool. */
export function explainUnplaceable(model: ClusterModel): Finding[] {
  const byId = new Map(model.pools.map((pool) => [pool.id, pool]));
  return model.workloads.flatMap((workload) => {
    if (workload.replicas.planned === 0 && !workload.replicas.max) {
      return [];
    }
    if (workload.eligible.length === 0) {
      return [noPool(model, workload)];
    }
    const eligible = workload.eligible.map((id) => byId.get(id)!);
    if (eligible.some((pool) => firstShortage(workload.requests, pool.allocatable) === undefined)) {
      return [];
    }
    return [tooBig(workload, eligible)];
  });
}

function noPool(model: ClusterModel, workload: WorkloadModel): Finding {
  // Of the nodes of edge sites nobody says why they admit no pods of the cloud.
  const reasons = model.pools.flatMap(({ id }) => (workload.barred[id] ? [`${id}: ${workload.barred[id]}`] : []));
  const { undeclared = [] } = workload;
  const unsaid =
    undeclared.length > 0 ? `; nobody said which nodes have ${undeclared.map(({ label }) => label).join(', ')}` : '';
  const atSite = workload.site !== undefined;
  return {
    code: 'NO_POOL_ADMITS',
    severity: 'error',
    ...placeOf(workload),
    message: `no node ${atSite ? 'of the site' : `pool of cluster ${model.name}`} admits ${workload.id}: ${reasons.length > 0 ? groupAlike(reasons).join('; ') : `it has none${model.pools.length > 0 ? ' beside those of its edge sites' : ''}`}${unsaid}`,
    cure: [
      ...undeclared.map(({ cure }) => cure),
      ...(atSite
        ? ['labels and taints on a node of the site as it asks for', 'a deployment to sites that have such a node']
        : [
            'change the node selector, affinity or tolerations of the workload',
            'add a node pool with the labels and taints that it asks for',
          ]),
    ],
  };
}

function tooBig(workload: WorkloadModel, eligible: readonly PoolModel[]): Finding {
  const shortages = eligible.map((pool) => ({ pool, resource: firstShortage(workload.requests, pool.allocatable)! }));
  const best = shortages.reduce((a, b) =>
    (b.pool.allocatable[b.resource] ?? 0) > (a.pool.allocatable[a.resource] ?? 0) ? b : a,
  );
  const sidecar = workload.injected?.[best.resource] ?? 0;
  const most = (best.pool.allocatable[best.resource] ?? 0) - sidecar;
  const amount = (n: number) => describeNumber(best.resource, n);
  return {
    code: 'POD_TOO_BIG',
    severity: 'error',
    ...placeOf(workload),
    message: `one pod of ${workload.id} is larger than any node that admits it${partsText(workload, best.resource)}: ${groupAlike(shortages.map(({ pool, resource }) => `${pool.id}: ${resource} ${describeNumber(resource, workload.requests[resource])} asked, ${describeNumber(resource, pool.allocatable[resource] ?? 0)} allocatable`)).join('; ')}`,
    expected: `${best.resource} at most ${amount(most + sidecar)}`,
    actual: `${best.resource} ${amount(workload.requests[best.resource])}`,
    cure: [
      ...(most > 0 ? [`request at most ${amount(most)} ${best.resource}`] : []),
      `${workload.site === undefined ? 'add a node pool whose nodes have' : 'a node at the site with'} at least ${amount(workload.requests[best.resource])} ${best.resource} allocatable`,
    ],
  };
}

/** Which of its containers ask for most: ` (cpu of containers: otel 9, web 0.5)` */
function partsText({ parts = [] }: WorkloadModel, resource: string): string {
  const asked = parts.filter(({ requests }) => (requests[resource] ?? 0) > 0);
  const texts = asked
    .sort((a, b) => b.requests[resource] - a.requests[resource])
    .map(({ name, requests }) => `${name} ${describeNumber(resource, requests[resource])}`);
  return texts.length > 0 ? ` (${resource} of containers: ${someOf(texts, 3)})` : '';
}

/** Merges `a/x: why` and `a/y: why` into `a/x, a/y: why`. */
function groupAlike(reasons: readonly string[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const reason of reasons) {
    const at = reason.indexOf(': ');
    const [pool, why] = [reason.slice(0, at), reason.slice(at + 2)];
    byReason.set(why, [...(byReason.get(why) ?? []), pool]);
  }
  return [...byReason].map(([why, pools]) => `${pools.join(', ')}: ${why}`);
}
