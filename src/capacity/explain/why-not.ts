import { PoolModel, WorkloadModel } from '../model';
import { describeAmount, describeNumber } from '../quantity';
import { firstShortage } from '../resources';
import { ClusterState } from '../scenario/cluster-state';
import { Run, SteadyCluster } from '../scenario/steady-cluster';

/** Pools times workloads above which none are told. */
const MOST_VERDICTS = 20_000;

/** Of each workload, by id, what each pool says to one more pod of it at steady, by pool id; empty for very large clusters. */
export function verdictsOf(start: SteadyCluster): Record<string, Record<string, string>> {
  const { model } = start;
  if (model.pools.length * model.workloads.length > MOST_VERDICTS) {
    return {};
  }
  const runsOf = new Map(model.pools.map(({ id }) => [id, start.runs.filter(({ pool }) => pool.id === id)]));
  return Object.fromEntries(
    model.workloads.map((workload) => [
      workload.id,
      Object.fromEntries(model.pools.map((pool) => [pool.id, verdict(start, workload, pool, runsOf.get(pool.id)!)])),
    ]),
  );
}

/** How many run there, or the first rule that keeps one more pod off: `runs 7`, `taint gpu:NoSchedule is not tolerated`. */
function verdict(start: SteadyCluster, workload: WorkloadModel, pool: PoolModel, runs: readonly Run[]): string {
  const here = runs.reduce((sum, { group, count }) => sum + count * (group.pods[workload.id] ?? 0), 0);
  const reason = workload.barred[pool.id] ?? firstObstacle(start, workload, pool, runs);
  if (here > 0) {
    return reason === undefined ? `runs ${here}, has room for more` : `runs ${here}, no more: ${reason}`;
  }
  return reason ?? 'has room, others were chosen';
}

function firstObstacle(
  start: SteadyCluster,
  workload: WorkloadModel,
  pool: PoolModel,
  runs: readonly Run[],
): string | undefined {
  if (runs.length === 0) {
    return pool.maxNodes === 0 ? 'may have no nodes' : 'the plan has no nodes there';
  }
  const spread = spreadObstacle(start, workload, pool);
  if (spread) {
    return spread;
  }
  const { rivals } = start.demandsOf(workload.id);
  const unlimited = runs.filter(({ group }) => (group.pods[workload.id] ?? 0) < (workload.maxPerNode ?? Infinity));
  if (unlimited.length === 0) {
    return `at most ${workload.maxPerNode} on one node, all nodes have them`;
  }
  const full = new ClusterState(start).fullHosts(workload);
  const open = unlimited.filter(({ group }) => (group.pods[workload.id] ?? 0) < full);
  if (open.length === 0) {
    return `spread over nodes: ${full} on each node that it may use, and no more as long as others have ${full - workload.hostSpread!.maxSkew}`;
  }
  const apart = open.filter(({ group }) => rivals.every((id) => !group.pods[id]));
  if (apart.length === 0) {
    return `may not share a node with ${rivals.find((id) => open.some(({ group }) => group.pods[id]))}, which is on all of them`;
  }
  const roomy = apart.some(({ free }) => firstShortage(workload.requests, free) === undefined);
  return roomy ? undefined : scarcest(workload, apart);
}

function spreadObstacle(start: SteadyCluster, workload: WorkloadModel, pool: PoolModel): string | undefined {
  const { zonesWithNodes } = start.demandsOf(workload.id);
  const inZone = (zone: string | undefined) => start.perZone.get(`${workload.id}|${zone ?? ''}`) ?? 0;
  const here = inZone(pool.zone);
  if (here >= (workload.maxPerZone ?? Infinity)) {
    return `at most ${workload.maxPerZone} in one zone`;
  }
  const few = zonesWithNodes.size < (workload.minZones ?? 0);
  const least = few ? 0 : Math.min(...[...zonesWithNodes].map(inZone));
  if (!workload.zoneSkew || here + 1 - least <= workload.zoneSkew) {
    return undefined;
  }
  const other = few ? `fewer than ${workload.minZones} zones have nodes` : `${least} in another`;
  return `spread over zones: ${here} in zone ${pool.zone}, ${other}, ${workload.zoneSkew} more is allowed`;
}

/** The resource of which the nodes have least, measured by the request. */
function scarcest({ requests }: WorkloadModel, runs: readonly Run[]): string {
  const shortages = Object.entries(requests)
    .filter(([, amount]) => amount > 0)
    .map(([name, amount]) => ({ name, amount, most: Math.max(...runs.map(({ free }) => free[name] ?? 0)) }));
  const { name, amount, most } = shortages.reduce((a, b) => (b.most / b.amount < a.most / a.amount ? b : a));
  return most >= amount
    ? 'no single node has enough of all resources'
    : `${describeAmount(name, amount)} asked, no node has more than ${describeNumber(name, most)} free`;
}

/**
 * What is free in total beside what whole nodes can take of one workload: `24 nvidia.com/gpu are free in total, for 3 pods; single
 * nodes have room for none`. Undefined where both say the same.
 */
export function aggregateVerdict(start: SteadyCluster, workload: WorkloadModel): string | undefined {
  const usable = start.runs.filter(({ pool }) => workload.eligible.includes(pool.id));
  const asked = Object.entries(workload.requests).filter(([name, amount]) => amount > 0 && name !== 'pods');
  const total = (name: string) =>
    usable.reduce((sum, { free, count }) => sum + count * Math.max(0, free[name] ?? 0), 0);
  const together = Math.min(...asked.map(([name, amount]) => Math.floor(total(name) / amount)));
  const single = usable.reduce(
    (sum, { free, count }) =>
      sum + count * Math.max(0, Math.min(...asked.map(([name, amount]) => Math.floor((free[name] ?? 0) / amount)))),
    0,
  );
  if (asked.length === 0 || together <= single) {
    return undefined;
  }
  const scarce = asked.reduce((a, b) => (total(b[0]) / b[1] < total(a[0]) / a[1] ? b : a))[0];
  return `${describeAmount(scarce, total(scarce))} are free in total, enough for ${together} pods; single nodes have room for ${single === 0 ? 'none' : single}`;
}
